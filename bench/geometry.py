"""Lengths along the ellipsoid."""

from __future__ import annotations

from timing import Row, compare, timed


def lengths() -> Row:
    """Geodesic lengths of 2,000 lines of 50 vertices: all arrays at once, and Geod line by line."""
    import numpy as np
    import shapely

    from geo.network.geometry import ellipsoid, segment_lengths

    rng = np.random.default_rng(1)
    lines = [np.cumsum(rng.normal(0, 0.05, (50, 2)), axis=0) + np.array([60, 45]) for _ in range(2000)]
    shapes = [shapely.LineString(line) for line in lines]
    ours_km = [km.sum() for km in segment_lengths(lines)]
    np.testing.assert_allclose(ours_km, [ellipsoid().geometry_length(shape) / 1000 for shape in shapes])

    return compare(
        "geodesic lengths by arrays | Geod line by line",
        timed(lambda: segment_lengths(lines)),
        timed(lambda: [ellipsoid().geometry_length(shape) for shape in shapes]),
        1,
    )


def rows() -> list[Row]:
    return [lengths()]
