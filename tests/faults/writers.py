"""Every command that writes, each with what it finds where it writes."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TESTS = HERE.parent
ATLAS, OUT = "{state}/atlas", "{state}/out"
ON_ATLAS = ("--atlas", ATLAS)
ARTICLE = (
    "6 March 2026. The Napkin Corridor carried nearly 2.7 million tonnes in 2025. "
    "Capacity of the railway from Alpha to Charlie is 14 train pairs a day.\n"
)
ANSWERS = "\n".join(["k", "d", "A made-up article", "The Herald", *[""] * 6]) + "\n"
LINES = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "A"}, '
    '"geometry": {"type": "LineString", "coordinates": [[60, 45], [61, 45]]}}]}'
)


@dataclass(frozen=True)
class Writer:
    """A command that writes, in words; those of `before` made what it replaces."""

    words: tuple[str, ...]
    before: tuple[str, ...] = ()
    needs: str = "napkin"
    answers: str | None = None
    beside: tuple[str, ...] = ()
    """Files that are there: of others, or of an earlier run."""
    here: str | None = None
    """Where the command is run from."""
    is_database: bool = False
    """Whether it writes one, and others' code with it: an error of the disk is met at every call."""
    is_stepwise: bool = False
    """Whether the folder cannot be exchanged: file after file is replaced then, and the next run mends what was cut."""


def _twice(*words: str) -> Writer:
    """Write in Russian what was there in English."""
    return Writer((*words, *ON_ATLAS, "--lang", "ru"), (*words, *ON_ATLAS))


EXPORT_TABLES = ("export", "-f", "parquet", "-o", f"{OUT}/tables", *ON_ATLAS)
TILES = ("out/tables/links/e090n90.parquet", "out/tables/nodes/w010s10.parquet")
"""Of an earlier export: they go when the new ones come."""
WRITERS = {
    "build": _twice("build", "--out", OUT),
    "map": _twice("map", "-o", f"{OUT}/map.html"),
    "table": _twice("table", "-f", "xlsx", "-o", f"{OUT}/table.xlsx"),
    "export-file": Writer(("export", "-f", "gpkg", "-o", f"{OUT}/c.gpkg", *ON_ATLAS, "--corridor", "napkin"),
                          ("export", "-f", "gpkg", "-o", f"{OUT}/c.gpkg", *ON_ATLAS), is_database=True),
    "export-folder": Writer(("export", "-f", "gmns", "-o", f"{OUT}/gmns", *ON_ATLAS)),
    "export-tables": Writer(EXPORT_TABLES, beside=(*TILES, "out/tables/mine.txt", "out/tables/links/mine.txt")),
    "export-tables-beside": Writer(EXPORT_TABLES, beside=(*TILES, "out/tables/mine/a.txt"), is_stepwise=True),
    "figure": _twice("figure", "strip", "napkin", "-o", f"{OUT}/strip.pdf"),
    "figures": _twice("figure", "all", "-o", f"{OUT}/figures"),
    "report-html": _twice("report", "napkin", "-o", f"{OUT}/report.html"),
    "report-docx": _twice("report", "napkin", "-o", f"{OUT}/report.docx"),
    "report-md": _twice("report", "napkin", "-o", f"{OUT}/report.md"),
    "report-pdf": _twice("report", "napkin", "-o", f"{OUT}/report.pdf"),
    "scenario": _twice("scenario", "compare", "open", "narrow", "-o", f"{OUT}/compare.html"),
    "route": _twice("route", "alpha", "charlie", "-o", f"{OUT}/route.html"),
    "route-geojson": Writer(("route", "alpha", "bravo", "-o", f"{OUT}/r.geojson", *ON_ATLAS),
                            ("route", "alpha", "charlie", "-o", f"{OUT}/r.geojson", *ON_ATLAS)),
    "disrupt": _twice("disrupt", "-o", f"{OUT}/disrupt.html"),
    "digitize": Writer(("digitize", "aktau-alat-sea", *ON_ATLAS), needs="shipped"),
    "import": Writer(("import", "{state}/lines.geojson", "-o", f"{OUT}/new", "--mode", "rail", "--source", "Survey",
                      "--licence", "CC0 1.0")),
    "init-here": Writer(("init", "."), here=OUT, is_stepwise=True),
    "init": Writer(("init", f"{OUT}/new")),
    "claims": Writer(("claims", "read", "{state}/article.txt", "--accept", "--documents", f"{OUT}/documents",
                      *ON_ATLAS), answers=ANSWERS),
    "osm-read": Writer(("osm", "read", str(TESTS / "data/osm/railway.osm"), "-o", f"{OUT}/new")),
    "osm-extract": Writer(("osm", "read", str(TESTS / "data/osm/railway.osm"), "-o", f"{OUT}/small.osm.gz")),
    "osm-fetch": Writer(("osm", "fetch", "--around", "dostyk", "--endpoint", "{server}", "--cache", "{state}/cache",
                         "-o", f"{OUT}/new"), needs="server"),
}  # fmt: skip


def prepare(folder: Path, needs: str) -> None:
    """Make what a command finds: an atlas to read, a folder to write into."""
    for name in ("out", "tmp", "cache"):
        (folder / name).mkdir(parents=True)
    (folder / "article.txt").write_text(ARTICLE, "utf-8")
    (folder / "lines.geojson").write_text(LINES, "utf-8")
    if needs == "shipped":
        _straight_sea(folder / "atlas")
        return
    from tests.napkin_scenarios import NARROW, OPEN, napkin_with

    napkin_with(folder / "atlas", open=OPEN, narrow=NARROW)


def _straight_sea(atlas: Path) -> None:
    """Copy the shipped atlas, with a sea link drawn straight over the land."""
    for part in ("seeds", "data"):
        shutil.copytree(ROOT / part, atlas / part)
    file = atlas / "data" / "corridors" / "links.geojson"
    lines = file.read_text("utf-8").splitlines()
    (at,) = (number for number, line in enumerate(lines) if '"link_id": "aktau-alat-sea"' in line)
    feature = json.loads(lines[at].rstrip(","))
    feature["geometry"]["coordinates"][1:-1] = []
    lines[at] = json.dumps(feature, ensure_ascii=False) + ","
    file.write_text("\n".join(lines) + "\n", "utf-8")
