"""Where an atlas is, and what its files are called."""

from __future__ import annotations

from pathlib import Path

import pytest

import geo
from geo.errors import CorridorError
from geo.paths import AtlasPaths, atlas_paths, shipped_paths


def test_the_checkout_comes_before_the_wheel() -> None:
    root = Path(geo.__file__).parents[1]
    assert shipped_paths() == AtlasPaths(root / "seeds", root / "data" / "corridors")
    assert atlas_paths(None) == shipped_paths()


def test_without_a_checkout_the_wheels_folders_are_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("geo.paths.__file__", str(tmp_path / "geo" / "paths.py"))
    inside = tmp_path / "geo" / "_data"
    assert shipped_paths() == AtlasPaths(inside / "seeds", inside / "corridors")


def test_files_are_named_from_the_atlas_root_wherever_they_are(tmp_path: Path) -> None:
    for paths in (AtlasPaths(tmp_path / "seeds", tmp_path / "data" / "corridors"),
                  AtlasPaths(tmp_path / "_data" / "seeds", tmp_path / "_data" / "corridors")):  # fmt: skip
        assert paths.label(paths.seeds / "claims" / "a.csv") == "seeds/claims/a.csv"
        assert paths.label(paths.corridors / "a.toml") == "data/corridors/a.toml"


def test_a_folder_that_is_no_atlas_says_what_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    with pytest.raises(CorridorError, match=r"missing: .*data/corridors/"):
        atlas_paths(tmp_path)


def test_a_file_is_no_atlas(tmp_path: Path) -> None:
    (tmp_path / "atlas").write_text("")
    with pytest.raises(CorridorError, match="An atlas is a folder"):
        geo.read_atlas(tmp_path / "atlas")
