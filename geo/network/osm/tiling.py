"""Tiling: the plane in tiles, so that questions about what lies near are answered a tile at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray
    from shapely import STRtree

B = TypeVar("B")
R = TypeVar("R")

MOST = 50_000
"""How many points a tile has at most, if they are not all in one place."""


class Run(Protocol):
    """Does a task for every batch, here or elsewhere, and gives the results in order."""

    def __call__(self, task: Callable[[Any], Any], batches: Iterable[Any]) -> list[Any]:
        """Do it."""


def run_here(task: Callable[[Any], Any], batches: Iterable[Any]) -> list[Any]:
    """
    Do a task for every batch, one after the other.

    Parameters
    ----------
    task
        What is done.
    batches
        What it is done for; each is made only when it is due.

    Returns
    -------
    results
        In the order of the batches.
    """
    return [task(batch) for batch in batches]


@dataclass(frozen=True, eq=False)
class Seams:
    """
    Where the plane is cut into tiles: strips from south to north, each cut for itself.

    Parameters
    ----------
    eastings
        Between two strips, ascending, in metres of the plane.
    northings
        Between the tiles of each strip, ascending; one array more than `eastings` has seams.
    """

    eastings: NDArray[np.float64]
    northings: tuple[NDArray[np.float64], ...]

    @classmethod
    def between(cls, xy: NDArray[np.float64], most: int) -> Seams:
        """
        Cut so that every tile has about as many points as any other.

        Parameters
        ----------
        xy
            Points on the plane, shape (n, 2).
        most
            How many points a tile may have.

        Returns
        -------
        seams
            None where the points fit into one tile.
        """
        strips = max(1, round(np.sqrt(len(xy) / most)))
        eastings = _even(xy[:, 0], strips)
        strip = np.searchsorted(eastings, xy[:, 0], side="right")
        norths = [xy[strip == number, 1] for number in range(strips)]
        return cls(eastings, tuple(_even(north, -(-len(north) // most)) for north in norths))

    def tiles(self, xy: NDArray[np.float64]) -> list[NDArray[np.int64]]:
        """
        Sort points into tiles; one that lies on a seam belongs to the tile east or north of it.

        Parameters
        ----------
        xy
            Points on the plane, shape (n, 2).

        Returns
        -------
        rows
            The points of each tile, ascending; tiles without any are left out.
        """
        strip = np.searchsorted(self.eastings, xy[:, 0], side="right")
        found: list[NDArray[np.int64]] = []
        for number, northings in enumerate(self.northings):
            rows = np.flatnonzero(strip == number)
            tile = np.searchsorted(northings, xy[rows, 1], side="right")
            found += [rows[tile == place] for place in range(len(northings) + 1)]
        return [rows for rows in found if len(rows)]


def _even(values: NDArray[np.float64], parts: int) -> NDArray[np.float64]:
    shares = np.arange(1, parts) / max(parts, 1)
    return np.asarray(np.quantile(values, shares) if len(values) else np.empty(0), dtype=np.float64)


@dataclass(frozen=True)
class Tiles:
    """
    How questions are cut, and who answers them.

    An answer depends on a point and on what lies near it alone. So it does not matter where the seams are: a tile gets
    its points, and of everything else what reaches into it or lies no further from it than the question looks.

    Parameters
    ----------
    run
        Who answers.
    most
        How many points a tile may have.
    seams
        Where to cut, if that is not to follow from the points.
    """

    run: Run = run_here
    most: int = MOST
    seams: Seams | None = None

    def ask(
        self, xy: NDArray[np.float64], answer: Callable[[B], R], question: Callable[[NDArray[np.int64]], B]
    ) -> Iterator[tuple[NDArray[np.int64], R]]:
        """
        Ask about points, tile by tile.

        Parameters
        ----------
        xy
            The points on the plane, shape (n, 2).
        answer
            What answers a tile's question.
        question
            Puts the question for some of the points, with all that lies near them.

        Yields
        ------
        rows, answer
            Points, and what was answered about them.
        """
        tiles = (self.seams or Seams.between(xy, self.most)).tiles(xy)
        yield from zip(tiles, self.run(answer, map(question, tiles)), strict=True)


@dataclass(frozen=True, eq=False)
class Segments:
    """
    Straight pieces of lines, to be asked what lies near.

    Parameters
    ----------
    ends
        Their first and last points on the plane, shape (n, 2, 2).
    """

    ends: NDArray[np.float64]

    @classmethod
    def of_lines(cls, lines: Iterable[NDArray[np.float64]]) -> Segments:
        """
        Take lines apart.

        Parameters
        ----------
        lines
            The vertices of each on the plane, shape (n, 2).

        Returns
        -------
        segments
            In the order of the lines.
        """
        parts = [np.stack([line[:-1], line[1:]], axis=1) for line in lines]
        return cls(np.concatenate([np.empty((0, 2, 2)), *parts]))

    @cached_property
    def tree(self) -> STRtree:
        """The segments by where they lie."""
        import shapely  # noqa: PLC0415 - costs a tenth of a second

        return shapely.STRtree(np.asarray(shapely.linestrings(self.ends)))

    @cached_property
    def _boxes(self) -> NDArray[np.float64]:
        return np.concatenate([self.ends.min(axis=1), self.ends.max(axis=1)], axis=1)

    def around(self, xy: NDArray[np.float64], reach: float) -> NDArray[np.int64]:
        """
        Find the segments that may lie near points.

        Parameters
        ----------
        xy
            The points, shape (n, 2), at least one.
        reach
            How far from one of them, in metres of the plane.

        Returns
        -------
        rows
            Those whose boxes reach into the points' box, widened by `reach`; ascending.
        """
        west, south = xy.min(axis=0) - reach
        east, north = xy.max(axis=0) + reach
        box = self._boxes
        return np.flatnonzero((box[:, 0] <= east) & (box[:, 1] <= north) & (box[:, 2] >= west) & (box[:, 3] >= south))

    def near(self, xy: NDArray[np.float64], reach: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """
        Find what lies near points.

        Parameters
        ----------
        xy
            The points, shape (n, 2).
        reach
            How far from each, in metres of the plane.

        Returns
        -------
        point, segment
            A row for each pair, in no order.
        """
        import shapely  # noqa: PLC0415

        point, segment = self.tree.query(shapely.points(xy), predicate="dwithin", distance=reach)
        return point, segment
