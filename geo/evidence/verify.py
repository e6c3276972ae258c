"""Hold claims against the documents: the text's hash, and the number at the offsets."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.evidence.decisions import expected_text
from geo.evidence.numerals import SCALES, is_cut, numbers_in, scale_for, scale_of
from geo.texts import MAX_FILE_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from geo.evidence.claims import Claim
    from geo.evidence.sources import Source

_ANOTHER = "It is another text."


@dataclass(frozen=True)
class Proof:
    """
    What holding one claim, or one document, against its text came to.

    Parameters
    ----------
    subject_id
        The claim's id, or the source's where the document itself fails.
    is_proved
        Whether the text bears it out.
    detail
        The words found, or what is wrong.
    """

    subject_id: str
    is_proved: bool
    detail: str


def verify(sources: Iterable[Source], claims: Iterable[Claim], documents: Path) -> list[Proof]:
    """
    Prove every claim whose source is a document.

    Parameters
    ----------
    sources
        The atlas' sources; publications are passed over, their text is not at hand.
    claims
        The atlas' claims.
    documents
        The folder with the documents, under the sources' `file_name`.

    Returns
    -------
    proofs
        One for each document and each of its claims. A document that is missing or has another hash fails, and all
        its claims with it.
    """
    proofs: list[Proof] = []
    by_source: dict[str, list[Claim]] = {}
    for claim in claims:
        by_source.setdefault(claim.source_id, []).append(claim)
    for source in sources:
        if source.is_document:
            text, proof = _open(source, documents)
            own = by_source.get(source.source_id, [])
            proofs += [proof, *(prove(claim, text) if text is not None else _untried(claim, proof) for claim in own)]
    return proofs


def _untried(claim: Claim, document: Proof) -> Proof:
    is_another = document.detail.endswith(_ANOTHER)
    detail = "not tried: the text is not the one cited" if is_another else "its document could not be opened"
    return Proof(claim.claim_id, is_proved=False, detail=detail)


def _open(source: Source, documents: Path) -> tuple[str | None, Proof]:
    path = documents / (source.file_name or "")
    try:
        if path.exists() and not path.is_file():
            return None, Proof(source.source_id, is_proved=False, detail=f"{path.name} is not a file.")
        if path.stat().st_size > MAX_FILE_BYTES:
            return None, Proof(source.source_id, is_proved=False, detail=f"{path.name} is too large to be a document.")
        raw = path.read_bytes()
    except OSError as error:
        detail = f"{path.name} cannot be read: {error.strerror}. Put the document into the folder."
        return None, Proof(source.source_id, is_proved=False, detail=detail)
    digest = hashlib.sha256(raw).hexdigest()
    if digest != source.sha256:
        detail = f"{path.name} has sha256 {digest}, the source says {source.sha256}. {_ANOTHER}"
        return None, Proof(source.source_id, is_proved=False, detail=detail)
    return raw.decode("utf-8", errors="replace"), Proof(source.source_id, is_proved=True, detail=f"{path.name}, sha256")


def prove(claim: Claim, text: str) -> Proof:
    """
    Hold one claim against a text.

    Parameters
    ----------
    claim
        The claim.
    text
        The document's text.

    Returns
    -------
    proof
        Proved where a whole number at the offsets is the claim's value, and a scale word there fits its unit.
    """
    if claim.start is None or claim.end is None or claim.end > len(text):
        detail = f"offsets {claim.start}:{claim.end} are not in a text of {len(text)} characters"
        return Proof(claim.claim_id, is_proved=False, detail=detail)
    words = text[claim.start : claim.end]
    place = f"{claim.start}:{claim.end}"
    if is_cut(text, claim.start, claim.end):
        return Proof(claim.claim_id, is_proved=False, detail=f"{place} covers a part of a number only: {words!r}")
    scale, unit_scale = scale_of(words), scale_for(claim.unit)
    if scale is not None and unit_scale not in (None, scale):
        detail = f"the words at {place} say {scale}s, the claim is in {claim.unit}"
        return Proof(claim.claim_id, is_proved=False, detail=detail)
    times = SCALES[scale] if scale is not None and unit_scale is None else 1
    found = [number * times for number in numbers_in(words)]
    # A fall is printed as a number and a verb
    wanted = {abs(value) for value in (claim.value, claim.value_high) if value is not None}
    if not wanted <= set(found):
        numbers = ", ".join(f"{number:f}" for number in found) or "no number"
        detail = f"expected {expected_text(claim)} at {place}; there stands {numbers}"
        return Proof(claim.claim_id, is_proved=False, detail=detail)
    return Proof(claim.claim_id, is_proved=True, detail=f"{words!r} is {expected_text(claim)}")
