"""Overlays: what scenarios, comparisons, routes and failures draw, and how little of the page they take."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

import geo
from geo.model.differences import differences
from geo.model.places import find_place
from geo.model.routing import Query, Router
from geo.model.study import known_capacities
from geo.products.comparison_overlays import comparison_overlays, comparison_records
from geo.products.failure_overlays import failure_overlay
from geo.products.maps import map_html
from geo.products.overlays import Line, Overlay, Stroke, interval_text, short_number
from geo.products.route_overlays import route_overlays, time_text
from geo.products.scenario_overlays import load_look, scenario_overlays
from geo.products.style import LOOKS

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.model.results import Result


def payload(html: str) -> dict[str, Any]:
    found = re.search(r'id="atlas-data">(.*?)</script>', html, re.DOTALL)
    assert found
    return json.loads(found[1])


def texts(stroke: Stroke) -> list[str]:
    return [line.text for line in stroke.lines]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (4.484, "4.48"), (33.0, "33"), (139.384, "139"), (0.016, "0.016"), (1234.5, "1234"), (100, "100")],
)
def test_a_computed_number_has_three_digits_that_count(value: float, text: str) -> None:
    assert short_number(value, "en") == text


def test_a_number_has_the_languages_mark() -> None:
    assert short_number(4.484, "ru") == "4,48"
    assert short_number(12345.0, "kk") == "12\u00a0345"


def test_ends_that_are_written_alike_are_left_out() -> None:
    assert interval_text(2.1, 4.5, 4.7, "en") == "4.5 (2.1–4.7)"
    assert interval_text(72.48, 72.5, 72.52, "en") == "72.5"
    assert interval_text(None, 3, None, "en") == "3"


def test_a_scenario_says_of_a_link_what_it_carries_and_can_carry(staged: Atlas, results: list[Result]) -> None:
    narrow, opened = scenario_overlays(staged, results, "en")
    link = narrow.strokes["charlie-delta"]
    assert (link.look, link.mt, link.label) == ("full", 1, "100\u00a0%")
    assert texts(link) == ["1", "1", "100\u00a0%", "assumed by the scenario"]
    before = opened.strokes["charlie-delta"]
    assert (before.look, before.mt, before.label, texts(before)) == ("unlimited", 2.5, "", ["2.5", "not known"])
    assert narrow.about == (
        "Modelled for 2024: of 2.5\u00a0Mt\u00a0a\u00a0year asked for in the whole network "
        "1\u00a0Mt\u00a0a\u00a0year pass, 1.5\u00a0Mt\u00a0a\u00a0year cannot."
    )


def test_a_capacity_names_its_subject_its_claims_and_its_assumptions(staged: Atlas, results: list[Result]) -> None:
    basis = scenario_overlays(staged, results, "en")[0].strokes["alpha-bravo"].lines[-1]
    assert basis.text == "reported: Alpha – Charlie"
    assert basis.claim_ids == ("paper-2025-01-01-01",)
    assert any(note.startswith("net-t-a-train = 2500 – 3000 – 3500 t") for note in basis.notes)


def test_what_the_model_never_uses_and_does_not_know_has_no_stroke(staged: Atlas, results: list[Result]) -> None:
    assert "charlie-echo-road" not in scenario_overlays(staged, results, "en")[0].strokes


def test_a_corridor_says_what_can_pass_and_what_binds(staged: Atlas, results: list[Result]) -> None:
    assert texts(scenario_overlays(staged, results, "en")[0].strokes["napkin"]) == ["1", "Charlie – Delta"]


def test_a_corridor_without_a_way_says_so(napkin: Atlas, results: list[Result]) -> None:
    rows = [
        {"corridor_id": "napkin", "low_mt": 0.0, "ceiling_mt": 0.0, "high_mt": 0.0, "binds": None, "state": "no way"}
    ]
    closed = type(results[0])(**{**vars(results[0]), "corridors": rows})
    assert texts(scenario_overlays(napkin, [closed], "en")[0].strokes["napkin"]) == ["nothing: there is no way"]


@pytest.mark.parametrize("lang", ["en", "ru", "kk"])
def test_every_look_of_an_overlay_is_in_its_legend_and_has_a_style(
    staged: Atlas, results: list[Result], lang: str
) -> None:
    for overlay in [*scenario_overlays(staged, results, lang), *comparison_overlays(results, lang)]:
        used = {stroke.look for stroke in overlay.strokes.values()}
        assert used <= set(overlay.looks) <= set(LOOKS)


def test_a_difference_bears_its_sign_in_text(results: list[Result]) -> None:
    (overlay,) = comparison_overlays([results[1], results[0]], "en")
    link = overlay.strokes["charlie-delta"]
    assert (link.look, link.label) == ("less", "−1.5")
    assert texts(link) == ["2.5 → 1 (−1.5)", "not known → 1"]
    assert overlay.is_first


def test_the_same_scenario_twice_has_no_difference(results: list[Result]) -> None:
    assert not [one for one in differences(results[0], results[0]) if one.is_any]
    assert {stroke.look for stroke in comparison_overlays([results[0]] * 2, "en")[0].strokes.values()} == {"same"}


def test_a_table_of_differences_has_what_differs_alone(results: list[Result]) -> None:
    records = comparison_records(results[1], results[0])
    assert [record["owner_id"] for record in records] == ["alpha-bravo", "bravo-charlie", "charlie-delta", "bravo"]
    assert {record["statistic"] for record in records} == {"modelled"}
    assert records[2]["more_flow_mt_yr"] == -1.5
    assert records[2]["more_capacity_mt_yr"] is None  # one of the two is unknown


def test_failures_as_bad_as_each_other_share_a_rank() -> None:
    rows = [
        {"fails": [name], "unserved_mt": mt, "extra_days": days}
        for name, mt, days in [("a", 9.0, 0.0), ("b", 9.0, 0.0), ("c", 2.0, 0.0), ("d", 0.0, 1.5), ("e", 0.0, 0.0)]
    ]
    strokes = failure_overlay(rows, "en").strokes
    assert [(strokes[name].label, strokes[name].look) for name in "abcde"] == [
        ("1", "lost"), ("1", "lost"), ("3", "lost"), ("4", "longer"), ("", "unharmed"),
    ]  # fmt: skip


def test_a_route_has_its_legs_and_the_time_of_each_wait() -> None:
    atlas = geo.read_atlas()
    capacities = known_capacities(atlas)
    stops = [find_place(atlas.network, name) for name in ("aktau-port", "poti-port")]
    routes = Router(atlas, capacities.links, capacities.nodes).find(Query(*stops, k=2))
    assert isinstance(routes, list)
    first = route_overlays(atlas, routes, "en")[0]
    assert [step.name for step in first.steps] == [
        f"{leg.kind.replace('_', ' ')}: " + " – ".join(
            dict.fromkeys(atlas.subject_name(end) for end in (leg.from_node_id, leg.to_node_id)))
        for leg in routes[0].legs
    ]  # fmt: skip
    assert first.strokes["alat-port"].label == "2\u00a0days"
    assert first.strokes["aktau-alat-sea"].look == "way"
    assert [one.is_first for one in route_overlays(atlas, routes, "en")] == [True, False]


def test_two_days_are_the_first_that_are_days() -> None:
    said = [time_text(hours, "en").replace("\u00a0", " ") for hours in (0.24, 40.6, 48, 60)]
    assert said == ["0.2 h", "40.6 h", "2 days", "2.5 days"]


def test_the_page_holds_each_stroke_and_line_once(staged: Atlas, results: list[Result]) -> None:
    data = payload(map_html(staged, overlays=scenario_overlays(staged, results, "en")))["overlays"]
    for pool in ("strokes", "lines", "texts", "legends"):
        assert len({json.dumps(one) for one in data[pool]}) == len(data[pool])
    assert data["first"] == -1
    assert data["items"][0]["links"]


def test_a_map_without_overlays_has_none(napkin: Atlas) -> None:
    assert payload(map_html(napkin))["overlays"] == {}


def test_an_overlay_may_speak_of_what_is_not_on_the_map(napkin: Atlas) -> None:
    overlay = Overlay("route", "Own", "About.", {"elsewhere": Stroke("way", lines=(Line("a", "b"),))}, {"way": "way"})
    assert "links" not in payload(map_html(napkin, overlays=[overlay]))["overlays"]["items"][0]


def test_a_source_that_only_the_model_cites_is_numbered_on() -> None:
    atlas = geo.read_atlas()
    lone = Line("basis", "reported", ("trend-2025-10-09-12",))
    overlay = Overlay("scenario", "One", "", {"dostyk-siding-16": Stroke("low", 1, "", (lone,))}, {"low": "low"})
    corridor = "western-europe-western-china"
    data = payload(map_html(atlas, [corridor], overlays=[overlay]))
    assert data["beside"] == {}  # the link is not on this map
    road = atlas.network.corridors[corridor].link_ids[0]
    data = payload(map_html(atlas, [corridor], overlays=[Overlay("scenario", "One", "", {road: overlay.strokes[
        "dostyk-siding-16"]}, {"low": "low"})]))  # fmt: skip
    ((number, (text, _)),) = data["beside"].items()
    assert "Trend" in text
    assert f'id="s{int(number) - 1}"' in map_html(atlas, [corridor])
    assert f'id="s{number}"' not in map_html(atlas, [corridor])


def test_a_load_is_full_at_the_whole_capacity_only(results: list[Result]) -> None:
    use = results[0].links["charlie-delta"]
    assert load_look(use) == "full"
    assert load_look(type(use)(**{**vars(use), "utilisation": 0.9999})) == "high"
    assert load_look(type(use)(**{**vars(use), "forward_mt": 0.0})) == "idle"


def test_the_map_with_all_scenarios_has_the_same_bytes_twice(staged: Atlas, results: list[Result]) -> None:
    one, two = (map_html(staged, lang="kk", overlays=scenario_overlays(staged, results, "kk")) for _ in range(2))
    assert one == two
