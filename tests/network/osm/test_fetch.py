"""Fetching, against a server that plays what public ones were seen to send."""

from __future__ import annotations

import gzip
import json
import socket
import time
from typing import TYPE_CHECKING, Any

import osmnx
import pytest
import requests

from geo.errors import NetworkError
from geo.network.osm.answer import gather_answers, parse_answer
from geo.network.osm.area import band_area, box_area
from geo.network.osm.fetch import fetch_extract, query_texts
from geo.network.osm.gather import Gathering
from geo.network.osm.overpass import Service
from geo.network.osm.read import read_extract
from geo.network.osm.save import osm_bytes
from geo.network.osm.tags import Wanted
from tests.overpass import EMPTY, RECORDED, Player, Reply

if TYPE_CHECKING:
    from pathlib import Path

    from geo.network.osm.extract import Extract

BOX = box_area(69.9, -0.1, 70.1, 0.1)


def fetch(player: Player, *replies: Reply, deadline_s: float = 5, **options: Any) -> Extract:
    player.replies.extend(replies)
    return fetch_extract(BOX, None, Service(player.address, 5, deadline_s), **options)


def test_way_ids_refs_and_railway_tags_come_through(player: Player) -> None:
    extract = fetch(player, Reply(RECORDED), Reply(EMPTY))
    assert [way.way_id for way in extract.ways] == [100, 101]
    assert extract.ways[0].refs.tolist() == [1, 2, 3]
    assert extract.ways[0].tags == {"railway": "rail", "gauge": "1520", "name": "<script>{{ 7*7 }}</script>"}
    assert extract.missing.tolist() == [4]
    assert [(point.point_id, point.tags["name"]) for point in extract.points] == [(3, "J")]
    assert extract.date == "2026-04-02T00:00:00Z"  # of two answers, the older state
    assert extract.origin == player.address


def test_one_question_is_for_rail_without_yards_and_one_for_stations(player: Player) -> None:
    fetch(player, Reply())
    ways, points = player.queries
    assert 'way["railway"="rail"]["service"!~"^(crossover|siding|spur|yard)$"]' in ways
    assert "node['railway'='station']" in points
    assert player.headers[0]["user-agent"].startswith("corridor-atlas")
    assert "@" not in player.headers[0]["user-agent"]


def test_the_box_of_kazakhstan_is_one_question_not_2127() -> None:
    assert len(query_texts(box_area(46.5, 40.5, 87.3, 55.4))) == 2


def test_a_corridor_in_two_pieces_is_asked_for_in_two_pieces_not_in_their_hull() -> None:
    assert len(query_texts(band_area([[(70, 50), (71, 50)], [(80, 50), (81, 50)]], 10))) == 4


@pytest.mark.parametrize("km", [0, -1, 501, float("nan")])
def test_a_distance_that_is_none_is_refused(km: float) -> None:
    with pytest.raises(NetworkError, match="is no distance"):
        band_area([[(70, 50), (71, 50)]], km)


def test_roads_are_asked_for_by_class_with_their_links() -> None:
    ways, *_ = query_texts(BOX, Wanted("road", classes=("trunk",)))
    assert 'way["highway"~"^(trunk|trunk_link)$"]' in ways


def test_a_dry_run_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("it connected"))
    assert query_texts(BOX)


def test_osmnx_and_the_look_up_of_names_are_left_as_they_were(player: Player) -> None:
    names = [name for name in vars(osmnx.settings) if not name.startswith("_")]
    before = {name: getattr(osmnx.settings, name) for name in names}
    look_up = socket.getaddrinfo
    fetch(player, Reply())
    assert {name: getattr(osmnx.settings, name) for name in names} == before
    assert socket.getaddrinfo is look_up


@pytest.mark.parametrize("status", [429, 504])
def test_a_busy_server_is_asked_again(player: Player, status: int) -> None:
    extract = fetch(player, Reply(status=status, headers={"Retry-After": "0"}), Reply(RECORDED), Reply(EMPTY))
    assert len(extract.ways) == 2
    assert len(player.queries) == 3


@pytest.mark.parametrize("status", [429, 504])
def test_a_server_that_stays_busy_is_left_at_the_deadline(player: Player, status: int) -> None:
    start = time.monotonic()
    with pytest.raises(NetworkError, match=rf"busy \(HTTP {status}\).*deadline of 1 s.*--endpoint"):
        fetch(player, Reply(status=status, kind="text/html"), deadline_s=1)
    assert time.monotonic() - start < 3


