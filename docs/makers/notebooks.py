"""The gallery, from the notebooks as they were run."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any

import nbformat

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STYLE = re.compile(r"<style scoped>.*?</style>\s*", re.DOTALL)
COLOURED = re.compile(r"\x1b\[[0-9;]*m")


def pages(folder: Path) -> Iterator[tuple[str, str | bytes]]:
    """Give path and content of each page, of its pictures, and of the notebook itself."""
    for path in sorted(folder.glob("*.ipynb")):
        pictures: list[bytes] = []
        book = nbformat.read(path, as_version=4)
        parts = [part for cell in book.cells for part in _cell(cell, path.stem, pictures)]
        note = f"*This page is a notebook: [{path.name}]({path.name}).*"
        title, _, rest = parts[0].partition("\n")
        yield f"gallery/{path.stem}.md", "\n\n".join([title, note, rest, *parts[1:]])
        yield f"gallery/{path.name}", path.read_bytes()
        for number, picture in enumerate(pictures, 1):
            yield f"gallery/{path.stem}-{number}.png", picture


def _cell(cell: Any, stem: str, pictures: list[bytes]) -> Iterator[str]:
    if cell.cell_type == "markdown":
        yield re.sub(r"\]\(([\w-]+)\.ipynb\)", r"](\1.md)", cell.source)
        return
    yield f"```python\n{cell.source}\n```"
    for output in cell.outputs:
        data = output.get("data", {})
        if "image/png" in data:
            pictures.append(base64.b64decode(data["image/png"]))
            yield f"![Figure {len(pictures)}]({stem}-{len(pictures)}.png)"
        elif "text/html" in data:
            table = STYLE.sub("", data["text/html"]).replace(' border="1"', "")
            yield f'<div class="output">\n{table}\n</div>'
        else:
            yield f"```text\n{COLOURED.sub('', output.get('text') or data['text/plain']).rstrip()}\n```"
