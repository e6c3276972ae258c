"""What can be wrong: faults that say rule, offenders and fix, and the errors that carry them."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_FAULTS = 1000
"""Reading ends here: nobody corrects more at once, and a hostile file could have millions."""


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
        ``"error"`` where the atlas is refused, or says what is not so; ``"warning"`` only tells.
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
    subject
        What has them.
    """

    def __init__(self, faults: list[Fault], subject: str = "The atlas") -> None:
        self.faults = sorted(set(faults))
        count = len(self.faults)
        head = f"{subject} breaks {count} rule{'s' if count > 1 else ''}:"
        super().__init__("\n".join([head, *map(str, self.faults)]))


@dataclass
class Faults:
    """
    The faults of one reading, collected so that all of them can be told at once.

    Parameters
    ----------
    items
        What was found so far.
    told
        Ids of records that stand in a file and break a rule of their own, and files that could not be read: what
        refers to them is no second fault.
    places
        Where each record stands: kind and id to file and line.
    broken
        The same for records that break a rule of their own, as far as they have an id.
    """

    items: list[Fault] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    places: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    broken: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)

    def add(self, file: str, line: int, rule: str, message: str, fix: str = "") -> None:
        """
        Note one fault.

        Parameters
        ----------
        file, line, rule, message, fix
            As in `Fault`.

        Raises
        ------
        RecordError
            With all so far, if there are more than `MOST_FAULTS`.
        """
        self.items.append(Fault(file, line, rule, message, fix))
        if len(self.items) > MOST_FAULTS:
            told = f"Reading ended here, after {MOST_FAULTS:,} faults; there may be more."
            raise RecordError([*self.items, Fault(file, line, "faults-many", told, "Correct these, and read again.")])

    def raise_any(self) -> None:
        """
        End the reading if anything was wrong.

        Raises
        ------
        RecordError
            With all the faults.
        """
        if self.items:
            raise RecordError(self.items)


class UnknownIdError(CorridorError):
    """An id that the atlas does not have."""


class NetworkError(CorridorError):
    """Geometry or topology that cannot be worked with."""


class ProductError(CorridorError):
    """A product that could not be made or written whole."""


class ArticleError(CorridorError):
    """An article that cannot be read, or that is none."""
