"""Where the shipped atlas is: in the checkout, or inside the installed wheel."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from geo.errors import CorridorError


@dataclass(frozen=True)
class AtlasPaths:
    """
    The two folders of an atlas.

    Parameters
    ----------
    seeds
        The evidence: ``sources/``, ``claims/``, ``decisions.toml``.
    corridors
        The geography: ``nodes.geojson``, ``links.geojson``, a TOML a corridor, ``basemap/``.
    """

    seeds: Path
    corridors: Path

    def label(self, path: Path) -> str:
        """
        Name a file the way a reader of the atlas knows it.

        Parameters
        ----------
        path
            A file below one of the two folders.

        Returns
        -------
        label
            ``seeds/…`` or ``data/corridors/…``, with forward slashes.
        """
        if path.is_relative_to(self.seeds):
            return "seeds/" + path.relative_to(self.seeds).as_posix()
        return "data/corridors/" + path.relative_to(self.corridors).as_posix()


def shipped_paths() -> AtlasPaths:
    """
    Find the atlas that comes with the tool.

    Returns
    -------
    paths
        The checkout's folders where there is a checkout, else the wheel's.
    """
    package = Path(__file__).resolve().parent
    checkout = package.parent
    if (checkout / "seeds").is_dir() and (checkout / "data" / "corridors").is_dir():
        return AtlasPaths(checkout / "seeds", checkout / "data" / "corridors")
    return AtlasPaths(package / "_data" / "seeds", package / "_data" / "corridors")


def atlas_paths(root: Path | None) -> AtlasPaths:
    """
    Find the folders of an atlas.

    Parameters
    ----------
    root
        The atlas' root, which holds ``seeds/`` and ``data/corridors/``; None for the shipped one.

    Returns
    -------
    paths
        Its two folders.

    Raises
    ------
    CorridorError
        If the root lacks one of them.
    """
    if root is None:
        return shipped_paths()
    paths = AtlasPaths(root / "seeds", root / "data" / "corridors")
    missing = [f"{folder}/" for folder in (paths.seeds, paths.corridors) if not folder.is_dir()]
    if missing:
        raise CorridorError(
            f"An atlas is a folder with seeds/ and data/corridors/; missing: {', '.join(missing)}. "
            "Name the folder that holds both, or start one with `corridors init DIR`."
        )
    return paths
