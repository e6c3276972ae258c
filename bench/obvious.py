"""The same products made the obvious way: osmnx imported, a `folium.PolyLine` a link, pandas tables, `to_file`.

`obvious.py FOLDER [MODULE]`; MODULE draws in folium's place: `offlinefolium`, of the package folium-offline.

As much as the tool's own pages show is put in (all claims of what is clicked, every node by its names, layers by
corridor, basemap, the table below), and nothing that it does not show.
"""

from __future__ import annotations

import importlib
import sys
import tomllib
from pathlib import Path

import geopandas as gpd
import osmnx  # noqa: F401 - a script of this kind has it at the top
import pandas as pd
from pyproj import Geod

folium = importlib.import_module(sys.argv[2] if len(sys.argv) > 2 else "folium")
ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data" / "corridors"
COLOURS = {"rail": "#0072B2", "road": "#D55E00", "sea": "#56B4E9", "pipeline": "#009E73", "power": "#CC79A7"}


def claims_and_sources() -> tuple[pd.DataFrame, pd.DataFrame]:
    paths = sorted((ROOT / "seeds/sources").glob("*.toml"))
    sources = pd.DataFrame([tomllib.loads(path.read_text()) for path in paths])
    frames = [pd.read_csv(path).assign(source_id=path.stem) for path in sorted((ROOT / "seeds/claims").glob("*.csv"))]
    return pd.concat(frames).merge(sources[["source_id", "publisher", "date", "url"]], on="source_id"), sources


def draw(
    corridors: list[dict], links: gpd.GeoDataFrame, nodes: gpd.GeoDataFrame, claims: pd.DataFrame, out: Path
) -> None:
    page = folium.Map()
    for name in ("land", "lakes", "borders"):
        folium.GeoJson((DATA / "basemap" / f"{name}.geojson").read_text(), name=name).add_to(page)
    passed: set[str] = set()
    for corridor in corridors:
        layer = folium.FeatureGroup(corridor["name"]).add_to(page)
        ids = {link for route in corridor["route"] for link in route["links"]}
        own = links[links.link_id.isin(ids)]
        for link in own.itertuples():
            passed |= {link.from_node_id, link.to_node_id, *link.via}
            sections = [s["section_id"] for s in corridor.get("section", []) if link.link_id in s.get("links", [])]
            about = claims[claims.subject.isin([corridor["corridor_id"], link.link_id, *sections])]
            folium.PolyLine(
                [(lat, lon) for lon, lat in link.geometry.coords], color=COLOURS[link.mode], tooltip=link.link_id,
                popup=folium.Popup(about.to_html()),
            ).add_to(layer)  # fmt: skip
    for node in nodes[nodes.node_id.isin(passed)].itertuples():
        folium.CircleMarker(
            (node.geometry.y, node.geometry.x), radius=3, tooltip=f"{node.name} {node.name_ru} {node.name_kk}",
            popup=folium.Popup(claims[claims.subject == node.node_id].to_html()),
        ).add_to(page)  # fmt: skip
    west, south, east, north = links.total_bounds
    page.fit_bounds([(south, west), (north, east)])
    folium.LayerControl().add_to(page)
    page.get_root().html.add_child(folium.Element(claims.to_html()))
    page.save(out)


def tables(claims: pd.DataFrame, sources: pd.DataFrame, out: Path) -> None:
    claims.to_csv(out / "claims.csv")
    shown = claims[claims.metric.isin(["volume", "capacity", "length"])]
    shown.to_csv(out / "capacity.csv")
    shown.to_html(out / "capacity.html")
    (out / "capacity.md").write_text(shown.to_string())
    with pd.ExcelWriter(out / "capacity.xlsx") as book:
        shown.to_excel(book, sheet_name="capacity")
        claims.to_excel(book, sheet_name="claims")
        sources.to_excel(book, sheet_name="sources")


def main(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    links = gpd.read_file(DATA / "links.geojson")
    nodes = gpd.read_file(DATA / "nodes.geojson")
    geod = Geod(ellps="WGS84")
    links["length_km"] = [geod.geometry_length(line) / 1000 for line in links.geometry]
    claims, sources = claims_and_sources()
    corridors = [tomllib.loads(path.read_text()) for path in sorted(DATA.glob("*.toml"))]
    corridors = [corridor for corridor in corridors if "route" in corridor]
    draw(corridors, links, nodes, claims, out / "index.html")
    for corridor in corridors:
        draw([corridor], links, nodes, claims, out / f"{corridor['corridor_id']}.html")
    tables(claims, sources, out)
    package = out / "corridors.gpkg"
    links.drop(columns=["via", "attribute_sources"]).to_file(package, layer="links", driver="GPKG")
    nodes.drop(columns=["gauges_mm"]).to_file(package, layer="nodes", driver="GPKG")
    whole = links.dissolve("mode").reset_index()[["mode", "geometry"]]
    whole.to_file(package, layer="corridors", driver="GPKG")
    for name, table in (("claims", claims), ("sources", sources)):
        frame = gpd.GeoDataFrame(table.astype(str), geometry=[None] * len(table), crs=4326)
        frame.to_file(package, layer=name, driver="GPKG")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
