"""Water: what sea links keep to, drawn in full where it was, elsewhere what the basemap's land leaves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np

from geo.geojson import read_features
from geo.network.plane import stretch, to_plane

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geo.errors import Faults
    from geo.network.lines import Position

HARBOUR_M = 30_000.0
"""How far from open water a port may lie."""
_ROOM_DEG = 3.0
"""By so much more than its own extent a way over the sea may swing out of the box of its ports."""


@dataclass(frozen=True)
class Water:
    """
    The water of a basemap.

    Parameters
    ----------
    drawn
        The water of ``water.geojson``, in degrees; None where there is none.
    land
        The land of ``land.geojson``, whose coast is simplified; what it leaves of its box is water.
    """

    drawn: BaseGeometry | None
    land: BaseGeometry | None

    @cached_property
    def _left(self) -> BaseGeometry | None:
        import shapely  # noqa: PLC0415 - costs a tenth of a second, and few atlases have sea legs

        return None if self.land is None else shapely.difference(shapely.box(*self.land.bounds), self.land)

    def drawn_at(self, line: Sequence[Position]) -> BaseGeometry | None:
        """
        Give the water drawn in full, by which a line can be judged.

        Parameters
        ----------
        line
            Positions in degrees, from port to port.

        Returns
        -------
        water
            In degrees; None if neither both ports lie at one part of it nor the line runs over it.
        """
        import shapely  # noqa: PLC0415

        if self.drawn is None:
            return None
        is_met = _lies_at([line[0], line[-1]], self.drawn) or shapely.intersects(shapely.LineString(line), self.drawn)
        return self.drawn if is_met else None

    def of(self, line: Sequence[Position]) -> tuple[BaseGeometry | None, str]:
        """
        Choose the water that a line is to keep to.

        Parameters
        ----------
        line
            Positions in degrees, from port to port.

        Returns
        -------
        water
            That of ``water.geojson`` if both ports lie at one part of it, else what the land around leaves, in degrees;
            None where the basemap knows neither.
        label
            Which it is; without water, what is known.
        """
        ends = [line[0], line[-1]]
        if self.drawn is not None and _lies_at(ends, self.drawn):
            return self.drawn, "the water of basemap/water.geojson"
        if self.land is None or self._left is None:
            return None, "basemap/water.geojson has no water at its ports, and there is no basemap/land.geojson"
        west, south, east, north = self.land.bounds
        if not all(west < lon < east and south < lat < north for lon, lat in line):
            box = f"{west:g} to {east:g} degrees of longitude and {south:g} to {north:g} of latitude"
            return None, f"the basemap has neither water nor land at it: it covers {box}"
        return _around(ends, self._left), "the water that basemap/land.geojson leaves, whose coast is simplified"


def _around(ends: Sequence[Position], water: BaseGeometry) -> BaseGeometry:
    """Cut water to what a way between two ports may need."""
    import shapely  # noqa: PLC0415

    both = np.array(ends)
    low, high = both.min(axis=0), both.max(axis=0)
    room = _ROOM_DEG + float((high - low).max()) / 2
    return cast("BaseGeometry", shapely.intersection(water, shapely.box(*(low - room), *(high + room))))


def _lies_at(ends: Sequence[Position], water: BaseGeometry) -> bool:
    """Tell whether one part of water has both ports."""
    import shapely  # noqa: PLC0415

    ports = to_plane(np.array(ends))
    parts = shapely.get_parts(shapely.transform(water, to_plane))
    far = np.max([shapely.distance(shapely.points(port), parts) for port in ports], axis=0)
    return bool(len(parts) and far.min() <= HARBOUR_M * float(stretch(ports[:, 1]).mean()))


def read_water(basemap: Path, label: str, faults: Faults) -> Water | None:
    """
    Read the water of a basemap.

    Parameters
    ----------
    basemap
        Its folder.
    label
        What messages are to call it.
    faults
        As in `geo.texts.read_text`.

    Returns
    -------
    water
        None where the folder has neither ``water.geojson`` nor ``land.geojson``.
    """
    drawn, land = (_shape(basemap / name, f"{label}/{name}", faults) for name in ("water.geojson", "land.geojson"))
    return None if drawn is None and land is None else Water(drawn, land)


def _shape(path: Path, label: str, faults: Faults) -> BaseGeometry | None:
    if not path.exists():
        return None
    import shapely  # noqa: PLC0415

    shapes = [json.dumps(row.data["geometry"]) for row in read_features(path, label, faults)]
    polygons = [shape for shape in shapely.from_geojson(shapes, on_invalid="ignore") if shape is not None]
    if not polygons:
        faults.add(label, 0, "basemap-shape", f"{label} has no polygon that can be read.", "Correct it, or remove it.")
        return None
    return shapely.union_all(shapely.make_valid(polygons))
