"""The desk on which a report is made: what it is of, its numbering of sources, figures and tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

from geo.errors import ProductError
from geo.model.reckoning import reckon
from geo.products.report.content import Cell, Picture, Row, Run, Table
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.atlas import Atlas
    from geo.model.reckoning import Reckoning
    from geo.model.results import Result
    from geo.products.figures.kinds import Request


@dataclass
class Desk:
    """
    What the parts of a report share.

    Parameters
    ----------
    atlas
        The atlas.
    ids
        The corridors and entries of the report, corridors first.
    is_whole
        Whether the report is of the whole atlas.
    lang
        The language.
    results
        The scenarios whose results it carries.
    numbers
        Source id to number, in the order of first use.
    """

    atlas: Atlas
    ids: Sequence[str]
    is_whole: bool
    lang: str
    results: Sequence[Result]
    numbers: dict[str, int] = field(default_factory=dict)
    _figures: int = 0
    _tables: int = 0

    @property
    def corridors(self) -> list[str]:
        """Those of the report that are drawn."""
        return [name for name in self.ids if name in self.atlas.network.corridors]

    @property
    def words(self) -> dict[str, str]:
        """The report's own words."""
        return words(self.lang, "report")

    def name(self, subject: str) -> str:
        """
        Name what a figure is of.

        Parameters
        ----------
        subject
            Its id.

        Returns
        -------
        name
            In the report's language.
        """
        return self.atlas.subject_name(subject, self.lang)

    def speaks_of(self, subjects: Iterable[str]) -> bool:
        """
        Tell whether the report is about any of these.

        Parameters
        ----------
        subjects
            Ids.

        Returns
        -------
        is_about
            Always for a report of the whole atlas.
        """
        return self.is_whole or not set(self.subjects).isdisjoint(subjects)

    @cached_property
    def known(self) -> Reckoning:
        """What the atlas can carry as known now, worked out once for all chapters."""
        return reckon(self.atlas)

    @cached_property
    def subjects(self) -> list[str]:
        """What the report is about: its corridors, in order, each with its sections, links and places."""
        found = [self.atlas.corridor_subjects(name) for name in self.ids]
        return list(dict.fromkeys([*self.ids, *(subject for subjects in found for subject in subjects)]))

    def cite(self, claim_ids: Iterable[str]) -> tuple[int, ...]:
        """
        Give the numbers of the sources of claims.

        Parameters
        ----------
        claim_ids
            The claims; ids that are no claim's are passed over.

        Returns
        -------
        numbers
            In ascending order.
        """
        claims = self.atlas.evidence.claims
        sources = dict.fromkeys(claims[name].source_id for name in claim_ids if name in claims)
        return tuple(sorted(self.numbers.setdefault(name, len(self.numbers) + 1) for name in sources))

    def table(
        self, caption: str, heads: Mapping[str, int], rows: Iterable[tuple[Cell, ...] | Row], note: str = ""
    ) -> list[Table]:
        """
        Set a table.

        Parameters
        ----------
        caption, note
            As in `Table`.
        heads
            The head of each column, to its share of the width in hundredths.
        rows
            Its rows.

        Returns
        -------
        tables
            One; none where it has no rows.
        """
        found = tuple(row if isinstance(row, Row) else Row(row) for row in rows)
        if not found:
            return []
        self._tables += 1
        return [Table(self._tables, caption, tuple(heads), found, tuple(heads.values()), note)]

    def picture(self, request: Request, caption: str, alt: str, *, map_html: str = "") -> list[Picture]:
        """
        Draw a figure that cites by the report's numbers.

        Parameters
        ----------
        request
            What to draw.
        caption, alt, map_html
            As in `Picture`.

        Returns
        -------
        pictures
            One; none where there is nothing to draw.
        """
        from geo.products.figures.citations import numbered_as  # noqa: PLC0415 - matplotlib costs half a second
        from geo.products.figures.kinds import draw  # noqa: PLC0415
        from geo.products.figures.output import figure_bytes  # noqa: PLC0415

        with numbered_as(self.numbers) as cited:
            try:
                figure = draw(self.atlas, request)
            except ProductError:
                return []
        self._figures += 1
        parts = [request.kind, *(request.ids if len(request.ids) == 1 else ()), request.branch]
        name = "-".join(part for part in parts if part)
        numbers = tuple(sorted(self.numbers[source_id] for source_id in cited))
        return [Picture(self._figures, name, caption, alt, partial(figure_bytes, figure), numbers, map_html)]


def cell(*texts: str | Run) -> Cell:
    """
    Make a cell, a line a text.

    Parameters
    ----------
    texts
        The texts; empty ones are left out.

    Returns
    -------
    cell
        The cell.
    """
    return tuple((text if isinstance(text, Run) else Run(text),) for text in texts if text)
