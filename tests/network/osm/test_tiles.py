"""Extracts in tiles give the network of the whole, here and on a cluster."""

from __future__ import annotations

import warnings
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import NetworkError
from geo.model.scheduler import run_batches
from geo.network.digitizing import digitize_links
from geo.network.network import Network
from geo.network.osm.build import build_network
from geo.network.osm.digitize import replaced
from geo.network.osm.extract import Extract, Way
from geo.network.osm.read import read_extract
from geo.network.osm.save import osm_bytes
from geo.network.osm.tags import Wanted
from geo.network.osm.tiles import join_extracts, read_tiles
from tests.network.osm.drawing import Sheet
from tests.network.osm.test_network import TRACKS, branching, facts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo.network.links import Link

WHOLE = branching().extract()


def tile(extract: Extract, west: float, east: float, *, is_cut: bool) -> Extract:
    """Take what lies between two meridians: ways whole, naming nodes that are not there, or cut to what is inside."""
    inside = (extract.lonlat[:, 0] >= west) & (extract.lonlat[:, 0] <= east)
    ways = []
    for way in extract.ways:
        here = inside[extract.positions(way.refs)]
        if here.any() and not is_cut:
            ways.append(way)
        elif here.any():  # one node more on either side, as tools that cut keep it
            first, last = np.flatnonzero(here)[[0, -1]]
            ways.append(Way(way.way_id, way.refs[max(0, first - 1) : last + 2], way.tags))
    used = extract.positions(np.unique(np.concatenate([way.refs for way in ways])))
    kept = used if is_cut else used[inside[used]]
    points = [point for point in extract.points if west <= point.lon <= east]
    return replace(extract, ways=ways, node_ids=extract.node_ids[kept], lonlat=extract.lonlat[kept], points=points)


def tiles(extract: Extract, cuts: Sequence[float], *, is_cut: bool) -> list[Extract]:
    west, east = extract.lonlat[:, 0].min(), extract.lonlat[:, 0].max()
    edges = [west, *sorted(west + cut * (east - west) for cut in cuts), east]
    return [tile(extract, *edge, is_cut=is_cut) for edge in pairwise(edges)]


@settings(max_examples=12)
@given(
    cuts=st.lists(st.floats(0.1, 0.9), min_size=1, max_size=3, unique_by=lambda x: round(x, 2)), is_cut=st.booleans()
)
def test_tiles_joined_give_the_network_of_the_whole(cuts: list[float], *, is_cut: bool) -> None:
    joined = join_extracts(tiles(WHOLE, cuts, is_cut=is_cut))
    assert facts(build_network(joined)) == facts(build_network(WHOLE))
    assert {way.way_id for way in joined.ways} == {way.way_id for way in WHOLE.ways}
    assert len(joined.missing) == 0


def test_the_order_of_tiles_does_not_matter() -> None:
    parts = tiles(WHOLE, [0.3, 0.6], is_cut=True)
    one, other = (build_network(join_extracts(some)) for some in (parts, parts[::-1]))
    assert one.links == other.links


def test_dates_names_and_notes_are_joined() -> None:
    one = replace(WHOLE, date="2026-01-01", origin="b.osm", notes=["2 nodes that ways name are missing.", "Clipped."])
    other = replace(WHOLE, origin="a.osm")
    joined = join_extracts([one, other])
    assert (joined.date, joined.origin, joined.notes) == ("2026-01-01", "a.osm, b.osm", ["b.osm: Clipped."])
    assert join_extracts([one, replace(other, date=None)]).date is None


def test_rails_and_roads_are_not_joined() -> None:
    with pytest.raises(NetworkError, match="of one mode"):
        join_extracts([WHOLE, Sheet(mode="road").extract()])


def test_files_read_on_a_cluster_give_the_network_of_the_whole(tmp_path: Path) -> None:
    from distributed import LocalCluster

    whole = read_extract(TRACKS)
    paths = []
    for number, part in enumerate(tiles(whole, [0.15, 0.5], is_cut=False)):
        paths.append(tmp_path / f"{number}.osm.gz")
        paths[-1].write_bytes(osm_bytes(part, is_zipped=True))
    with (
        warnings.catch_warnings(),
        LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50) as one,
    ):
        warnings.simplefilter("ignore")
        joined = read_tiles(
            paths, Wanted(), lambda task, batches: run_batches(task, batches, scheduler=one.scheduler_address)
        )
    assert facts(build_network(joined)) == facts(build_network(whole))
    assert joined.missing.tolist() == whole.missing.tolist()


def test_links_matched_on_a_cluster_from_tiles_are_those_matched_here_from_the_whole(tmp_path: Path) -> None:
    from distributed import LocalCluster

    network = build_network(WHOLE)
    atlas = Network(network.nodes, {one.link_id: straight(one) for one in network.links.values()}, {}, {})
    links, paths = list(atlas.links.values()), []
    for number, part in enumerate([WHOLE, *tiles(WHOLE, [0.3, 0.6], is_cut=True)]):
        paths.append(tmp_path / f"{number}.osm")
        paths[-1].write_bytes(osm_bytes(replace(part, origin="x.osm"), is_zipped=False))
    here = digitize_links(links, atlas, paths[:1])
    with (
        warnings.catch_warnings(),
        LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50) as one,
    ):
        warnings.simplefilter("ignore")
        there = digitize_links(
            links,
            atlas,
            paths[1:],
            run=lambda task, batches: run_batches(task, batches, scheduler=one.scheduler_address),
        )
    assert sum(found.share_matched == 1 for found in here) >= 3
    for one_here, one_there in zip(here, there, strict=True):
        assert one_here.link.line == one_there.link.line
        assert (one_here.counts, one_here.share_matched) == (one_there.counts, one_there.share_matched)


def straight(link: Link) -> Link:
    """Draw a link straight, as an atlas may have it."""
    return replaced(link, [link.line[0], link.line[-1]], geometry_quality="stations")
