"""Topology of loose lines: ends that are near become one node, ends on a line split it, crossings do not join."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

Position = tuple[float, float]
Touch = tuple[int, int, float, Position]
"""A node on a line: its cluster, the line, how far along in segments, and the position on it."""
DECIMALS = 5
ROUNDS = 5
METRES_A_DEGREE = 110_000
"""At least, along a meridian."""
_A, _E2 = 6378137.0, 6.69437999014e-3
"""WGS84: the equator's radius in metres, and the first eccentricity squared (NIMA TR8350.2)."""


@dataclass(frozen=True)
class Piece:
    """
    A stretch of a line between two nodes.

    Parameters
    ----------
    line
        The place of the line that it is of.
    vertices
        Longitude and latitude in degrees, at least two, 5 decimals; in the direction of the line.
    """

    line: int
    vertices: tuple[Position, ...]


@dataclass(frozen=True)
class Noding:
    """
    Lines cut at their nodes.

    Parameters
    ----------
    pieces
        In the order of the lines, and along them.
    joined
        How many ends moved to meet another.
    split
        The lines that an end of another one cut.
    collapsed
        The lines that are shorter than the tolerance, so that nothing is left of them.
    """

    pieces: tuple[Piece, ...]
    joined: int
    split: tuple[int, ...]
    collapsed: tuple[int, ...]

    def cut_again(self, again: Noding) -> Noding:
        """
        Cut the pieces once more.

        Parameters
        ----------
        again
            The noding of the pieces.

        Returns
        -------
        noding
            That of the lines.
        """
        origin = [piece.line for piece in self.pieces]
        pieces = tuple(Piece(origin[piece.line], piece.vertices) for piece in again.pieces)
        lost = {origin[place] for place in again.collapsed} - {piece.line for piece in pieces}
        split = {*self.split, *(origin[place] for place in again.split)}
        return Noding(pieces, self.joined + again.joined, tuple(sorted(split)), tuple(sorted({*self.collapsed, *lost})))


def node_lines(lines: Sequence[Sequence[Position]], kinds: Sequence[str], tolerance_m: float) -> Noding:
    """
    Cut lines at the places where they meet.

    Ends no farther apart than the tolerance become one node, in the middle of them. An end that near to the middle of a
    line of the same kind becomes a node on it. A vertex that lines of one kind share joins them if they part there.
    Lines that cross without a shared vertex do not meet. A ring gets a second node at its farthest vertex.

    Parameters
    ----------
    lines
        Longitude and latitude in degrees, each of at least two different positions.
    kinds
        For each line what it is; only its own kind is cut by its ends and vertices.
    tolerance_m
        In metres, along the ellipsoid.

    Returns
    -------
    noding
        The pieces; the same whatever the order of the lines, and reversed where a line is.
    """
    found = _node_once(lines, kinds, tolerance_m)
    for _ in range(ROUNDS):  # a cut makes ends, and these may lie on other lines
        vertices = [piece.vertices for piece in found.pieces]
        again = _node_once(vertices, [kinds[piece.line] for piece in found.pieces], tolerance_m)
        if [piece.vertices for piece in again.pieces] == vertices:
            break
        found = found.cut_again(again)
    return found


def _node_once(lines: Sequence[Sequence[Position]], kinds: Sequence[str], tolerance_m: float) -> Noding:
    if not lines:
        return Noding((), 0, (), ())
    rounded = [_rounded(line) for line in lines]
    ends = _Ends(rounded, tolerance_m)
    touches = list(_touches(rounded, kinds, ends, tolerance_m))
    ends.move_onto([(cluster, position) for cluster, _, _, position in touches])
    threaded = _threaded(rounded, ends, touches)
    nodes = ends.positions | _shared(threaded, kinds)
    pieces = [Piece(i, part) for i, line in enumerate(threaded) for part in _cut(line, nodes)]
    left = {piece.line for piece in pieces}
    return Noding(
        tuple(pieces), ends.joined, tuple(sorted({line for _, line, _, _ in touches})),
        tuple(i for i in range(len(lines)) if i not in left),
    )  # fmt: skip


def _rounded(line: Sequence[Position]) -> list[Position]:
    found = [(round(lon, DECIMALS) + 0.0, round(lat, DECIMALS) + 0.0) for lon, lat in line]
    return [found[0], *(b for a, b in pairwise(found) if a != b)]


