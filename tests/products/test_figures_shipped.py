"""Figures of the shipped atlas: no text stands on another or leaves its sheet, whatever the corridor."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

import geo
from geo.errors import ProductError
from geo.languages import LANGUAGES
from geo.model.profile import corridor_profiles
from geo.model.study import known_capacities
from geo.products.figures.kinds import KINDS, SIZES, Request, draw
from geo.products.figures.sheet import Sheet
from geo.products.figures.strip_data import known_branches
from tests.products import pseudo
from tests.products.texts import collisions, outside

if TYPE_CHECKING:
    from geo.atlas import Atlas

ATLAS = geo.read_atlas()
MIDDLE = ("middle-corridor",)
CORRIDORS = tuple(ATLAS.network.corridors)
LONGER = 0.3
SHAPES = list(product(SIZES, LANGUAGES))
CASES = [
    *((kind, (name,)) for kind in ("strip", "map", "timeline", "network") for name in CORRIDORS),
    *((kind, ()) for kind in ("map", "map", "network", "compare")),
]
NOT_DRAWN = {
    "timeline": {
        "trans-kazakhstan", "western-europe-western-china", "russia-central-asia", "russia-china", "russia-china-oil",
        "caspian-green-energy",
    },
    "network": {"trans-afghan", "baku-supsa", "russia-china-oil", "caspian-green-energy"},
}  # fmt: skip
"""Corridors of which no source gives a volume or capacity with a year, and over which nothing flows in 2024."""


@pytest.mark.parametrize(("place", "kind", "ids"), [(n, *case) for n, case in enumerate(CASES)])
def test_texts_keep_apart_and_inside(place: int, kind: str, ids: tuple[str, ...]) -> None:
    size, lang = SHAPES[place % len(SHAPES)]
    request = Request(kind, ids, lang, size)
    if set(ids) & NOT_DRAWN.get(kind, set()):
        with pytest.raises(ProductError, match=ids[0]):
            draw(ATLAS, request)
        return
    figure = draw(ATLAS, request)
    assert figure.texts
    assert collisions(figure) == []
    assert outside(figure) == []


BRANCHES = [
    (name, branch)
    for name in CORRIDORS
    for branch in known_branches(corridor_profiles(ATLAS, name, capacities=known_capacities(ATLAS)))
]


@pytest.mark.parametrize(("corridor_id", "branch"), BRANCHES)
def test_branches_keep_their_texts_apart_too(corridor_id: str, branch: str) -> None:
    figure = draw(ATLAS, Request("strip", (corridor_id,), "en", "page", branch=branch))
    assert collisions(figure) == []
    assert outside(figure) == []


def test_a_text_on_another_and_one_beyond_the_edge_are_seen() -> None:
    sheet = Sheet("column", "Title", "What is shown", "en")
    sheet.top += 20
    sheet.text((10, 15), "one", 8)
    sheet.text((11, 15.5), "other", 8)
    sheet.text((80, 15), "beyond the edge", 8)
    figure = sheet.finish()
    assert collisions(figure) == [("one", "other")]
    assert outside(figure) == ["beyond the edge"]


def test_a_scenario_changes_what_is_drawn_and_is_named() -> None:
    known, planned = (
        " ".join(
            text.get_text() for text in draw(ATLAS, Request("strip", ("middle-corridor",), scenario_ids=ids)).texts
        )
        for ids in ((), ("2030-all-targets",))
    )
    assert "Kyzylzhar – Saksaulskaya: 3.7 (2.7–9.7)" in known
    assert "scenario “2030, all targets that name a place”, 2030" in planned
    assert "11.6 (8.6–30.3)" in planned


def test_the_binding_section_and_its_use_are_said_in_words() -> None:
    figure = draw(ATLAS, Request("strip", MIDDLE))
    whole = " ".join(text.get_text() for text in figure.texts).replace("\u00a0", " ")
    assert "Kyzylzhar – Saksaulskaya: 3.7 (2.7–9.7) ▼ binds" in whole
    assert "100 % used (modelled)" in whole
    assert "Within the intervals, E may bind instead." in whole


def test_a_country_is_named_only_within_itself() -> None:
    """Names that were seen in the wrong country when borders did not close are not drawn again."""
    figure = draw(ATLAS, Request("map", MIDDLE))
    shown = {text.get_text() for text in figure.texts}
    assert "Kazakhstan" in shown
    assert "Uzbekistan" in shown


def test_a_name_stands_nearer_to_its_own_mark_than_to_a_neighbours() -> None:
    """Ozinki and Oral, and Inche Burun and Gorgan, stand so close that each could take the other’s name."""
    figure = draw(ATLAS, Request("map", ("north-south-east",)))
    boxes = {text.get_text(): text.get_window_extent() for text in figure.texts}
    ozinki, oral = boxes["Ozinki"], boxes["Oral"]
    assert ozinki.x1 < oral.x0
    burun, gorgan = boxes["Inche Burun"], boxes["Gorgan"]
    assert burun.y0 > gorgan.y0


def test_every_kind_is_tried() -> None:
    assert {kind for kind, _ in CASES} == set(KINDS)


SEEN_ABOVE = ("strip", "map")
"""Kinds of which there are enough cases above for every size and language."""


@pytest.mark.parametrize(
    ("kind", "size", "lang"),
    [
        *((kind, *shape) for kind in sorted(set(KINDS) - {*SEEN_ABOVE}) for shape in SHAPES),
        *((kind, size, "longer") for kind in KINDS for size in ("column", "page")),
    ],
)
def test_every_kind_fits_in_every_size_and_language_and_in_longer_words(
    staged: Atlas, kind: str, size: str, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if lang == "longer":
        pseudo.speak(monkeypatch, longer=LONGER)
    ids = ("napkin",) if kind in ("strip", "timeline") else ()
    scenarios = ("open",) if kind == "network" else ("narrow", "open") if kind == "compare" else ()
    figure = draw(staged, Request(kind, ids, pseudo.LANG if lang == "longer" else lang, size, scenario_ids=scenarios))
    pseudo.hush()
    assert collisions(figure) == []
    assert outside(figure) == []


@pytest.mark.parametrize("branch", [None, "uzbekistan"])
def test_a_strip_without_any_tonnes_names_no_tonnes(branch: str | None) -> None:
    request = Request("strip", ("caspian-green-energy",), branch=branch)
    said = " ".join(text.get_text() for text in draw(ATLAS, request).texts)
    assert "Capacity by section; latest known" in said
    assert "Mt" not in said
