"""What a user says of lines that come in, and what is found wrong or worth knowing in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.errors import CorridorError, Fault
from geo.network.topology import country_extents

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_TOLERANCE_M = 1000.0
SHOWN = 10


@dataclass(frozen=True)
class Intake:
    """
    What is said of lines that come in.

    Parameters
    ----------
    source_id
        The record of their source, which each node and link refers to.
    mode
        Of lines whose attributes do not say it; None if all do.
    status
        Of lines whose attributes do not say it.
    quality
        How good the lines are; the file does not know.
    country
        ISO 3166 code of lines whose attributes do not say it; None where unknown.
    tolerance_m
        Ends that are no farther apart become one node.
    layer
        The layer to read; None for the only one with lines.
    crs
        The coordinate system of a file that does not say it.
    encoding
        Of the attributes' text, where it is not what the file says.
    columns
        Field to the attribute that holds it, beside the well-known names.

    Raises
    ------
    CorridorError
        If the tolerance is out of range, or there is no such country.
    """

    source_id: str
    mode: str | None = None
    status: str = "operating"
    quality: str = "schematic"
    country: str | None = None
    tolerance_m: float = 10.0
    layer: str | None = None
    crs: str | None = None
    encoding: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Hold the tolerance to what still is one place, and the country to those that there are."""
        if self.country is not None and self.country not in country_extents():
            raise CorridorError(
                f"There is no country {self.country[:20]!r}. Use two capital letters of ISO 3166, as KZ."
            )
        if not 0 <= self.tolerance_m <= MAX_TOLERANCE_M:
            raise CorridorError(f"The tolerance is {self.tolerance_m:g} m; give 0 to {MAX_TOLERANCE_M:g}.")


@dataclass
class Tally:
    """
    What was found in features, one finding a rule, however many features it concerns.

    Parameters
    ----------
    file
        The file, as the user named it.
    """

    file: str
    _found: dict[tuple[str, str, str, str, str], set[int]] = field(default_factory=dict)

    def part(self, name: str) -> Tally:
        """
        Note what is found in one file of several.

        Parameters
        ----------
        name
            The file within `file`.

        Returns
        -------
        tally
            Of which this one tells everything as well.
        """
        return Tally(f"{self.file}/{name}", self._found)

    def add(self, number: int, rule: str, message: str, fix: str = "") -> None:
        """
        Note what makes the file unfit.

        Parameters
        ----------
        number
            The feature, from 1; 0 when the whole file is meant.
        rule, message, fix
            As in `Fault`; the same message of many features is told once, with their numbers.
        """
        self._found.setdefault(("error", self.file, rule, message, fix), set()).add(number)

    def tell(self, number: int, rule: str, message: str, fix: str = "") -> None:
        """
        Note what is worth knowing.

        Parameters
        ----------
        number, rule, message, fix
            As in `add`.
        """
        self._found.setdefault(("warning", self.file, rule, message, fix), set()).add(number)

    @property
    def faults(self) -> list[Fault]:
        """All of it, errors first, then by rule and feature; `line` is the number of the first feature."""
        faults = [
            Fault(file, min(numbers), rule, f"{message}{_features(numbers)}", fix, severity)
            for (severity, file, rule, message, fix), numbers in self._found.items()
        ]
        return sorted(faults, key=lambda fault: (fault.severity, fault.rule, fault))

    @property
    def errors(self) -> list[Fault]:
        """Only what makes the file unfit."""
        return [fault for fault in self.faults if fault.severity == "error"]


def _features(numbers: set[int]) -> str:
    known = sorted(numbers - {0})
    if not known:
        return ""
    shown = ", ".join(map(str, known[:SHOWN]))
    more = f" and {len(known) - SHOWN:,} more" if len(known) > SHOWN else ""
    return f" Feature{'s' if len(known) > 1 else ''} {shown}{more}."
