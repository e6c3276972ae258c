"""What MkDocs asks for: pages made from the code, the schemas and the notebooks, and never written by hand."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

from makers import assumptions, commands, dictionary, library, notebooks  # noqa: E402
from mkdocs.structure.files import File  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.structure.files import Files


def on_config(config: Any) -> Any:
    """List the pages of the library, a page a package."""
    reference = next(part["Reference"] for part in config.nav if "Reference" in part)
    python = next(part for part in reference if "Python" in part)
    python["Python"] = [{title: path} for title, path in library.contents(ROOT)]
    return config


def on_files(files: Files, config: Any) -> Files:
    """Add what is made."""
    for path, content in made():
        files.append(File.generated(config, path, content=content))
    return files


def made() -> Iterator[tuple[str, str | bytes]]:
    """Give each made file's path in the site, and its content."""
    yield "reference/commands.md", commands.page()
    yield "reference/dictionary.md", dictionary.page()
    yield "method/assumptions.md", assumptions.page()
    yield from library.pages(ROOT)
    yield from notebooks.pages(ROOT / "notebooks")
