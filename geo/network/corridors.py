"""Corridors: named routes over links, with branches and sections; and what has a name but no alignment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from geo.errors import Faults
from geo.named_files import read_named
from geo.network.nodes import CyrillicName, Id, Name, Names, Text, as_tuple
from geo.records import Record, Row, read_toml, toml_tables, unique, validate_all

if TYPE_CHECKING:
    from geo.paths import AtlasPaths

Ids = Annotated[tuple[Id, ...], BeforeValidator(as_tuple)]
ENTRIES_FILE = "entries.toml"


class Named(Record):
    """What has a name in three languages; English stands in where another is missing."""

    name: Name
    name_ru: CyrillicName | None = None
    name_kk: CyrillicName | None = None


class Route(Named):
    """An ordered chain of links; the first route of a corridor is its main one, branches say so."""

    route_id: Id
    branch: bool = False
    links: Annotated[Ids, Field(min_length=1)]


class Section(Named):
    """
    A named stretch, or a set of places, that claims speak of.

    `shared` are those of its links that other lines use as well: what a source says of the section's capacity is not
    theirs.
    """

    section_id: Id
    aliases: Names = ()
    links: Ids = ()
    nodes: Ids = ()
    shared: Ids = ()
    length_note: Text | None = None

    @property
    def own_links(self) -> tuple[str, ...]:
        """The links that a capacity of the section is of."""
        return tuple(link_id for link_id in self.links if link_id not in self.shared)

    @model_validator(mode="after")
    def _check_members(self) -> Section:
        if not self.links and not self.nodes:
            raise ValueError("A section has links or nodes.")
        if self.shared and not set(self.shared) < set(self.links):
            raise ValueError("`shared` names some of the section's `links`, and not all of them.")
        return self


class Corridor(Named):
    """
    A named, ordered route over links, with branches, and the sections that are at home in it.

    `order` places it in legends and tables; corridors of the same order follow their ids.
    """

    corridor_id: Id
    order: Annotated[int, Field(ge=1, le=999)] = 999
    aliases: Names = ()
    status: Literal["operating", "construction", "planned", "proposed", "idle"]
    summary: Text
    summary_ru: Text | None = None
    summary_kk: Text | None = None
    length_note: Text | None = None
    note: Text | None = None
    route: Annotated[tuple[Route, ...], BeforeValidator(as_tuple), Field(min_length=1)]
    section: Annotated[tuple[Section, ...], BeforeValidator(as_tuple)] = ()

    @property
    def link_ids(self) -> tuple[str, ...]:
        """Every link of the corridor once, the main route first."""
        return tuple(dict.fromkeys(link for route in self.route for link in route.links))


class Entry(Named):
    """Something that sources name without an alignment: shown in the tables with its claims, not drawn."""

    entry_id: Id
    kind: Literal["initiative", "network", "count", "line", "service"]
    aliases: Names = ()
    summary: Text
    summary_ru: Text | None = None
    summary_kk: Text | None = None


def read_corridors(paths: AtlasPaths, faults: Faults) -> tuple[dict[str, Corridor], dict[str, Row]]:
    """
    Read the corridors of an atlas.

    Parameters
    ----------
    paths
        The atlas' folders.
    faults
        Where to note what is wrong.

    Returns
    -------
    corridors
        By id, in their `order`, then in that of their ids.
    rows
        Where each corridor, route and section stands, by its id; a route's is ``<corridor_id>/<route_id>``.
    """
    pairs = []
    rows: dict[str, Row] = {}
    for path in sorted(paths.corridors.glob("*.toml")):
        if path.name == ENTRIES_FILE:
            continue
        row, corridor = read_named(path, paths.label(path), Corridor, faults)
        if row is None or corridor is None:
            faults.told |= _section_ids(row)
            continue
        rows |= {corridor.corridor_id: row, **_parts(corridor, row)}
        pairs.append((row, corridor))
    pairs.sort(key=lambda pair: (pair[1].order, pair[1].corridor_id))
    return unique(pairs, lambda corridor: corridor.corridor_id, faults), rows


def _parts(corridor: Corridor, row: Row) -> dict[str, Row]:
    routes = zip(corridor.route, toml_tables(row, "route", Faults()), strict=True)
    sections = zip(corridor.section, toml_tables(row, "section", Faults()), strict=True)
    return {f"{corridor.corridor_id}/{route.route_id}": at for route, at in routes} | {
        section.section_id: at for section, at in sections
    }


def _section_ids(row: Row | None) -> set[str]:
    """Name the sections of a corridor that is broken: claims may speak of them all the same."""
    tables = toml_tables(row, "section", Faults()) if row else []
    return {str(table.data.get("section_id")) for table in tables}


def read_entries(paths: AtlasPaths, faults: Faults) -> dict[str, Entry]:
    """
    Read what has a name but no alignment.

    Parameters
    ----------
    paths
        The atlas' folders.
    faults
        Where to note what is wrong.

    Returns
    -------
    entries
        By id; none where there is no ``entries.toml``.
    """
    path = paths.corridors / ENTRIES_FILE
    row = read_toml(path, paths.label(path), faults) if path.exists() else None
    if row is None:
        return {}
    for key in sorted(row.data.keys() - {"entry"}):
        message = f"{key[:80]!r} is not a table of entries.toml."
        faults.add(row.file, row.line_of([key]), "field-unknown", message, "Use [[entry]].")
    pairs = validate_all(toml_tables(row, "entry", faults), Entry, faults)
    return unique(pairs, lambda entry: entry.entry_id, faults)
