"""What attributes mean: well-known names and values, turned into the fields of a link; the unknown stays unknown."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import CorridorError
from geo.network.links import MODES, QUALITIES, STATUSES
from geo.network.topology import country_extents
from geo.records import ID_PATTERN
from geo.texts import check_name, check_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from geo.network.incoming.intake import Intake, Tally

FIELDS: dict[str, tuple[str, ...]] = {
    "link_id": ("link_id",),
    "name": ("name", "name_en", "line_name", "title"),
    "mode": ("mode", "railway", "highway", "route"),
    "facility_type": ("facility_type", "facility", "fclass", "highway"),
    "status": ("status", "state", "railway", "highway"),
    "tracks": ("tracks", "num_tracks", "track_count"),
    "lanes": ("lanes", "num_lanes"),
    "gauge_mm": ("gauge_mm", "gauge"),
    "electrified": ("electrified", "electric"),
    "directed": ("directed", "oneway"),
    "country": ("country", "country_code", "iso_a2", "iso2"),
    "geometry_quality": ("geometry_quality",),
    "note": ("note",),
}
"""Field to the attributes that may hold it, the first that has a value counts; names in any case."""
RAIL = frozenset({"rail", "railway", "narrow_gauge", "light_rail", "broad_gauge"})
STAGES = {
    "construction": "construction", "under construction": "construction", "proposed": "planned", "planned": "planned",
    "disused": "idle", "abandoned": "idle", "idle": "idle", "closed": "idle",
    "operating": "operating", "operational": "operating", "open": "operating", "in use": "operating",
    "in operation": "operating", "active": "operating",
}  # fmt: skip
_TRUE = frozenset({"yes", "true", "1", "contact_line", "overhead", "third_rail", "4th_rail", "rail", "y", "t"})
_FALSE = frozenset({"no", "false", "0", "none", "n", "f", "-"})
_SAID = {"mode": ("railway", "highway", "route"), "status": ("railway", "highway")}
_RANGES = {"tracks": (1, 8), "lanes": (1, 32), "gauge_mm": (300, 3000)}


def chosen_columns(names: Collection[str], intake: Intake, file: str) -> dict[str, tuple[str, ...]]:
    """
    Find the attributes that hold each field.

    Parameters
    ----------
    names
        The attributes of the file.
    intake
        Names others for some fields.
    file
        The file, for messages.

    Returns
    -------
    columns
        Field to attributes, in the order in which they are asked.

    Raises
    ------
    CorridorError
        If a field or an attribute that is named does not exist.
    """
    strange = sorted(set(intake.columns) - set(FIELDS))
    missing = sorted(set(intake.columns.values()) - set(names))
    if strange:
        raise CorridorError(f"--map names {strange}; the fields are: {', '.join(FIELDS)}.")
    if missing:
        raise CorridorError(f"{file} has no attribute {missing}; it has: {', '.join(sorted(names)) or 'none'}.")
    lower = {name.lower(): name for name in sorted(names, reverse=True)}
    known = {field: tuple(lower[name] for name in wanted if name in lower) for field, wanted in FIELDS.items()}
    return {field: found for field, found in known.items() if found} | {f: (n,) for f, n in intake.columns.items()}


def read_values(
    values: Mapping[str, Any], columns: Mapping[str, tuple[str, ...]], number: int, tally: Tally
) -> dict[str, Any]:
    """
    Turn the attributes of a feature into fields of a link.

    Parameters
    ----------
    values
        Attribute to value.
    columns
        As from `chosen_columns`.
    number
        The feature.
    tally
        Is told what is not understood.

    Returns
    -------
    fields
        Only those that are known; ``"backward"`` where the attribute says that traffic runs against the line.
    """
    found: dict[str, Any] = {}
    for field, names in columns.items():
        for name in names:
            text = _text(values.get(name))
            if text is None:
                continue
            value = _meaning(field, name.lower(), text)
            if value is not None:
                found[field] = value
                break
            if name.lower() not in _SAID.get(field, ()):
                message = f"`{name}` is {text[:60]!r}, which is no {field}; it stays unknown."
                tally.tell(number, "attribute", message, f"Correct it, or name another attribute: --map {field}=….")
    if found.get("directed") == "backward":
        found |= {"directed": True, "backward": True}
    return found


def _text(value: object) -> str | None:
    if value is None or (isinstance(value, float | np.floating) and np.isnan(value)):  # how columns of numbers say null
        return None
    text = unicodedata.normalize("NFC", str(value)).strip()
    text = text.removesuffix(".0") if isinstance(value, float) else text
    return text or None


def _meaning(field: str, name: str, text: str) -> Any:  # noqa: ANN401 - each field has a type of its own
    reader: Callable[[str], Any] = _READERS.get(f"{field}:{name}") or _READERS[field]
    return reader(text)


def _name(text: str) -> str | None:
    try:
        return check_name(text) if len(text) <= 200 else None
    except ValueError:
        return None


def _note(text: str) -> str | None:
    try:
        return check_text(text) if len(text) <= 4000 else None
    except ValueError:
        return None


def _quality(text: str) -> str | None:
    return text if text in QUALITIES else None


def _rail_mode(text: str) -> str | None:
    return "rail" if text.lower() in RAIL | set(STAGES) else None


def _road_mode(text: str) -> str | None:
    return "road" if _facility(text) else None


def _mode(text: str) -> str | None:
    word = text.lower()
    return word if word in MODES else {"railway": "rail", "train": "rail", "highway": "road", "car": "road",
                                       "truck": "road", "ferry": "sea", "ship": "sea"}.get(word)  # fmt: skip


def _facility(text: str) -> str | None:
    word = re.sub(r"[\s-]+", "_", text.lower())
    return word if re.fullmatch(r"[a-z][a-z0-9_]{0,39}", word) and word not in MODES else None


def _status(text: str) -> str | None:
    word = text.lower()
    return word if word in STATUSES else STAGES.get(word)


def _staged(text: str) -> str | None:
    """Read a kind of track or road that is only a stage; any other says nothing of the status."""
    return STAGES.get(text.lower())


def _whole(field: str) -> Callable[[str], int | None]:
    low, high = _RANGES[field]

    def read(text: str) -> int | None:
        found = re.fullmatch(r"(\d{1,4})( ?mm)?", text, re.ASCII)
        return int(found[1]) if found and low <= int(found[1]) <= high else None

    return read


def _truth(text: str) -> bool | None:
    word = text.lower()
    return True if word in _TRUE else False if word in _FALSE else None


def _direction(text: str) -> bool | str | None:
    return "backward" if text in {"-1", "reverse"} else _truth(text)


def _country(text: str) -> str | None:
    return text.upper() if text.upper() in country_extents() else None


def _id(text: str) -> str | None:
    return text if re.fullmatch(ID_PATTERN, text, re.ASCII) and len(text) <= 64 else None


_READERS: dict[str, Callable[[str], Any]] = {
    "link_id": _id, "name": _name, "mode": _mode, "mode:railway": _rail_mode, "mode:highway": _road_mode,
    "facility_type": _facility, "status": _status, "status:railway": _staged, "status:highway": _staged,
    "tracks": _whole("tracks"), "lanes": _whole("lanes"), "gauge_mm": _whole("gauge_mm"), "electrified": _truth,
    "directed": _direction, "country": _country, "note": _note,
    "geometry_quality": _quality,
}  # fmt: skip
