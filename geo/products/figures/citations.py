"""Citations: the numbers that a figure's claims carry, and the sources they lead to."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.atlas import Atlas


@dataclass(frozen=True)
class _Report:
    numbers: dict[str, int]
    cited: set[str]


_REPORT: ContextVar[_Report | None] = ContextVar("the report that a figure is drawn for", default=None)


@contextmanager
def numbered_as(numbers: dict[str, int]) -> Iterator[set[str]]:
    """
    Have the figures drawn in this block cite by the numbers of the report that they stand in.

    Parameters
    ----------
    numbers
        Source id to number; sources that are new are added.

    Yields
    ------
    cited
        The sources cited in the block.
    """
    report = _Report(numbers, set())
    token = _REPORT.set(report)
    try:
        yield report.cited
    finally:
        _REPORT.reset(token)


@dataclass
class Citations:
    """
    Sources, numbered in the order in which a figure names them, or as the report does that it stands in.

    Parameters
    ----------
    atlas
        The atlas.
    lang
        The language.
    """

    atlas: Atlas
    lang: str
    _numbers: dict[str, int] = field(default_factory=dict, init=False)
    _cited: set[str] = field(default_factory=set, init=False)
    _cited_there: set[str] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        """Take the numbers of the report, if the figure is drawn for one."""
        report = _REPORT.get()
        if report is not None:
            self._numbers, self._cited_there = report.numbers, report.cited

    def cite(self, claim_ids: Iterable[str]) -> str:
        """
        Give the numbers of the sources of claims.

        Parameters
        ----------
        claim_ids
            The claims; ids that are no claim's are passed over.

        Returns
        -------
        numbers
            ``"[1, 3]"``; empty without a claim.
        """
        claims = self.atlas.evidence.claims
        sources = dict.fromkeys(claims[name].source_id for name in claim_ids if name in claims)
        self._cited.update(sources)
        self._cited_there.update(sources)
        numbers = sorted(self._numbers.setdefault(name, len(self._numbers) + 1) for name in sources)
        return f"[{', '.join(map(str, numbers))}]" if numbers else ""

    def line(self) -> str:
        """
        List the sources.

        Returns
        -------
        line
            Number, publisher (or title) and date of each; empty where none was cited.
        """
        if not self._cited:
            return ""
        said = []
        for source_id, number in sorted(self._numbers.items(), key=lambda item: item[1]):
            if source_id not in self._cited:
                continue
            source = self.atlas.evidence.sources[source_id]
            said.append(f"[{number}]\u00a0{source.credit}{f', {source.date_text}' if source.date_text else ''}")
        return words(self.lang, "figures")["sources"].format(sources="; ".join(said))
