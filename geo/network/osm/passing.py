"""Passing: how the ways found for a link's legs become one line past its places."""

from __future__ import annotations

from itertools import chain, pairwise
from typing import TYPE_CHECKING

import numpy as np

from geo.network.lines import distinct, lead_through
from geo.network.plane import to_earth
from geo.network.topology import project, via_tolerance_km

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from geo.network.lines import Position
    from geo.network.links import Link
    from geo.network.osm.routes import Leg


def lead_past(
    link: Link,
    stops: Sequence[Position],
    legs: Sequence[Leg | None],
    old: Sequence[Sequence[Position]],
    joined: Container[str],
) -> list[Position]:
    """
    Put a link's line together.

    A railway is led through the stations on it. A road passes a town by: the line stays on it, unless the town lies
    further off than `via` allows, or another link ends there, which would not meet the road.

    Parameters
    ----------
    link
        The link.
    stops
        Where its nodes are.
    legs
        The way found between each two of them; None where none was.
    old
        What it was between each two of them, which stays where no way was found.
    joined
        Nodes at which other links end.

    Returns
    -------
    line
        In degrees, from the first node to the last.
    """
    feet = [_foot(link, number, legs, joined) for number in range(len(stops))]
    line = _line(stops, feet, legs, old)
    return line if not any(feet) or _has_order(link, stops, line) else _line(stops, [None] * len(stops), legs, old)


def _foot(link: Link, number: int, legs: Sequence[Leg | None], joined: Container[str]) -> Position | None:
    """Give the point of the road that stands for a place that is passed by."""
    if link.mode != "road" or not 0 < number < len(legs) or link.stops[number] in joined:
        return None
    before, after = legs[number - 1], legs[number]
    if before is None or after is None or not np.allclose(before.xy[-1], after.xy[0]):
        return None
    if after.snaps_m[0] > 1000 * via_tolerance_km(link):
        return None
    lon, lat = np.round(to_earth(after.xy[:1])[0], 5).tolist()
    return lon, lat


def _line(
    stops: Sequence[Position],
    feet: Sequence[Position | None],
    legs: Sequence[Leg | None],
    old: Sequence[Sequence[Position]],
) -> list[Position]:
    parts = []
    for leg, part, ends, by in zip(legs, old, pairwise(stops), pairwise(feet), strict=True):
        if leg is None:
            parts.append(list(part))
            continue
        first, last = leg.snaps_m
        to, steps = (by[0] or ends[0], by[1] or ends[1]), (0.0 if by[0] else first, 0.0 if by[1] else last)
        parts.append(lead_through(leg.xy, to, steps))
    return distinct([parts[0][0], *chain.from_iterable(part[1:] for part in parts)])


def _has_order(link: Link, stops: Sequence[Position], line: Sequence[Position]) -> bool:
    """Tell whether the places come one after the other along a line, near enough to be passed by it."""
    drawn = link.model_copy(update={"geometry": link.geometry.model_copy(update={"coordinates": tuple(line)})})
    placed = [project(drawn, stop) for stop in stops]
    is_near = all(km <= via_tolerance_km(link) for km, _ in placed)
    return is_near and all(one < other for (_, one), (_, other) in pairwise(placed))
