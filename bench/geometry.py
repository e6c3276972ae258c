"""Lengths along the ellipsoid."""

from __future__ import annotations

from functools import cache

import numpy as np
from lines import LIMIT, Growth, Line
from timing import Timing, timed

LINES = 2000


@cache
def curves(count: int = LINES) -> list[np.ndarray]:
    rng = np.random.default_rng(1)
    return [np.cumsum(rng.normal(0, 0.05, (50, 2)), axis=0) + np.array([60, 45]) for _ in range(count)]


def lengths() -> tuple[Timing, Timing]:
    """Geodesic lengths of 2,000 lines of 50 vertices: all arrays at once, and Geod line by line."""
    import shapely

    from geo.network.geometry import ellipsoid, segment_lengths

    shapes = [shapely.LineString(line) for line in curves()]
    ours_km = [km.sum() for km in segment_lengths(curves())]
    np.testing.assert_allclose(ours_km, [ellipsoid().geometry_length(shape) / 1000 for shape in shapes])
    return (
        timed(lambda: segment_lengths(curves())),
        timed(lambda: [ellipsoid().geometry_length(shape) for shape in shapes]),
    )


def formula() -> tuple[Timing, Timing]:
    """The formula alone, on arrays laid out ready."""
    from geo.network.geometry import ellipsoid, segment_lengths

    first, second = (np.concatenate([line[part] for line in curves()]) for part in (slice(-1), slice(1, None)))
    ends = [np.ascontiguousarray(axis) for axis in (*first.T, *second.T)]
    return timed(lambda: segment_lengths(curves())), timed(lambda: ellipsoid().inv(*ends))


def growing(size: int) -> Timing:
    from geo.network.geometry import segment_lengths

    some = curves(100 * size)
    return timed(lambda: segment_lengths(some))


def lines() -> list[Line | Growth]:
    return [
        Line("geodesic lengths by arrays | Geod line by line", lengths, 1),
        Line("geodesic lengths by arrays | the formula of one segment after another", formula, None, 5, LIMIT),
        Growth("geodesic lengths, 100 lines", growing, 1),
    ]
