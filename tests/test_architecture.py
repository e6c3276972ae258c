"""What may import what, and what the library never does."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    path.relative_to(ROOT).as_posix() for folder in ("geo", "cli") for path in (ROOT / folder).rglob("*.py")
)
TESTS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("*.py"))
LIBRARY = [module for module in MODULES if module.startswith("geo/")]
NETWORK = {"socket", "http", "urllib", "requests", "httpx", "aiohttp", "ssl", "ftplib", "smtplib", "webbrowser"}
CLOCK_AND_CHANCE = {"time", "random", "secrets", "uuid"}
WAITING = {
    "geo/network/osm/overpass.py": NETWORK | {"time"},  # a server of OpenStreetMap, asked again until a deadline
    "geo/network/osm/deadline.py": {"time"},  # the same server, while it says nothing
    "geo/model/scheduler.py": {"time"},  # a cluster that falls silent; no result depends on how long it was
}
NOW = {"now", "utcnow", "today", "fromtimestamp"}
MAX_LINES = 400
MAX_BODY = 40


def tree(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text("utf-8"))


def imports(module: str) -> Iterator[str]:
    """Name the modules that a module imports, wherever the import stands."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def importers(*packages: str) -> list[str]:
    return [m for m in MODULES if any(name.partition(".")[0] in packages for name in imports(m))]


def test_imports_point_one_way() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_the_maps_module_imports_folium() -> None:
    assert set(importers("folium", "branca")) <= {"geo/products/map_folium.py"}


def test_only_the_osm_modules_import_osmnx_and_osmium() -> None:
    assert set(importers("osmnx")) == {"geo/network/osm/fetch.py", "geo/network/osm/overpass.py"}
    assert all(module.startswith("geo/network/osm") for module in importers("osmium"))


def test_only_figures_and_reports_import_matplotlib_and_none_its_global_state() -> None:
    rooms = ("geo/products/figures/", "geo/products/report/")
    assert all(module.startswith(rooms) for module in importers("matplotlib"))
    assert [m for m in MODULES if "matplotlib.pyplot" in set(imports(m))] == []


def test_only_commands_import_click() -> None:
    assert [module for module in importers("click") if not module.startswith("cli/")] == []


def test_evidence_and_network_know_nothing_of_each_other() -> None:
    for room, other in (("evidence", "network"), ("network", "evidence")):
        modules = [module for module in LIBRARY if module.startswith(f"geo/{room}/")]
        assert modules
        assert [m for m in modules if any(name.startswith(f"geo.{other}") for name in imports(m))] == []


@pytest.mark.parametrize("module", LIBRARY)
def test_the_library_uses_no_clock_no_chance_and_no_network(module: str) -> None:
    allowed = WAITING.get(module, {"urllib.parse"})
    refused = {name for name in imports(module) if name.partition(".")[0] in NETWORK | CLOCK_AND_CHANCE}
    assert {name for name in refused if not any(name.startswith(start) for start in allowed)} == set()
    asked = [node.attr for node in ast.walk(tree(module)) if isinstance(node, ast.Attribute) and node.attr in NOW]
    assert asked == []


@pytest.mark.parametrize("module", LIBRARY)
def test_the_library_prints_nothing(module: str) -> None:
    if module == "geo/products/exports.py":
        return  # writes data, and no talk, where the output is "-"
    names = [node.id for node in ast.walk(tree(module)) if isinstance(node, ast.Name) and node.id in {"print", "input"}]
    streams = [
        n.attr for n in ast.walk(tree(module)) if isinstance(n, ast.Attribute) and n.attr in {"stdout", "stderr"}
    ]
    assert names + streams == []


@pytest.mark.parametrize("module", TESTS)
def test_a_module_of_tests_has_at_most_400_lines(module: str) -> None:
    assert (ROOT / module).read_text("utf-8").count("\n") <= MAX_LINES


@pytest.mark.parametrize("module", MODULES)
def test_a_module_has_at_most_400_lines_and_a_function_40(module: str) -> None:
    text = (ROOT / module).read_text("utf-8")
    assert text.count("\n") <= MAX_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert lines <= MAX_BODY, f"{node.name} has {lines} lines"


@pytest.mark.parametrize("module", LIBRARY)
def test_every_error_raised_is_of_the_librarys_own_or_pydantics_kind(module: str) -> None:
    raised = {
        node.exc.func.id
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name)
    }
    assert not raised & {"Exception", "BaseException", "RuntimeError", "SystemExit", "AssertionError", "KeyError"}
