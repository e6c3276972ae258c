"""Assumptions: what the model adds to the sources, each an interval with its origin, printed with every result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import CorridorError
from geo.model.estimates import Estimate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

OWN = "assumption of this model"
METHOD = "Russian methodology of line capacity, docs.cntd.ru 542629643, and textbooks that follow it"
HCM = "Highway Capacity Manual"


@dataclass(frozen=True)
class Assumption:
    """
    A figure that no source of the atlas gives and the model needs.

    Parameters
    ----------
    assumption_id
        Its name.
    low, central, high
        The interval, finite, in order.
    unit
        What it is counted in; empty for a share.
    source
        Where it comes from: a publication, a claim of the shipped atlas, or this model alone.
    note
        What it stands for.

    Raises
    ------
    CorridorError
        If the values are negative, not finite or not in order.
    """

    assumption_id: str
    low: float
    central: float
    high: float
    unit: str
    source: str
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no interval."""
        try:
            Estimate(self.low, self.central, self.high)
        except CorridorError as error:
            raise CorridorError(f"The assumption {self.assumption_id!r} is no interval. {error}") from None

    @property
    def estimate(self) -> Estimate:
        """The interval."""
        return Estimate(self.low, self.central, self.high)


def _all(*rows: tuple[str, float, float, float, str, str, str]) -> dict[str, Assumption]:
    return {row[0]: Assumption(*row) for row in rows}


_GENERAL = _all(
    ("days-a-year", 365, 365, 365, "d", "calendar", "A year of traffic; weather and closures are counted apart."),
    ("direction-share", 0.5, 1, 1, "", OWN,
     "Sources leave open whether Mt a year are of both directions; as printed for each, half if a total of two equal."),
    ("net-t-a-teu", 8, 11, 14, "t/TEU", OWN, "Cargo in a loaded twenty-foot unit, to turn TEU into tonnes."),
    ("barrels-a-tonne", 7.3, 7.5, 7.8, "bbl/t",
     "BP, conversion of crude oil (7.33 on average; light Caspian grades more)",
     "Barrels of crude oil a tonne."),
)  # fmt: skip

_RAIL = _all(
    ("net-t-a-train", 2500, 3000, 3500, "t", "design of this project", "Net mass of a freight train."),
    ("freight-share", 0.75, 0.85, 0.95, "", OWN,
     "Share of the paths that freight trains use; passenger trains use the rest."),
    ("pairs-a-train", 0.5, 0.5, 1, "pairs", OWN,
     "Two trains make a pair. A source that says trains and means one direction counts pairs: hence the upper end."),
    ("single-track-both-ways", 1, 1, 2, "", OWN,
     "Both ways of a single track share one figure, as a full train mostly runs back empty; 2 if both ways run full."),
    ("rail-t-tech-single", 60, 60, 75, "min/d", METHOD, "Time without trains for maintenance, single track."),
    ("rail-t-tech-double", 120, 120, 150, "min/d", METHOD, "Time without trains for maintenance, double track."),
    ("rail-alpha", 0.90, 0.93, 0.96, "", METHOD,
     "Reliability: share of the day left by failures of track, signals, engines."),
    ("rail-period", 30, 40, 55, "min", METHOD,
     "Period of the timetable on the limiting stretch; textbook examples run from 39 to 49."),
    ("rail-trains-a-period", 1, 1, 1, "pairs", METHOD,
     "Pairs of trains in one period: 1 in the usual parallel timetable."),
    ("rail-headway", 8, 10, 15, "min", METHOD, "Interval between trains that follow each other under automatic block."),
    ("rail-fill-single", 0.80, 0.85, 0.85, "", METHOD, "Share of the paths that may be filled, single track."),
    ("rail-fill-double", 0.85, 0.91, 0.91, "", METHOD, "Share of the paths that may be filled, double track."),
)  # fmt: skip

_ROAD = _all(
    ("road-lane-flow", 1900, 2200, 2300, "pc/h/lane", f"{HCM}, 6th ed., multilane highways",
     "Capacity of a lane, four lanes and more."),
    ("road-two-lane-flow", 1700, 1700, 1700, "pc/h", f"{HCM}, two-lane highways",
     "Capacity of one direction of a two-lane road."),
    ("road-two-lane-both", 3200, 3200, 3200, "pc/h", f"{HCM}, two-lane highways",
     "Capacity of both directions together."),
    ("road-truck-pce", 2, 2, 3, "pc", f"{HCM}, 6th ed., level and rolling terrain",
     "Passenger cars that a truck stands for."),
    ("road-truck-share", 0.15, 0.30, 0.45, "", OWN, "Share of trucks among vehicles on a transit road."),
    ("road-payload", 8, 12, 18, "t", OWN, "Mean load of a truck, empty runs counted."),
    ("road-peak-factor", 0.88, 0.92, 0.95, "", f"{HCM}, rural defaults", "Peak-hour factor."),
    ("road-k", 0.09, 0.10, 0.12, "", f"{HCM}, rural defaults", "Share of a day's traffic in the design hour."),
    ("road-d", 0.50, 0.55, 0.65, "", f"{HCM}, rural defaults",
     "Share of the design hour's traffic in the busier direction."),
)  # fmt: skip

