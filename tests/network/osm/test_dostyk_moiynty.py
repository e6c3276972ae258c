"""A whole corridor on a synthetic extract: double track round the real stations, yards, crossovers, and noise."""

from __future__ import annotations

import math
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from click.testing import CliRunner

import geo
from cli.main import app
from geo.checks import run_checks
from geo.network.geometry import segment_lengths
from geo.network.osm.save import osm_bytes
from geo.network.plane import stretch, to_earth, to_plane
from tests.network.osm.sketch import Sheet, shifted

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from tests.network.osm.sketch import Spot

ROOT = Path(geo.__file__).parents[1]
CORRIDOR = "dostyk-moiynty"


class Steppe(Sheet):
    """A sheet whose metres are those of the plane at the corridor, so that a line may be a thousand kilometres long."""

    def lonlat(self, spot: Spot) -> Spot:
        lon, lat = to_earth(np.array([spot]))[0].tolist()
        return lon, lat


def winding(atlas: Atlas, link_id: str, seed: int) -> np.ndarray:
    """Draw a track from station to station, swinging up to 150 m to both sides and passing each 20 m off."""
    link = atlas.network.links[link_id]
    xy = to_plane(np.array(link.line))
    steps = np.hypot(*np.diff(xy, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    fine = np.unique(np.concatenate([np.linspace(0, along[-1], int(along[-1] / 400)), along]))
    line = np.column_stack([np.interp(fine, along, xy[:, axis]) for axis in (0, 1)])
    corner = np.abs(fine[:, None] - along).min(axis=1)  # near a corner a line swung out would fold
    swing = 20 + 150 * np.abs(np.sin(np.pi * (fine / along[-1]) * (4 + seed))) * np.minimum(1, corner / 3000)
    swing[[0, -1]] = 0.0
    normal = np.gradient(line, axis=0)[:, ::-1] * [-1, 1]
    moved = line + swing[:, None] * normal / np.hypot(*normal.T)[:, None]
    return np.round(moved, 2)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, float]]:
    """An extract of the corridor, and how long the tracks in it are."""
    atlas, sheet, lengths = geo.read_atlas(), Steppe(), {}
    scale = float(stretch(to_plane(np.array([(75.0, 46.5)]))[:, 1])[0])
    for seed, link_id in enumerate(atlas.network.corridors[CORRIDOR].link_ids):
        line = [tuple(spot) for spot in winding(atlas, link_id, seed).tolist()]
        left = shifted(line, 4.5 * scale)
        for track in (line, left[::-1]):
            for start in range(0, len(track) - 1, 40):  # ways of 16 km
                sheet.track(*track[start : start + 41], gauge="1520", electrified="contact_line")
        for index in range(10, len(line) - 12, 60):
            draw_station(sheet, line, left, index, scale)
        lengths[link_id] = segment_lengths([[sheet.lonlat(spot) for spot in line]])[0].sum()
    for node_id in atlas.corridor_subjects(CORRIDOR):
        node = atlas.network.nodes.get(node_id)
        if node is not None:  # what a nearest-node snap falls for: track at the station that leads nowhere
            x, y = to_plane(np.array([node.position]))[0].tolist()
            sheet.track((x - 60, y + 3), (x + 60, y + 3))
            sheet.station(node.name, (x, y))
    path = tmp_path_factory.mktemp("osm") / "steppe.osm.gz"
    path.write_bytes(osm_bytes(sheet.extract(), is_zipped=True))
    return path, lengths


def draw_station(sheet: Sheet, line: list[Spot], left: list[Spot], at: int, scale: float) -> None:
    """A crossover each way, loops that say `service` and loops that do not, a spur, and a tram that is no railway."""
    sheet.track(line[at], left[at + 1], service="crossover")
    sheet.track(left[at + 2], line[at + 3])
    for row, tags in ((2, {"service": "yard"}), (3, {}), (4, {"service": "siding"}), (-1, {})):
        loop = shifted(line, row * 5.0 * scale)[at + 4 : at + 7]
        sheet.track((left if row > 0 else line)[at + 3], *loop, (left if row > 0 else line)[at + 7], **tags)
    spur = shifted(line, -900.0)[at + 9]
    sheet.track(line[at + 8], spur, service="spur")
    sheet.ways.append(([line[at], left[at + 5]], {"railway": "tram"}))


def test_the_corridor_lies_on_its_tracks_from_end_to_end(drawn: tuple[Path, dict[str, float]], tmp_path: Path) -> None:
    for folder in ("seeds", "data"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    words = ["digitize", CORRIDOR, "--network", str(drawn[0]), "--atlas", str(tmp_path)]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert f"{len(drawn[1])} of {len(drawn[1])} links found whole" in result.stderr
    old, new = geo.read_atlas(), geo.read_atlas(tmp_path)
    for link_id, length in drawn[1].items():
        link = new.network.links[link_id]
        assert link.geometry_quality == "track"
        assert new.network.length_km[link_id] == pytest.approx(length, rel=0.005)
        assert (link.tracks, link.via) in ((2, link.via), (old.network.links[link_id].tracks, link.via))
        assert not math.isclose(new.network.length_km[link_id], old.network.length_km[link_id], rel_tol=1e-4)
        on_line = set(link.line)
        assert all(new.network.nodes[node_id].position in on_line for node_id in link.stops)
    rules = {(fault.rule, fault.severity) for fault in run_checks(new)} - {("length-explained", "warning")}
    assert rules == {(fault.rule, fault.severity) for fault in run_checks(old)}


def test_only_the_links_lines_of_the_file_change(drawn: tuple[Path, dict[str, float]], tmp_path: Path) -> None:
    for folder in ("seeds", "data"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    words = ["digitize", "balkhash-moiynty", "--network", str(drawn[0]), "--atlas", str(tmp_path)]
    file = tmp_path / "data" / "corridors" / "links.geojson"
    before = file.read_text("utf-8").splitlines()
    CliRunner().invoke(app, [*words, "--dry-run"], catch_exceptions=False)
    assert file.read_text("utf-8").splitlines() == before
    CliRunner().invoke(app, words, catch_exceptions=False)
    after = file.read_text("utf-8").splitlines()
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 1
    assert '"link_id": "balkhash-moiynty"' in changed[0]
    assert '"osm_way_ids": [' in changed[0]
