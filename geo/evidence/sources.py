"""Sources: the documents and publications that figures were taken from."""

from __future__ import annotations

import re
from datetime import date as Date  # noqa: N812 - the field is called date
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, StringConstraints, model_validator

from geo.named_files import read_named
from geo.records import ID_PATTERN, Record, unique
from geo.texts import check_text

if TYPE_CHECKING:
    from geo.errors import Faults
    from geo.paths import AtlasPaths

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=64)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000), AfterValidator(check_text)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=128)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]+$", max_length=1000), AfterValidator(check_text)]


def _date(value: object) -> object:
    is_date = isinstance(value, Date) and not isinstance(value, datetime)
    is_part = isinstance(value, str) and re.fullmatch(r"[12][0-9]{3}(-(0[1-9]|1[0-2]))?", value)
    if value is not None and not is_date and not is_part:
        raise ValueError('Write a TOML date (2025-10-09), or "2025-10" or "2025" where only that is known.')
    return value


class Source(Record):
    """
    A document or publication, as a bibliographic record.

    A `document` is at hand: its text has a hash, and claims point into it. A `publication` is known by its address
    only; its claims are not verified and rank below the documents'. Without a `publisher`, nobody is named.
    """

    source_id: Id
    tier: Literal["document", "publication"]
    title: Text
    publisher: Text | None = None
    date: Annotated[Date | str | None, BeforeValidator(_date)] = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
    licence: Text
    file_name: FileName | None = None
    sha256: Sha256 | None = None
    url: Url | None = None
    via: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _check_tier(self) -> Source:
        if self.tier == "document" and not (self.file_name and self.sha256):
            raise ValueError("A document has a `file_name` and the `sha256` of its text.")
        return self

    @property
    def is_document(self) -> bool:
        """Whether the text is at hand."""
        return self.tier == "document"

    @property
    def credit(self) -> str:
        """Whom to name in a word: the publisher, or the title where none is known."""
        return self.publisher or self.title

    @property
    def reference(self) -> str:
        """Publisher and title, as lists of sources have them."""
        return f"{self.publisher}. {self.title}" if self.publisher else self.title

    @property
    def date_text(self) -> str:
        """The date as precisely as it is known, ISO 8601; empty if it is not."""
        return "" if self.date is None else str(self.date)


def read_sources(paths: AtlasPaths, faults: Faults) -> dict[str, Source]:
    """
    Read all sources of an atlas.

    Parameters
    ----------
    paths
        The atlas' folders.
    faults
        Where to note what is wrong.

    Returns
    -------
    sources
        By id, in the order of their ids.
    """
    pairs = []
    for path in sorted((paths.seeds / "sources").glob("*.toml")):
        row, source = read_named(path, paths.label(path), Source, faults)
        if row and source:
            pairs.append((row, source))
    return unique(pairs, lambda source: source.source_id, faults)
