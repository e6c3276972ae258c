"""Links: stretches between two nodes, of one mode, with geometry and attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from geo.geojson import read_features
from geo.network.geometry import LineGeometry
from geo.network.nodes import Country, GaugeMm, Id, Name, Text, as_tuple
from geo.records import Record, unique, validate_all

if TYPE_CHECKING:
    from geo.errors import Faults
    from geo.paths import AtlasPaths

Mode = Literal["rail", "road", "sea", "pipeline", "power"]
LinkStatus = Literal["operating", "construction", "planned", "idle"]
GeometryQuality = Literal["track", "stations", "schematic"]
MODES: tuple[str, ...] = get_args(Mode)
STATUSES: tuple[str, ...] = get_args(LinkStatus)
QUALITIES: tuple[str, ...] = get_args(GeometryQuality)
ATTRIBUTES = ("status", "tracks", "lanes", "gauge_mm", "electrified")


class Link(Record):
    """
    A stretch of one mode between two nodes; `via` names the nodes passed on the way, in order.

    `tracks`, `lanes` (both directions together), `gauge_mm` and `electrified` are null where unknown;
    `attribute_sources` says where each known one came from. `osm_way_ids` are the OpenStreetMap ways that the line
    follows, where it follows any.
    """

    link_id: Id
    name: Name | None = None
    from_node_id: Id
    to_node_id: Id
    via: Annotated[tuple[Id, ...], BeforeValidator(as_tuple)] = ()
    mode: Mode
    facility_type: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)] | None = None
    directed: bool = False
    status: LinkStatus
    tracks: Annotated[int, Field(ge=1, le=8)] | None = None
    lanes: Annotated[int, Field(ge=1, le=32)] | None = None
    gauge_mm: GaugeMm | None = None
    electrified: bool | None = None
    country: Country | None = None
    geometry_quality: GeometryQuality
    geometry_source: Text
    attribute_sources: dict[str, Text] = Field(default_factory=dict)
    osm_way_ids: Annotated[tuple[Annotated[int, Field(ge=1)], ...], BeforeValidator(as_tuple)] = ()
    note: Text | None = None
    geometry: LineGeometry

    @model_validator(mode="after")
    def _check_attributes(self) -> Link:
        known = [name for name in ATTRIBUTES if name != "status" and getattr(self, name) is not None]
        unsourced = sorted(set(known) - set(self.attribute_sources))
        if unsourced:
            raise ValueError(f"`attribute_sources` does not say where {unsourced} came from.")
        strange = sorted(set(self.attribute_sources) - set(ATTRIBUTES))
        if strange:
            raise ValueError(f"`attribute_sources` names {strange}; the attributes are {list(ATTRIBUTES)}.")
        rail_only = [name for name in ("tracks", "gauge_mm", "electrified") if getattr(self, name) is not None]
        if self.mode != "rail" and rail_only:
            raise ValueError(f"{rail_only} belong to rail, the `mode` is {self.mode}.")
        if self.mode != "road" and self.lanes is not None:
            raise ValueError(f"`lanes` belong to roads, the `mode` is {self.mode}.")
        return self

    @property
    def line(self) -> tuple[tuple[float, float], ...]:
        """The vertices, longitude and latitude in WGS84 degrees, from `from_node_id` to `to_node_id`."""
        return self.geometry.coordinates

    @property
    def stops(self) -> tuple[str, ...]:
        """All nodes on the link, its ends included, in order."""
        return (self.from_node_id, *self.via, self.to_node_id)


def read_links(paths: AtlasPaths, faults: Faults) -> tuple[dict[str, Link], dict[str, int]]:
    """
    Read all links of an atlas.

    Parameters
    ----------
    paths
        The atlas' folders.
    faults
        Where to note what is wrong.

    Returns
    -------
    links
        By id.
    lines
        The line of ``links.geojson`` at which each stands.
    """
    path = paths.corridors / "links.geojson"
    pairs = validate_all(read_features(path, paths.label(path), faults), Link, faults)
    links = unique(pairs, lambda link: link.link_id, faults)
    return links, {link.link_id: row.line for row, link in reversed(pairs)}
