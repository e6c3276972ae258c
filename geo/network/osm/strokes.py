"""Strokes: chains strung together where one goes straight on into the other, as the eye follows a line."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from geo.network.osm.traits import is_same_gauge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from geo.network.osm.tracks import Tracks

STRAIGHT_DEG = 45.0
LEAD = 4
"""How many vertices from a switch its directions are taken, within 30 m."""
LEAD_M = 30.0

Tip = tuple[int, int]
"""A chain and which of its ends: 0 the first, 1 the last."""


@dataclass(frozen=True, eq=False)
class Stroke:
    """
    A line through switches.

    Parameters
    ----------
    rows
        Its positions' rows, in order.
    chain
        The chain of each of its segments, one fewer than rows.
    """

    rows: NDArray[np.int64]
    chain: NDArray[np.int64]


def find_strokes(tracks: Tracks) -> list[Stroke]:
    """
    Join chains that go straight into each other.

    At every switch the two chains that go most nearly straight into each other are one line, then the next two.

    Parameters
    ----------
    tracks
        The chains.

    Returns
    -------
    strokes
        Every chain is in one of them.
    """
    partner = _partners(tracks)
    done = [False] * len(tracks)
    tips = [(chain, end) for chain in range(len(tracks)) for end in (0, 1) if (chain, end) not in partner]
    every = [(chain, 0) for chain in range(len(tracks))]  # what is left are closed rings
    return [_stroke(tracks, list(_follow(tip, partner, done))) for tip in (*tips, *every) if not done[tip[0]]]


def _follow(tip: Tip, partner: Mapping[Tip, Tip], done: list[bool]) -> Iterator[Tip]:
    at: Tip | None = tip
    while at is not None and not done[at[0]]:
        done[at[0]] = True
        yield at
        at = partner.get((at[0], 1 - at[1]))


def _stroke(tracks: Tracks, parts: list[Tip]) -> Stroke:
    lines = [tracks.chain(chain)[:: -1 if end else 1] for chain, end in parts]
    rows = np.concatenate([lines[0], *(line[1:] for line in lines[1:])])
    return Stroke(rows, np.repeat([chain for chain, _ in parts], [len(line) - 1 for line in lines]))


def _partners(tracks: Tracks) -> dict[Tip, Tip]:
    at: dict[int, list[Tip]] = defaultdict(list)
    for chain, (first, last) in enumerate(tracks.ends.tolist()):
        at[first].append((chain, 0))
        at[last].append((chain, 1))
    partner: dict[Tip, Tip] = {}
    for tips in at.values():
        if len(tips) > 1:
            partner |= _pairs(tracks, tips)
    return partner


def _pairs(tracks: Tracks, tips: list[Tip]) -> dict[Tip, Tip]:
    """Pair the chains that meet at one node, the straightest first."""
    headings = {tip: _heading(tracks, tip) for tip in tips}
    ranked = sorted(
        (round(_turn(headings[one], headings[other]), 6), one, other)
        for one, other in combinations(tips, 2)
        if is_same_gauge(tracks.traits[one[0]].gauge_mm, tracks.traits[other[0]].gauge_mm)
    )
    found: dict[Tip, Tip] = {}
    for turn, one, other in ranked:
        if turn < STRAIGHT_DEG and one not in found and other not in found:
            found |= {one: other, other: one}
    return found


def _heading(tracks: Tracks, tip: Tip) -> float:
    """Give the direction in which a chain leaves its end, over the first metres."""
    chain, end = tip
    xy = tracks.xy[tracks.chain(chain)[:: -1 if end else 1][: LEAD + 1]]
    step = xy[1:] - xy[0]
    far = np.hypot(step[:, 0], step[:, 1])
    reach = int(np.argmax(far > LEAD_M)) if (far > LEAD_M).any() else len(far) - 1
    return float(np.arctan2(step[reach, 1], step[reach, 0]))


def _turn(one: float, other: float) -> float:
    """Measure by how much a train turns that arrives against one direction and leaves in the other."""
    return float(abs(np.degrees(np.angle(np.exp(1j * (one - other - np.pi))))))
