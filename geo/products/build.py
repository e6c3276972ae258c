"""All products in one go, whole or not at all."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any

from geo.folders import whole_folder
from geo.products.beside import Ahead, beside
from geo.products.capacity import capacity_rows
from geo.products.columns import CLAIM_COLUMNS, csv_text
from geo.products.contents import Contents
from geo.products.layers import all_layers, chosen_corridors
from geo.products.manifest import NAME, check_files, listed_files, make_manifest
from geo.products.markup import capacity_markdown, capacity_page
from geo.products.model_tables import model_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from geo.atlas import Atlas
    from geo.model.results import Result
    from geo.products.layers import Layer
    from geo.products.manifest import Manifest

GEOPACKAGE = "corridors.gpkg"
DATA_FILES = ("capacity.csv", "capacity.html", "capacity.md", "capacity.xlsx", "claims.csv", GEOPACKAGE)
MODEL_FILES = ("scenarios.csv", "flows.csv", "passes.csv")
"""Written where the atlas has scenarios."""
_UNUSED = ("geopandas", "pandas", "pyarrow")  # pyogrio imports what is there of them; it is handed plain arrays
_IDLE = ("numpy.f2py",)  # scipy asks numpy for all of its parts; this one compiles Fortran


def build(  # noqa: PLR0913 - one a switch of `corridors build`
    atlas: Atlas,
    out: Path,
    *,
    lang: str = "en",
    corridor_ids: Sequence[str] | None = None,
    borders: bool = True,
    tiles: str | None = None,
    scenario_ids: Sequence[str] | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Manifest:
    """
    Write maps, tables, GeoPackage and manifest into a folder.

    Parameters
    ----------
    atlas
        The atlas.
    out
        The folder. Files in it that no build wrote stay; pages of corridors that are gone disappear.
    lang
        ``"en"``, ``"ru"`` or ``"kk"``.
    corridor_ids
        Only these corridors; None for all.
    borders
        Whether the maps show country borders.
    tiles
        Address of web tiles to draw on; None for maps that need no network.
    scenario_ids
        The scenarios whose results maps and tables carry; None for all that the atlas has.
    progress
        Is told the name of each product before it is made.

    Returns
    -------
    manifest
        What was written.

    Raises
    ------
    ProductError
        If a product could not be made or written whole; the folder is then as it was.
    UnknownIdError
        If the atlas has no such corridor or scenario.
    """
    drawn = chosen_corridors(atlas, corridor_ids)
    _ = atlas.network.length_km  # measured here, once for the processes that part from this one
    with (
        whole_folder(out, listed_files) as stage,
        closing(Ahead(partial(run_scenarios, atlas, scenario_ids), idle=_IDLE)) as results,
    ):
        capacity_rows(atlas, corridor_ids)  # and these for both that still part
        # Maps and data cost about the same, so each has a process, imports included
        with beside(partial(_write_data, atlas, stage, lang, corridor_ids, results), without=_UNUSED):
            for name, make in _pages(atlas, drawn, corridor_ids, lang, results, {"borders": borders, "tiles": tiles}):
                progress(name)
                (stage / name).write_bytes(make())
            for name in DATA_FILES:
                progress(name)
        progress(NAME)
        manifest = make_manifest(atlas, stage, lang, drawn)
        (stage / NAME).write_text(manifest.to_json(), "utf-8", newline="")
        check_files(stage, manifest)
    return manifest


def run_scenarios(atlas: Atlas, scenario_ids: Sequence[str] | None) -> list[Result]:
    """
    Run the scenarios whose results products carry.

    Parameters
    ----------
    atlas
        The atlas.
    scenario_ids
        The scenarios; None for all that the atlas has.

    Returns
    -------
    results
        One a scenario.

    Raises
    ------
    UnknownIdError
        If the atlas has no such scenario.
    CorridorError
        If a scenario is at fault.
    """
    from geo.model.results import scenario_results  # noqa: PLC0415 - the solver costs a good part of a build
    from geo.model.scenarios import find_scenario  # noqa: PLC0415

    for name in scenario_ids or ():
        find_scenario(atlas, name)  # refuses an id that the atlas does not have
    return scenario_results(atlas, scenario_ids)


def _pages(
    atlas: Atlas, drawn: Sequence[str], corridor_ids: Sequence[str] | None, lang: str, results: Ahead[list[Result]],
    options: dict[str, Any],
) -> Iterator[tuple[str, Callable[[], bytes]]]:  # fmt: skip
    from geo.products.maps import map_html, prepare_maps  # noqa: PLC0415 - the data process needs none of it
    from geo.products.scenario_overlays import scenario_overlays  # noqa: PLC0415

    prepare_maps(atlas, drawn, lang)
    overlays = scenario_overlays(atlas, results.get(), lang)
    pages = {"index.html": None if corridor_ids is None else list(drawn)}
    pages |= {f"{corridor_id}.html": [corridor_id] for corridor_id in drawn}
    for name, chosen in pages.items():
        yield name, partial(_page, map_html, atlas, chosen, {"lang": lang, "overlays": overlays, **options})


def _write_data(
    atlas: Atlas, stage: Path, lang: str, corridor_ids: Sequence[str] | None, results: Ahead[list[Result]]
) -> None:
    from geo.products.geopackage import write_layers  # noqa: PLC0415 - GDAL costs a second
    from geo.products.workbook import capacity_workbook  # noqa: PLC0415

    contents = Contents(atlas, lang, corridor_ids)
    (stage / "capacity.csv").write_bytes(csv_text(contents.capacity, tuple(contents.capacity[0])).encode())
    (stage / "capacity.html").write_bytes(capacity_page(contents.table).encode())
    (stage / "capacity.md").write_bytes(capacity_markdown(contents.table).encode())
    (stage / "claims.csv").write_bytes(csv_text(contents.claims, CLAIM_COLUMNS).encode())
    tables: list[Layer] = []

    def layers() -> Iterator[Layer]:  # what needs no results is written while these are still worked out
        yield from all_layers(contents)
        tables.extend(model_tables(atlas, results.get(), corridor_ids))
        yield from tables

    write_layers(atlas, stage / GEOPACKAGE, layers())
    for table in tables:
        if f"{table.name}.csv" in MODEL_FILES:
            (stage / f"{table.name}.csv").write_bytes(csv_text(table.records, table.columns).encode())
    (stage / "capacity.xlsx").write_bytes(capacity_workbook(contents, tables))


def _page(
    map_html: Callable[..., str], atlas: Atlas, corridor_ids: Sequence[str] | None, options: dict[str, Any]
) -> bytes:
    return map_html(atlas, corridor_ids, **options).encode()
