"""Samples: points along lines, and which more important line runs beside each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.network.osm.tiling import Segments
from geo.network.osm.traits import is_same_gauge
from geo.network.plane import stretch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.network.osm.strokes import Stroke
    from geo.network.osm.tiling import Tiles
    from geo.network.osm.tracks import Tracks

STEP_M = 20.0
PARALLEL_DEG = 25.0
APART_M = 1_000.0
"""A line runs beside itself only where it has gone so far in between."""


class Samples:
    """
    Points along all strokes.

    Parameters
    ----------
    tracks
        The chains that the strokes are made of.
    strokes
        The strokes, the most important first.
    tiles
        How questions about them are cut.
    """

    def __init__(self, tracks: Tracks, strokes: Sequence[Stroke], tiles: Tiles) -> None:
        self._tiles = tiles
        self._measure([tracks.xy[stroke.rows] for stroke in strokes])
        gauges = np.array([one.gauge_mm for one in tracks.traits], dtype=np.int64)
        self._gauge = gauges[np.concatenate([stroke.chain for stroke in strokes])]
        self._number = np.maximum(2, (self._whole / (STEP_M * self._scale)).astype(np.int64))
        self.step_m = self._whole / self._scale / self._number
        self.first = np.concatenate([[0], np.cumsum(self._number)])
        self.owner = np.repeat(np.arange(len(strokes)), self._number)
        within = np.arange(len(self.owner)) - self.first[self.owner]
        self._along = (within + 0.5) / self._number[self.owner] * self._whole[self.owner]
        overall = self._along + self._start[self.owner]
        self._segment = np.minimum(np.searchsorted(self._reached, overall), len(self._reached) - 1)
        left = (self._reached[self._segment] - overall)[:, None]
        self._xy = self._segments.ends[self._segment, 1] - left * self._direction[self._segment]

    def _measure(self, lines: Sequence[NDArray[np.float64]]) -> None:
        """Measure along the lines and their segments."""
        counts = np.array([len(line) - 1 for line in lines])
        self._segments = Segments.of_lines(lines)
        self._segment_owner = np.repeat(np.arange(len(lines)), counts)
        steps = self._segments.ends[:, 1] - self._segments.ends[:, 0]
        lengths = np.hypot(steps[:, 0], steps[:, 1])
        self._direction = steps / np.maximum(lengths, 1e-9)[:, None]
        self._reached = np.cumsum(lengths)
        self._start = np.concatenate([[0.0], self._reached[np.cumsum(counts) - 1]])[:-1]
        self._segment_end = self._reached - self._start[self._segment_owner]
        self._whole = np.diff(np.append(self._start, self._reached[-1]))
        self._scale = np.array([float(stretch(line[:, 1]).mean()) for line in lines])

    def of(self, index: int) -> slice:
        """
        Give the places of a stroke's samples.

        Parameters
        ----------
        index
            Which stroke.

        Returns
        -------
        places
            Among all samples.
        """
        return slice(int(self.first[index]), int(self.first[index + 1]))

    def span(self, index: int, run: tuple[int, int]) -> tuple[float, float]:
        """
        Give where a run of samples begins and ends.

        Parameters
        ----------
        index
            Which stroke.
        run
            Its first and its last sample.

        Returns
        -------
        span
            Along the stroke, in metres of the plane.
        """
        step = self._whole[index] / self._number[index]
        return float(run[0] * step), float((run[1] + 1) * step)

    def leaders(self, samples: NDArray[np.int64], distance_m: float, *, is_beside: bool) -> NDArray[np.int64]:
        """
        Find the more important line near each of some samples.

        Parameters
        ----------
        samples
            Which samples.
        distance_m
            How near.
        is_beside
            Whether only one that runs the same way and may have the same gauge counts.

        Returns
        -------
        leaders
            The most important stroke near each, -1 for none. A stroke leads itself, a kilometre or more before.
        """
        found = np.full(len(samples), -1, np.int64)

        def question(rows: NDArray[np.int64]) -> _Question:
            return self._question(samples[rows], distance_m, is_beside=is_beside)

        for rows, leaders in self._tiles.ask(self._xy[samples], _leaders, question):
            found[rows] = leaders
        return found

    def _question(self, rows: NDArray[np.int64], distance_m: float, *, is_beside: bool) -> _Question:
        own, segment = self.owner[rows], self._segment[rows]
        reach = distance_m * self._scale[own]
        near = self._segments.around(self._xy[rows], float(reach.max()))
        return _Question(
            _Side(own, self._along[rows] - APART_M * self._scale[own], self._direction[segment], self._gauge[segment]),
            _Side(self._segment_owner[near], self._segment_end[near], self._direction[near], self._gauge[near]),
            self._xy[rows], reach, Segments(self._segments.ends[near]), is_beside=is_beside,
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Side:
    """Of samples or segments: their stroke, how far along it, their direction and gauge."""

    owner: NDArray[np.int64]
    along: NDArray[np.float64]
    direction: NDArray[np.float64]
    gauge: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class _Question:
    """A tile's samples, and the segments near them."""

    samples: _Side
    others: _Side
    xy: NDArray[np.float64]
    reach: NDArray[np.float64]
    segments: Segments
    is_beside: bool


def _leaders(asked: _Question) -> NDArray[np.int64]:
    one, other = asked.samples, asked.others
    sample, segment = asked.segments.near(asked.xy, asked.reach)
    mine, theirs = one.owner[sample], other.owner[segment]
    leads = (theirs < mine) | ((theirs == mine) & (other.along[segment] < one.along[sample]))
    if asked.is_beside:
        cosine = (one.direction[sample] * other.direction[segment]).sum(axis=1)
        leads &= np.abs(cosine) > np.cos(np.radians(PARALLEL_DEG))
        leads &= _same_gauge(one.gauge[sample], other.gauge[segment])
    none = np.iinfo(np.int64).max
    leader = np.full(len(asked.xy), none)
    np.minimum.at(leader, sample[leads], theirs[leads])
    return np.where(leader < none, leader, -1)


def _same_gauge(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Compare gauges pair by pair."""
    gauges = np.unique(np.concatenate([one, other]))
    fits = np.array([[is_same_gauge(a, b) for b in gauges.tolist()] for a in gauges.tolist()], dtype=bool)
    fits = fits.reshape(len(gauges), len(gauges))
    return np.asarray(fits[np.searchsorted(gauges, one), np.searchsorted(gauges, other)])
