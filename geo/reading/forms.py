"""Forms: what the inflected forms of a word have in common."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

EXTRA_NOTE = (
    "pymorphy3 is not installed: Russian names are matched by cutting endings off, and some forms are missed. "
    "Install the extra: pip install 'corridor-atlas[articles]'."
)
_MAX_WORD = 40
_MIN_STEM = 3
_RUSSIAN = re.compile(
    r"(?:иями|ями|ами|ого|его|ому|ему|ыми|ими|ией|иям|иях|ых|их|ый|ий|ой|ей|ая|яя|ое|ее|ую|юю|ом|ем|ам|ям|ах|ях|"
    r"ов|ев|ью|ия|ии|ию|ие|а|я|о|е|у|ю|ы|и|ь|й)$"
)
_KAZAKH = re.compile(
    r"(?:сындағы|сіндегі|сынан|сінен|ынан|інен|сында|сінде|ында|інде|сының|сінің|ының|інің|сына|сіне|сын|сін|ындағы|індегі|дағы|дегі|тағы|тегі|ындағы|нан|нен|дан|ден|тан|тен|ның|нің|дың|дің|тың|тің|мен|бен|пен|"
    r"лар|лер|дар|дер|тар|тер|лық|лік|дық|дік|тық|тік|ына|іне|ын|ін|ға|ге|қа|ке|на|не|да|де|та|те|ды|ді|ты|ті|ны|ні|"
    r"сы|сі|ы|і|н)$"
)
_CYRILLIC = re.compile("[\u0400-\u052f]+")
_VOICED = {"г": "к", "ғ": "қ", "б": "п"}


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
        stem = _RUSSIAN.sub("", word)
        return {f"{stem}~"} if len(stem) >= _MIN_STEM else set()
    return {str(parse.normal_form).replace("ё", "е") for parse in analyzer.parse(word)}


def _kazakh(word: str) -> set[str]:
    found, stem = set[str](), word
    while True:
        shorter = _KAZAKH.sub("", stem)
        if shorter == stem or len(shorter) < _MIN_STEM:
            return found | {one[:-1] + _VOICED[one[-1]] for one in found if one[-1] in _VOICED}
        found.add(shorter)
        stem = shorter


def _english(word: str) -> set[str]:
    return {word[:-1]} if word.endswith("s") and len(word) > _MIN_STEM else set()


_KEYS: dict[str, Callable[[str], set[str]]] = {"ru": _russian, "kk": _kazakh, "en": _english}
