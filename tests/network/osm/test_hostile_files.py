"""Files that are not what they say: refused with the rule and a fix, in bounded time and memory."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import osmium
import pytest
from osmium.osm import mutable

from geo.errors import NetworkError
from geo.network.osm.read import read_extract
from tests.network.osm.conftest import RAILWAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[3]
LAUGHS = '<!DOCTYPE osm [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
MEBIBYTE = 2**20


def way(inside: str = "", way_id: object = 1, refs: tuple[object, ...] = (1, 2)) -> str:
    named = "".join(f'<nd ref="{ref}"/>' for ref in refs)
    return f'<way id="{way_id}">{named}<tag k="railway" v="rail"/>{inside}</way>'


NODES = '<node id="1" lat="1" lon="2"/><node id="2" lat="1" lon="3"/>'


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (way(way_id="x"), "illegal id: 'x'"),
        (way(way_id="99999999999999999999"), "illegal id"),
        (way(way_id=-1), "-1 is no id of a way.*osmium renumber"),
        (way(refs=(1, -2)), "-2 is no id of a node"),
        (way(refs=(1, 2**40)), "is no id of a node"),
        (way(refs=(1, "")), "illegal id"),
        (way() + way("<tag k='gauge' v='1435'/>"), "way 1 is there twice, and not the same"),
        (way(refs=(1,) * 100_001), "100,001 nodes"),
        (way() + '<node id="1" lat="91" lon="0"/>', "node 1 has no position on the globe"),
        (way() + '<node id="1" lat="nan" lon="0"/>', "wrong format for coordinate"),
        (way() + '<node id="1" lat="1e9" lon="0"/>', "wrong format for coordinate"),
        (way() + '<node id="1"/>', "node 1 has no position"),
        ("<way id='1'><way id='2'/></way>", "Unknown element"),
        ("<foo><bar></foo>", "cannot be read"),
        ("x" * 10 + "<!-- a comment -->" + "<node" * 20_000, "cannot be read|sections amid"),
    ],
)
def test_what_breaks_a_bound_is_refused(osm_file: Callable[..., Path], body: str, rule: str) -> None:
    with pytest.raises(NetworkError, match=rule) as told:
        read_extract(osm_file(body))
    assert str(told.value).startswith("made.osm")
    assert len(str(told.value)) < 500


def test_entities_are_refused(osm_file: Callable[..., Path]) -> None:
    with pytest.raises(NetworkError, match="declares a document type, entities"):
        read_extract(osm_file(way("<tag k='name' v='&b;'/>"), head=LAUGHS))


@pytest.mark.parametrize("head", ["<!-- > --><!DOCTYPE osm [<!ENTITY a 'b'>]>", f"<!--{'x' * 70_000}--><!DOCTYPE osm>"])
def test_entities_behind_a_comment_are_refused(osm_file: Callable[..., Path], head: str) -> None:
    with pytest.raises(NetworkError, match=r"entities|no <osm> at its head"):
        read_extract(osm_file(NODES, head=head))


@pytest.mark.parametrize("coding", ["utf-16", "utf-32"])
def test_other_encodings_cannot_hide_entities(tmp_path: Path, coding: str) -> None:
    path = tmp_path / "made.osm"
    path.write_bytes(f'<?xml version="1.0" encoding="{coding}"?>{LAUGHS}<osm version="0.6"></osm>'.encode(coding))
    with pytest.raises(NetworkError, match=r"not in UTF-8|no <osm>"):
        read_extract(path)


def test_words_are_cut_where_they_are_no_words(osm_file: Callable[..., Path]) -> None:
    extract = read_extract(osm_file(NODES + way(f"<tag k='name' v='{'x' * 1021}'/><tag k='ref' v='1'/>")))
    assert extract.ways[0].tags == {"railway": "rail", "ref": "1"}
    assert extract.notes == ["1 tags too long or with characters that XML has not were left out."]


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("a.osm", b"", "empty"),
        ("a.osm", b"hello", "no OpenStreetMap XML"),
        ("a.osm", b"<html><body>Moved</body></html>", "no OpenStreetMap XML"),
        ("a.osm", b'<osm version="0.5"></osm>', "version 0.5"),
        ("a.osm", RAILWAY.read_bytes()[:-300], "cut off"),
        ("a.osm.gz", b"hello", "cut off or is not what its ending says"),
        ("a.osm.gz", gzip.compress(RAILWAY.read_bytes())[:-9], "cut off or is not what its ending says"),
        ("a.osm.gz", RAILWAY.read_bytes(), "cut off or is not what its ending says"),
        ("a.osm.bz2", b"BZh9hello", "cut off or is not what its ending says"),
        ("a.osm.pbf", RAILWAY.read_bytes(), r"no .osm.pbf file"),
        ("a.osm.pbf", b"\0\0\0\x0d", r"no .osm.pbf file"),
        ("a.osm.pbf", b"\0\0\0\x0d\x0a\x09OSMHeader\x18\x7f1234", "cut off within its last block"),
        ("a.txt", b"hello", "unknown ending"),
        ("a,format.osm.pbf.sh", b"hello", "unknown ending"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(tmp_path: Path, name: str, content: bytes, rule: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(NetworkError, match=rule):
        read_extract(path)


def test_no_folder_no_pipe_no_address_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo(tmp_path / "pipe.osm")
    (tmp_path / "folder.osm").mkdir()
    for name in ("pipe.osm", "folder.osm", "http://127.0.0.1:9/a.osm", "-", "/dev/zero", "not-there.osm"):
        with pytest.raises(NetworkError, match=r"folder or a device|not there"):
            read_extract(Path(name))


@pytest.fixture(scope="module")
def extract_pbf(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("pbf") / "whole.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for number in range(1, 2001):
            writer.add_node(mutable.Node(id=number, location=(number / 100, 1), tags={}))
        for number in range(1, 20):
            writer.add_way(mutable.Way(id=number, nodes=[number, number + 1], tags={"railway": "rail"}))
    return path.read_bytes()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_pbf_cut_anywhere_is_refused(tmp_path: Path, extract_pbf: bytes, share: float) -> None:
    path = tmp_path / "cut.osm.pbf"
    path.write_bytes(extract_pbf[: int(share * len(extract_pbf))])
    with pytest.raises(NetworkError):
        read_extract(path)


@pytest.mark.parametrize("at", range(20, 400, 37))
def test_a_flipped_bit_is_an_error_or_an_extract_and_never_a_crash(tmp_path: Path, extract_pbf: bytes, at: int) -> None:
    path = tmp_path / "flipped.osm.pbf"
    path.write_bytes(extract_pbf[:at] + bytes([extract_pbf[at] ^ 16]) + extract_pbf[at + 1 :])
    with suppress(NetworkError):
        assert read_extract(path).ways


def varint(number: int) -> bytes:
    return bytes([number]) if number < 128 else bytes([number & 127 | 128]) + varint(number >> 7)


def blob(kind: bytes, raw: bytes, said: int) -> bytes:
    packed = zlib.compress(raw, 9)
    content = b"\x10" + varint(said) + b"\x1a" + varint(len(packed)) + packed
    header = b"\x0a" + varint(len(kind)) + kind + b"\x18" + varint(len(content))
    return len(header).to_bytes(4, "big") + header + content


def bombs(folder: Path) -> Iterator[Path]:
    start, end = b'<?xml version="1.0"?><osm version="0.6">', b"</osm>"
    spaces = gzip.compress(b" " * 16 * MEBIBYTE)
    nodes = gzip.compress(b'<nd ref="1"/>' * MEBIBYTE)
    many = gzip.compress(b'<node id="1" lat="1" lon="2"/>' * 500_000)
    files = {
        "nodes.osm.gz": gzip.compress(start) + many * 64 + gzip.compress(end),
        "spaces.osm.gz": gzip.compress(start) + spaces * 256 + gzip.compress(end),
        "refs.osm.gz": gzip.compress(start + b'<way id="1">') + nodes * 256 + gzip.compress(b"</way>" + end),
        "attribute.osm.gz": gzip.compress(start + b'<tag k="') + spaces * 256 + gzip.compress(b'"/>' + end),
        "comment.osm.gz": gzip.compress(start + b"<!--") + gzip.compress(b"<node " * MEBIBYTE * 2) * 256,
        "blobs.osm.pbf": blob(b"OSMHeader", b"", 0) + blob(b"OSMData", bytes(32 * MEBIBYTE), 32 * MEBIBYTE) * 256,
        "liar.osm.pbf": blob(b"OSMHeader", b"\x22\x0eOsmSchema-V0.6", 16)
        + blob(b"OSMData", bytes(32 * MEBIBYTE), 10) * 256,
        "laughs.osm": f'<?xml version="1.0"?>{LAUGHS}<osm version="0.6"><node id="&b;"/></osm>'.encode(),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
        yield folder / name


APART = """
import re
from pathlib import Path
import osmium
from geo.network.osm.read import read_extract
import sys
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
before = peak()
extract = read_extract(Path(sys.argv[1]))
print(len(extract.node_ids), len(extract.missing), peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the peak of memory")
def test_nodes_far_apart_do_not_take_the_memory_of_all_between(tmp_path: Path) -> None:
    path = tmp_path / "apart.osm.pbf"
    ids = range(1, 12 * 10**9, 6 * 10**6)
    with osmium.SimpleWriter(str(path), header=_sorted_header()) as writer:
        for node_id in ids:
            writer.add_node(mutable.Node(id=node_id, location=(1, 1), tags={}))
        writer.add_way(mutable.Way(id=1, nodes=list(ids)[::-1], tags={"railway": "rail"}))
    done = subprocess.run(
        [sys.executable, "-c", APART, str(path)], check=True, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    found, missing, grown_mib = done.stdout.split()
    assert (int(found), int(missing)) == (2000, 0)
    assert float(grown_mib) < 100  # a set of all ids between takes 1,430 MiB


def _sorted_header() -> osmium.io.Header:
    header = osmium.io.Header()
    header.set("sorting", "Type_then_ID")
    return header


READ_THEM = """
import re, sys, time
from pathlib import Path
from geo.errors import NetworkError
from geo.network.osm.read import read_extract
def peak():  # of this program; what getrusage says begins with its parent's
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
before = peak()
for name in sys.argv[1:]:
    start = time.monotonic()
    try:
        read_extract(Path(name))
        sys.exit(name + " was read")
    except NetworkError as error:
        print(error)
    grown = peak() - before
    if grown > 120 or time.monotonic() - start > 20:
        sys.exit(f"{name}: {grown:.0f} MiB, {time.monotonic() - start:.1f} s")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the peak of memory")
def test_bombs_of_gibibytes_are_refused_in_seconds_and_120_mib(tmp_path: Path) -> None:
    paths = [str(path) for path in bombs(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-c", READ_THEM, *paths], check=False, capture_output=True, text=True, timeout=200,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(done.stdout.splitlines()) == len(paths)
