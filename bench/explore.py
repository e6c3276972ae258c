"""The map of the shipped atlas by `GeoDataFrame.explore()`: `explore.py FOLDER`; it has no claims in it."""

from __future__ import annotations

import sys
from pathlib import Path

import geopandas as gpd

DATA = Path(__file__).resolve().parents[1] / "data" / "corridors"


def main(out: Path) -> None:
    page = None
    for name in ("basemap/land", "basemap/lakes", "basemap/borders", "links", "nodes"):
        frame = gpd.read_file(DATA / f"{name}.geojson")
        is_ours = "/" not in name
        page = frame.explore(m=page, tiles=None, tooltip=is_ours, popup=is_ours, name=name)
    out.mkdir(parents=True, exist_ok=True)
    page.save(out / "index.html")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
