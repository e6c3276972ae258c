"""Write the folder of a new atlas, whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.atlas import read_atlas
from geo.folders import check_new, whole_folder
from geo.paths import atlas_paths
from geo.writing import features_text, toml_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from geo.atlas import Atlas
    from geo.evidence.sources import Source
    from geo.network.corridors import Corridor
    from geo.network.links import Link
    from geo.network.nodes import Node

NETWORK_FILES = ("links.geojson", "nodes.geojson")


def write_atlas(
    folder: Path,
    nodes: Iterable[Node],
    links: Iterable[Link],
    *,
    corridors: Iterable[Corridor] = (),
    sources: Iterable[Source] = (),
) -> Atlas:
    """
    Start an atlas from a network.

    Parameters
    ----------
    folder
        The atlas' root; it may exist if it is empty.
    nodes, links
        The network, in any order.
    corridors
        Over the links; products draw corridors, so an atlas without one has no map.
    sources
        The records of the documents that the geometry came from.

    Returns
    -------
    atlas
        As read back from the files.

    Raises
    ------
    RecordError
        If what was written is not a valid atlas; the folder is then as it was.
    CorridorError
        If the folder holds anything, or cannot be written.
    """
    folder = folder.resolve()
    check_new(folder)
    with whole_folder(folder, lambda _: ()) as stage:
        _write(stage / "data" / "corridors", _network_texts(nodes, links, corridors))
        _write(stage / "seeds" / "sources", {f"{s.source_id}.toml": toml_text(s) for s in sources})
        (stage / "seeds" / "claims").mkdir()
        _write(stage / "seeds", {"decisions.toml": ""})
        atlas = read_atlas(stage)
    return replace(atlas, paths=atlas_paths(folder))


def _network_texts(nodes: Iterable[Node], links: Iterable[Link], corridors: Iterable[Corridor]) -> dict[str, str]:
    network = dict(zip(NETWORK_FILES, (features_text(links), features_text(nodes)), strict=True))
    return network | {f"{corridor.corridor_id}.toml": toml_text(corridor) for corridor in corridors}


def _write(folder: Path, texts: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8", newline="")
