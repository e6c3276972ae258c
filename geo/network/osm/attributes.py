"""Attributes: what the ways under a link say of it, beside where it runs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.network.links import Link
    from geo.network.osm.counting import Counts
    from geo.network.osm.tracks import Tracks

AGREED = 0.9
"""The share of its length that has to have a value before the link has it."""


@dataclass(frozen=True)
class Attributes:
    """
    What the ways say.

    Parameters
    ----------
    values
        What the atlas does not know.
    sources
        Where each of the values is from.
    remarks
        Where the atlas knows otherwise.
    """

    values: dict[str, object] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def attributes_of(link: Link, tracks: Tracks, passed: Sequence[int], counts: Counts, origin: str) -> Attributes:
    """
    Fill in what the atlas does not know, and tell where it knows otherwise.

    Parameters
    ----------
    link
        The link.
    tracks
        The chains.
    passed
        Those that it runs over.
    counts
        How many tracks, or lanes, lie side by side.
    origin
        Where they are from.

    Returns
    -------
    attributes
        Tracks, gauge and electrification of a railway, lanes of a road.
    """
    said = {"lanes": counts.steady}
    if link.mode == "rail":
        said = {"tracks": counts.steady, "gauge_mm": _gauge(tracks, passed), "electrified": _power(tracks, passed)}
    found = Attributes()
    for name, value in said.items():
        known = getattr(link, name)
        if value is None or value == known:
            continue
        if known is None:
            found.values[name], found.sources[name] = value, origin
        else:
            found.remarks.append(f"`{name}` is {known} in the atlas, {value} in the extract; the atlas stays.")
    return found


def _gauge(tracks: Tracks, passed: Sequence[int]) -> int | None:
    gauge = _agreed(tracks, passed, [one.gauge_mm for one in tracks.traits])
    return gauge if gauge is not None and gauge > 0 else None


def _power(tracks: Tracks, passed: Sequence[int]) -> bool | None:
    power = _agreed(tracks, passed, [one.power for one in tracks.traits])
    return power == 1 if power is not None and power >= 0 else None


def _agreed(tracks: Tracks, passed: Sequence[int], values: Sequence[int]) -> int | None:
    """Give the value that nine tenths of the length have."""
    lengths: Counter[int] = Counter()
    for index in passed:
        lengths[values[index]] += tracks.lengths_m[index]
    whole = sum(lengths.values())
    return next((value for value, length in lengths.items() if length > AGREED * whole), None)
