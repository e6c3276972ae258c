"""Slots: when a busy Overpass server will take the next question."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_FREE = re.compile(r"^(\d{1,4}) slots? available now", re.MULTILINE)
_LATER = re.compile(r"^Slot available after: [0-9TZ:.+-]{10,35}, in (-?\d{1,7}) seconds", re.MULTILINE)


def slot_pause_s(status: str) -> float | None:
    """
    Read how long to wait from what a server says at ``/status``.

    Parameters
    ----------
    status
        The page's text (https://wiki.openstreetmap.org/wiki/Overpass_API, Rate limiting): slots free now, or when each
        of them will be.

    Returns
    -------
    pause_s
        Seconds until the first slot is free, 0 if one is; None if the page does not say.
    """
    free = _FREE.search(status)
    if free is not None and int(free[1]):
        return 0.0
    return min((max(0.0, float(text)) for text in _LATER.findall(status)), default=None)


def retry_pause_s(headers: Mapping[str, str]) -> float | None:
    """
    Read how long to wait from an answer's ``Retry-After`` (RFC 9110, 10.2.3): seconds, or a date.

    Parameters
    ----------
    headers
        The answer's headers.

    Returns
    -------
    pause_s
        Seconds; a date counts from the answer's own, so that no clock need be right. None if it says nothing.
    """
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text) if len(text) < 7 else None
    try:
        later, now = (parsedate_to_datetime(headers.get(name, "")) for name in ("Retry-After", "Date"))
        return max(0.0, (later - now).total_seconds())
    except (TypeError, ValueError, OverflowError):  # no date, or one with and one without a zone
        return None
