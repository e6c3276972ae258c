"""The manifest of a build: what was written, from what, by what, and whom to name."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from geo.errors import ProductError
from geo.evidence.intervals import POLICY, POLICY_VERSION
from geo.products.attribution import attribution_lines, licences
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from geo.atlas import Atlas
    from geo.paths import AtlasPaths

NAME = "manifest.json"
_LIBRARIES = ("folium", "geopandas", "pyogrio", "shapely", "xlsxwriter", "xstatic-leaflet")
_MAX_BYTES = 10_000_000


@dataclass(frozen=True)
class ManifestFile:
    """
    One file of a build.

    Parameters
    ----------
    name
        Its name in the folder.
    sha256
        Of its content.
    size
        In bytes.
    """

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """
    What a build wrote.

    Parameters
    ----------
    files
        All files but the manifest itself, in the order of their names.
    lang
        The language.
    corridor_ids
        The corridors drawn.
    atlas_sha256
        Of all records read.
    tool_version
        Of the distribution ``corridor-atlas``.
    libraries
        Those whose version may change bytes.
    interval_policy
        The policy's version and its text.
    licences
        Open data to its licence.
    attribution
        The lines to print with the products.
    """

    files: tuple[ManifestFile, ...]
    lang: str
    corridor_ids: tuple[str, ...]
    atlas_sha256: str
    tool_version: str
    libraries: dict[str, str]
    interval_policy: dict[str, str]
    licences: dict[str, str]
    attribution: tuple[str, ...]

    def to_json(self) -> str:
        """
        Write the manifest.

        Returns
        -------
        text
            JSON with a final newline.
        """
        return json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"


def make_manifest(atlas: Atlas, folder: Path, lang: str, corridor_ids: Iterable[str]) -> Manifest:
    """
    Take stock of a folder of products.

    Parameters
    ----------
    atlas
        The atlas that they were made from.
    folder
        The folder.
    lang
        Their language.
    corridor_ids
        The corridors drawn.

    Returns
    -------
    manifest
        The manifest; it is not written yet.
    """
    terms = words(lang, "terms")
    return Manifest(
        files=tuple(_file(path) for path in sorted(folder.iterdir()) if path.name != NAME),
        lang=lang, corridor_ids=tuple(corridor_ids), atlas_sha256=atlas_digest(atlas.paths),
        tool_version=_version("corridor-atlas"), libraries={name: _version(name) for name in _LIBRARIES},
        interval_policy={"version": POLICY_VERSION, "text": POLICY},
        licences=licences(atlas),
        attribution=(*attribution_lines(atlas, lang), terms["boundaries_note"]),
    )  # fmt: skip


def atlas_digest(paths: AtlasPaths) -> str:
    """
    Digest all files of an atlas.

    Parameters
    ----------
    paths
        Its folders.

    Returns
    -------
    sha256
        Of the files' names and contents, in the order of the names.
    """
    digest = hashlib.sha256()
    files = [path for folder in (paths.seeds, paths.corridors) for path in folder.rglob("*") if path.is_file()]
    for label, path in sorted((paths.label(path), path) for path in files):
        digest.update(f"{label}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def listed_files(folder: Path) -> set[str]:
    """
    Name the files that an earlier build wrote into a folder.

    Parameters
    ----------
    folder
        The folder.

    Returns
    -------
    names
        Those that its manifest lists, and the manifest; empty if there is none, or none that can be read.
    """
    path = folder / NAME
    try:
        if path.stat().st_size > _MAX_BYTES:
            return set()
        names = {str(entry["name"]) for entry in json.loads(path.read_bytes())["files"]}
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return set()
    return {name for name in names if "/" not in name and name not in {"", ".", ".."}} | {NAME}


def check_files(folder: Path, manifest: Manifest) -> None:
    """
    Read every file again and hold it against the manifest.

    Parameters
    ----------
    folder
        The folder.
    manifest
        What it should hold.

    Raises
    ------
    ProductError
        If a file is not as it was written, or a page is cut off.
    """
    damaged = [file.name for file in manifest.files if _file(folder / file.name) != file]
    pages = [path for path in folder.iterdir() if path.suffix == ".html"]
    damaged += [path.name for path in pages if not path.read_bytes().rstrip().endswith(b"</html>")]
    if damaged:
        raise ProductError(f"Files are not whole after writing: {sorted(set(damaged))}. Is the disk full?")


def _file(path: Path) -> ManifestFile:
    content = path.read_bytes()
    return ManifestFile(path.name, hashlib.sha256(content).hexdigest(), len(content))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "unknown"
