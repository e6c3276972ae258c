"""The documentation site: it builds, its links lead somewhere, it asks nobody, and what it tells to paste runs."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

pytest.importorskip("material")
pytest.importorskip("numpydoc")

from cli.main import COMMANDS, app
from tests.pasted import blocks, run_in_order

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest_plugins = ("browser",)

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "docs" / "pages").rglob("*.md"))
sys.path.insert(0, str(ROOT / "docs"))
from makers import dictionary, library, markdown  # noqa: E402

LOADED = re.compile(r"""<(?:(?:script|img|iframe|source)\b[^>]*\bsrc|link\b[^>]*\bhref)=["']?([^"'\s>]+)""")


def build(folder: Path, config: Path) -> subprocess.CompletedProcess[str]:
    """Build a site as `make docs` does; quietly would mean that strictness is silent as well."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder), "-f", str(config)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site, strictly: a link or an anchor that leads nowhere fails it."""
    folder = tmp_path_factory.mktemp("docs") / "site"
    done = build(folder, ROOT / "mkdocs.yml")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_site_has_a_page_for_each_text_and_for_what_is_made(site: Path) -> None:
    for page in PAGES:
        assert (site / page.relative_to(ROOT / "docs" / "pages")).with_suffix(".html").is_file()
    for made in ("reference/commands", "reference/dictionary", "reference/python/geo.views", "gallery/what-binds"):
        assert (site / f"{made}.html").is_file()


@pytest.mark.parametrize("link", ["nowhere.md", "index.md#nowhere"])
def test_a_link_that_leads_nowhere_fails_the_build(link: str, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "index.md").write_text(f"# A page\n\n[A link]({link})\n", encoding="utf-8")
    (tmp_path / "pages" / "style.css").touch()
    config = tmp_path / "mkdocs.yml"
    config.write_text(
        f"INHERIT: {ROOT / 'mkdocs.yml'}\ndocs_dir: pages\nhooks: []\nnav: [index.md]\n", encoding="utf-8"
    )
    done = build(tmp_path / "site", config)
    assert done.returncode == 1
    assert "nowhere" in done.stderr


def test_the_make_target_is_as_strict() -> None:
    (command,) = re.findall(r"mkdocs build.*", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert command == "mkdocs build --strict"


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > len(PAGES)
    foreign = {
        address for page in pages for address in LOADED.findall(page.read_text(encoding="utf-8"))
        if address.startswith(("http:", "https:", "//"))
    }  # fmt: skip
    assert foreign == set()
    styles = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert not re.search(r"(url\(|@import)\s*[\"']?(https?:)?//", styles)


@pytest.mark.browser
def test_a_page_opens_from_a_folder_and_asks_no_server(site: Path, chromium: Browser) -> None:
    asked, failed = [], []
    with chromium.new_context() as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: failed.append(str(error)))
        for name in ("index", "method/capacity", "gallery/first-hour", "reference/commands"):
            page.goto((site / f"{name}.html").as_uri())
            assert page.locator("h1").first.is_visible()
    assert [address for address in asked if not address.startswith(("file:", "data:"))] == []
    assert failed == []


def test_every_command_is_in_the_reference_with_its_examples(site: Path) -> None:
    text = (site / "reference" / "commands.html").read_text(encoding="utf-8")
    assert all(f"corridors {name}" in text for name in COMMANDS)
    assert "corridors scenario compare" in text  # commands of a group as well


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "bash")], ids=lambda page: page.stem)
def test_the_commands_of_a_page_run_one_after_the_other(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run_in_order(page)


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "python")], ids=lambda page: page.stem)
def test_the_python_of_a_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks(page, "python"):
        exec(compile(block, str(page), "exec"), names)  # noqa: S102 - our own text


def test_a_scenario_of_a_page_is_one_that_the_tool_reads(tmp_path: Path) -> None:
    import shutil

    from geo import read_atlas

    (block,) = blocks(ROOT / "docs" / "pages" / "how-to" / "model.md", "toml")
    root = tmp_path / "atlas"
    shutil.copytree(ROOT / "seeds", root / "seeds")
    shutil.copytree(ROOT / "data", root / "data")
    (root / "data" / "corridors" / "scenarios" / "2030-second-ferry.toml").write_text(block, encoding="utf-8")
    doubled = read_atlas(root).bottlenecks("dostyk", "poti-port", steps=1, scenario="2030-second-ferry")
    assert doubled["passes_mt_yr_central"].iloc[0] == 9.0  # twice the 4.5 Mt of the ferries


def test_the_template_is_modelled_as_its_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from geo.template import start_atlas

    page = ROOT / "docs" / "pages" / "how-to" / "atlas.md"
    (block,) = blocks(page, "toml")
    monkeypatch.chdir(tmp_path)
    start_atlas(Path("my-atlas"))
    folder = Path("my-atlas/data/corridors/scenarios")
    folder.mkdir()
    (folder / "2030-opened.toml").write_text(block, encoding="utf-8")
    said = {}
    for line in blocks(page, "sh")[0].splitlines():
        result = CliRunner().invoke(app, shlex.split(line)[1:], catch_exceptions=False)
        assert result.exit_code == 0, f"{line}\n{result.output}"
        said[line.split()[1]] = result.stdout
    assert f"{365 * 8 * 3000 * 0.85 / 1e6:.3f}" in said["bottleneck"]  # eight pairs of 3,000 t, 85 % of the paths


def test_the_dictionary_has_every_record_that_stands_in_a_file() -> None:
    names = {schema.__name__ for schema in dictionary._records()}
    parts = {"PointGeometry", "LineGeometry", "Named"}  # of other records
    assert {name for name in names if not name.startswith("_")} - set(dictionary.FILES) <= parts


def test_the_dictionary_has_every_table_of_the_geopackage(tmp_path: Path) -> None:
    import sqlite3

    CliRunner().invoke(app, ["export", "-f", "gpkg", "-o", str(tmp_path / "all.gpkg")], catch_exceptions=False)
    with sqlite3.connect(tmp_path / "all.gpkg") as database:
        tables = {name for (name,) in database.execute("SELECT table_name FROM gpkg_contents")}
    told = set(re.findall(r"^### (\w+)", dictionary.page(), re.MULTILINE))
    assert tables - {"layer_styles"} <= told  # QGIS's own
    assert "nothing yet" not in dictionary.page().partition("### scenario_links")[2]


def test_what_a_record_takes_is_said_in_words() -> None:
    said = {
        "text, at most 5 characters, or null": {"anyOf": [{"type": "string", "maxLength": 5}, {"type": "null"}]},
        "`a`, `b`": {"enum": ["a", "b"]},
        "list of whole number, from 1": {"type": "array", "items": {"type": "integer", "minimum": 1}},
    }
    for words, schema in said.items():
        assert dictionary._takes(schema, {}) == words


def test_a_docstring_is_text_and_not_markup() -> None:
    assert markdown.plain("a <b> of `<c>` and *d*") == "a &lt;b> of `<c>` and \\*d\\*"
    assert markdown.cell("one | two\nthree") == "one \\| two three"


def test_every_public_module_has_a_place_in_the_reference() -> None:
    text = "".join(content for _, content in library.pages(ROOT))
    for path in (ROOT / "geo").rglob("*.py"):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        assert f"\n## {name}\n" in f"\n{text}", name
    assert "CorridorView.capacity" in text
    assert "def _" not in text
