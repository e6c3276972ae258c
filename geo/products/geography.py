"""An atlas' geography written back: its links replaced, the file as a whole."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geo.errors import ProductError, RecordError
from geo.network.features import as_feature, collection_text, replace_features
from geo.network.topology import LINKS_FILE, topology_faults
from geo.products.atomic import flush, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from geo.atlas import Atlas
    from geo.network.corridors import Corridor
    from geo.network.links import Link
    from geo.network.network import Network


def write_links(atlas: Atlas, links: Iterable[Link]) -> None:
    """
    Put links in the place of those of the same ids, in the atlas' file.

    Parameters
    ----------
    atlas
        The atlas; it is not changed in memory.
    links
        The new ones, of ids that the atlas has.

    Raises
    ------
    RecordError
        If the atlas would break rules with them; the file then stays as it was.
    ProductError
        If the file cannot be written; it then stays as it was.
    """
    new = {link.link_id: link for link in links}
    faults = list(topology_faults(replace(atlas.network, links={**atlas.network.links, **new})))
    if faults:
        raise RecordError(faults)
    path = atlas.paths.corridors / LINKS_FILE.rpartition("/")[2]
    text = replace_features(path.read_text(encoding="utf-8"), "link_id", map(as_feature, new.values()))
    write_whole(path, text.encode())


def write_atlas(target: Path, network: Network) -> None:
    """
    Write a network as an atlas of its own, without evidence.

    Parameters
    ----------
    target
        A folder to make; it may exist if it is empty.
    network
        Nodes, links and corridors; entries are left out.

    Raises
    ------
    RecordError
        If it breaks rules.
    ProductError
        If the folder holds anything, or cannot be written; nothing is left of it then.
    """
    faults = list(topology_faults(network))
    if faults:
        raise RecordError(faults)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ProductError(f"A network needs an empty folder; {target} is not. Name another one.")
    stage = target.with_name(f".{target.name}.corridors-new")
    shutil.rmtree(stage, ignore_errors=True)
    try:
        _fill(stage, network)
        stage.replace(target)
    except OSError as error:
        raise ProductError(f"{target} could not be written: {error.strerror}. Choose another place.") from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _fill(stage: Path, network: Network) -> None:
    corridors, seeds = stage / "data" / "corridors", stage / "seeds"
    for folder in (corridors, seeds / "sources", seeds / "claims"):
        folder.mkdir(parents=True)
    texts = {
        "nodes.geojson": collection_text(map(as_feature, network.nodes.values())),
        "links.geojson": collection_text(map(as_feature, network.links.values())),
        **{f"{name}.toml": corridor_text(corridor) for name, corridor in network.corridors.items()},
    }
    for name, text in texts.items():
        (corridors / name).write_text(text, encoding="utf-8")
        flush(corridors / name)


def corridor_text(corridor: Corridor) -> str:
    """
    Write a corridor as TOML.

    Parameters
    ----------
    corridor
        The corridor.

    Returns
    -------
    text
        What `geo.network.corridors.read_corridors` reads; what is empty is left out.
    """
    data = corridor.model_dump(mode="json", exclude_defaults=True)
    tables = {key: data.pop(key) for key in ("route", "section") if key in data}
    lines = _fields(data)
    for key, rows in tables.items():
        for row in rows:
            lines += ["", f"[[{key}]]", *_fields(row)]
    return "\n".join(lines) + "\n"


def _fields(data: dict[str, Any]) -> list[str]:
    """Write fields; TOML's strings, numbers, truth values and arrays of strings are JSON's."""
    return [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in data.items() if value is not None]
