"""The commented template from which `corridors init` starts an atlas."""

from __future__ import annotations

import shutil
from pathlib import Path

from geo.folders import check_new, whole_folder


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
        If the folder holds anything, is a file, or cannot be written; it is then as it was.
    """
    check_new(target)
    with whole_folder(target, lambda _: ()) as stage:
        shutil.copytree(Path(__file__).parent / "atlas", stage, dirs_exist_ok=True)
    return sorted(path for path in target.rglob("*") if path.is_file())