def _geocentric(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give metres from the Earth's centre: over short distances the chord is the geodesic."""
    lon, lat = np.radians(positions).T
    radius = _A / np.sqrt(1 - _E2 * np.sin(lat) ** 2)
    x, y = radius * np.cos(lat) * np.cos(lon), radius * np.cos(lat) * np.sin(lon)
    return np.column_stack([x, y, radius * (1 - _E2) * np.sin(lat)])


class _Ends:
    """The ends of lines, in clusters that are nodes."""

    def __init__(self, lines: Sequence[Sequence[Position]], tolerance_m: float) -> None:
        self.places = sorted({end for line in lines for end in (line[0], line[-1])})
        self.cluster = dict(zip(self.places, _clusters(self.places, tolerance_m), strict=True))
        members: dict[int, list[Position]] = defaultdict(list)
        for place, cluster in self.cluster.items():
            members[cluster].append(place)
        self.position = {cluster: _middle(places) for cluster, places in members.items()}
        self.size = {cluster: len(places) for cluster, places in members.items()}
        self.moved: set[int] = {cluster for cluster, size in self.size.items() if size > 1}

    def move_onto(self, touches: Sequence[tuple[int, Position]]) -> None:
        """Put nodes where they touch a line; the first line in the order of positions where there are several."""
        for cluster, position in sorted(touches, reverse=True):
            self.position[cluster] = position
            self.moved.add(cluster)

    def at(self, end: Position) -> Position:
        return self.position[self.cluster[end]]

    def on(self, line: Sequence[Position], along: float, position: Position) -> tuple[float, Position]:
        """Give the place on a line: where it is an end of the line, that end's node."""
        at_end = {0.0: line[0], float(len(line) - 1): line[-1]}.get(along)
        return along, position if at_end is None else self.at(at_end)

    @property
    def positions(self) -> set[Position]:
        return set(self.position.values())

    @property
    def joined(self) -> int:
        return sum(self.position[cluster] != place for place, cluster in self.cluster.items())


def _clusters(places: Sequence[Position], tolerance_m: float) -> list[int]:
    from scipy.sparse import coo_array  # noqa: PLC0415 - scipy costs a third of a second
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415
    from scipy.spatial import cKDTree  # noqa: PLC0415

    pairs = cKDTree(_geocentric(np.array(places))).query_pairs(tolerance_m, output_type="ndarray")
    count = len(places)
    graph = coo_array((np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    return [int(label) for label in connected_components(graph, directed=False)[1]]


def _middle(places: Sequence[Position]) -> Position:
    """Give the mean of sorted positions, so that their order does not show in the last digit."""
    found = [round(math.fsum(axis) / len(places), DECIMALS) for axis in zip(*places, strict=True)]
    return found[0], found[1]


def _touches(
    lines: Sequence[Sequence[Position]], kinds: Sequence[str], ends: _Ends, tolerance_m: float
) -> Iterator[Touch]:
    """Find nodes on the middle of lines."""
    ending: dict[int, set[int]] = defaultdict(set)
    for index, line in enumerate(lines):
        for end in (line[0], line[-1]):
            ending[ends.cluster[end]].add(index)
    clusters = sorted(ends.position)
    points = np.array([ends.position[cluster] for cluster in clusters])
    near: dict[tuple[int, int], set[tuple[float, Position, float]]] = defaultdict(set)
    for place, owner, step in _near_segments(lines, points, tolerance_m):
        cluster, line = clusters[place], lines[owner]
        if owner in ending[cluster] or kinds[owner] not in {kinds[other] for other in ending[cluster]}:
            continue
        metres, along, position = _project(ends.position[cluster], (line[step], line[step + 1]), tolerance_m)
        if metres <= tolerance_m:
            near[cluster, owner].add((*ends.on(line, step + along, position), metres))
    for (cluster, owner), found in near.items():
        for along, position in _passes(lines[owner], found, tolerance_m):
            yield cluster, owner, along, position


def _passes(
    line: Sequence[Position], touches: set[tuple[float, Position, float]], tolerance_m: float
) -> Iterator[tuple[float, Position]]:
    """Keep the nearest touch of each pass: a line may come by a node more than once."""
    passes: list[list[tuple[float, Position, float]]] = []
    for touch in sorted(touches):
        if passes:
            along, position, _ = passes[-1][-1]
            way = [position, *line[math.floor(along) + 1 : math.ceil(touch[0])], touch[1]]
            if _length_m(way) <= 2 * tolerance_m + 1:
                passes[-1].append(touch)
                continue
        passes.append([touch])
    for group in passes:
        along, position, _ = min(group, key=lambda touch: (touch[2], touch[1]))
        yield along, position


def _length_m(way: Sequence[Position]) -> float:
    return float(np.linalg.norm(np.diff(_geocentric(np.array(way)), axis=0), axis=1).sum())


def _near_segments(
    lines: Sequence[Sequence[Position]], points: NDArray[np.float64], tolerance_m: float
) -> Iterator[tuple[int, int, int]]:
    """Find segments whose box is near a point: the place of the point, the line, the segment's number on it."""
    import shapely  # noqa: PLC0415 - GEOS costs a tenth of a second

    owners = np.repeat(np.arange(len(lines)), [len(line) - 1 for line in lines])
    steps = np.concatenate([np.arange(len(line) - 1) for line in lines])
    segments = np.asarray(shapely.linestrings(np.array([pair for line in lines for pair in pairwise(line)])))
    lat = max(tolerance_m, 0.01) / METRES_A_DEGREE
    lon = lat / np.maximum(np.cos(np.radians(np.abs(points[:, 1]) + lat)), 1e-6)
    reach = np.column_stack([lon, np.full(len(points), lat)])
    boxes = shapely.box(*(points - reach).T, *(points + reach).T)
    for place, segment in shapely.STRtree(segments).query(boxes).T.tolist():
        yield place, int(owners[segment]), int(steps[segment])


def _project(point: Position, segment: tuple[Position, Position], tolerance_m: float) -> tuple[float, float, Position]:
    """Give the distance from a segment in metres, how far along it, and where; at a vertex that is as near."""
    a, b = np.array(segment)
    scale = np.array([111_320 * math.cos(math.radians(point[1])), 110_900])
    start, step = (a - np.array(point)) * scale, (b - a) * scale
    along = float(np.clip(-(start @ step) / (step @ step), 0, 1))
    metres = float(np.hypot(*(start + along * step)))
    length = float(np.hypot(*step))
    if min(along, 1 - along) * length <= tolerance_m:
        along = float(round(along))
    found = a + along * (b - a)
    return metres, along, (round(float(found[0]), DECIMALS) + 0.0, round(float(found[1]), DECIMALS) + 0.0)


def _threaded(lines: Sequence[Sequence[Position]], ends: _Ends, touches: Sequence[Touch]) -> list[list[Position]]:
    """Lead the lines through their nodes."""
    extra: dict[int, list[tuple[float, int, Position]]] = defaultdict(list)
    for cluster, owner, along, _ in touches:
        if 0 < along < len(lines[owner]) - 1:
            extra[owner].append((along, 1, ends.position[cluster]))
    threaded = []
    for index, line in enumerate(lines):
        own = [ends.at(line[0]), *line[1:-1], ends.at(line[-1])]
        vertices = [(float(place), 0, vertex) for place, vertex in enumerate(own)]
        replaced = {along for along, _, _ in extra[index]} & {float(place) for place in range(1, len(own) - 1)}
        kept = [vertex for vertex in vertices if vertex[0] not in replaced]
        threaded.append(_rounded([vertex for _, _, vertex in sorted([*kept, *extra[index]])]))
    return threaded


def _shared(lines: Sequence[Sequence[Position]], kinds: Sequence[str]) -> set[Position]:
    """Find the vertices at which lines of one kind part: more than two different ways lead on."""
    ways: dict[tuple[str, Position], set[Position]] = defaultdict(set)
    passed: Counter[tuple[str, Position]] = Counter()
    for line, kind in zip(lines, kinds, strict=True):
        for a, b in pairwise(line):
            ways[kind, a].add(b)
            ways[kind, b].add(a)
        passed.update((kind, vertex) for vertex in line)
    return {vertex for (kind, vertex), found in ways.items() if passed[kind, vertex] > 1 and len(found) > 2}


def _cut(line: Sequence[Position], nodes: set[Position]) -> Iterator[tuple[Position, ...]]:
    places = [0, *(i for i in range(1, len(line) - 1) if line[i] in nodes), len(line) - 1]
    for start, end in pairwise(places):
        part = tuple(line[start : end + 1])
        if len(part) > 2 and part[0] == part[-1]:
            half = _farthest(part)
            yield part[: half + 1]
            yield part[half:]
        elif len(part) > 1 and part[0] != part[-1]:
            yield part


def _farthest(ring: Sequence[Position]) -> int:
    scale = math.cos(math.radians(ring[0][1]))
    away = [math.hypot((lon - ring[0][0]) * scale, lat - ring[0][1]) for lon, lat in ring]
    return max(range(1, len(ring) - 1), key=lambda i: (away[i], ring[i]))
