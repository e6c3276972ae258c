"""What is written as an atlas' folder is an atlas, whole or not at all."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import geo
from geo.errors import CorridorError, RecordError
from geo.products.atlas_folder import write_atlas
from geo.writing import features_text, toml_text

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from tests.conftest import MakeSource

SHIPPED = Path(geo.__file__).parents[1] / "data" / "corridors"


def test_the_shipped_network_is_written_byte_for_byte() -> None:
    network = geo.read_atlas().network
    assert features_text(reversed(network.nodes.values())) == (SHIPPED / "nodes.geojson").read_text("utf-8")
    assert features_text(reversed(network.links.values())) == (SHIPPED / "links.geojson").read_text("utf-8")


def test_a_corridor_written_as_toml_is_read_as_it_was(napkin: Atlas, tmp_path: Path) -> None:
    network = napkin.network
    atlas = write_atlas(
        tmp_path / "new", network.nodes.values(), network.links.values(), corridors=network.corridors.values()
    )
    assert atlas.network.corridors == network.corridors
    assert atlas.network.nodes == network.nodes
    assert atlas.network.links == network.links


def test_a_source_is_written_with_its_date_and_without_what_is_unknown(make_source: MakeSource) -> None:
    text = toml_text(make_source("a", "2025-10-09", title='He said "no" \\ again'))
    assert "date = 2025-10-09\n" in text
    assert 'title = "He said \\"no\\" \\\\ again"\n' in text
    assert "url" not in text
    assert make_source("a", "2025-10-09").date == dt.date(2025, 10, 9)


def test_a_network_that_is_not_valid_leaves_nothing(napkin: Atlas, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="link-node"):
        write_atlas(tmp_path / "new", [], napkin.network.links.values())
    assert list(tmp_path.iterdir()) == []


def test_an_atlas_is_not_started_in_a_folder_that_holds_anything(napkin_copy: Path) -> None:
    before = sorted(napkin_copy.rglob("*"))
    with pytest.raises(CorridorError, match="needs an empty folder"):
        write_atlas(napkin_copy, [], [])
    assert sorted(napkin_copy.rglob("*")) == before


def test_an_empty_folder_becomes_an_atlas(napkin: Atlas, tmp_path: Path) -> None:
    assert write_atlas(tmp_path, napkin.network.nodes.values(), []).network.links == {}


def test_a_place_of_unknown_country_is_drawn_and_routed(napkin: Atlas, tmp_path: Path) -> None:
    from geo.products.maps import map_html

    network = napkin.network
    nodes = [node.model_copy(update={"country": None}) for node in network.nodes.values()]
    atlas = write_atlas(tmp_path / "new", nodes, network.links.values(), corridors=network.corridors.values())
    assert "<html" in map_html(atlas)
