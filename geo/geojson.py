"""Read GeoJSON feature by feature, so that every fault has its line."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.records import Row
from geo.texts import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.errors import Faults

_SPACE = re.compile(r"[ \t\r\n]*")
_WGS84 = re.compile(r"CRS84$|EPSG:{1,2}4326$")


def _object(items: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(items)
    if len(found) < len(items):
        key = Counter(key for key, _ in items).most_common(1)[0][0]
        raise ValueError(f"the key {key[:80]!r} stands twice in one object")
    return found


def _constant(token: str) -> object:
    raise ValueError(f"{token} is not a number")


_STRICT = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)
_LENIENT = json.JSONDecoder(parse_int=str, parse_float=str)
"""Finds where a value ends that the strict one refused."""


@dataclass
class _Scanner:
    """A place in a text of JSON, which moves on as values are taken from it."""

    text: str
    label: str
    faults: Faults
    at: int = 0
    counted: tuple[int, int] = (0, 1)

    def peek(self) -> str:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.text[self.at : self.at + 1]

    def take(self, wanted: str) -> str:
        char = self.peek()
        if char != wanted:
            raise json.JSONDecodeError(f"{wanted!r} is expected", self.text, self.at)
        self.at += 1
        return char

    def line(self) -> int:
        start, line = self.counted  # it only moves on, so that no part is counted twice
        self.counted = (self.at, line + self.text.count("\n", start, self.at))
        return self.counted[1]

    def value(self) -> object:
        self.peek()
        try:
            value, self.at = _STRICT.raw_decode(self.text, self.at)
        except json.JSONDecodeError:
            raise
        except ValueError as error:
            message = f"This cannot be read: {error}."
            self.faults.add(self.label, self.line(), "json-value", message, "Correct the value.")
            value, self.at = None, _LENIENT.raw_decode(self.text, self.at)[1]
        return value

    def items(self) -> Iterator[tuple[int, object]]:
        """Take the items of an array, each with its line; what cannot be read is told and passed over."""
        self.take("[")
        going = self.peek() != "]"
        while going:
            self.peek()
            line, told = self.line(), len(self.faults.items)
            value = self.value()
            if len(self.faults.items) == told:
                yield line, value
            going = self.goes_on()
        self.take("]")

    def members(self) -> Iterator[tuple[int, str]]:
        """
        Take the keys of an object; whoever asks takes the value before the next.

        Yields
        ------
        line, key
            Each key, with the line at which it stands.

        Raises
        ------
        json.JSONDecodeError
            If no object stands here, or anything follows it.
        """
        self.take("{")
        going = self.peek() != "}"
        while going:
            if self.peek() != '"':
                raise json.JSONDecodeError("a key in quotes is expected", self.text, self.at)
            line, key = self.line(), str(self.value())
            self.take(":")
            yield line, key
            going = self.goes_on()
        self.take("}")
        if self.peek():
            raise json.JSONDecodeError("the file goes on after its end", self.text, self.at)

    def goes_on(self) -> bool:
        """Take a comma if one is next."""
        return self.peek() == "," and self.take(",") == ","


def read_features(path: Path, label: str, faults: Faults) -> list[Row]:
    """
    Read a GeoJSON FeatureCollection, each feature with its line.

    Parameters
    ----------
    path, label, faults
        As in `geo.texts.read_text`.

    Returns
    -------
    rows
        One a feature: its properties, and its geometry under ``"geometry"``.
    """
    text = read_text(path, label, faults)
    scan = _Scanner(text or "", label, faults)
    if text is not None:
        try:
            return _collection(scan)
        except json.JSONDecodeError as error:
            fix = "Correct the syntax; the file may be cut off."
            faults.add(label, error.lineno, "json", f"This is not GeoJSON: {error.msg}.", fix)
        except RecursionError:
            faults.add(label, scan.line(), "json", "This is nested too deeply.", "Simplify the value.")
    faults.told.add(label)
    return []


def _collection(scan: _Scanner) -> list[Row]:
    rows: list[Row] = []
    members: dict[str, object] = {}
    for line, key in scan.members():
        if key in members:
            message = f"The key {key[:80]!r} stands twice in the file."
            scan.faults.add(scan.label, line, "json-value", message, "Take one of them out.")
        if key == "features" and scan.peek() == "[":
            rows, members[key] = _features(scan), True
        else:
            members[key] = scan.value()
        if key == "crs":
            _check_crs(members[key], line, scan)
    if members.get("type") != "FeatureCollection" or members.get("features") is not True:
        scan.faults.add(scan.label, 1, "geojson", "This is not a FeatureCollection.", "Export it as GeoJSON.")
        scan.faults.told.add(scan.label)
    return rows


def _features(scan: _Scanner) -> list[Row]:
    rows = []
    for line, feature in scan.items():
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(feature, dict) and feature.get("type") == "Feature" and isinstance(properties, dict):
            rows.append(Row(scan.label, line, {**properties, "geometry": feature.get("geometry")}))
        else:
            fix = "Write a Feature with properties and a geometry."
            scan.faults.add(scan.label, line, "geojson", "This is not a feature with properties.", fix)
    return rows


def _check_crs(value: object, line: int, scan: _Scanner) -> None:
    properties = value.get("properties") if isinstance(value, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else value
    if value is not None and not _WGS84.search(str(name)[:200]):
        said = "a system that is not named" if name is None else repr(str(name)[:80])
        message = f"The coordinates are in {said}."
        scan.faults.add(scan.label, line, "crs", message, "Reproject to EPSG:4326 (WGS84 degrees).")
