"""What the tests of reading share: readers that know the shipped atlas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

import geo
from geo.reading.candidates import Candidate, Reader

if TYPE_CHECKING:
    from geo.atlas import Atlas


@pytest.fixture(scope="session")
def shipped() -> Atlas:
    return geo.read_atlas()


class Read(Protocol):
    def __call__(self, text: str, lang: str = "ru", date: str = "2026-02-01") -> list[Candidate]: ...


@pytest.fixture(scope="session")
def read(shipped: Atlas) -> Read:
    """Read a sentence of February 2026 with the shipped atlas' names in mind."""
    readers = {lang: Reader(shipped, lang) for lang in ("en", "ru", "kk")}

    def once(text: str, lang: str = "ru", date: str = "2026-02-01") -> list[Candidate]:
        return readers[lang].candidates(text, date)

    return once
