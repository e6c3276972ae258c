"""Measure what `corridors claims read` finds: in the documents, in held-out texts, in texts of other things."""

from __future__ import annotations

import argparse
import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import geo
from geo.reading.candidates import Candidate, Reader
from geo.units import UNITS

HERE = Path(__file__).parent / "articles"
KINDS = ("value", "unit", "qualifier", "period", "metric", "statistic", "subject")
TUNED = {
    "held_out": "value .98 / .96, subject .92 / .90",
    "held_out_second": "value .95 / .88, subject .90 / .83",
    "held_out_third": "value .83 / .79, subject .74 / .71",
    "held_out_fourth": "value .98 / .93, subject .94 / .89",
}
"""The sets that the reader was corrected on since, with precision / recall of their first run."""


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


class Tally:
    """Counts of one set, in all and by language, with what was read otherwise."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        self.misses: list[str] = []

    def compare(self, lang: str, expected: list[Expected], found: list[Candidate], text: str) -> None:
        """Count, kind by kind, the figures that were read as a person read them; what stands elsewhere is wrong."""
        left = list(found)
        self._count(lang, expected=len(expected), found=len(found))
        for figure in expected:
            words = text[figure.start : figure.end]
            at = next(
                (c for c in left if (c.claim.start or 0) < figure.end and figure.start < (c.claim.end or 0)), None
            )
            if at is None:
                self.misses.append(f"missed: {words!r} {figure.subject}")
                continue
            left.remove(at)
            for kind in KINDS:
                is_right = _is_right(kind, figure, at)
                self._count(lang, **{kind: is_right})
                if not is_right:
                    self.misses.append(f"{kind}: {words!r} read {getattr(at.claim, kind)}, is {getattr(figure, kind)}")
        self.misses += [f"too much: {text[c.claim.start : c.claim.end]!r} {c.claim.subject}" for c in left]

    def _count(self, lang: str, **more: int) -> None:
        for name in ("all", lang):
            self.counts[name].update(more)

    def report(self, name: str, *, verbose: bool) -> None:
        note = f" (tuned to; first run: {TUNED[name]})" if name in TUNED else ""
        print(f"\n{name}{note}")
        for lang, counts in self.counts.items():
            print(f"  {lang}: {counts['expected']} figures, {counts['found']} candidates")
            for kind in KINDS if counts["expected"] else ():
                precision, recall = counts[kind] / max(1, counts["found"]), counts[kind] / counts["expected"]
                print(f"    {kind:10} precision {precision:.2f}  recall {recall:.2f}")
        if verbose:
            print("".join(f"    {miss}\n" for miss in self.misses))


def _is_right(kind: str, figure: Expected, at: Candidate) -> bool:
    """Hold one field against what a person read; the value and the unit together, 861 kt being 861,000 t."""
    one, other = UNITS[figure.unit], UNITS[at.claim.unit]
    if kind == "unit":
        return one.dimension == other.dimension
    if kind == "value":
        ends = ((figure.value, at.claim.value), (figure.value_high, at.claim.value_high))
        return one.dimension == other.dimension and all(
            (a is None) == (b is None) and (a or 0) * one.factor == (b or 0) * other.factor for a, b in ends
        )
    is_read = _is_right("value", figure, at)  # whatever else is said, it is said of another figure
    return is_read and bool(getattr(figure, kind) == getattr(at.claim, kind))


def documents(folder: Path, readers: dict[str, Reader], *, verbose: bool) -> None:
    atlas, tally = geo.read_atlas(), Tally()
    for source in atlas.evidence.sources.values():
        if source.is_document:
            text = (folder / str(source.file_name)).read_bytes().decode()
            claims = [c for c in atlas.evidence.claims.values() if c.source_id == source.source_id]
            expected = [Expected(*(getattr(c, name) for name in Expected.__dataclass_fields__)) for c in claims]
            found = readers[source.language].candidates(text, source.date_text)
            tally.compare(source.language, expected, found, text)
    tally.report("documents", verbose=verbose)


def texts(name: str, readers: dict[str, Reader], *, verbose: bool) -> None:
    tally = Tally()
    for entry in tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))["text"]:
        text = entry["text"]
        expected = [_expected(row, text) for row in entry.get("expect", ())]
        found = readers[entry["lang"]].candidates(text, entry.get("date", "2026-01-01"))
        tally.compare(entry["lang"], expected, found, text)
    tally.report(name, verbose=verbose)


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
        texts(path.stem, readers, verbose=options.verbose)


if __name__ == "__main__":
    main()
