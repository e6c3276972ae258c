"""Make an atlas of lines that come from elsewhere: read, join, record their source, write whole."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geo.checks.quality import allowed_gap_km
from geo.errors import CorridorError, Faults, RecordError
from geo.evidence.sources import Source
from geo.folders import check_new
from geo.network.corridors import Corridor, Named
from geo.network.geometry import segment_lengths
from geo.network.incoming.assembly import make_network
from geo.network.incoming.gmns import read_gmns
from geo.network.incoming.gmns_tables import is_gmns
from geo.network.incoming.intake import Tally
from geo.network.incoming.reading import read_lines
from geo.network.trails import trail_routes
from geo.products.atlas_folder import write_atlas
from geo.records import Row, validate
from geo.texts import check_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.atlas import Atlas
    from geo.errors import Fault
    from geo.network.incoming.assembly import Made
    from geo.network.incoming.intake import Intake
    from geo.network.links import Link


@dataclass(frozen=True)
class Origin:
    """
    Where lines come from, in the user's words: without it nothing comes in.

    Parameters
    ----------
    name
        Of the atlas' corridor.
    source
        Who made the lines.
    licence
        Under which terms.
    """

    name: str
    source: str
    licence: str

    @property
    def corridor_id(self) -> str:
        """The name in the letters of an id."""
        plain = unicodedata.normalize("NFKD", self.name).encode("ascii", "ignore").decode().lower()
        words = re.findall(r"[a-z0-9]+", plain)
        found = "-".join(words)[:48].strip("-")
        return found if found[:1].isalpha() else f"lines-{found}".strip("-")

    @property
    def source_id(self) -> str:
        """The id of the record of the source."""
        return f"{self.corridor_id}-lines"


@dataclass(frozen=True)
class Imported:
    """
    What came of an import.

    Parameters
    ----------
    atlas
        The atlas that was written.
    joined
        How many ends of lines moved to meet another.
    findings
        What was found in the file: what was left out, assumed, cut; `line` is the number of the first feature.
    """

    atlas: Atlas
    joined: int
    findings: tuple[Fault, ...]

    @property
    def length_km(self) -> float:
        """The length of all links, geodesic, in kilometres."""
        return sum(self.atlas.network.length_km.values())


def import_lines(path: Path, folder: Path, origin: Origin, intake: Intake) -> Imported:
    """
    Make an atlas of a file of lines, or of a network in GMNS.

    Parameters
    ----------
    path
        GMNS (a folder, or a zip), GeoPackage, GeoJSON, GeoParquet, FlatGeobuf or a shapefile (also in a zip).
    folder
        The atlas' root; it may exist if it is empty.
    origin
        Where the lines come from.
    intake
        How they are to be read.

    Returns
    -------
    imported
        The atlas, whose one corridor is all lines, and what was found.

    Raises
    ------
    RecordError
        With everything that is wrong with the lines; nothing is written then.
    CorridorError
        If the file cannot be read, or the folder is not empty.
    """
    check_new(folder)
    source = _source(origin, path.name)
    tally = Tally(path.name)
    made = (
        read_gmns(path, intake, tally)
        if is_gmns(path)
        else make_network(read_lines(path, intake, tally), intake, tally)
    )
    if tally.errors:
        raise RecordError(tally.errors, f"{path.name}")
    links = _earned(made.links, tally)
    atlas = write_atlas(folder, made.nodes, links, corridors=[_corridor(origin, made)], sources=[source])
    return Imported(atlas, made.joined, tuple(tally.faults))


def _source(origin: Origin, file: str) -> Source:
    """Make the record of the source, and hold all three words of the user to the rules of texts."""
    faults = Faults()
    record = {
        "source_id": origin.source_id, "tier": "publication", "title": _title(file), "publisher": origin.source,
        "language": "und", "licence": origin.licence, "note": "Its lines are the network; no claim comes from it.",
    }  # fmt: skip
    source = validate(Row("", 1, record), Source, faults)
    named = validate(Row("", 1, {"name": origin.name}), Named, faults)
    if source is None or named is None:
        told = " ".join(fault.message for fault in faults.items)
        raise CorridorError(f"{told} Correct --source (publisher), --licence or --name.")
    return source


def _title(file: str) -> str:
    """Name the file, or only its kind where its name breaks the rules of texts."""
    name = unicodedata.normalize("NFC", file)
    try:
        return check_text(name)
    except ValueError:
        return f"lines{Path(file).suffix}"


def _earned(links: Sequence[Link], tally: Tally) -> list[Link]:
    """Call lines schematic whose vertices are too far apart for more, whatever was said of all of them."""
    gaps = [float(lengths.max()) for lengths in segment_lengths([link.line for link in links])]
    kept = []
    for link, gap in zip(links, gaps, strict=True):
        allowed = allowed_gap_km(link)
        is_sparse = allowed is not None and gap > allowed and link.geometry_quality != "schematic"
        kept.append(link.model_copy(update={"geometry_quality": "schematic"}) if is_sparse else link)
    sparse = sum(one is not other for one, other in zip(links, kept, strict=True))
    if sparse:
        message = f"{sparse} links have vertices too far apart for the quality that was said; they are schematic."
        tally.tell(0, "quality", message)
    return kept


def _corridor(origin: Origin, made: Made) -> Corridor:
    nodes, links = {node.node_id: node for node in made.nodes}, {link.link_id: link for link in made.links}
    routes = trail_routes(nodes, links)
    statuses = {link.status for link in made.links}
    return Corridor(
        corridor_id=origin.corridor_id,
        order=1,
        name=origin.name,
        status=statuses.pop() if len(statuses) == 1 else "operating",
        summary=f"All lines of {origin.source}, laid out in {len(routes)} chains.",
        route=routes,
    )
