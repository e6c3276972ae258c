"""Sea legs keep to the water."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

import geo
from geo.errors import Faults
from geo.network.geometry import segment_lengths
from geo.network.sea import lead_over_water, share_over_land
from geo.network.water import read_water

BAY = shapely.Polygon([(0, 0), (4, 0), (4, 2), (2.2, 2), (2.2, 0.5), (1.8, 0.5), (1.8, 2), (0, 2)])
"""Two basins, with a headland between them that leaves half a degree of water in the south."""


def test_the_way_bends_round_the_headland() -> None:
    line = lead_over_water((0.5, 1.5), (3.5, 1.5), BAY)
    assert line is not None
    assert (line[0], line[-1]) == ((0.5, 1.5), (3.5, 1.5))
    assert share_over_land(line, BAY) == 0
    direct = segment_lengths([[(0.5, 1.5), (1.8, 0.5), (2.2, 0.5), (3.5, 1.5)]])[0].sum()
    assert segment_lengths([line])[0].sum() == pytest.approx(direct, rel=0.02)


def test_it_keeps_off_the_shore() -> None:
    line = lead_over_water((0.5, 1.5), (3.5, 1.5), BAY)
    headland = shapely.box(1.8, 0.5, 2.2, 2)
    km = shapely.LineString(line).distance(headland) * 111
    assert 1 < km < 3


def test_a_free_way_is_straight() -> None:
    assert lead_over_water((0.5, 0.25), (3.5, 0.25), BAY) == [(0.5, 0.25), (3.5, 0.25)]


def test_ports_may_lie_inside_the_coast() -> None:
    line = lead_over_water((0.5, 2.1), (3.5, 2.1), BAY)
    assert line is not None
    assert (line[0], line[-1]) == ((0.5, 2.1), (3.5, 2.1))


@pytest.mark.parametrize("end", [(9.0, 9.0), (10.5, 0.5)])
def test_ports_that_no_water_joins_have_no_way(end: tuple[float, float]) -> None:
    water = shapely.union(BAY, shapely.box(10, 0, 11, 1))
    assert lead_over_water((0.5, 1.5), end, water) is None


def test_islands_are_passed_by() -> None:
    lake = shapely.Polygon(shapely.box(0, 0, 4, 2).exterior, [shapely.box(1, 0.2, 3, 1.9).exterior])
    line = lead_over_water((0.5, 1.5), (3.5, 1.5), lake)
    assert line is not None
    assert np.max([lat for _, lat in line]) > 1.9
    assert share_over_land(line, lake) == 0


def test_the_shipped_sea_links_keep_to_the_water_and_a_straight_line_would_not() -> None:
    atlas = geo.read_atlas()
    basemap = read_water(atlas.paths.corridors / "basemap", "basemap", Faults())
    assert basemap is not None
    link = atlas.network.links["aktau-alat-sea"]
    water, label = basemap.of(link.line)
    assert water is not None
    assert label == "the water of basemap/water.geojson"
    ends = (link.line[0], link.line[-1])
    assert share_over_land(link.line, water) < 0.01
    assert share_over_land(ends, water) > 0.05
    line = lead_over_water(*ends, water)
    assert line is not None
    assert share_over_land(line, water) < 0.01
