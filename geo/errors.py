"""What can be wrong: faults that say rule, offenders and fix, and the errors that carry them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """
    One thing that is wrong with a record, or worth knowing about it.

    Parameters
    ----------
    file
        The file, as a path from the atlas' root.
    line
        The line in it, counted from 1; 0 when the whole file is meant.
    rule
        The rule's name, hyphenated, as `corridors check` lists it.
    message
        The rule and the offenders, as one sentence.
    fix
        What to do about it, as one sentence.
    severity
        ``"error"`` refuses the atlas, ``"warning"`` only tells.
    """

    file: str
    line: int
    rule: str
    message: str
    fix: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        """Give the fault as one line: place, rule, sentence, fix."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: [{self.rule}] {self.message}{' ' + self.fix if self.fix else ''}"


class CorridorError(ValueError):
    """The root of every error that the library raises on purpose."""


class RecordError(CorridorError):
    """
    Records of an atlas that break rules; all of them at once.

    Parameters
    ----------
    faults
        The faults found, at least one.
    """

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(set(faults))
        count = len(self.faults)
        head = f"The atlas breaks {count} rule{'s' if count > 1 else ''}:"
        super().__init__("\n".join([head, *map(str, self.faults)]))


class UnknownIdError(CorridorError):
    """An id that the atlas does not have."""


class VerifyError(CorridorError):
    """Documents that are missing, or that do not say what the claims say."""


class NetworkError(CorridorError):
    """Geometry or topology that cannot be worked with."""


class ProductError(CorridorError):
    """A product that could not be made or written whole."""
