"""Computed capacities: what the formulas give for a link that no source speaks of, asked for by a scenario only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.model import ports, rail, road
from geo.model.estimates import Estimate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo.model.assumptions import Assumption
    from geo.network.links import Link

_TONNES = ("net-t-a-train", "freight-share", "days-a-year")
_ROAD_NAMES = (
    "road-truck-share", "road-truck-pce", "road-peak-factor", "road-k", "road-d", "road-payload", "road-lane-flow",
    "road-two-lane-flow", "road-two-lane-both", "days-a-year",
)  # fmt: skip
_FERRY_NAMES = (
    "ferry-speed", "ferry-port-time", "ferry-weather-loss", "ferry-count", "ferry-wagons", "ferry-wagon-net-t",
)  # fmt: skip


def computed_capacity(
    link: Link, length_km: float, assumptions: Mapping[str, Assumption]
) -> tuple[Estimate, tuple[float, str], tuple[str, ...]] | None:
    """
    Compute the capacity of a link from its attributes and the assumptions.

    Parameters
    ----------
    link
        The link.
    length_km
        Its length, for ferries.
    assumptions
        All assumptions.

    Returns
    -------
    mt, native, assumption_ids
        Mt a year and direction, the central value in the mode's own unit, and the assumptions used; None where an
        attribute that the formula needs is unknown, or the mode has no formula.
    """
    if link.mode == "rail" and link.tracks is not None:
        return _rail(link.tracks, assumptions)
    if link.mode == "road" and link.lanes is not None and link.lanes >= road.TWO_LANES:
        return _road(link.lanes, assumptions)
    return _ferry(length_km, assumptions) if link.mode == "sea" else None


def computed_pairs(tracks: int, assumptions: Mapping[str, Assumption]) -> tuple[Estimate, tuple[str, ...]]:
    """
    Compute the train pairs a day that tracks allow, by the formulas of single or of double track.

    Parameters
    ----------
    tracks
        Their number; further ones count as further pairs of tracks, an odd one not at all.
    assumptions
        All assumptions.

    Returns
    -------
    pairs, assumption_ids
        Pairs that may be filled, and the assumptions used.
    """
    names = rail_names(tracks)
    return ranged(_pairs_formula(tracks), names, assumptions), names


def rail_names(tracks: int) -> tuple[str, ...]:
    """
    Name the assumptions that train pairs are computed from.

    Parameters
    ----------
    tracks
        Their number.

    Returns
    -------
    assumption_ids
        What the timetable hangs on first, the share that may be filled last.
    """
    kind = "single" if tracks == 1 else "double"
    own = ("rail-period", "rail-trains-a-period") if tracks == 1 else ("rail-headway",)
    return (*own, f"rail-t-tech-{kind}", "rail-alpha", f"rail-fill-{kind}")


def paths_formula(tracks: int) -> Callable[[Mapping[str, float]], float]:
    """
    Give the formula of the paths of a parallel timetable.

    Parameters
    ----------
    tracks
        Their number.

    Returns
    -------
    formula
        Pairs a day, before a share of them is left free, from the values of `rail_names`.
    """
    kind = "single" if tracks == 1 else "double"

    def paths(values: Mapping[str, float]) -> float:
        left = {"t_tech_min": values[f"rail-t-tech-{kind}"], "alpha": values["rail-alpha"]}
        if tracks == 1:
            return rail.single_track_pairs(values["rail-period"], pairs_a_period=values["rail-trains-a-period"], **left)
        return rail.double_track_trains(values["rail-headway"], **left) * (tracks // 2)

    return paths


def _pairs_formula(tracks: int) -> Callable[[Mapping[str, float]], float]:
    paths, fill = paths_formula(tracks), rail_names(tracks)[-1]
    return lambda values: paths(values) * values[fill]


def _rail(tracks: int, assumptions: Mapping[str, Assumption]) -> tuple[Estimate, tuple[float, str], tuple[str, ...]]:
    pairs, names = _pairs_formula(tracks), (*rail_names(tracks), *_TONNES)

    def mt(values: Mapping[str, float]) -> float:
        return rail.yearly_mt(
            pairs(values), net_t_a_train=values["net-t-a-train"], freight_share=values["freight-share"],
            days=values["days-a-year"],
        )  # fmt: skip

    native = pairs({name: assumptions[name].central for name in names})
    return ranged(mt, names, assumptions), (native, "train_pairs/day"), names


def road_traffic(lanes: int) -> tuple[tuple[str, ...], Callable[[Mapping[str, float]], tuple[float, road.RoadTraffic]]]:
    """
    Give the formula of the traffic that lanes take.

    Parameters
    ----------
    lanes
        Lanes of both directions together.

    Returns
    -------
    names, formula
        Its parameters; and what gives, from their values, the vehicles a day of both directions and their make-up.
    """
    names = tuple(name for name in _ROAD_NAMES if name not in _unused(lanes))

    def vehicles(values: Mapping[str, float]) -> tuple[float, road.RoadTraffic]:
        traffic = road.RoadTraffic(
            truck_share=values["road-truck-share"], truck_pce=values["road-truck-pce"],
            peak_factor=values["road-peak-factor"], k=values["road-k"], d=values["road-d"],
            payload_t=values["road-payload"],
        )  # fmt: skip
        flow = road.hourly_flow(
            lanes, lane_flow=values.get("road-lane-flow", 0), two_lane_flow=values.get("road-two-lane-flow", 0),
            both=values.get("road-two-lane-both", 0), d=traffic.d,
        )  # fmt: skip
        return road.vehicles_a_day(flow, traffic), traffic

    return names, vehicles


def _road(lanes: int, assumptions: Mapping[str, Assumption]) -> tuple[Estimate, tuple[float, str], tuple[str, ...]]:
    names, vehicles = road_traffic(lanes)

    def mt(values: Mapping[str, float]) -> float:
        return road.yearly_mt(*vehicles(values), days=values["days-a-year"])

    native, _ = vehicles({name: assumptions[name].central for name in names})
    return ranged(mt, names, assumptions), (native, "vehicles/day"), names


def _unused(lanes: int) -> frozenset[str]:
    if lanes < 2 * road.TWO_LANES:
        return frozenset({"road-lane-flow"})
    return frozenset({"road-two-lane-flow", "road-two-lane-both"})


def _ferry(
    length_km: float, assumptions: Mapping[str, Assumption]
) -> tuple[Estimate, tuple[float, str], tuple[str, ...]]:
    def trips(values: Mapping[str, float]) -> float:
        return ports.round_trips_a_year(
            length_km, speed_kmh=values["ferry-speed"], port_h=values["ferry-port-time"],
            weather_loss=values["ferry-weather-loss"],
        )  # fmt: skip

    def mt(values: Mapping[str, float]) -> float:
        return ports.ferry_mt(
            trips(values), ships=values["ferry-count"], wagons=values["ferry-wagons"],
            net_t_a_wagon=values["ferry-wagon-net-t"],
        )  # fmt: skip

    values = {name: assumptions[name].central for name in _FERRY_NAMES}
    native = 2 * trips(values) * values["ferry-count"] * values["ferry-wagons"]
    return ranged(mt, _FERRY_NAMES, assumptions), (native, "wagons/yr"), _FERRY_NAMES


def ranged(
    formula: Callable[[Mapping[str, float]], float], names: Sequence[str], assumptions: Mapping[str, Assumption]
) -> Estimate:
    """
    Take the least and the greatest value of a formula over all ends of the intervals.

    Every formula here rises or falls in each parameter whatever the others are, so the ends of the result lie at ends
    of the parameters.

    Parameters
    ----------
    formula
        A number from the parameters by name.
    names
        The parameters.
    assumptions
        Their intervals.

    Returns
    -------
    estimate
        Least, central and greatest value.
    """
    central = {name: assumptions[name].central for name in names}
    best = formula(central)
    ends: list[Mapping[str, float]] = [dict(central), dict(central)]
    for name in names:
        one = assumptions[name]
        down, up = formula(central | {name: one.low}), formula(central | {name: one.high})
        low, high = (one.low, one.high) if down <= up else (one.high, one.low)
        ends = [dict(ends[0]) | {name: low}, dict(ends[1]) | {name: high}]
    return Estimate(min(best, formula(ends[0])), best, max(best, formula(ends[1])))
