"""A language that nobody speaks: Russian with every text of its catalogue in brackets, so that all others show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from geo.languages import LANGUAGES
from geo.products import words
from geo.products.words.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pytest

    from geo.atlas import Atlas

LANG = "ru"
"""The language it stands in for: names of the atlas are data, and Russian."""
_MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
_CODES = {"unit", "metric", "statistic", "qualifier", "scope", "mode", "modes", "status", "kind", "tier", "language"}
"""Fields whose values products say in words."""
_OWN = re.compile(r"(?<![{\w])[^\W\d_]+(?![}\w])")
_WORD = re.compile(r"[^\W\d_]{2,}")


def speak(patch: pytest.MonkeyPatch, *, longer: float = 0) -> None:
    """Let the products say everything in brackets, each word longer by a share."""
    own = words._catalogue(LANG)
    texts = {
        key: tuple(f"⟦{_stretched(form, longer)}⟧" if is_text(key) else form for form in forms)
        for key, forms in own.texts.items()
    }
    read = words._catalogue
    patch.setattr(words, "_catalogue", lambda lang: Catalogue(texts, own.form) if lang == LANG else read(lang))
    words._groups.cache_clear()


def _stretched(text: str, longer: float) -> str:
    return _OWN.sub(lambda word: word[0] + "~" * round(longer * len(word[0])), text) if longer else text


def is_text(key: str) -> bool:
    """Tell texts from the marks that numbers are written with."""
    return not key.startswith("numbers.")


def hush() -> None:
    words._groups.cache_clear()


def data_of(atlas: Atlas, *more: Any) -> list[str]:
    """Give all texts of an atlas' records, the longest first."""
    network, evidence = atlas.network, atlas.evidence
    groups: list[Any] = [
        network.corridors, network.sections, network.nodes, network.links, network.entries,
        evidence.claims, evidence.sources, evidence.decisions, *more,
    ]  # fmt: skip
    found = {text.strip() for group in groups for text in _leaves(group)}
    found |= {atlas.subject_name(name, lang) for group in groups[:5] for name in group for lang in LANGUAGES}
    return sorted((text for text in found if len(text) > 1), key=len, reverse=True)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from (value, *value.splitlines())
    elif hasattr(value, "model_dump"):
        yield from _leaves([one for name, one in value.model_dump().items() if name not in _CODES])
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _leaves(one)
            yield from _leaves(key)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for one in value:
            yield from _leaves(one)


def unsaid(texts: Iterable[str], data: Iterable[str]) -> set[str]:
    """Give what is left of texts without what the catalogue says and without what the atlas says."""
    left = set()
    known = list(data)
    for text in texts:
        rest = re.sub(r"[\u00a0\s]+", " ", text)
        while _MARKED.search(rest):
            rest = _MARKED.sub(" ", rest)
        for one in known:
            if not _WORD.search(rest):
                break
            if one in rest:
                rest = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", " ", rest)
        if _WORD.search(rest):
            left.add(rest.strip())
    return left
