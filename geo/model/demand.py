"""Demand: what is to be carried from where to where, in Mt a year; the shipped one is built from observed volumes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.errors import CorridorError, Faults
from geo.evidence.periods import is_whole_years, last_year
from geo.records import read_csv

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from geo.atlas import Atlas
    from geo.evidence.claims import Claim
    from geo.evidence.settle import Fact
    from geo.network.network import Network

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
MOST_MT = 1e9
"""More than the world moves; a solver takes what is far above it for endless."""
COLUMNS = ("commodity_id", "origin", "destination", "what", "mt_yr", "source")
OBSERVED_NOTE = (
    "Demand is what was observed: the latest yearly volume of each corridor, or of a section whose corridor has none, "
    "taken whole from the first to the last place of its main route. Sources give no directions and no origins; "
    "what was carried is no measure of what was wanted."
)


@dataclass(frozen=True)
class Commodity:
    """
    Goods to be carried from one place to another.

    Parameters
    ----------
    commodity_id
        Its name.
    origin, destination
        Two nodes.
    mt_yr
        Mt a year, not below zero.
    what
        The goods.
    source
        Where the figure is from.
    claim_ids
        The claims it is built from.
    low_mt_yr, high_mt_yr
        The interval, where the source's figure has one.

    Raises
    ------
    CorridorError
        If the amount is negative, not finite or above `MOST_MT`, or the two places are one.
    """

    commodity_id: str
    origin: str
    destination: str
    mt_yr: float
    what: str = "freight"
    source: str = ""
    claim_ids: tuple[str, ...] = ()
    low_mt_yr: float | None = None
    high_mt_yr: float | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be demanded."""
        if not 0 <= self.mt_yr <= MOST_MT:
            raise CorridorError(
                f"The demand {self.commodity_id!r} is {self.mt_yr} Mt/yr. Give one from 0 to {MOST_MT:g}."
            )
        if self.origin == self.destination:
            raise CorridorError(f"The demand {self.commodity_id!r} ends where it begins, at {self.origin!r}.")

    def times(self, factor: float) -> Commodity:
        """
        Give the same goods in another amount.

        Parameters
        ----------
        factor
            What the amount is multiplied by.

        Returns
        -------
        commodity
            A new one.
        """
        ends = [None if end is None else end * factor for end in (self.low_mt_yr, self.high_mt_yr)]
        return replace(self, mt_yr=self.mt_yr * factor, low_mt_yr=ends[0], high_mt_yr=ends[1])


def read_demand(path: Path, network: Network) -> list[Commodity]:
    """
    Read demand from a table.

    Parameters
    ----------
    path
        A CSV file with the columns `COLUMNS`.
    network
        The network whose nodes it names.

    Returns
    -------
    demand
        In the order of the file.

    Raises
    ------
    RecordError
        With every fault of the file.
    """
    faults = Faults()
    found: list[Commodity] = []
    for row in read_csv(path, path.name, COLUMNS, faults):
        texts = {name: str(row.data.get(name) or "") for name in COLUMNS}
        unknown = sorted({texts["origin"], texts["destination"]} - set(network.nodes))
        if unknown:
            message = f"The places {unknown} are no nodes of the atlas."
            faults.add(row.file, row.line, "demand-place", message, "Give ids of nodes.")
            continue
        if texts["commodity_id"] in {one.commodity_id for one in found}:
            message = f"The commodity {texts['commodity_id']!r} stands here twice."
            faults.add(row.file, row.line, "demand-twice", message, "Add the amounts up, or give it another id.")
            continue
        try:
            amount = _amount(texts["mt_yr"])
            found.append(Commodity(texts["commodity_id"], texts["origin"], texts["destination"], amount,
                                   texts["what"] or "freight", texts["source"]))  # fmt: skip
        except CorridorError as error:
            faults.add(row.file, row.line, "demand-amount", str(error))
        except ValueError as error:
            faults.add(row.file, row.line, "demand-amount", f"{error}.", "Give Mt a year as a number.")
    faults.raise_any()
    return found


def _amount(text: str) -> float:
    """Read a number of plain digits; Python would also take 1_000, other scripts' digits and words for endless."""
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{text[:80]!r} is not a number")
    return float(text)


def ends_of(demand: Iterable[Commodity]) -> frozenset[str]:
    """
    Name the places at which goods begin or end.

    Parameters
    ----------
    demand
        The commodities.

    Returns
    -------
    node_ids
        Their origins and destinations.
    """
    return frozenset(end for one in demand for end in (one.origin, one.destination))


def observed_demand(atlas: Atlas, *, year: int | None = None) -> list[Commodity]:
    """
    Build demand from observed volumes, as `OBSERVED_NOTE` says.

    Parameters
    ----------
    atlas
        The atlas.
    year
        Volumes of this year, or the latest before it; None for the latest of all. An undated volume counts if there
        is no dated one.

    Returns
    -------
    demand
        One for each corridor, or section, of which a volume in tonnes is known.
    """
    network, found = atlas.network, []
    for corridor_id, corridor in network.corridors.items():
        stops = network.route_nodes(corridor.route[0])
        chosen = _volume(atlas, corridor_id, year)
        if chosen is not None:
            found.append(_commodity(corridor_id, (stops[0], stops[-1]), chosen))
            continue
        for section in corridor.section:
            chosen, ends = _volume(atlas, section.section_id, year), chain_ends(network, section.links)
            if chosen is not None and ends is not None:
                found.append(_commodity(section.section_id, ends, chosen))
    return found


def _commodity(subject: str, ends: tuple[str, str], fact: Fact) -> Commodity:
    claim = fact.winner
    low, high = claim.base_interval.low, claim.base_interval.high
    return Commodity(
        subject, *ends, float(claim.value * claim.measure.factor), (claim.scope or "freight").replace("-", " "),
        f"observed volume, {claim.period or 'undated'}", tuple(one.claim_id for one in fact.claims),
        float(low), None if high is None else float(high),
    )  # fmt: skip


def _volume(atlas: Atlas, subject: str, year: int | None) -> Fact | None:
    """Choose the volume of a subject: of all goods before a part of them, dated before undated, the latest."""

    def usable(claim: Claim) -> bool:
        kind = (claim.metric, claim.statistic, claim.measure.dimension) == ("volume", "observed", "mass")
        ends = last_year(claim.period)
        return kind and (ends is None or (is_whole_years(claim.period) and (year is None or ends <= year)))

    facts = [fact for fact in atlas.evidence.facts_by_subject.get(subject, []) if usable(fact.winner)]
    return max(facts, key=lambda fact: _rank(fact.winner), default=None)


def _rank(claim: Claim) -> tuple[bool, int, str]:
    return (claim.scope is None, last_year(claim.period) or 0, claim.claim_id)


def chain_ends(network: Network, links: Iterable[str]) -> tuple[str, str] | None:
    """
    Give the two ends of links that form one chain.

    Parameters
    ----------
    network
        The network.
    links
        Links, in any order.

    Returns
    -------
    ends
        First and last node in the order of the links; None if they branch, close or fall apart.
    """
    count: dict[str, int] = {}
    for link_id in links:
        for node_id in (network.links[link_id].from_node_id, network.links[link_id].to_node_id):
            count[node_id] = count.get(node_id, 0) + 1
    loose = [node_id for node_id, times in count.items() if times == 1]
    return (loose[0], loose[1]) if len(loose) == 2 and max(count.values()) == 2 else None
