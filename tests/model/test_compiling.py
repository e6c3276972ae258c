"""What is compiled, and where it cannot be."""

from __future__ import annotations

import sys

import pytest

from geo.model.compiling import compiled_module


def test_what_is_compiled_is_imported() -> None:
    pytest.importorskip("numba")
    found = compiled_module("compiled_search")
    assert found is not None
    assert found.__name__ == "geo.model.compiled_search"


def test_without_numba_nothing_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, "geo.model.compiled_cuts", raising=False)
    assert compiled_module("compiled_cuts") is None


def test_without_a_folder_to_keep_it_in_nothing_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    numba = pytest.importorskip("numba")

    def no_locator(**_: object) -> None:
        raise RuntimeError("cannot cache function 'settle': no locator available")

    monkeypatch.setattr(numba, "njit", no_locator)
    monkeypatch.delitem(sys.modules, "geo.model.compiled_cuts", raising=False)
    assert compiled_module("compiled_cuts") is None
