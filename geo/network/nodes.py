"""Nodes: stations, junctions, ports, crossings, gauge changes, cities and terminals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from geo.geojson import read_features
from geo.network.geometry import PointGeometry
from geo.records import ID_PATTERN, Record, unique, validate_all
from geo.texts import check_cyrillic, check_name, check_text

if TYPE_CHECKING:
    from geo.errors import Faults
    from geo.paths import AtlasPaths

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=64)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(check_name)]
CyrillicName = Annotated[Name, AfterValidator(check_cyrillic)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000), AfterValidator(check_text)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
NodeKind = Literal["station", "junction", "port", "border_crossing", "gauge_change", "city", "terminal"]
NODE_KINDS: tuple[str, ...] = get_args(NodeKind)
GaugeMm = Annotated[int, Field(ge=300, le=3000)]


def as_tuple(value: object) -> object:
    """
    Accept an array where a record keeps a tuple.

    Parameters
    ----------
    value
        What stands in the file.

    Returns
    -------
    value
        A tuple for an array, anything else as it is.
    """
    return tuple(value) if isinstance(value, list) else value


Names = Annotated[tuple[Name, ...], BeforeValidator(as_tuple)]


class Node(Record):
    """
    A place at which links meet, or which a link passes.

    `aliases` are what texts call it besides its names: an old name, another spelling, a port by its city.
    `country` is null where it is unknown. `rank` runs from 1 (labelled at first sight) to 4 (only close up);
    `gauges_mm` are the two gauges of a gauge change.
    """

    node_id: Id
    name: Name
    name_ru: CyrillicName | None = None
    name_kk: CyrillicName | None = None
    aliases: Names = ()
    kind: NodeKind
    country: Country | None
    rank: Annotated[int, Field(ge=1, le=4)]
    gauges_mm: Annotated[tuple[GaugeMm, ...] | None, BeforeValidator(as_tuple)] = None
    source: Text
    note: Text | None = None
    geometry: PointGeometry

    @model_validator(mode="after")
    def _check_gauges(self) -> Node:
        if (self.kind == "gauge_change") != (self.gauges_mm is not None):
            raise ValueError("`gauges_mm` belongs to the `kind` gauge_change, and only to it.")
        if self.gauges_mm is not None and len(set(self.gauges_mm)) != 2:
            raise ValueError("`gauges_mm` names the two different gauges of a gauge change.")
        return self

    @property
    def position(self) -> tuple[float, float]:
        """Longitude and latitude, WGS84 degrees."""
        return self.geometry.coordinates


def read_nodes(paths: AtlasPaths, faults: Faults) -> tuple[dict[str, Node], dict[str, int]]:
    """
    Read all nodes of an atlas.

    Parameters
    ----------
    paths
        The atlas' folders.
    faults
        Where to note what is wrong.

    Returns
    -------
    nodes
        By id.
    lines
        The line of ``nodes.geojson`` at which each stands.
    """
    path = paths.corridors / "nodes.geojson"
    pairs = validate_all(read_features(path, paths.label(path), faults), Node, faults)
    nodes = unique(pairs, lambda node: node.node_id, faults)
    return nodes, {node.node_id: row.line for row, node in reversed(pairs)}
