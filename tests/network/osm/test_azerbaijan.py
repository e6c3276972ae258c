"""The links between Alat and Tbilisi on real ways, where these are at hand."""

from __future__ import annotations

import pytest

import geo
from geo.network.digitizing import digitize_links
from geo.network.geometry import segment_lengths
from geo.network.osm.build import build_network
from geo.network.osm.read import read_extract
from tests.network.osm.test_read import REFERENCE

pytestmark = pytest.mark.skipif(not REFERENCE.exists(), reason="the reference data is not at hand")
MAIN_LINE = ("alat-ganja", "ganja-boyuk-kesik", "boyuk-kesik-navtlughi", "navtlughi-tbilisi")


def test_alat_to_tbilisi_is_470_km_of_double_track() -> None:
    network = geo.read_atlas().network
    found = digitize_links([network.links[link_id] for link_id in MAIN_LINE], network, [REFERENCE])
    assert [(one.share_matched, one.reasons) for one in found] == [(1, ())] * len(MAIN_LINE)
    assert sum(one.length_after_km for one in found) == pytest.approx(470, rel=0.01)
    assert [one.link.tracks for one in found] == [2, 2, 2, 2]
    assert all(one.largest_distance_m < 500 for one in found)


def test_the_lines_to_marabda_the_port_and_baku_are_found_too() -> None:
    network = geo.read_atlas().network
    names = ("navtlughi-marabda", "alat-port-alat", "baku-alat")
    found = digitize_links([network.links[link_id] for link_id in names], network, [REFERENCE])
    assert [one.share_matched for one in found] == [1, 1, 1]
    assert found[0].link.tracks == 1


def test_the_network_has_one_part_that_matters() -> None:
    network = build_network(read_extract(REFERENCE))
    assert network.components[0] > 0.8 * sum(network.components)
    lengths = segment_lengths([link.line for link in network.links.values()])
    double = sum(km.sum() for link, km in zip(network.links.values(), lengths, strict=True) if link.tracks == 2)
    assert double == pytest.approx(780, rel=0.05)
