"""What the tables of one set of products hold, each of it worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from geo.products.capacity import capacity_rows
from geo.products.columns import capacity_records, claim_records, source_records
from geo.products.tables import lay_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.atlas import Atlas
    from geo.products.capacity import CapacityRow
    from geo.products.columns import Record
    from geo.products.tables import Table


@dataclass(frozen=True)
class Contents:
    """
    Rows, records and texts that several products share.

    Parameters
    ----------
    atlas
        The atlas.
    lang
        The language of the texts.
    corridor_ids
        Corridors or entries; None for everything.
    """

    atlas: Atlas
    lang: str = "en"
    corridor_ids: Sequence[str] | None = None

    @cached_property
    def rows(self) -> list[CapacityRow]:
        """What is known, as from `capacity_rows`."""
        return capacity_rows(self.atlas, self.corridor_ids)

    @cached_property
    def capacity(self) -> list[Record]:
        """The rows as flat records, in their order."""
        return capacity_records(self.rows)

    @cached_property
    def claims(self) -> list[Record]:
        """The claims about the corridors and their parts as flat records."""
        return claim_records(self.atlas, self.corridor_ids)

    @cached_property
    def sources(self) -> list[Record]:
        """The sources of these claims as flat records."""
        return source_records(self.atlas, self.claims)

    @cached_property
    def table(self) -> Table:
        """The rows in words."""
        return lay_out(self.rows, self.lang)
