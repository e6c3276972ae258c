"""When a busy server takes the next question: by its status page, by its headers, else by waiting longer each time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import NetworkError
from geo.network.osm.slots import retry_pause_s, slot_pause_s
from tests.network.osm.test_fetch import fetch
from tests.overpass import EMPTY, RECORDED, Reply

if TYPE_CHECKING:
    from tests.overpass import Player

HEAD = "Connected as: 1234567890\nCurrent time: 2026-04-02T10:00:00Z\nAnnounced endpoint: gall.openstreetmap.de/\n"
TAIL = "Currently running queries (pid, space limit, time limit, start time):\n"
FREE = f"{HEAD}Rate limit: 2\n2 slots available now.\n{TAIL}"
ONE = f"{HEAD}Rate limit: 2\n1 slots available now.\nSlot available after: 2026-04-02T10:00:12Z, in 12 seconds.\n{TAIL}"
NONE = (
    f"{HEAD}Rate limit: 2\nSlot available after: 2026-04-02T10:00:30Z, in 30 seconds.\n"
    f"Slot available after: 2026-04-02T10:00:07Z, in 7 seconds.\n{TAIL}42 536870912 180 2026-04-02T09:59:00Z\n"
)
LATE = f"{HEAD}Rate limit: 2\nSlot available after: 2026-04-02T09:59:58Z, in -2 seconds.\n{TAIL}"
UNLIMITED = f"{HEAD}Rate limit: 0\n{TAIL}"


@pytest.mark.parametrize(
    ("page", "pause_s"),
    [(FREE, 0), (ONE, 0), (NONE, 7), (LATE, 0), (UNLIMITED, None), ("", None), ("<html>busy</html>", None),
     ("0 slots available now.", None), ("Slot available after: soon, in 5 seconds.", None)],
)  # fmt: skip
def test_the_first_slot_that_is_free_counts(page: str, pause_s: float | None) -> None:
    assert slot_pause_s(page) == pause_s


DATE = "Thu, 02 Apr 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "pause_s"),
    [
        ({"Retry-After": "7"}, 7), ({"Retry-After": " 7 "}, 7), ({"Retry-After": "-7"}, None), ({}, None),
        ({"Retry-After": "9999999"}, None), ({"Retry-After": "soon", "Date": DATE}, None),
        ({"Retry-After": "Thu, 02 Apr 2026 10:00:09 GMT", "Date": DATE}, 9),
        ({"Retry-After": "Thu, 02 Apr 2026 09:59:00 GMT", "Date": DATE}, 0),
        ({"Retry-After": "Thu, 02 Apr 2026 10:00:09 GMT"}, None), ({"Retry-After": "٧"}, None),
    ],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date(headers: dict[str, str], pause_s: float | None) -> None:
    assert retry_pause_s(headers) == pause_s


@given(st.text(), st.text())
def test_no_header_and_no_page_breaks_it(one: str, other: str) -> None:
    assert (retry_pause_s({"Retry-After": one, "Date": other}) or 0) >= 0
    assert (slot_pause_s(one) or 0) >= 0


def test_a_server_without_a_free_slot_is_asked_when_it_has_one(player: Player) -> None:
    player.status = FREE
    extract = fetch(player, Reply(status=429, kind="text/html"), Reply(RECORDED), Reply(EMPTY))
    assert (len(extract.ways), player.asked_status) == (2, 1)


def test_a_slot_beyond_the_deadline_is_not_waited_for(player: Player) -> None:
    player.status = NONE.replace("in 7 seconds", "in 600 seconds").replace("in 30 seconds", "in 700 seconds")
    start = time.monotonic()
    with pytest.raises(NetworkError, match="wait 600 s, beyond the deadline"):
        fetch(player, Reply(status=429))
    assert time.monotonic() - start < 3


def test_a_server_that_runs_out_of_time_has_no_slots_to_ask_for(player: Player) -> None:
    player.status = FREE
    with pytest.raises(NetworkError, match="HTTP 504"):
        fetch(player, Reply(status=504), deadline_s=1)
    assert player.asked_status == 0
