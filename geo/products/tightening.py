"""Scripts and styles of the page without what no browser needs."""

from __future__ import annotations

import re
from string import ascii_letters, digits
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_BLOCK_COMMENT = re.compile(r"^\s*/\*.*?\*/\s*$", re.DOTALL | re.MULTILINE)
# Texts, templates and patterns as they are; a comment after code; else a mark without the space beside it
_TEXTS = r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|/(?![/ *])(?:\\.|\[[^\]\n]*\]|[^/\\\n])+/)"""
_JS = re.compile(_TEXTS + r"| ?//[^\n]*|\s*([=,;:{}()\[\]?&|<>+*-])\s*")
_CSS = re.compile(_TEXTS + r"|\s*([,;:{}])\s*")
_DECLARED = re.compile(
    r"^(?:function|const|class) (?!drawAtlas)([a-z]+[A-Z]\w*|[A-Z]+_\w+|[A-Z][a-z]+[A-Z]\w*)", re.MULTILINE
)
_CALLED = re.compile(r"^function ([a-z]{3,})\(", re.MULTILINE)
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*")
_FREE = re.compile(r"(?<![\w$.])[A-Za-z_][\w$]*")
_AFTER_MARK = re.compile(r"[.\"'-](\w+)")
_BEFORE_MARK = re.compile(r"(\w+)['\":-]")
_UNCALLED = re.compile(r"\b(\w+)\b(?!\()")
_MEMBER = re.compile(r"\.(\w+)")


def tight_style(css: str) -> str:
    """
    Shorten a style sheet.

    Parameters
    ----------
    css
        Its text.

    Returns
    -------
    css
        The same rules.
    """
    return _tight(css, _CSS)


def tight_script(sources: Sequence[str]) -> str:
    """
    Shorten scripts that stand in one scope of their own.

    Parameters
    ----------
    sources
        Their texts. What is declared at the beginning of a line belongs to all of them.

    Returns
    -------
    script
        One script that does the same; of its names `drawAtlas` alone can be relied on from outside.
    """
    return _renamed("\n".join(_tight(source, _JS) for source in sources), "".join(sources))


def _tight(text: str, tokens: re.Pattern[str]) -> str:
    """Leave out what no browser needs: comments on lines of their own, indentation, spaces by punctuation."""
    lines = (line.strip() for line in _BLOCK_COMMENT.sub("", text).splitlines())
    kept = "\n".join(line for line in lines if line and not line.startswith("//"))
    return tokens.sub(lambda found: found[1] or found[2] or "", kept).replace(";}", "}")


def _renamed(script: str, source: str) -> str:
    """Give the functions and constants of our script short names; `const` becomes `let`, which is shorter too."""
    # Names of two words, which no text holds, and those that are always called; none that is somebody's property
    properties = {*_AFTER_MARK.findall(script), *_BEFORE_MARK.findall(script)}
    uncalled = {*_UNCALLED.findall(script), *_MEMBER.findall(script)}
    names = [name for name in dict.fromkeys(_DECLARED.findall(source)) if name not in properties]
    names += [name for name in _CALLED.findall(source) if name not in uncalled]
    taken = set(_IDENTIFIER.findall(script))
    short = (f"{a}{b}" for a in ascii_letters for b in digits + ascii_letters if f"{a}{b}" not in taken)
    new = dict(zip(names, short, strict=False)) | {"const": "let"}
    return _FREE.sub(lambda found: new.get(found[0], found[0]), script)
