"""Water: drawn in full at some ports, left by the land at others, unknown beyond the basemap."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
import shapely

import geo
from geo.errors import Faults
from geo.network.digitizing import digitize_links
from geo.network.sea import share_over_land
from geo.network.water import Water, read_water
from tests.network.osm.sketch import Sheet, network_of

if TYPE_CHECKING:
    from pathlib import Path

    from geo.network.osm.digitize import Digitized

BAY = shapely.box(1, 1, 3, 2)
LAND = shapely.Polygon(
    shapely.box(0, 0, 20, 10).exterior, [BAY.buffer(0.2).exterior, shapely.box(8, 1, 18, 4).exterior]
)
WATER = Water(BAY, LAND)


def leg(one: tuple[float, float], other: tuple[float, float], water: Water | None) -> Digitized:
    sheet = Sheet(origin=(0.0, 0.0), mode="road")
    sheet.lonlat = lambda spot: spot  # type: ignore[method-assign] - degrees, not metres
    network = network_of(sheet, {"a": one, "b": other}, mode="sea")
    (found,) = digitize_links([network.links["it"]], network, [], water)
    return found


def test_water_drawn_in_full_comes_first() -> None:
    assert WATER.of([(1.1, 1.1), (2.9, 1.9)]) == (BAY, "the water of basemap/water.geojson")


def test_elsewhere_it_is_what_the_land_leaves() -> None:
    water, label = WATER.of([(8.0, 2.0), (18.0, 2.0)])
    assert water is not None
    assert shapely.contains(water, shapely.box(8, 1, 18, 4))
    assert not shapely.intersects(water, shapely.Point(7, 2))
    assert "land.geojson leaves, whose coast is simplified" in label


def test_a_leg_is_led_round_an_island_of_land() -> None:
    land = shapely.union(LAND, shapely.box(12, 0.9, 13, 3.5))
    found = leg((8.0, 2.0), (18.0, 2.0), Water(None, land))
    assert found.link.geometry_source.startswith("the shortest way over the water that basemap/land.geojson leaves")
    assert found.link.geometry_quality == "stations"
    assert max(lat for _, lat in found.link.line) > 3.5


@pytest.mark.parametrize(
    ("one", "other", "water", "reason"),
    [
        ((8.0, 2.0), (30.0, 2.0), WATER, "the basemap has neither water nor land at it: it covers 0 to 20 degrees"),
        ((8.0, 2.0), (18.0, 2.0), Water(BAY, None), "has no water at its ports, and there is no basemap/land.geojson"),
        ((1.5, 1.5), (9.0, 2.0), WATER, "No way 2 km off the shores joins its ports.*Cut the link there"),
        ((8.0, 2.0), (18.0, 2.0), None, "no basemap with water.geojson or land.geojson"),
    ],
)
def test_a_leg_without_known_water_stays_and_says_why(
    one: tuple[float, float], other: tuple[float, float], water: Water | None, reason: str
) -> None:
    found = leg(one, other, water)
    assert found.link.line == (one, other)
    (told,) = found.reasons
    assert re.search(reason, told)


@pytest.mark.parametrize(
    ("one", "other", "longer"),
    [
        ((41.65, 42.15), (28.66, 44.17), False), ((24.77, 59.45), (18.1, 59.33), True),  # Poti – Constanța, Tallinn –
        ((30.2, 59.9), (18.67, 54.4), True), ((56.2, 27.13), (72.84, 18.95), True),  # Stockholm, Gulf of Finland, Oman
    ],
)  # fmt: skip
def test_the_shipped_basemap_has_water_for_other_seas(
    one: tuple[float, float],
    other: tuple[float, float],
    longer: bool,  # noqa: FBT001
) -> None:
    basemap = read_water(geo.read_atlas().paths.corridors / "basemap", "basemap", Faults())
    assert basemap is not None
    line = leg(one, other, basemap).link.line
    water, _ = basemap.of(line)
    assert water is not None
    assert share_over_land(line, water) < 0.02
    assert (len(line) > 2) is longer


def test_a_folder_without_water_and_land_has_none(tmp_path: Path) -> None:
    assert read_water(tmp_path, "basemap", Faults()) is None


def test_a_file_without_a_polygon_is_told(tmp_path: Path) -> None:
    faults = Faults()
    (tmp_path / "water.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": []}))
    assert read_water(tmp_path, "basemap", faults) is None
    assert [fault.message for fault in faults.items] == ["basemap/water.geojson has no polygon that can be read."]
