"""The commented template from which `corridors init` starts an atlas."""

from __future__ import annotations

import shutil
from pathlib import Path

from geo.errors import CorridorError


def start_atlas(target: Path) -> list[Path]:
    """
    Copy the template into a new folder.

    Parameters
    ----------
    target
        The folder; it may exist if it is empty.

    Returns
    -------
    files
        What was written, in order.

    Raises
    ------
    CorridorError
        If the folder holds anything, or is a file.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise CorridorError(f"A new atlas needs an empty folder; {target} is not. Name another one.")
    template = Path(__file__).parent / "atlas"
    shutil.copytree(template, target, dirs_exist_ok=True)
    return sorted(path for path in target.rglob("*") if path.is_file())
