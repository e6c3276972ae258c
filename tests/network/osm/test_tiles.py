"""Extracts in tiles give the network of the whole, here and on a cluster."""

from __future__ import annotations

import warnings
from dataclasses import replace
from functools import partial
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
from geo.network.osm.tiling import Seams, Segments, Tiles
from geo.network.plane import to_plane
from tests.cluster import two_workers
from tests.network.osm.sketch import Sheet, shifted
from tests.network.osm.test_network import TRACKS, branching, facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from geo.network.links import Link
    from geo.network.osm.build import OsmNetwork
    from geo.network.osm.tiling import Run

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
    used = extract.positions(np.unique(np.concatenate([np.empty(0, np.int64), *(way.refs for way in ways)])))
    kept = used if is_cut else used[inside[used]]
    points = [point for point in extract.points if west <= point.lon <= east]
    return replace(extract, ways=ways, node_ids=extract.node_ids[kept], lonlat=extract.lonlat[kept], points=points)


def tiles(extract: Extract, cuts: Sequence[float], *, is_cut: bool) -> list[Extract]:
    west, east = extract.lonlat[:, 0].min(), extract.lonlat[:, 0].max()
    edges = [-180.0, *sorted(west + cut * (east - west) for cut in cuts), 180.0]
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


@pytest.fixture(scope="module")
def there() -> Iterator[Run]:
    """Do batches on a cluster of two workers, as processes of their own."""
    with two_workers() as address:
        warnings.simplefilter("ignore")
        yield partial(run_batches, scheduler=address, patience_s=20)


def test_files_read_and_a_network_made_on_a_cluster_that_loses_a_worker_are_the_whole(
    there: Run, tmp_path: Path
) -> None:
    whole = replace(read_extract(TRACKS), origin="x.osm.gz")
    mark, paths = str(tmp_path / "killed"), []
    for number, part in enumerate(tiles(whole, [0.15, 0.5], is_cut=False)):
        paths.append(tmp_path / str(number) / "x.osm.gz")
        paths[-1].parent.mkdir()
        paths[-1].write_bytes(osm_bytes(part, is_zipped=True))

    def killing(task: Callable[[object], object], batches: Iterable[object]) -> list[object]:
        def dies_once(batch: object) -> object:
            import os
            import signal
            from contextlib import suppress

            with suppress(FileExistsError):
                os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
                os.kill(os.getpid(), signal.SIGKILL)
            return task(batch)

        return there(dies_once, batches)

    joined = read_tiles(paths, Wanted(), there)
    assert joined.missing.tolist() == whole.missing.tolist()
    network = build_network(replace(joined, notes=whole.notes), tiles=Tiles(killing, most=150))
    assert whole_facts(network) == whole_facts(build_network(whole))
    assert (tmp_path / "killed").exists()


def test_links_matched_on_a_cluster_from_tiles_are_those_matched_here_from_the_whole(
    there: Run, tmp_path: Path
) -> None:
    network = build_network(WHOLE)
    atlas = Network(network.nodes, {one.link_id: straight(one) for one in network.links.values()}, {}, {})
    links, paths = list(atlas.links.values()), []
    for number, part in enumerate([WHOLE, *tiles(WHOLE, [0.3, 0.6], is_cut=True)]):
        paths.append(tmp_path / f"{number}.osm")
        paths[-1].write_bytes(osm_bytes(replace(part, origin="x.osm"), is_zipped=False))
    here = digitize_links(links, atlas, paths[:1])
    apart = digitize_links(links, atlas, paths[1:], run=there)
    assert sum(found.share_matched == 1 for found in here) >= 3
    for one, other in zip(here, apart, strict=True):
        assert one.link.line == other.link.line
        assert (one.counts, one.share_matched) == (other.counts, other.share_matched)


def straight(link: Link) -> Link:
    """Draw a link straight, as an atlas may have it."""
    return replaced(link, [link.line[0], link.line[-1]], geometry_quality="stations")


# A network made in tiles


def whole_facts(network: OsmNetwork) -> tuple[object, ...]:
    links = [link.model_dump() for link in network.links.values()]
    nodes = [node.model_dump() for node in network.nodes.values()]
    return nodes, links, network.gaps, network.missed, network.components, network.corridor.model_dump()


def seams(extract: Extract, eastings: Sequence[float], northings: Sequence[float]) -> Tiles:
    """Cut at shares of an extract's box, from 0 to 1."""
    xy = to_plane(extract.lonlat)
    low, high = xy.min(axis=0), xy.max(axis=0)
    norths = low[1] + np.sort(northings) * (high[1] - low[1])
    return Tiles(seams=Seams(low[0] + np.sort(eastings) * (high[0] - low[0]), (norths,) * (len(eastings) + 1)))


