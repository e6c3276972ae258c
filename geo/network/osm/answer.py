"""Answers: what an Overpass server sent, read as hostile text, and gathered as a file is."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from geo.errors import NetworkError
from geo.network.osm.places import is_outline

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.network.osm.extract import Extract
    from geo.network.osm.gather import Gathering

_STATE = re.compile(r"[0-9TZ:.+-]{10,35}")


def parse_answer(body: bytes, origin: str) -> dict[str, Any]:
    """
    Read an answer and refuse one that is not whole.

    Parameters
    ----------
    body
        What came over the line.
    origin
        Whom it came from, for messages.

    Returns
    -------
    answer
        Its JSON object, with a list of `elements`.

    Raises
    ------
    NetworkError
        If it is no JSON (cut off, or a page of a proxy), no answer of Overpass, or carries a remark: the server ran out
        of time or memory, and what it sent is a part.
    """
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NetworkError(f"The answer of {origin} is cut off or no JSON: {error}. Ask again.") from error
    if not isinstance(answer, dict) or not isinstance(answer.get("elements"), list):
        raise NetworkError(f"The answer of {origin} is not one of Overpass: it has no elements. Check --endpoint.")
    if "remark" in answer:
        raise NetworkError(
            f"The answer of {origin} is only a part; the server remarks: {str(answer['remark'])[:300]!r}. "
            "Ask for a smaller area, or give it more time with --timeout."
        )
    return answer


def gather_answers(gathering: Gathering, answers: Sequence[dict[str, Any]], notes: Sequence[str] = ()) -> Extract:
    """
    Make an extract of answers.

    Parameters
    ----------
    gathering
        An empty one.
    answers
        As `parse_answer` gives them; an object that is in several is taken from the first.
    notes
        What else is to be said about them.

    Returns
    -------
    extract
        The ways, nodes and points; the oldest state of the data that an answer gives is its date.

    Raises
    ------
    NetworkError
        If an element is none, or breaks a bound.
    """
    found: dict[str, dict[int, dict[str, Any]]] = {"node": {}, "way": {}, "relation": {}}
    for element in (element for answer in answers for element in answer["elements"]):
        kind = str(element.get("type")) if isinstance(element, dict) else ""
        if kind in found:
            found[kind].setdefault(_id(gathering, element.get("id")), element)
    nodes, ways, relations = found.values()
    for way_id, way in ways.items():
        gathering.add_way(way_id, _refs(gathering, way), _tags(gathering, way))
    for relation_id, relation in relations.items():
        members = _members(gathering, relation)
        gathering.add_area("relation", relation_id, members["node"], _tags(gathering, relation), members["way"])
    for way_id in gathering.places.ways.keys() & ways.keys():
        gathering.add_member(way_id, _refs(gathering, ways[way_id]))
    used = set(gathering.node_ids().tolist())
    for node_id, node in nodes.items():
        lon, lat = _number(gathering, node, "lon"), _number(gathering, node, "lat")
        gathering.add_point(node_id, lon, lat, _tags(gathering, node))
        if node_id in used:
            gathering.add_node(node_id, lon, lat)
    return gathering.extract(_oldest(answers), notes)


def _id(gathering: Gathering, value: object) -> int:
    if type(value) is not int:
        raise gathering.refusal(f"{str(value)[:40]!r} is no id", "Ask again, or another server with --endpoint.")
    return value


def _refs(gathering: Gathering, way: dict[str, Any]) -> list[int]:
    refs = way.get("nodes", [])
    if not isinstance(refs, list):
        raise gathering.refusal(f"the nodes of way {way['id']} are no list", "Ask another server with --endpoint.")
    return [_id(gathering, ref) for ref in refs]


def _members(gathering: Gathering, relation: dict[str, Any]) -> dict[str, list[int]]:
    """List the nodes of a relation, and the ways round it."""
    members, found = relation.get("members", []), {"node": list[int](), "way": list[int]()}
    if not isinstance(members, list) or not all(isinstance(member, dict) for member in members):
        raise gathering.refusal(
            f"the members of relation {relation['id']} are no list", "Ask another server with --endpoint."
        )
    for member in members:
        kind = str(member.get("type"))
        if kind == "node" or (kind == "way" and is_outline(str(member.get("role", "")))):
            found[kind].append(_id(gathering, member.get("ref")))
    return found


def _number(gathering: Gathering, node: dict[str, Any], name: str) -> float:
    value = node.get(name)
    if type(value) not in {int, float}:
        raise gathering.refusal(f"`{name}` of node {node['id']} is no number", "Ask another server with --endpoint.")
    return float(value)  # type: ignore[arg-type]


def _tags(gathering: Gathering, element: dict[str, Any]) -> dict[str, str]:
    tags = element.get("tags", {})
    if not isinstance(tags, dict) or not all(isinstance(text, str) for text in tags.values()):
        raise gathering.refusal(f"a tag of {element['id']} is no text", "Ask another server with --endpoint.")
    return tags


def _oldest(answers: Iterable[dict[str, Any]]) -> str | None:
    states = [answer["osm3s"].get("timestamp_osm_base") for answer in answers if isinstance(answer.get("osm3s"), dict)]
    return min((state for state in states if isinstance(state, str) and _STATE.fullmatch(state)), default=None)
