"""The yardstick: how long the ways found for a link may be, and what that is measured against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.network.osm.routes import Leg

DETOUR = 1.3
BEND_M = 1_000.0
"""By so much one of several legs may be longer than the factor allows if all of them together are not: between places a
few kilometres apart a known line of two points cuts the bend round a station that a train takes."""
REPORTED = 1.1
"""A way may be a tenth longer than a length that a source reports: it is rounded, and from another end of a station."""


@dataclass(frozen=True)
class Reported:
    """
    A length that a source reports for a link as a whole.

    Parameters
    ----------
    km
        The length.
    source
        What reports it, for messages: the claim's id.
    """

    km: float
    source: str


@dataclass(frozen=True)
class Yardstick:
    """
    What the ways found for a link are measured against.

    Between places that lie far apart the line drawn is the crow's, and a real one in the mountains may be more than
    `detour` times as long. So where a source says how long the link is, that counts if it allows more. The link's legs
    share what it allows by their drawn lengths.

    Parameters
    ----------
    along_m
        How long each leg is along the line as it is drawn.
    detour
        How many times as long a way may be.
    reported
        What a source says of the whole.
    """

    along_m: Sequence[float]
    detour: float = DETOUR
    reported: Reported | None = None

    @property
    def factor(self) -> float:
        """How many times as long as drawn a way may be."""
        return max(self.detour, self._reported_factor)

    @property
    def _reported_factor(self) -> float:
        return REPORTED * 1000 * self.reported.km / sum(self.along_m) if self.reported else 0.0

    def judge(self, legs: Sequence[Leg | None]) -> list[Leg | None]:
        """
        Give up legs that are detours; where the whole is none, a leg may be a little longer than its share.

        Parameters
        ----------
        legs
            The ways found, one a leg; None where none was.

        Returns
        -------
        judged
            The same, with None for a detour.
        """
        found = [(leg, known) for leg, known in zip(legs, self.along_m, strict=True) if leg is not None]
        is_detour = self._excess_m([leg for leg, _ in found], sum(known for _, known in found), self.factor) > 0
        allowed = 0.0 if is_detour or len(legs) == 1 else BEND_M
        return [
            None if leg is None or self._excess_m([leg], known, self.factor) > allowed else leg
            for leg, known in zip(legs, self.along_m, strict=True)
        ]

    def refusal(self, leg: Leg, known_m: float) -> str:
        """
        Say why a way was given up, and what to do.

        Parameters
        ----------
        leg
            The way.
        known_m
            How long it is drawn.

        Returns
        -------
        reason
            The arithmetic.
        """
        return (
            f"the way is {leg.length_m / 1000:,.1f} km, {leg.length_m / known_m:.2f} times the {known_m / 1000:,.1f} km"
            f" drawn; {self._rule()}. Put a place that it passes between them, or allow more (--detour)"
        )

    def _rule(self) -> str:
        if self.reported is None or self._reported_factor <= self.detour:
            return f"{self.detour:g} times are allowed"
        return f"{self.factor:.2f} times are allowed, a tenth more than the {self._report()} for the link"

    def _report(self) -> str:
        return f"{self.reported.km:,.0f} km that {self.reported.source} reports" if self.reported else ""

    def remark(self, legs: Sequence[Leg | None]) -> str | None:
        """
        Say where a way was taken for the sake of a reported length alone.

        Parameters
        ----------
        legs
            The ways taken.

        Returns
        -------
        remark
            A sentence; None where the line as drawn would have allowed them too.
        """
        taken = [(leg, known) for leg, known in zip(legs, self.along_m, strict=True) if leg is not None]
        known = sum(known for _, known in taken)
        if self._excess_m([leg for leg, _ in taken], known, self.detour) <= 0:
            return None
        ratio = sum(leg.length_m for leg, _ in taken) / known
        return f"The way is {ratio:.2f} times as long as drawn; it was taken for the {self._report()}."

    @staticmethod
    def _excess_m(legs: Sequence[Leg], known_m: float, factor: float) -> float:
        """Tell by how much ways are longer than may be, past the steps from the places to the track."""
        return sum(leg.length_m - sum(leg.snaps_m) for leg in legs) - factor * known_m
