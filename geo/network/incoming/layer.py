"""A layer of features as it stands in a file: geometry, attributes, coordinate system."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

MAX_FEATURES = 2_000_000


@dataclass(frozen=True)
class Layer:
    """
    A layer of features.

    Parameters
    ----------
    crs
        The coordinate system as the file says it; None if it does not.
    geometry
        WKB a feature, None where there is none.
    columns
        Attribute to its values, one a feature.
    """

    crs: str | None
    geometry: NDArray[Any]
    columns: Mapping[str, NDArray[Any]]