def seam_through(sheet: Sheet, *spots: tuple[float, float]) -> Tiles:
    """Cut from south to north and from west to east through every one of some spots, to the bit."""
    xy = to_plane(np.array([sheet.lonlat(spot) for spot in spots]))
    return Tiles(seams=Seams(np.unique(xy[:, 0]), (np.unique(xy[:, 1]),) * (len(np.unique(xy[:, 0])) + 1)))


def everything() -> Sheet:
    """The branching network, with a gap of 30 m, one of 80 m, and an end short of the middle of a line."""
    sheet = branching()
    sheet.track((0.0, -5000.0), (8000.0, -5000.0), tracks="2")
    sheet.track((8030.0, -5000.0), (14_000.0, -5000.0))
    sheet.track((14_080.0, -5000.0), (19_000.0, -5000.0), (26_000.0, -5400.0))
    sheet.track((3000.0, -4960.0), (3000.0, -800.0))
    sheet.station("South", (9000.0, -4900.0))
    return sheet


SPOTS = {
    "a junction": (6500.0, 900.0), "a crossover": (10_000.0, 600 * np.sin(2.5).item()),
    "parallel tracks": (5000.0, 600 * np.sin(1.25).item()), "a gap": (8015.0, -5000.0),
    "a tee": (3000.0, -4980.0), "a station": (1000.0, 180.0), "a change of gauge": (12_000.0, 4000.0),
}  # fmt: skip


@pytest.mark.parametrize("what", SPOTS)
def test_a_seam_through_anything_changes_nothing(what: str) -> None:
    sheet = everything()
    network = build_network(sheet.extract(), tiles=seam_through(sheet, SPOTS[what]))
    assert whole_facts(network) == whole_facts(build_network(sheet.extract()))


def test_seams_everywhere_change_nothing() -> None:
    sheet = everything()
    assert build_network(sheet.extract()).components[0] > 20
    for most in (1, 7, 100):
        network = build_network(sheet.extract(), tiles=Tiles(most=most))
        assert whole_facts(network) == whole_facts(build_network(sheet.extract()))


def test_a_tile_that_saw_its_own_alone_would_change_it(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = everything()
    around = Segments.around
    monkeypatch.setattr(Segments, "around", lambda self, xy, reach: around(self, xy, 0 * reach))
    assert whole_facts(build_network(sheet.extract(), tiles=Tiles(most=7))) != whole_facts(
        build_network(sheet.extract())
    )


@st.composite
def networks(draw: st.DrawFn) -> Sheet:
    """A few lines over a coarse grid, some with a second track beside them, some with a gap, and stations."""
    sheet = Sheet()
    for _ in range(draw(st.integers(1, 4))):
        turns = draw(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=5, unique=True))
        line = [(1500.0 * x, 1500.0 * y) for x, y in turns]
        gauge = draw(st.sampled_from(["1520", "1435", ""]))
        at, gap = draw(st.integers(1, len(line) - 1)), draw(st.sampled_from([0.0, 0.0, 30.0, 80.0]))
        sheet.track(*line[: at + 1], gauge=gauge)
        if at + 1 < len(line):
            sheet.track((line[at][0] + gap, line[at][1]), *line[at + 1 :], gauge=gauge)
        for left in draw(st.lists(st.sampled_from([5.0, -6.0, 12.0, 35.0]), max_size=2, unique=True)):
            sheet.track(*shifted(line, left), gauge=gauge)
        x, y = draw(st.sampled_from(line))
        sheet.station(f"S{len(sheet.points) % 3}", (x + draw(st.sampled_from([0.0, 100.0, 290.0])), y + 20))
    return sheet


def made_of(extract: Extract, tiles: Tiles) -> object:
    """Make the network, or say why there is none."""
    try:
        return whole_facts(build_network(extract, tiles=tiles))
    except NetworkError as error:
        return str(error)


SHARES = st.lists(st.floats(0, 1), max_size=3)


@settings(max_examples=40, deadline=None)
@given(sheet=networks(), eastings=SHARES, northings=SHARES)
def test_any_network_in_any_tiles_is_that_in_one_piece(
    sheet: Sheet, eastings: list[float], northings: list[float]
) -> None:
    extract = sheet.extract()
    assert made_of(extract, seams(extract, eastings, northings)) == made_of(extract, Tiles())


@settings(max_examples=10, deadline=None)
@given(sheet=networks(), cuts=st.lists(st.floats(0.1, 0.9), min_size=1, max_size=3, unique_by=lambda x: round(x, 2)))
def test_files_cut_anywhere_and_a_network_made_in_tiles_are_the_whole(sheet: Sheet, cuts: list[float]) -> None:
    extract = sheet.extract()
    joined = replace(join_extracts(tiles(extract, cuts, is_cut=False)), notes=[])
    made = [made_of(extract, Tiles()), made_of(joined, seams(extract, cuts, cuts))]
    assert made[0] == made[1]
