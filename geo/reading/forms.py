"""Forms: what the inflected forms of a word have in common."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.reading.lexicon import read_lexicon

if TYPE_CHECKING:
    from collections.abc import Callable

EXTRA_NOTE = (
    "pymorphy3 is not installed: Russian names are matched by cutting endings off, and some forms are missed. "
    "Install the extra: pip install 'corridor-atlas[articles]'."
)
_MAX_WORD = 40
_MIN_STEM = 3
_CYRILLIC = re.compile("[\u0400-\u052f]+")


@lru_cache(maxsize=1)
def _analyzer() -> Any | None:  # noqa: ANN401 - pymorphy3 has no types, and may be missing
    try:
        import pymorphy3  # noqa: PLC0415 - an extra; only articles in Russian need it
    except ImportError:
        return None
    return pymorphy3.MorphAnalyzer(lang="ru")


def has_morphology() -> bool:
    """
    Tell whether Russian forms are known, and not guessed.

    Returns
    -------
    has_morphology
        True where pymorphy3 and its dictionary are installed.
    """
    return _analyzer() is not None


@lru_cache(maxsize=65536)
def keys_of(word: str, lang: str) -> frozenset[str]:
    """
    Give what the forms of a word have in common.

    Parameters
    ----------
    word
        A word, folded as tokens are.
    lang
        The text's language: ``"en"``, ``"ru"`` or ``"kk"``.

    Returns
    -------
    keys
        Forms of one word share a key: the dictionary's form in Russian, the stem in Kazakh, the singular in English.
    """
    if len(word) > _MAX_WORD:
        return frozenset({word})
    return frozenset({word, *_KEYS[lang](word)})


def _russian(word: str) -> set[str]:
    if not _CYRILLIC.fullmatch(word):  # the dictionary has no other words, and fails on letters without a name
        return set()
    analyzer = _analyzer()
    if analyzer is None:
        stem = _cut(word, "ru")
        return {f"{stem}~"} if len(stem) >= _MIN_STEM else set()
    return {str(parse.normal_form).replace("ё", "е") for parse in analyzer.parse(word)}


def _kazakh(word: str) -> set[str]:
    """
    Cut one ending after the other: the forms of a noun are its stem, its plural, whose it is, and its case.

    Where several endings fit, the shorter may be the right one: портының is the port's, and Мойынтының Moiynty's.
    """
    found, left = set[str](), [word]
    while left:
        stem = left.pop()
        shorter = {
            stem[: -len(one)] for one in _endings("kk") if stem.endswith(one) and len(stem) >= _MIN_STEM + len(one)
        }
        left += shorter - found
        found |= shorter
    return found | _hardened(found)


def _hardened(stems: set[str]) -> set[str]:
    """Give stems the sound they have at the end of a word: a vowel after it had made it soft."""
    hard = {pair[0]: pair[1] for pair in read_lexicon("kk").tables["forms"]["voiced"]}
    return {stem[:-1] + hard[stem[-1]] for stem in stems if stem[-1] in hard}


def _english(word: str) -> set[str]:
    return {_cut(word, "en")} if len(word) > _MIN_STEM else set()


def _cut(word: str, lang: str) -> str:
    ending = next((one for one in _endings(lang) if word.endswith(one)), "")
    return word[: len(word) - len(ending)]


@lru_cache(maxsize=3)
def _endings(lang: str) -> tuple[str, ...]:
    """Give the endings of a language, the longest first."""
    return tuple(sorted(read_lexicon(lang).tables["forms"]["endings"], key=lambda one: (-len(one), one)))


_KEYS: dict[str, Callable[[str], set[str]]] = {"ru": _russian, "kk": _kazakh, "en": _english}
