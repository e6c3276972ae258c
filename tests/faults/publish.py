"""Publish a set of files in which each says which set it is of: `python publish.py FOLDER NUMBER`."""

from __future__ import annotations

import sys
from pathlib import Path

from geo.errors import ProductError
from geo.folders import whole_folder

NAMES = ("a.txt", "b.txt", "c.txt", "manifest.json")


def publish(target: Path, number: str) -> None:
    with whole_folder(target, lambda _: NAMES) as stage:
        for name in NAMES:
            (stage / name).write_text(number * 5000, "utf-8")


if __name__ == "__main__":
    try:
        publish(Path(sys.argv[1]), sys.argv[2])
    except ProductError as error:
        sys.exit(str(error))
