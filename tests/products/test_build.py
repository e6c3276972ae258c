"""A build appears whole or not at all."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

import geo
from geo import folders
from geo.errors import ProductError, UnknownIdError
from geo.products import build, geopackage, maps
from geo.products.manifest import check_files
from tests.published import content, leftovers

ROOT = Path(geo.__file__).parents[1]
PRODUCTS = [
    "capacity.csv", "capacity.html", "capacity.md", "capacity.xlsx", "claims.csv", "corridors.gpkg", "index.html",
    "manifest.json", "napkin.html",
]  # fmt: skip


def no_space(*_: Any, **__: Any) -> None:
    raise OSError(28, "No space left on device")


def test_a_build_writes_all_products_and_keeps_the_files_of_others(napkin: geo.Atlas, out: Path) -> None:
    build.build(napkin, out)
    assert sorted(content(out)) == sorted([*PRODUCTS, "README.md", "preview.png"])
    assert (out / "README.md").read_text("utf-8") == "about"
    assert leftovers(out) == []


def test_a_build_makes_the_folder(napkin: geo.Atlas, tmp_path: Path) -> None:
    build.build(napkin, tmp_path / "deep" / "maps")
    assert sorted(content(tmp_path / "deep" / "maps")) == PRODUCTS


def test_a_build_has_the_same_bytes_twice(napkin: geo.Atlas, tmp_path: Path) -> None:
    for name in ("one", "two"):
        build.build(napkin, tmp_path / name, lang="ru")
    assert content(tmp_path / "one") == content(tmp_path / "two")


def test_the_manifest_lists_every_file_with_its_hash(napkin: geo.Atlas, out: Path) -> None:
    manifest = build.build(napkin, out)
    written = json.loads((out / "manifest.json").read_bytes())
    assert [file["name"] for file in written["files"]] == [name for name in PRODUCTS if name != "manifest.json"]
    for file in written["files"]:
        found = (out / file["name"]).read_bytes()
        assert (file["sha256"], file["size"]) == (hashlib.sha256(found).hexdigest(), len(found))
    assert len(manifest.files) == len(written["files"])
    assert written["interval_policy"]["version"] == "1"
    assert any("Natural Earth" in line for line in written["attribution"])


def test_the_manifest_changes_with_the_atlas(napkin: geo.Atlas, napkin_copy: Path, out: Path) -> None:
    before = build.build(napkin, out).atlas_sha256
    (napkin_copy / "seeds" / "decisions.toml").unlink()
    assert build.build(geo.read_atlas(napkin_copy), out).atlas_sha256 != before


def test_the_page_of_a_corridor_that_is_gone_disappears(napkin: geo.Atlas, napkin_copy: Path, out: Path) -> None:
    build.build(napkin, out)
    corridors = napkin_copy / "data" / "corridors"
    text = (corridors / "napkin.toml").read_text("utf-8")
    (corridors / "serviette.toml").write_text(text.replace('"napkin"', '"serviette"'), "utf-8")
    (corridors / "napkin.toml").unlink()
    for path in (napkin_copy / "seeds" / "claims").iterdir():
        path.write_text(path.read_text("utf-8").replace(",napkin,", ",serviette,"), "utf-8")
    build.build(geo.read_atlas(napkin_copy), out)
    assert "napkin.html" not in content(out)
    assert {"serviette.html", "README.md"} <= content(out).keys()


def test_progress_names_each_product(napkin: geo.Atlas, out: Path) -> None:
    told: list[str] = []
    build.build(napkin, out, progress=told.append)
    assert sorted(told) == PRODUCTS


@pytest.mark.parametrize(
    ("module", "name"), [(maps, "map_html"), (geopackage, "write_layers"), (build, "make_manifest")]
)
def test_a_product_that_fails_leaves_the_last_build_untouched(
    napkin: geo.Atlas, out: Path, monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    build.build(napkin, out)
    before = content(out)
    monkeypatch.setattr(module, name, no_space)
    with pytest.raises(ProductError, match=r"no space left on device. Free some space"):
        build.build(napkin, out, lang="kk")
    assert content(out) == before
    assert leftovers(out) == []


def test_an_interrupt_leaves_the_last_build_untouched(
    napkin: geo.Atlas, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build.build(napkin, out)
    before = content(out)

    def interrupt(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "check_files", interrupt)
    with pytest.raises(KeyboardInterrupt):
        build.build(napkin, out, lang="kk")
    assert content(out) == before
    assert leftovers(out) == []


def test_a_page_that_is_cut_off_is_not_published(napkin: geo.Atlas, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maps, "map_html", lambda *_, **__: "<html><body>")
    with pytest.raises(ProductError, match=r"not whole after writing: \['index.html', 'napkin.html'\]"):
        build.build(napkin, out)
    assert sorted(content(out)) == ["README.md", "preview.png"]


def test_a_file_that_changed_after_writing_is_found(napkin: geo.Atlas, out: Path) -> None:
    manifest = build.build(napkin, out)
    (out / "claims.csv").write_text("", "utf-8")
    with pytest.raises(ProductError, match=r"\['claims.csv'\]"):
        check_files(out, manifest)


def test_a_file_is_no_folder(napkin: geo.Atlas, tmp_path: Path) -> None:
    (tmp_path / "maps").write_text("text", "utf-8")
    with pytest.raises(ProductError, match=r"it is a file. Choose a folder"):
        build.build(napkin, tmp_path / "maps")
    assert (tmp_path / "maps").read_text("utf-8") == "text"


def test_a_folder_that_may_not_be_written_is_named(
    napkin: geo.Atlas, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders.os, "access", lambda *_: False)
    with pytest.raises(ProductError, match=r"permission denied. Allow writing there"):
        build.build(napkin, out)
    assert sorted(content(out)) == ["README.md", "preview.png"]


def test_entries_alone_are_not_built(napkin: geo.Atlas, out: Path) -> None:
    with pytest.raises(ProductError, match="no alignment"):
        build.build(napkin, out, corridor_ids=["some-programme"])
    with pytest.raises(UnknownIdError):
        build.build(napkin, out, corridor_ids=["nowhere"])
