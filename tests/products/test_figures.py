"""Figures, on an atlas whose answers fit on a napkin."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch

import geo
from geo.errors import ProductError, UnknownIdError
from geo.languages import LANGUAGES
from geo.products.figures import lettering
from geo.products.figures.corridor_map import map_figure
from geo.products.figures.gallery import write_gallery
from geo.products.figures.hatching import hatching
from geo.products.figures.kinds import KINDS, Request, draw
from geo.products.figures.output import figure_bytes, write_figure
from geo.products.figures.sheet import Sheet
from geo.products.figures.strip import Drawing, strip_figure
from geo.products.figures.strip_data import read_strip
from geo.products.figures.timeline import timeline_figure
from geo.products.figures.timeline_data import read_timeline
from geo.products.figures.walk import walk
from geo.products.style import BLUE
from geo.products.words import words
from tests.products.texts import collisions, outside

if TYPE_CHECKING:
    from geo.atlas import Atlas

NAPKIN = Path(__file__).parents[1] / "data" / "napkin"
MM = 25.4
OF_NAPKIN = [Request("strip", ("napkin",)), Request("map"), Request("timeline", ("napkin",))]
SAID = {"strip": "capacity_bar", "map": "geography", "timeline": "timeline_subtitle"}


def said(svg: bytes) -> str:
    """Give the words of an SVG: letters are drawn as outlines, their words stand in comments beside them."""
    parser = ET.XMLParser(target=ET.TreeBuilder(insert_comments=True))  # noqa: S314 - our own
    root = ET.fromstring(svg, parser=parser)  # noqa: S314
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    comments = [(one.text or "").strip() for one in root.iter(ET.Comment)]  # type: ignore[arg-type]
    return "\n".join(comment.replace("- -", "--") for comment in comments)


def texts(figure: object) -> list[str]:
    """Give its texts, all spaces alike."""
    return [text.get_text().replace("\u00a0", " ") for text in figure.texts]  # type: ignore[attr-defined]


@pytest.mark.parametrize("request_", OF_NAPKIN, ids=lambda one: one.kind)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", ["column", "slide"])
def test_a_figure_is_svg_in_its_language_whose_texts_keep_apart(
    napkin: Atlas, request_: Request, lang: str, size: str
) -> None:
    figure = draw(napkin, Request(request_.kind, request_.ids, lang, size))
    head = words(lang, "figures")[SAID[request_.kind]].split("{")[0].split()[0]
    assert head in said(figure_bytes(figure, "svg"))
    assert collisions(figure) == []
    assert outside(figure) == []
    assert min(text.get_fontsize() for text in figure.texts) >= 6


def test_a_strip_of_a_branch_shows_its_own_capacity_and_not_the_corridors_volume(napkin: Atlas) -> None:
    strip = read_strip(napkin, "napkin", branch="port")
    assert [stop.node.node_id for stop in strip.walk.stops] == ["charlie", "echo"]
    assert "napkin" not in {volume.claim.subject for volume in strip.volumes}
    assert "napkin" in {volume.claim.subject for volume in read_strip(napkin, "napkin").volumes}
    main, branch = (" ".join(texts(strip_figure(napkin, "napkin", branch=one))) for one in (None, "port"))
    assert "branches are strips of their own: Charlie – Echo." in main
    assert "Branch Charlie – Echo." in branch
    assert collisions(strip_figure(napkin, "napkin", branch="port", size="column", lang="kk")) == []


def test_a_branch_that_is_not_there_is_refused_with_those_that_are(napkin: Atlas) -> None:
    with pytest.raises(UnknownIdError, match=r"no branch 'main' of 'napkin'. Its branches are: port"):
        read_strip(napkin, "napkin", branch="main")


@given(
    st.tuples(st.floats(0, 50), st.floats(0, 50)), st.floats(0.1, 80), st.floats(0.1, 80)
)  # fmt: skip
def test_hatching_stays_in_its_rectangle_and_rises_to_the_right(
    corner: tuple[float, float], width: float, height: float
) -> None:
    points = hatching(corner, width, height)
    for (x, y), (end_x, end_y), gap in zip(points[::3], points[1::3], points[2::3], strict=True):
        assert np.isnan(gap).all()
        assert corner[0] - 1e-6 <= x <= end_x + 1e-6 <= corner[0] + width + 2e-6
        assert corner[1] - 1e-6 <= end_y <= y + 1e-6 <= corner[1] + height + 2e-6
        assert end_x - x == pytest.approx(y - end_y, abs=1e-6)


def test_a_figure_is_84_mm_wide_in_a_column_and_254_by_143_on_a_slide(napkin: Atlas) -> None:
    assert strip_figure(napkin, "napkin", size="column").get_size_inches()[0] * MM == pytest.approx(84)
    assert (strip_figure(napkin, "napkin", size="slide").get_size_inches() * MM).tolist() == pytest.approx([254, 143])


def test_bars_are_as_high_as_twelve_train_pairs_a_day_are_tonnes(napkin: Atlas) -> None:
    (stretch,) = [one for one in read_strip(napkin, "napkin").profile.stretches if one.central is not None]
    # 365 days · 12 pairs · 3000 t · 0.85; at least 2500 t · 0.75, at most 3500 t · 0.95
    assert (stretch.low, stretch.central, stretch.high) == pytest.approx((8.2125, 11.169, 14.5635))
    figure = strip_figure(napkin, "napkin")
    bars = [
        one
        for one in figure.get_children()
        if isinstance(one, PathPatch) and to_hex(one.get_facecolor()) == BLUE.lower()
    ]
    heights = sorted(float(np.ptp(bar.get_path().vertices[:, 1])) for bar in bars)
    panel_mm, top_tick = 46.0, 15.0
    assert heights[-1] == pytest.approx(panel_mm * 11.169 / top_tick)
    assert "Alpha – Charlie: 11.2 (8.2–14.6) ▼ binds; 12 train pairs a day (2024) [1]" in " ".join(texts(figure))


def test_a_strip_says_what_is_not_known_and_what_is_modelled(napkin: Atlas) -> None:
    whole = " ".join(texts(strip_figure(napkin, "napkin")))
    assert "capacity not reported" in whole
    assert "something there may bind as well" in whole
    assert "modelled" in whole
    assert "corridors capacity napkin" in whole
    assert "directions as the source counts them: Napkin Corridor nearly 2.5 Mt (2024)" in whole


def test_a_walk_counts_reported_kilometres_and_halves_a_link_at_its_halt(napkin: Atlas) -> None:
    found = walk(napkin, napkin.network.corridors["napkin"].route[0])
    km = {stop.node.node_id: stop.km for stop in found.stops}
    assert km["alpha"] == 0
    assert km["bravo"] == pytest.approx(111.32, abs=0.01)
    assert km["charlie"] - km["bravo"] == pytest.approx(120)
    assert km["bravo-halt"] == pytest.approx(km["bravo"] + 60)
    assert [country for country, _, _ in found.countries] == ["KE"]


def test_a_route_against_its_links_is_walked_from_its_own_first_node(napkin: Atlas) -> None:
    route = napkin.network.corridors["napkin"].route[0]
    back = walk(napkin, route.model_copy(update={"links": tuple(reversed(route.links))}))
    there = walk(napkin, route)
    km = {stop.node.node_id: stop.km for stop in there.stops}
    for stop in back.stops:
        assert stop.km == pytest.approx(there.length_km - km[stop.node.node_id])


def test_a_timeline_keeps_observed_and_aimed_apart_and_sees_a_target_slip(napkin: Atlas) -> None:
    found = read_timeline(napkin, "napkin")
    volume, capacity = found.panels
    assert {(one.year, one.central, one.is_part) for one in volume.observed} == {
        (2024, 2.5, False), (2024, 3.1, False), (2024, 0.926, True),
    }  # fmt: skip
    assert volume.aims == ()
    assert capacity.observed == ()
    assert [(one.year, one.central, one.earlier) for one in capacity.aims] == [(2027, 10, ()), (2030, 10, (2027,))]
    assert words("en", "figures")["slipped"] in texts(timeline_figure(napkin, "napkin"))


def test_what_has_no_year_is_refused_with_what_is_missing(napkin: Atlas) -> None:
    with pytest.raises(ProductError, match=r"'some-programme' as a whole a volume or a capacity with a year"):
        timeline_figure(napkin, "some-programme")


@pytest.mark.parametrize(("kind", "ids"), [("strip", ("nowhere",)), ("map", ("nowhere",)), ("timeline", ("nowhere",)),
                                           ("network", ("nowhere",)), ("compare", ("nowhere",))])  # fmt: skip
def test_an_id_that_is_not_there_is_refused(napkin: Atlas, kind: str, ids: tuple[str, ...]) -> None:
    with pytest.raises(UnknownIdError, match="nowhere"):
        draw(napkin, Request(kind, ids))


@pytest.mark.parametrize("kind", ["network", "compare"])
def test_without_scenarios_flows_and_comparisons_say_so(napkin: Atlas, kind: str) -> None:
    with pytest.raises(ProductError, match="scenario"):
        draw(napkin, Request(kind))


def test_a_map_of_an_entry_is_refused(napkin: Atlas) -> None:
    with pytest.raises(ProductError, match="no alignment"):
        map_figure(napkin, ["some-programme"])


def test_letters_that_the_typeface_has_not_are_marked() -> None:
    assert lettering.legible("Қорғас 霍尔果斯") == "Қорғас " + "\ufffd" * 4


@pytest.mark.parametrize(
    "name", ["$\\alpha_1$ & <b> {{ 7*7 }} ${x} -- ]]> %s", "$$$", "Ж" * 200, "a b " * 50, "霍尔果斯"]
)
def test_hostile_and_endless_names_are_shown_literally_or_cut(napkin_copy: Path, name: str) -> None:
    file = napkin_copy / "data" / "corridors" / "napkin.toml"
    file.write_text(file.read_text("utf-8").replace('name = "Napkin Corridor"', f"name = '{name.strip()}'"), "utf-8")
    nodes = file.with_name("nodes.geojson")
    escaped = name.strip().replace("\\", "\\\\")
    nodes.write_text(nodes.read_text("utf-8").replace('"name": "Charlie"', f'"name": "{escaped}"'), "utf-8")
    atlas = geo.read_atlas(napkin_copy)
    for request in OF_NAPKIN:
        figure = draw(atlas, Request(request.kind, request.ids, size="column"))
        svg = figure_bytes(figure, "svg")
        shown = said(svg)
        if request.kind != "map":
            assert lettering.legible(name.strip())[:12] in shown
        assert collisions(figure) == []
        assert outside(figure) == []


def test_on_a_slide_remarks_are_cut_before_the_sources_and_whom_to_name() -> None:
    sheet = Sheet("slide", "Title", "What is shown", "en")
    sheet.top = 120
    sheet.notes(["remark " * 2000, "Sources: [1] Gazette.", "Geography: somebody."])
    shown = texts(sheet.finish())
    assert shown[-2:] == ["Sources: [1] Gazette.", "Geography: somebody."]
    assert shown[-3].endswith("…")


def test_a_slide_that_is_too_small_is_refused() -> None:
    sheet = Sheet("slide", "Title", "What is shown", "en")
    sheet.top = 150
    with pytest.raises(ProductError, match="does not fit on a slide"):
        sheet.finish()


def test_a_map_without_a_ground_of_its_own_stands_on_the_shipped_one_and_names_it(napkin_copy: Path) -> None:
    shutil.rmtree(napkin_copy / "data" / "corridors" / "basemap")
    shown = " ".join(texts(map_figure(geo.read_atlas(napkin_copy))))
    assert "Natural Earth" in shown
    assert "Boundaries are for orientation" in shown


def test_the_users_settings_and_pyplot_have_no_part_in_a_figure(napkin: Atlas) -> None:
    before = figure_bytes(strip_figure(napkin, "napkin"), "svg")
    with mpl.rc_context({"svg.fonttype": "none", "lines.linewidth": 9, "font.size": 30, "savefig.dpi": 10}):
        after = figure_bytes(strip_figure(napkin, "napkin"), "svg")
    assert after == before


_TWICE = """
import hashlib, sys, geo
from geo.products.figures.hatching import hatching
from geo.products.figures.kinds import Request, draw
from geo.products.figures.output import figure_bytes
from geo.products.formats import FIGURE_FORMATS as FORMATS
atlas = geo.read_atlas(sys.argv[1])
for kind, ids, suffixes in (("strip", ("napkin",), FORMATS), ("map", (), ["svg"]), ("timeline", ("napkin",), ["svg"])):
    for suffix in suffixes:
        print(kind, suffix, hashlib.sha256(figure_bytes(draw(atlas, Request(kind, ids)), suffix)).hexdigest())
