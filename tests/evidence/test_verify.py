"""Claims against a made-up document."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from geo.evidence.verify import Proof, prove, verify

if TYPE_CHECKING:
    from pathlib import Path

    from geo.atlas import Atlas
    from tests.conftest import MakeClaim

TEXT = (
    "Пропускают 12 пар, или 2\u00a0500\u00a0тысяч тонн; почти 2,5 млн тонн в 2024 году; "
    "сорок пять вагонов, 10 тыс. TEU."
)


def at(words: str, text: str = TEXT) -> dict[str, int]:
    return {"start": text.index(words), "end": text.index(words) + len(words)}


def verified(atlas: Atlas, documents: Path) -> dict[str, Proof]:
    proofs = verify(atlas.evidence.sources.values(), atlas.evidence.claims.values(), documents)
    return {proof.subject_id: proof for proof in proofs}


def test_the_napkins_claims_stand_in_its_document(napkin: Atlas, documents: Path) -> None:
    proofs = verified(napkin, documents)
    assert list(proofs) == ["paper-2025-01-01", *(f"paper-2025-01-01-0{n}" for n in (1, 2, 3, 4))]
    assert all(proof.is_proved for proof in proofs.values())
    assert proofs["paper-2025-01-01-03"].detail == repr("2,5\u00a0млн тонн") + " is 2.5 Mt"


def test_the_napkins_offsets_cover_the_words_they_should(napkin: Atlas, documents: Path) -> None:
    text = (documents / "paper.txt").read_text("utf-8")
    words = [text[c.start : c.end] for c in napkin.evidence.claims.values() if c.start is not None]
    assert words == ["12 пар поездов", "удвоение", "2,5\xa0млн тонн", "926 тысяч тонн"]


def test_another_text_fails_with_all_its_claims(napkin: Atlas, documents: Path, tmp_path: Path) -> None:
    text = (documents / "paper.txt").read_bytes()
    (tmp_path / "paper.txt").write_bytes(text + b" ")
    proofs = verified(napkin, tmp_path)
    assert not any(proof.is_proved for proof in proofs.values())
    assert "It is another text" in proofs["paper-2025-01-01"].detail


@pytest.mark.parametrize("make", ["missing", "folder"])
def test_a_document_that_is_not_there_fails_with_all_its_claims(make: str, napkin: Atlas, tmp_path: Path) -> None:
    if make == "folder":
        (tmp_path / "paper.txt").mkdir()
    proofs = verified(napkin, tmp_path)
    assert len(proofs) == 5
    assert not any(proof.is_proved for proof in proofs.values())
    assert "paper.txt" in proofs["paper-2025-01-01"].detail


def test_publications_are_passed_over(napkin: Atlas, documents: Path, tmp_path: Path) -> None:
    shutil.copy(documents / "paper.txt", tmp_path / "paper.txt")
    assert not any(name.startswith("gazette") for name in verified(napkin, tmp_path))


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("12", "train_pairs/day", "12 пар"),
        ("2500", "kt", "2\u00a0500\u00a0тысяч тонн"),
        ("2.5", "Mt", "2,5 млн тонн"),
        ("2.5", "Mt", "2,5"),
        ("45", "wagons", "сорок пять вагонов"),
        ("10", "kTEU", "10 тыс. TEU"),
        ("10000", "TEU", "10 тыс. TEU"),
    ],
)
def test_a_number_at_the_offsets_is_proof(value: str, unit: str, words: str, make_claim: MakeClaim) -> None:
    proof = prove(make_claim(value=value, unit=unit, **at(words)), TEXT)
    assert proof.is_proved, proof.detail


@pytest.mark.parametrize(
    ("value", "unit", "words", "detail"),
    [
        ("60", "train_pairs/day", "12 пар", "expected 60 train_pairs/day at 11:17; there stands 12"),
        ("12", "train_pairs/day", "Пропускают", "no number"),
        ("2.5", "kt", "2,5 млн тонн", "say millions, the claim is in kt"),
        ("2500", "Mt", "2\u00a0500\u00a0тысяч тонн", "say thousands, the claim is in Mt"),
        ("10", "TEU", "10 тыс. TEU", "there stands 10000"),
        ("5", "Mt", "5 млн тонн", "a part of a number"),
        ("2", "Mt", "2", "a part of a number"),
        ("500", "kt", "500\u00a0тысяч", "a part of a number"),
        ("5", "wagons", "сорок пять вагонов", "there stands 45"),
        ("25", "Mt", "2,5 млн тонн", "there stands 2.5"),
    ],
)
def test_a_number_that_is_not_there_is_none(
    value: str, unit: str, words: str, detail: str, make_claim: MakeClaim
) -> None:
    offsets = at(words) if words != "2" else {"start": TEXT.index("2,5"), "end": TEXT.index("2,5") + 1}
    if words == "5 млн тонн":
        offsets = {"start": TEXT.index("2,5") + 2, "end": TEXT.index("2,5") + 12}
    proof = prove(make_claim(value=value, unit=unit, **offsets), TEXT)
    assert not proof.is_proved
    assert detail in proof.detail


def test_offsets_beyond_the_text_prove_nothing(make_claim: MakeClaim) -> None:
    proof = prove(make_claim(start=10, end=20), "short")
    assert not proof.is_proved
    assert proof.detail == "offsets 10:20 are not in a text of 5 characters"


def test_both_ends_of_a_range_stand_there(make_claim: MakeClaim) -> None:
    text = "от 5 до 8 млн тонн"
    claim = make_claim(value="5", value_high="8", qualifier="range", start=0, end=len(text))
    assert prove(claim, text).is_proved
    assert not prove(claim.model_copy(update={"end": 9, "start": 6}), text).is_proved


def test_a_fall_is_printed_without_a_sign(make_claim: MakeClaim) -> None:
    text = "снизился на 6%"
    assert prove(make_claim(value="-6", metric="growth", unit="percent", **at("6%", text)), text).is_proved
