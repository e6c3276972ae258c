"""What is compiled, where it can be: its numba is optional, and slow to import."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


def compiled_module(name: str) -> ModuleType | None:
    """
    Import a module whose functions numba compiles.

    Parameters
    ----------
    name
        Its name in `geo.model`.

    Returns
    -------
    module
        None where numba is not installed, or finds no folder to keep what it has compiled, as for a user without a
        home: the answers are the same without it.
    """
    try:
        return import_module(f"geo.model.{name}")
    except (ImportError, RuntimeError):  # the latter of numba, where neither the package nor the home can be written
        return None