assert "matplotlib.pyplot" not in sys.modules
"""


def test_the_bytes_are_the_same_in_another_place_and_time() -> None:
    root = str(Path(__file__).parents[2])
    places = [{"TZ": "Asia/Almaty", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
              {"TZ": "America/Lima", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "SOURCE_DATE_EPOCH": "9"}]  # fmt: skip
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _TWICE, str(NAPKIN)], cwd=root, stdout=subprocess.PIPE, text=True,
            env={"PATH": "", "PYTHONPATH": root, "HOME": os.environ.get("HOME", ""), **place},
        )
        for place in places
    ]  # fmt: skip
    told = [process.communicate()[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert told[0] == told[1]
    assert told[0].count("\n") == 5


def test_a_figure_appears_whole_or_not_at_all(napkin: Atlas, tmp_path: Path) -> None:
    figure = strip_figure(napkin, "napkin")
    (tmp_path / "there.svg").mkdir()
    with pytest.raises(ProductError, match="could not be written"):
        write_figure(figure, tmp_path / "there.svg")
    with pytest.raises(ProductError, match=r"end in one of \.svg, \.png, \.pdf"):
        write_figure(figure, tmp_path / "strip.gif")
    write_figure(figure, tmp_path / "strip.png")
    assert (tmp_path / "strip.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["strip.png", "there.svg"]


def test_a_gallery_replaces_its_own_files_and_leaves_others(napkin: Atlas, tmp_path: Path) -> None:
    folder = tmp_path / "figures"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    (folder / "strip-napkin.pdf").write_text("an earlier gallery's")
    drawn, left_out = write_gallery(napkin, folder)
    assert [sentence for sentence in left_out if "scenario" in sentence] == left_out
    names = sorted(path.name for path in folder.iterdir())
    assert sorted([*drawn, "mine.txt"]) == names
    assert names == [
        "map-napkin.svg", "map.svg", "mine.txt", "strip-napkin-port.svg", "strip-napkin.svg", "timeline-napkin.svg",
    ]  # fmt: skip


def test_a_corridor_of_many_sections_has_letters_for_the_smallest_only(napkin: Atlas) -> None:
    strip = read_strip(napkin, "napkin")
    (known,) = [one for one in strip.profile.stretches if one.central is not None]
    many = tuple(
        dataclasses.replace(known, from_km=10.0 * n, to_km=10.0 * n + 10, low=5 + n, central=10 + n, high=20 + n)
        for n in range(30)
    )
    crowded = dataclasses.replace(strip, profile=dataclasses.replace(strip.profile, stretches=many))
    figure = Drawing(napkin, crowded, "en", "column").figure("column")
    whole = " ".join(texts(figure))
    assert "Under letters are the 9 of 30 sections that carry the least" in whole
    assert "Alpha – Charlie: 18 (13–28)" in whole
    assert "Alpha – Charlie: 19" not in whole
    assert collisions(figure) == []
    assert outside(figure) == []


def test_every_kind_is_drawn() -> None:
    assert {"strip", "map", "timeline", "network", "compare"} == set(KINDS)
