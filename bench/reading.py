"""Measure what `corridors claims read` finds: in the documents, in held-out sentences, in texts of other things."""

from __future__ import annotations

import argparse
import tomllib
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import geo
from geo.reading.candidates import Candidate, Reader

HERE = Path(__file__).parent / "articles"
KINDS = ("value+unit", "qualifier", "period", "metric", "statistic", "subject")


@dataclass(frozen=True)
class Expected:
    """A figure that a person read."""

    start: int
    end: int
    value: Decimal
    value_high: Decimal | None
    unit: str
    qualifier: str
    period: str
    metric: str
    statistic: str
    subject: str


def compare(expected: list[Expected], found: list[Candidate], counts: Counter, misses: list[str], text: str) -> None:
    """Count, kind by kind, the figures that were read as a person read them; what stands elsewhere is wrong whole."""
    counts["expected"] += len(expected)
    counts["found"] += len(found)
    left = list(found)
    for figure in expected:
        at = next((c for c in left if (c.claim.start or 0) < figure.end and figure.start < (c.claim.end or 0)), None)
        if at is None:
            misses.append(f"missed: {text[figure.start : figure.end]!r} {figure.subject}")
            continue
        left.remove(at)
        claim = at.claim
        same_value = (claim.value, claim.value_high, claim.unit) == (figure.value, figure.value_high, figure.unit)
        for kind in KINDS:
            is_right = same_value and (kind == "value+unit" or getattr(claim, kind) == getattr(figure, kind))
            counts[kind] += is_right
            if not is_right:
                got = (claim.value, claim.value_high, claim.unit) if kind == "value+unit" else getattr(claim, kind)
                misses.append(
                    f"{kind}: {text[figure.start : figure.end]!r} read {got}, is {getattr(figure, kind, figure.value)}"
                )
    misses += [f"too much: {text[c.claim.start : c.claim.end]!r} {c.claim.subject} {c.claim.metric}" for c in left]


def report(name: str, counts: Counter, misses: list[str], *, verbose: bool) -> None:
    print(f"\n{name}: {counts['expected']} figures, {counts['found']} candidates")
    for kind in KINDS:
        precision, recall = counts[kind] / max(1, counts["found"]), counts[kind] / max(1, counts["expected"])
        print(f"  {kind:12} precision {precision:.2f}  recall {recall:.2f}")
    if verbose:
        print("".join(f"    {miss}\n" for miss in misses))


def documents(folder: Path, readers: dict[str, Reader], *, verbose: bool) -> None:
    atlas = geo.read_atlas()
    counts, misses = Counter(), []
    for source in atlas.evidence.sources.values():
        if source.is_document:
            text = (folder / str(source.file_name)).read_bytes().decode()
            claims = [c for c in atlas.evidence.claims.values() if c.source_id == source.source_id]
            expected = [Expected(*(getattr(c, name) for name in Expected.__dataclass_fields__)) for c in claims]
            compare(expected, readers[source.language].candidates(text, source.date_text), counts, misses, text)
    report("documents", counts, misses, verbose=verbose)


def sentences(name: str, readers: dict[str, Reader], *, verbose: bool) -> None:
    counts, misses = Counter(), []
    for entry in tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))["text"]:
        text = entry["text"]
        expected = [_expected(row, text) for row in entry.get("expect", ())]
        compare(
            expected, readers[entry["lang"]].candidates(text, entry.get("date", "2026-01-01")), counts, misses, text
        )
    report(name, counts, misses, verbose=verbose)


def _expected(row: list[str], text: str) -> Expected:
    words, value, unit, qualifier, period, metric, statistic, subject = row
    start = text.index(words)
    low, _, high = value.partition("..")
    ends = (Decimal(low), Decimal(high) if high else None)
    return Expected(start, start + len(words), *ends, unit, qualifier, period, metric, statistic, subject)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=Path, help="The folder with the documents of the shipped atlas.")
    parser.add_argument("--verbose", "-v", action="store_true", help="Print every figure that was read otherwise.")
    options = parser.parse_args()
    atlas = geo.read_atlas()
    readers = {lang: Reader(atlas, lang) for lang in ("en", "ru", "kk")}
    if options.documents:
        documents(options.documents, readers, verbose=options.verbose)
    for path in sorted(HERE.glob("*.toml")):
        sentences(path.stem, readers, verbose=options.verbose)


if __name__ == "__main__":
    main()
