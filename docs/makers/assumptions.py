"""The page of assumptions, from the model's own table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.model.assumptions import ASSUMPTIONS
from geo.model.flows import UNSERVED_PRICE
from geo.model.travel import TRAVEL_ASSUMPTIONS
from makers.markdown import table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.model.assumptions import Assumption

INTRODUCTION = """\
# Assumptions

Figures that no source of the atlas gives and the model needs. Every result prints those it used, and a scenario may
replace each of them. An interval stands for what is not known; "assumption of this model" means that nobody vouches for
it. A claim that is named as a source is in `seeds/claims`.
"""
HEADS = ("id", "low", "central", "high", "unit", "what it stands for", "source")


def page() -> str:
    """Write the page."""
    travel = [*TRAVEL_ASSUMPTIONS.values(), UNSERVED_PRICE]
    return "\n".join([
        INTRODUCTION, "## Capacity\n", _table(ASSUMPTIONS.values()), "## Travel, cost and demand\n", _table(travel)
    ])  # fmt: skip


def _table(assumptions: Iterable[Assumption]) -> str:
    return table(
        HEADS,
        [
            (f"`{one.assumption_id}`", f"{one.low:g}", f"{one.central:g}", f"{one.high:g}", one.unit or "share",
             one.note, one.source)
            for one in assumptions
        ],
    )  # fmt: skip
