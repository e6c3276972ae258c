"""The reference of the library, from its docstrings; read as text, so that nothing needs to be installed for it."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from numpydoc.docscrape import NumpyDocString

from makers.markdown import plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGES = {
    "geo": "Atlas, questions, errors",
    "geo.views": "Views for notebooks",
    "geo.model": "Model",
    "geo.products": "Products",
    "geo.products.figures": "Figures",
    "geo.evidence": "Evidence",
    "geo.network": "Network",
    "geo.network.incoming": "Lines from files",
    "geo.checks": "Checks",
}
"""Their titles and their order; a package without one follows by its name."""
FIRST = ("geo", "geo.atlas", "geo.questions", "geo.errors")
SECTIONS = ("Parameters", "Returns", "Yields", "Attributes", "Raises")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def contents(root: Path) -> list[tuple[str, str]]:
    """Give title and path of each page."""
    return [(PACKAGES.get(name, name), f"reference/python/{name}.md") for name in _packages(root)]


def pages(root: Path) -> Iterator[tuple[str, str]]:
    """Give path and text of each page."""
    for package, modules in _packages(root).items():
        title = PACKAGES.get(package, package)
        yield f"reference/python/{package}.md", "\n".join([f"# {title}\n", *_package(root, modules)])


def _packages(root: Path) -> dict[str, list[str]]:
    """Name the packages with their modules."""
    found: dict[str, list[str]] = {name: [] for name in PACKAGES}
    for path in sorted((root / "geo").rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        found.setdefault(package, []).append(name)
    order = {name: n for n, name in enumerate(FIRST)}
    return {
        name: sorted(modules, key=lambda one: order.get(one, len(order))) for name, modules in found.items() if modules
    }


def _package(root: Path, modules: list[str]) -> Iterator[str]:
    for name in modules:
        path = root / name.replace(".", "/")
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        module = ast.parse(file.read_text(encoding="utf-8"))
        yield f"## {name}\n"
        yield _prose(ast.get_docstring(module) or "")
        for node in module.body:
            if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
                yield from _object(node)


def _object(node: Function | ast.ClassDef, owner: str = "") -> Iterator[str]:
    document = ast.get_docstring(node)
    if document is None:
        return
    level = "####" if owner else "###"
    kind = "class " if isinstance(node, ast.ClassDef) else ""
    yield f"{level} {kind}{owner}{node.name} {{ .api }}\n"
    if isinstance(node, Function):
        yield f"```python\n{_signature(node, owner)}\n```\n"
    yield _document(document)
    if isinstance(node, ast.ClassDef):
        for part in node.body:
            if isinstance(part, Function) and not part.name.startswith("_"):
                yield from _object(part, f"{node.name}.")


def _signature(node: Function, owner: str) -> str:
    names = {item.id for item in node.decorator_list if isinstance(item, ast.Name)}
    if names & {"property", "cached_property"}:
        return f"{owner}{node.name} -> {ast.unparse(node.returns)}" if node.returns else f"{owner}{node.name}"
    arguments = ast.unparse(node.args)
    if owner:
        arguments = re.sub(r"^(self|cls)(, )?", "", arguments)
    line = f"{owner}{node.name}({arguments})"
    if node.returns:
        line += f" -> {ast.unparse(node.returns)}"
    if len(line) <= 100:
        return line
    return re.sub(r", (?=\w+:|\*)", ",\n    ", line.replace("(", "(\n    ", 1))


def _document(text: str) -> str:
    parsed = NumpyDocString(text)
    lines = [_prose("\n".join(parsed["Summary"])), _prose("\n".join(parsed["Extended Summary"]))]
    for section in SECTIONS:
        if parsed[section]:
            lines.append(f"**{section}**\n")
            lines += [_entry(entry.name or entry.type, "\n".join(entry.desc)) for entry in parsed[section]]
    return "\n".join(line for line in lines if line)


def _entry(name: str, text: str) -> str:
    body = plain(" ".join(text.split()))
    return f"`{name}`\n:   {body or '.'}\n"


def _prose(text: str) -> str:
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]
    return "".join(f"{plain(part)}\n\n" for part in paragraphs)