_SEA = _all(
    ("ferry-count", 13, 14, 25, "ships", "claims sea-news-2017-04-24-01, trend-2021-05-07-01, port-economics-01",
     "Rail ferries on all Caspian lines together; the routes of one crossing share them."),
    ("ferry-wagons", 28, 39.5, 56, "wagons", "claims sea-news-2017-04-24-02 to -05, trend-2021-05-07-03",
     "Wagons a ferry; (7·28 + 6·53) / 13 in the centre."),
    ("ferry-wagon-net-t", 40, 47.4, 60, "t", "claims port-economics-02 and -03: 4.5 Mt / 95,000 wagons",
     "Net tonnes a wagon."),
    ("ferry-speed", 18, 22, 26, "km/h", OWN, "Speed at sea, 10 to 14 knots."),
    ("ferry-port-time", 18, 36, 72, "h", OWN, "Time in one port: waiting for a berth, unloading, loading."),
    ("ferry-weather-loss", 0.08, 0.15, 0.25, "", OWN, "Share of the year in which wind keeps ships in port."),
    ("berth-occupancy", 0.4, 0.55, 0.7, "", "UNCTAD, Port development (1985): more berths allow more",
     "Share of the time a berth is in use."),
    ("berth-productivity", 100, 200, 400, "t/h", OWN, "Tonnes a berth and hour of work."),
    ("berth-hours", 6000, 7200, 8000, "h", OWN, "Working hours of a berth a year."),
)  # fmt: skip

_BORDER = _all(
    ("border-servers", 1, 2, 4, "", OWN, "Trains or trucks that a crossing clears at the same time."),
    ("border-variability", 0.5, 1, 2, "", OWN,
     "Mean of the squared variation coefficients of arrivals and service."),
)  # fmt: skip

ASSUMPTIONS: dict[str, Assumption] = _GENERAL | _RAIL | _ROAD | _SEA | _BORDER
"""What the model assumes unless a scenario says otherwise."""
BOTH_WAYS = "single-track-both-ways"
"""The assumption on what both directions of a single track carry together."""

PLACED: dict[str, tuple[str, str]] = {
    "caspian-rail-ferries": (
        "caspian-crossing",
        "Sources name the ferries without their lines; taken as the crossing's two lines together.",
    ),
    "btk": (
        "marabda-kartsakhi",
        "The figure came with the modernisation of this part; the rest of the line carries other traffic as well.",
    ),
}
"""Subjects whose capacity is taken to be of a section that they are not, with the reason, which is printed."""


def chosen(overrides: Mapping[str, Assumption] | None) -> dict[str, Assumption]:
    """
    Put a scenario's assumptions in the place of the shipped ones.

    Parameters
    ----------
    overrides
        By id; ids of links, sections and nodes pass by.

    Returns
    -------
    assumptions
        All assumptions by id.

    Raises
    ------
    CorridorError
        If one is given in another unit than the shipped one.
    """
    given = {name: value for name, value in (overrides or {}).items() if name in ASSUMPTIONS}
    strange = sorted(name for name, value in given.items() if value.unit != ASSUMPTIONS[name].unit)
    if strange:
        units = ", ".join(f"{name}: {ASSUMPTIONS[name].unit or 'a share'}" for name in strange)
        raise CorridorError(f"Assumptions keep their unit: {strange} do not. Give them as {units}.")
    return ASSUMPTIONS | given


def _as_is(_: str, english: str) -> str:
    return english


def printed(
    assumption_ids: Iterable[str], assumptions: Mapping[str, Assumption], *,
    number: Callable[[float], str] = "{:g}".format, said: Callable[[str, str], str] = _as_is,
) -> list[str]:  # fmt: skip
    """
    Write assumptions as sentences.

    Parameters
    ----------
    assumption_ids
        Which, in any order and as often as they were used; ids that are no assumption's are passed over.
    assumptions
        All of them.
    number
        Writes a number.
    said
        Gives a text of another language by its key, the assumption's id or ``unit.…`` or ``source.…``, and the English.

    Returns
    -------
    lines
        One for each, sorted by id: interval, unit, note, source.
    """
    lines = []
    for name in sorted(set(assumption_ids) & set(assumptions)):
        one = assumptions[name]
        values = (one.central,) if one.low == one.high else (one.low, one.central, one.high)
        amount = f"{' – '.join(map(number, values))} {said(f'unit.{one.unit}', one.unit)}".strip()
        source = said(f"source.{one.source}", one.source)
        lines.append(f"{name} = {amount}. {said(one.assumption_id, one.note)} ({source})")
    return lines