def test_a_server_that_asks_for_an_hour_is_not_waited_for(player: Player) -> None:
    with pytest.raises(NetworkError, match="wait 3600 s"):
        fetch(player, Reply(status=429, headers={"Retry-After": "3600"}))


def test_an_answer_that_trickles_is_left_at_the_deadline(player: Player) -> None:
    start = time.monotonic()
    with pytest.raises(NetworkError, match=r"not sent its answer within 1 s.*--deadline"):
        fetch(player, Reply(RECORDED, drip_s=0.02), deadline_s=1)
    assert time.monotonic() - start < 5


def test_headers_that_trickle_are_left_at_the_deadline(player: Player) -> None:
    """Each byte comes within the limit of silence, and the standard library reads a head to its end."""
    start = time.monotonic()
    with pytest.raises(NetworkError, match=r"not sent its answer within 1 s.*--deadline"):
        fetch(player, Reply(RECORDED, head_drip_s=0.1), deadline_s=1)
    assert time.monotonic() - start < 3


def test_a_server_that_says_nothing_is_left_at_the_deadline_if_that_is_sooner(player: Player) -> None:
    start = time.monotonic()
    with pytest.raises(NetworkError, match=r"not sent its answer within 1 s"):
        fetch(player, Reply(RECORDED, head_drip_s=4), deadline_s=1)
    assert time.monotonic() - start < 3


def test_an_answer_that_inflates_without_end_is_refused(player: Player) -> None:
    packed = gzip.compress(b" " * 2**24) * 64
    start = time.monotonic()
    with pytest.raises(NetworkError, match=r"more than 134,217,728 bytes"):
        fetch(player, Reply(packed, headers={"Content-Encoding": "gzip"}), deadline_s=60)
    assert time.monotonic() - start < 20


def test_a_packed_answer_is_unpacked(player: Player) -> None:
    headers = {"Content-Encoding": "gzip"}
    replies = [Reply(gzip.compress(body), headers=headers) for body in (RECORDED, EMPTY)]
    assert [way.way_id for way in fetch(player, *replies).ways] == [100, 101]


def test_an_answer_that_is_not_packed_as_it_says_is_refused(player: Player) -> None:
    with pytest.raises(NetworkError, match="could not be asked, or broke off"):
        fetch(player, Reply(RECORDED, headers={"Content-Encoding": "gzip"}))


