"""Bring all catalogues up to `words.pot`, in one shape: `make words`; with `NEW=tr` it starts another language's."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Iterable

    from babel.messages.catalog import Catalog, Message

FOLDER = Path(__file__).resolve().parents[1] / "geo" / "products" / "words"
TEMPLATE = FOLDER / "words.pot"
_GAP = re.compile(r"\{\w+\}")


def read(path: Path) -> Catalog:
    """Read a catalogue as translators' tools do."""
    with path.open("rb") as file:
        return read_po(file, locale="en" if path == TEMPLATE else path.stem, abort_invalid=True)


def written(template: Catalog, lang: str, known: Catalog | None = None) -> str:
    """
    Write a language's catalogue: the texts of the template, in its order, with what the language says of them.

    A text is known by its key. Where its English has changed, what the language says stays, as `fuzzy`: to look at.
    """
    said = {message.context: message for message in known or () if message.context}
    forms = get_plural(lang).num_plurals
    entries = [_entry(message, said.get(message.context), forms) for message in template if message.id]
    return "\n\n".join([_header(lang), *entries]) + "\n"


def _header(lang: str) -> str:
    name = Locale.parse(lang).english_name
    about = "Translate in the files beside this one; `make words` brings them up to it." if lang == "en" else ""
    fields = {
        "Project-Id-Version": "corridor-atlas", "Language": lang, "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8", "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": f"{get_plural(lang)}",
    }  # fmt: skip
    head = f"# What the products say in {name}. {about}".rstrip()
    return "\n".join([head, 'msgid ""', 'msgstr ""', *(_quoted(f"{key}: {text}\n") for key, text in fields.items())])


def _entry(message: Message, known: Message | None, count: int) -> str:
    ids = _forms(message.id)
    said = [""] * (count if len(ids) > 1 else 1) if known is None else _forms(known.string)
    is_changed = known is not None and _forms(known.id) != ids
    is_fuzzy = any(said) and (is_changed or (known is not None and known.fuzzy))
    flags = [*["fuzzy"][:is_fuzzy], *["python-brace-format"][: bool(_GAP.search("".join(ids)))]]
    lines = [f"#. {line}" for line in message.auto_comments]
    lines += [f"# {line}" for line in (known.user_comments if known else ())]
    lines += [f"#, {', '.join(flags)}"] * bool(flags)
    names = ("msgid", "msgid_plural")
    lines += [f"msgctxt {_quoted(message.context)}", *(f"{n} {_quoted(t)}" for n, t in zip(names, ids, strict=False))]
    names = [f"msgstr[{place}]" for place in range(len(said))] if len(ids) > 1 else ["msgstr"]
    return "\n".join([*lines, *(f"{name} {_quoted(text)}" for name, text in zip(names, said, strict=False))])


def _forms(text: str | Iterable[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def main() -> None:
    """Write all catalogues."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--new", metavar="LANGUAGE", help="Start a catalogue of this language.")
    new = parser.parse_args().new
    template = read(TEMPLATE)
    TEMPLATE.write_text(written(template, "en"), encoding="utf-8")
    catalogues = {path.stem: read(path) for path in FOLDER.glob("*.po")}
    for lang, known in ({**catalogues, **({new: catalogues.get(new)} if new else {})}).items():
        path = FOLDER / f"{lang}.po"
        path.write_text(written(template, lang, known), encoding="utf-8")
        left = sum(message.fuzzy or not all(_forms(message.string)) for message in read(path) if message.id)
        print(f"{path.name}: {left} of {len(template)} texts to translate or look at")


if __name__ == "__main__":
    main()
