"""Work beside the caller's: what goes wrong in it reaches the caller as one sentence."""

from __future__ import annotations

import os
import sys

import pytest

from geo.errors import ProductError
from geo.products.beside import beside


def too_large() -> None:
    raise OverflowError("int too large to convert")


@pytest.mark.parametrize("processors", [1, 4])
def test_an_error_that_nobody_expected_is_one_of_the_librarys(processors: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    with pytest.raises(ProductError, match="OverflowError: int too large to convert"), beside(too_large):
        pass


@pytest.mark.parametrize("processors", [1, 4])
def test_an_error_of_the_system_stays_what_it_is(processors: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    with pytest.raises(OSError, match="No space left"), beside(full):
        pass


def test_the_work_goes_without_packages_that_it_does_not_need(monkeypatch: pytest.MonkeyPatch) -> None:
    def look() -> None:
        import this  # noqa: F401

    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    monkeypatch.delitem(sys.modules, "this", raising=False)
    with pytest.raises(ProductError, match=r"import of this halted"), beside(look, without=["this"]):
        pass
    assert "this" not in sys.modules
