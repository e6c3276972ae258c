"""Refusals: why legs of a link were not matched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.network.osm.merging import spans
from geo.network.plane import stretch, to_plane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.network.lines import Position
    from geo.network.osm.routes import Leg
    from geo.network.osm.tracks import Tracks
    from geo.network.osm.yardstick import Yardstick


def list_refusals(
    names: Sequence[str],
    off_m: Sequence[float],
    tolerance_m: float,
    legs: Sequence[tuple[Leg | None, Leg | None]],
    yardstick: Yardstick,
) -> list[str]:
    """
    Say why legs were not matched, neighbours that lie off every track in one breath.

    Parameters
    ----------
    names
        The places in order.
    off_m
        How far each is from any track.
    tolerance_m
        How far it may be.
    legs
        The way found between each two neighbours, and the same as judged.
    yardstick
        What they were measured against.

    Returns
    -------
    reasons
        Sentences; none where all was matched.
    """
    if not np.isfinite(off_m).any():
        return ["The extract has nothing of it."]
    is_off = [distance > tolerance_m for distance in off_m]
    found = []
    for number, (leg, judged) in enumerate(legs):
        if judged is None and not (is_off[number] or is_off[number + 1]):
            why = yardstick.refusal(leg, yardstick.along_m[number]) if leg else "no way along the tracks"
            found.append(f"{names[number]} – {names[number + 1]}: {why}.")
    for first, last in spans(np.array(is_off)):
        off = [f"{name} ({_metres(m)})" for name, m in zip(names, off_m, strict=True)][first : last + 1]
        listed = off if len(off) < 4 else [off[0], f"{len(off) - 2} more", off[-1]]
        found.append(f"No track within {tolerance_m:g} m of {', '.join(listed)}.")
    return found


def _metres(distance: float) -> str:
    return f"{distance:,.0f} m" if distance < 10_000 else f"{distance / 1000:,.0f} km"


def distances_m(tracks: Tracks, places: Sequence[Position]) -> list[float]:
    """
    Measure how far places are from any track.

    Parameters
    ----------
    tracks
        The chains.
    places
        In degrees.

    Returns
    -------
    distances
        Metres, one a place; infinite where there is no track at all.
    """
    import shapely  # noqa: PLC0415 - costs a tenth of a second

    if not len(tracks):
        return [np.inf] * len(places)
    xy = to_plane(np.array(places))
    _, distance = shapely.STRtree(tracks.lines).query_nearest(
        shapely.points(xy), return_distance=True, all_matches=False
    )
    return list((distance / stretch(xy[:, 1])).tolist())