def test_a_packed_answer_cut_off_is_refused(player: Player, tmp_path: Path) -> None:
    with pytest.raises(NetworkError):
        fetch(player, Reply(gzip.compress(RECORDED)[:-20], headers={"Content-Encoding": "gzip"}), cache=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_ways_that_hang_together_with_nothing_come_too(player: Player) -> None:
    """Of a graph osmnx keeps the largest part alone, and drops what no car may use, unless told otherwise."""
    tags = {"railway": "rail", "oneway": "yes", "gauge": "1520", "railway:preferred_direction": "backward"}
    ways = [{"type": "way", "id": n, "nodes": [2 * n, 2 * n + 1], "tags": tags} for n in (1, 2)]
    nodes = [{"type": "node", "id": n, "lat": n / 1000, "lon": 70.0} for n in (2, 3, 4, 5)]
    extract = fetch(player, Reply(json.dumps({"elements": [*ways, *nodes]}).encode()), Reply())
    assert [way.way_id for way in extract.ways] == [1, 2]
    assert set(extract.ways[0].tags) >= {"gauge", "railway:preferred_direction"}


def test_an_area_is_asked_for_without_light_rail_and_monorail() -> None:
    (ways, *_) = query_texts(BOX)
    assert '"railway"="rail"' in ways
    assert "~" not in ways.partition('["service"')[0]


def test_no_cached_answer_needs_a_server(player: Player, tmp_path: Path) -> None:
    fetch(player, Reply(RECORDED), Reply(EMPTY), cache=tmp_path)
    player.replies.extend([Reply(status=500)] * 3)
    player.replies.popleft()
    assert len(fetch(player, cache=tmp_path).ways) == 2
    assert len(player.queries) == 2


REMARK = b'{"elements": [], "remark": "runtime error: Query timed out in \\"query\\" at line 1 after 181 seconds."}'


@pytest.mark.parametrize(
    ("reply", "rule"),
    [
        (Reply(REMARK), "only a part.*Query timed out.*--timeout"),
        (Reply(RECORDED, declared=len(RECORDED) + 100), "broke off"),
        (Reply(RECORDED[:-50]), "cut off or no JSON"),
        (Reply(b"<html>Sign in</html>", kind="text/html; charset=utf-8"), "'text/html.*proxy"),
        (Reply(b"<html>Sign in</html>"), "cut off or no JSON"),
        (Reply(b""), "cut off or no JSON"),
        (Reply(b"[]"), "no elements"),
        (Reply(b'{"elements": 7}'), "no elements"),
        (Reply(b"[" * 100_000), "cut off or no JSON"),
        (Reply(status=400, body=b"bad query"), "HTTP 400"),
        (Reply(status=302, headers={"Location": "http://127.0.0.1:9/elsewhere"}), "sends on to"),
    ],
)
def test_no_answer_is_taken_by_halves(player: Player, reply: Reply, rule: str, tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match=rule):
        fetch(player, reply, cache=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "element",
    [
        {"type": "way", "id": "x", "nodes": [1, 2], "tags": {"railway": "rail"}},
        {"type": "way", "id": 5, "nodes": "12", "tags": {"railway": "rail"}},
        {"type": "way", "id": 5, "nodes": [1, 1.5], "tags": {"railway": "rail"}},
        {"type": "way", "id": 5, "nodes": [1, 2], "tags": ["railway"]},
        {"type": "way", "id": 5, "nodes": [1, -2], "tags": {"railway": "rail"}},
        {"type": "node", "id": 1, "lat": "0", "lon": 0},
        {"type": "node", "id": True, "lat": 0, "lon": 0},
        {"type": "node", "id": 1, "lat": 91, "lon": 0, "tags": {"railway": "halt"}},
    ],
)
def test_an_element_that_is_none_is_refused(element: dict[str, Any]) -> None:
    answer = parse_answer(json.dumps({"elements": [element]}).encode(), "the server")
    with pytest.raises(NetworkError, match="the server: "):
        gather_answers(Gathering("the server", Wanted()), [answer])


def test_what_was_asked_is_not_asked_again_unless_fresh(player: Player, tmp_path: Path) -> None:
    first = fetch(player, Reply(RECORDED), Reply(EMPTY), cache=tmp_path)
    again = fetch(player, cache=tmp_path)
    assert len(player.queries) == 2
    assert [way.way_id for way in again.ways] == [way.way_id for way in first.ways]
    fetch(player, cache=tmp_path, is_fresh=True)
    assert len(player.queries) == 4


def test_a_damaged_answer_in_the_cache_is_asked_for_again(player: Player, tmp_path: Path) -> None:
    fetch(player, Reply(RECORDED), Reply(EMPTY), cache=tmp_path)
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:-9])
    player.replies.extend([Reply(RECORDED), Reply(EMPTY)])
    player.replies.popleft()
    assert len(fetch(player, cache=tmp_path).ways) == 2


@pytest.mark.parametrize("name", ["fetched.osm", "fetched.osm.gz"])
def test_what_was_fetched_is_read_again_the_same(player: Player, tmp_path: Path, name: str) -> None:
    fetched = fetch(player, Reply(RECORDED), Reply(EMPTY))
    path = tmp_path / name
    path.write_bytes(osm_bytes(fetched, is_zipped=name.endswith("gz")))
    again = read_extract(path)
    assert [(way.way_id, way.refs.tolist(), way.tags) for way in again.ways] == [
        (way.way_id, way.refs.tolist(), way.tags) for way in fetched.ways
    ]
    assert again.points == fetched.points
    assert again.lonlat.tolist() == fetched.lonlat.tolist()
    assert (again.date, again.missing.tolist()) == (fetched.date, [4])


def test_nobody_at_the_address_is_said() -> None:
    with pytest.raises(NetworkError, match=r"could not be asked.*--endpoint"):
        fetch_extract(BOX, None, Service("http://127.0.0.1:9/api", 1, 1))


def test_a_name_that_nobody_knows_is_not_sent_to_a_public_resolver(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "gethostbyname", unknown)
    monkeypatch.setattr(osmnx._http, "_original_getaddrinfo", unknown)
    monkeypatch.setattr(requests, "get", lambda *_, **__: pytest.fail("it asked a resolver"))
    with pytest.raises(NetworkError, match="Name or service not known"):
        fetch_extract(BOX, None, Service("http://nowhere.invalid/api", 1, 1))
