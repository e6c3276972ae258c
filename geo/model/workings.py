"""Workings: how a computed capacity comes about, step by step, with every parameter in its place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from geo.model import borders, ports, rail, road
from geo.model.computed import computed_capacity, paths_formula, rail_names, ranged, road_traffic
from geo.model.estimates import Estimate, exactly, positive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from geo.model.assumptions import Assumption
    from geo.model.capacity import NodeCapacity
    from geo.network.links import Link

    Values = Mapping[str, float]

LOADS = (0.5, 0.7, 0.8, 0.9, 0.95)
"""Loads of a crossing at which its time is told."""
_RAIL_NOTE = "A pair is a train each way, so that each direction has these paths; single track or double."
_PER_TRAIN = ("days-a-year", "net-t-a-train")


@dataclass(frozen=True)
class Step:
    """
    One step of a calculation.

    Parameters
    ----------
    name
        What it gives.
    formula
        The formula with the central figures in it.
    value
        The result over the intervals of all parameters.
    unit
        What it is counted in.
    note
        What a reader should know.
    """

    name: str
    formula: str
    value: Estimate
    unit: str
    note: str = ""


@dataclass(frozen=True)
class Working:
    """
    A calculation.

    Parameters
    ----------
    title
        What is computed.
    steps
        In order.
    assumption_ids
        The parameters.
    """

    title: str
    steps: tuple[Step, ...]
    assumption_ids: tuple[str, ...]


@dataclass(frozen=True)
class Traffic:
    """
    What else is known of a place when its capacity is computed.

    Parameters
    ----------
    others
        Trains other than freight: pairs a day of a category and its removal coefficient.
    freight_pairs
        Pairs of freight trains a day whose need is asked for.
    berths
        Of a port.
    service_h
        Mean time of one clearance at a crossing.
    """

    others: tuple[tuple[float, float], ...] = ()
    freight_pairs: float | None = None
    berths: int | None = None
    service_h: float | None = None


def link_working(
    link: Link, length_km: float, assumptions: Mapping[str, Assumption], traffic: Traffic | None = None
) -> Working | None:
    """
    Show how the capacity of a link is computed.

    Parameters
    ----------
    link
        The link.
    length_km
        Its length.
    assumptions
        All assumptions.
    traffic
        Other trains.

    Returns
    -------
    working
        None where an attribute that the formula needs is unknown, or the mode has no formula.
    """
    result = computed_capacity(link, length_km, assumptions)
    if result is None:
        return None
    mt, _, names = result
    if link.mode == "rail":
        return _rail(link.tracks or 1, assumptions, traffic or Traffic())
    steps = _road(link.lanes or 0, assumptions) if link.mode == "road" else _ferry(length_km, assumptions, names)
    total = Step("capacity", "as above, in tonnes", mt, "Mt a year and direction")
    title = f"{link.lanes} lanes" if link.mode == "road" else f"Ferries over {length_km:.0f} km"
    return Working(title, (*steps, total), names)


def node_working(
    kind: str, known: NodeCapacity | None, assumptions: Mapping[str, Assumption], traffic: Traffic | None = None
) -> Working | None:
    """
    Show what the berths of a port handle, or how long a crossing takes by its load.

    Parameters
    ----------
    kind
        Of the node.
    known
        Its capacity.
    assumptions
        All assumptions.
    traffic
        The berths, or the time of a clearance.

    Returns
    -------
    working
        None for other kinds of nodes.
    """
    given = traffic or Traffic()
    capacity = None if known is None or known.central is None or known.low is None else known
    if kind == "port":
        return _port(None if capacity is None else capacity.central, assumptions, given.berths)
    if kind in ("border_crossing", "gauge_change"):
        return _crossing(capacity, assumptions, given.service_h)
    return None


def _rail(tracks: int, assumptions: Mapping[str, Assumption], traffic: Traffic) -> Working:
    *names, fill = rail_names(tracks)
    paths, pairs_of_tracks = paths_formula(tracks), max(1, tracks // 2)
    at = {name: assumptions[name].central for name in (*names, fill, *_PER_TRAIN, "freight-share")}

    def filled(values: Values) -> float:
        return paths(values) * values[fill]

    time = f"(1440 - {at[names[-2]]:g}) · {at['rail-alpha']:g}"
    times = f" · {at['rail-trains-a-period']:g}" if tracks == 1 else ""
    body = f"{time}{times} / {at[names[0]]:g}"
    more = f" · {pairs_of_tracks} pairs of tracks" if pairs_of_tracks > 1 else ""
    steps = [
        Step("parallel timetable", f"N = {body}{more}", ranged(paths, names, assumptions), "pairs/day", _RAIL_NOTE),
        Step("may be filled", f"N · K = {paths(at):.2f} · {at[fill]:g}", ranged(filled, (*names, fill), assumptions),
             "pairs/day"),
        *_tonnes(filled, (*names, fill), assumptions, traffic),
        *_needs(traffic, at[fill]),
        *_occupancy(tracks, filled, (*names, fill), assumptions),
    ]  # fmt: skip
    share = () if traffic.others else ("freight-share",)
    title = "Single track" if tracks == 1 else "Double track" if tracks < 4 else f"{tracks} tracks"
    return Working(title, tuple(steps), (*names, fill, *_PER_TRAIN, *share))


def _tonnes(
    filled: Callable[[Values], float], names: Sequence[str], assumptions: Mapping[str, Assumption], traffic: Traffic
) -> Iterator[Step]:
    """Take other trains off by their removal coefficients where they are given, else by the share for freight."""
    at = {name: assumptions[name].central for name in (*names, *_PER_TRAIN, "freight-share")}
    used = (*names, *_PER_TRAIN, *(() if traffic.others else ("freight-share",)))

    def freight(values: Values) -> float:
        if traffic.others:
            return rail.freight_pairs(filled(values), traffic.others)
        return filled(values) * values["freight-share"]

    def mt(values: Values) -> float:
        return rail.yearly_mt(
            freight(values), net_t_a_train=values["net-t-a-train"], freight_share=1, days=values["days-a-year"]
        )

    removed = " - ".join(f"{pairs:g} · {coefficient:g}" for pairs, coefficient in traffic.others)
    text = f"{filled(at):.2f} - {removed}" if removed else f"{filled(at):.2f} · {at['freight-share']:g}"
    left = ranged(freight, [name for name in used if name not in _PER_TRAIN], assumptions)
    yield Step("left for freight", text, left, "pairs/day", "By removal coefficients." if removed else "")
    text = f"{at['days-a-year']:g} · {freight(at):.2f} · {at['net-t-a-train']:g} t / 10⁶"
    yield Step("capacity", text, ranged(mt, used, assumptions), "Mt a year and direction")


def _needs(traffic: Traffic, fill: float) -> Iterator[Step]:
    if traffic.freight_pairs is not None:
        needed = rail.needed_pairs(traffic.freight_pairs, traffic.others, fill=fill)
        others = "".join(f" + {pairs:g} · {coefficient:g}" for pairs, coefficient in traffic.others)
        text = f"({traffic.freight_pairs:g}{others}) / {fill:g}"
        yield Step("needed by this traffic", text, exactly(needed), "pairs/day", "Of a parallel timetable.")


def _occupancy(
    tracks: int, filled: Callable[[Values], float], names: Sequence[str], assumptions: Mapping[str, Assumption]
) -> Iterator[Step]:
    """Check by UIC 406 how far the filled paths occupy the line: both directions of a single track, one of a double."""
    trains = 2 if tracks == 1 else 1 / max(1, tracks // 2)

    def minutes(values: Values) -> float:
        if tracks == 1:
            return values["rail-period"] / positive(values["rail-trains-a-period"], "k") / 2
        return values["rail-headway"]

    def occupied(values: Values) -> float:
        return rail.occupancy(filled(values) * trains, minutes(values))

    at = {name: assumptions[name].central for name in names}
    limit = rail.UIC_406_LIMITS["mixed", "day"]
    verdict = "within" if rail.is_within_uic_406(occupied(at)) else "above"
    most = limit * rail.MINUTES_A_DAY / minutes(at) / trains
    text = f"{filled(at) * trains:.2f} trains · {minutes(at):g} min / 1440"
    note = f"{verdict.capitalize()} the {limit:.0%} that UIC 406 recommends for mixed traffic: {most:.1f} pairs a day."
    yield Step("occupancy", text, ranged(occupied, names, assumptions), "of the day", note)


def _road(lanes: int, assumptions: Mapping[str, Assumption]) -> Iterator[Step]:
    names, vehicles = road_traffic(lanes)
    at = {name: assumptions[name].central for name in names}
    flow = road.hourly_flow(
        lanes, lane_flow=at.get("road-lane-flow", 0), two_lane_flow=at.get("road-two-lane-flow", 0),
        both=at.get("road-two-lane-both", 0), d=at["road-d"],
    )  # fmt: skip
    heavy = 1 + at["road-truck-share"] * (at["road-truck-pce"] - 1)
    text = f"{flow:g} pc/h · {at['road-peak-factor']:g} / {heavy:g} / ({at['road-k']:g} · {at['road-d']:g})"
    units = vehicles(at)[0] * heavy
    category = road.category_of(units)
    note = f"{units:,.0f} units a day: what category {category.name} is designed for."
    yield Step(
        "vehicles", text, ranged(lambda values: vehicles(values)[0], names, assumptions), "a day, both ways", note
    )


def _ferry(length_km: float, assumptions: Mapping[str, Assumption], names: Sequence[str]) -> Iterator[Step]:
    def trips(values: Values) -> float:
        return ports.round_trips_a_year(
            length_km, speed_kmh=values["ferry-speed"], port_h=values["ferry-port-time"],
            weather_loss=values["ferry-weather-loss"],
        )  # fmt: skip

    at = {name: assumptions[name].central for name in names}
    own = ("ferry-speed", "ferry-port-time", "ferry-weather-loss")
    lost, port_h, speed = at["ferry-weather-loss"], at["ferry-port-time"], at["ferry-speed"]
    text = f"8760 · (1 - {lost:g}) / (2 · ({length_km:.0f} / {speed:g} + {port_h:g}))"
    yield Step("round trips", text, ranged(trips, own, assumptions), "a year and ship")
    text = f"{trips(at):.1f} · {at['ferry-count']:g} ships · {at['ferry-wagons']:g} wagons"

    def wagons(values: Values) -> float:
        return trips(values) * values["ferry-count"] * values["ferry-wagons"]

    yield Step(
        "wagons", text, ranged(wagons, (*own, "ferry-count", "ferry-wagons"), assumptions), "a year and direction"
    )


def _port(capacity: float | None, assumptions: Mapping[str, Assumption], berths: int | None) -> Working:
    names = ("berth-occupancy", "berth-productivity", "berth-hours")

    def handled(values: Values, count: float = 1) -> float:
        return ports.berth_mt(
            count, occupancy=values["berth-occupancy"], t_an_hour=values["berth-productivity"],
            hours=values["berth-hours"],
        )  # fmt: skip

    at = {name: assumptions[name].central for name in names}
    body = " · ".join(f"{at[name]:g}" for name in names)
    one = ranged(handled, names, assumptions)
    steps = [Step("a berth", f"{body} / 10⁶", one, "Mt a year, in and out")]
    if berths is not None:
        total = ranged(lambda values: handled(values, berths), names, assumptions)
        steps.append(Step(f"{berths} berths", f"{berths} · {body} / 10⁶", total, "Mt a year, in and out"))
    if capacity is not None and one.high:
        work = Estimate(capacity / one.high, capacity / one.central, capacity / one.low)
        steps.append(Step("its capacity", f"{capacity:g} Mt / {one.central:.3g} Mt", work, "berths' work"))
    return Working("Port", tuple(steps), names)


def _crossing(known: NodeCapacity | None, assumptions: Mapping[str, Assumption], service_h: float | None) -> Working:
    """Tell the time at a crossing by its load; the time of a clearance is given, or follows from its capacity."""
    servers, names = assumptions["border-servers"], ("border-servers", "border-variability", *_PER_TRAIN)
    a_year = assumptions["net-t-a-train"].central * assumptions["days-a-year"].central
    per_train = positive(a_year, "What one train a day carries a year") / 1e6
    steps: list[Step] = []
    if service_h is not None:
        count = Estimate(*(borders.servers_capacity(int(m), service_h) for m in _ends(servers)))
        steps.append(
            Step("cleared", f"{servers.central:g} servers · 24 / {service_h:g} h", count, "trains a day and way")
        )
        trains = count.central
    elif known is not None and known.central:
        trains = known.central / 2 / per_train
        days, net_t = assumptions["days-a-year"].central, assumptions["net-t-a-train"].central
        text = f"{known.central:g} Mt / 2 / ({days:g} · {net_t:g} t)"
        steps.append(Step("at its capacity", text, exactly(trains), "trains a day and way"))
    else:
        return Working("Crossing", (), names)
    return Working("Crossing", (*steps, *_times(trains, service_h, assumptions)), names)


def _times(trains: float, service_h: float | None, assumptions: Mapping[str, Assumption]) -> Iterator[Step]:
    servers, variability = assumptions["border-servers"], assumptions["border-variability"]

    def hours(load: float, count: float, v: float) -> float:
        service = count * 24 / trains if service_h is None else service_h
        found = borders.crossing_h(load, 1, servers=int(count), service_h=service, variability=v)
        return 0.0 if found is None else found

    for load in LOADS:
        all_of = [hours(load, count, v) for count, v in product(_ends(servers), _ends(variability))]
        value = Estimate(min(all_of), hours(load, servers.central, variability.central), max(all_of))
        text = f"service + Sakasegawa's wait, {servers.central:g} servers, V {variability.central:g}"
        yield Step(f"at {load:.0%} load", text, value, "h")


def _ends(one: Assumption) -> tuple[float, float, float]:
    return one.low, one.central, one.high
