"""Whether a candidate repeats, confirms or contradicts what the atlas has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from geo.reading.comparison import relate

if TYPE_CHECKING:
    from tests.conftest import MakeClaim


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"value": "10"}, "repeats"),
        ({"value": "10000", "unit": "kt"}, "repeats"),
        ({"value": "10", "qualifier": "about"}, "confirms"),
        ({"value": "30"}, "contradicts"),
        ({"value": "30", "period": "2023"}, "new"),
        ({"value": "30", "scope": "transit"}, "new"),
        ({"value": "30", "statistic": "target"}, "new"),
    ],
)
def test_ten_megatonnes_of_2024_and_another_figure(make_claim: MakeClaim, fields: dict, kind: str) -> None:
    relation = relate(make_claim("b-1", **fields), [make_claim()])
    assert relation.kind == kind
    assert relation.claim_ids == (() if kind == "new" else ("a-1",))
    assert relation.near == (("a-1",) if kind == "new" else ())


def test_a_contradiction_is_told_before_a_repetition(make_claim: MakeClaim) -> None:
    relation = relate(make_claim("b-1"), [make_claim("a-1"), make_claim("a-2", value="30")])
    assert (relation.kind, relation.claim_ids) == ("contradicts", ("a-2",))
