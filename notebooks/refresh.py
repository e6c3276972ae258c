"""Run notebooks and write them back with their outputs, without a trace of the machine: `make notebooks`."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parent
TIMEOUT_S = 300
TOO_LARGE = 60_000
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def paths() -> list[Path]:
    return sorted(FOLDER.glob("*.ipynb"))


def executed(path: Path) -> Any:
    """Run a notebook from its sources alone, in a folder of its own; a cell that fails ends it."""
    book = nbformat.read(path, as_version=4)
    os.environ |= {"PYTHONPATH": str(FOLDER.parent), "PYTHONHASHSEED": "0", "MPLBACKEND": "agg"}
    with tempfile.TemporaryDirectory() as folder:
        where = {"metadata": {"path": folder}}
        NotebookClient(book, timeout=TIMEOUT_S, resources=where, kernel_name="python3").execute()
        for cell in book.cells:
            _clean(cell, folder)
    book.metadata = nbformat.from_dict(METADATA)
    return book


def _clean(cell: Any, folder: str) -> None:
    cell.metadata = nbformat.from_dict({})
    if cell.cell_type != "code":
        return
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stderr":
            raise SystemExit(f"A cell warns:\n{cell.source}\n{output.text}")
        if folder in str(output) or str(FOLDER.parent) in str(output):
            raise SystemExit(f"A cell shows a path of this machine:\n{cell.source}")
        data = output.get("data", {})
        if "metadata" in output:
            output.metadata = nbformat.from_dict({})
        if any(len(value) > TOO_LARGE for name, value in data.items() if name.startswith("text/")):
            raise SystemExit(f"A cell shows more than {TOO_LARGE} characters; save it to a file:\n{cell.source}")


def main() -> None:
    """Run the notebooks named, or all; write them back, or into the folder of `--to`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="*", type=Path)
    parser.add_argument("--to", type=Path)
    asked = parser.parse_args()
    for notebook in asked.notebooks or paths():
        target = notebook if asked.to is None else asked.to / notebook.name
        nbformat.write(executed(notebook), target)
        print(target)


if __name__ == "__main__":
    main()
