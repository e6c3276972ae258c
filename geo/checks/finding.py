"""What a check finds, before it is told as a fault of its rule."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """
    One thing that a check found.

    Parameters
    ----------
    place
        File and line.
    message
        What was found, as one sentence.
    fix
        What to do about it, as one sentence.
    """

    place: tuple[str, int]
    message: str
    fix: str
