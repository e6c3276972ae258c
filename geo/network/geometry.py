"""Coordinates as GeoJSON gives them: checked, and measured along the WGS84 ellipsoid."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import AfterValidator, BeforeValidator

from geo.records import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from pyproj import Geod

_NUMBERS = (int, float)  # not their union, which would be made anew for each coordinate


def _numbers(value: Any) -> Any:  # noqa: ANN401 - coordinates before validation can be anything
    if not isinstance(value, list):
        raise ValueError("Coordinates are an array [longitude, latitude].")  # noqa: TRY004 - pydantic reports ValueError only
    if len(value) != 2 or not (_is_number(value[0]) and _is_number(value[1])):
        raise ValueError("A position is two numbers, [longitude, latitude].")
    try:
        return (float(value[0]), float(value[1]))
    except OverflowError:  # JSON's whole numbers have no bound
        raise ValueError("The position is not on the Earth. Degrees of WGS84 are meant.") from None


def _is_number(value: object) -> bool:
    return isinstance(value, _NUMBERS) and not isinstance(value, bool)


def _on_earth(position: tuple[float, float]) -> tuple[float, float]:
    lon, lat = position
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        swapped = -180 <= lat <= 180 and -90 <= lon <= 90
        hint = " Latitude and longitude look swapped." if swapped else " Degrees of WGS84 are meant."
        raise ValueError(f"The position [{lon:g}, {lat:g}] is not on the Earth.{hint}")
    return position


Position = Annotated[tuple[float, float], BeforeValidator(_numbers), AfterValidator(_on_earth)]


def _positions(value: Any) -> Any:  # noqa: ANN401
    if not isinstance(value, list):
        raise ValueError("A line is an array of positions.")  # noqa: TRY004
    return tuple(_on_earth(_numbers(position)) for position in value)


def _has_length(line: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    if len(line) < 2:
        count = "has one position" if line else "is empty"
        raise ValueError(f"The line {count}; it needs at least two positions.")
    doubled = [index for index, pair in enumerate(pairwise(line)) if pair[0] == pair[1]]
    if doubled:
        raise ValueError(f"The line repeats positions, first at vertex {doubled[0]}.")
    return line


class PointGeometry(Record):
    """A GeoJSON point."""

    type: Literal["Point"]
    coordinates: Position


class LineGeometry(Record):
    """A GeoJSON line."""

    type: Literal["LineString"]
    coordinates: Annotated[tuple[tuple[float, float], ...], BeforeValidator(_positions), AfterValidator(_has_length)]


@cache
def ellipsoid() -> Geod:
    """
    Give the WGS84 ellipsoid.

    Returns
    -------
    geod
        PROJ's, made once.
    """
    from pyproj import Geod  # noqa: PLC0415 - costs a tenth of a second, and not every command measures

    return Geod(ellps="WGS84")


def segment_lengths(lines: Sequence[Sequence[tuple[float, float]]]) -> list[NDArray[np.float64]]:
    """
    Measure every segment of every line in one call.

    Parameters
    ----------
    lines
        Lines of (longitude, latitude) in degrees, each with at least two positions.

    Returns
    -------
    lengths_km
        For each line, the geodesic length of its segments in kilometres.
    """
    if not lines:
        return []
    counts = np.array([len(line) for line in lines])
    flat = np.concatenate([np.asarray(line, dtype=np.float64) for line in lines])
    _, _, metres = ellipsoid().inv(flat[:-1, 0], flat[:-1, 1], flat[1:, 0], flat[1:, 1])
    ends = np.cumsum(counts)
    return [np.asarray(metres[end - n : end - 1]) / 1000 for n, end in zip(counts, ends, strict=True)]
