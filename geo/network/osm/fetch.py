"""Fetching an extract from an Overpass server: what to ask, what was asked before, and what comes of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import osmnx
import shapely

from geo.network.osm.answer import gather_answers, parse_answer
from geo.network.osm.cache import Cache
from geo.network.osm.gather import Gathering
from geo.network.osm.overpass import MAX_BODY_BYTES, Service, ask, question_text
from geo.network.osm.tags import SIDINGS, STOPS, UNUSED, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo.network.osm.extract import Extract


def fetch_extract(
    area: shapely.Polygon | shapely.MultiPolygon, wanted: Wanted | None = None, service: Service | None = None,
    *, cache: Path | None = None, is_fresh: bool = False, progress: Callable[[str], None] = lambda _: None,
) -> Extract:  # fmt: skip
    """
    Fetch the ways of one mode in an area, their nodes, and stations and places.

    Ways that leave the area come whole.

    Parameters
    ----------
    area
        WGS84 degrees.
    wanted
        What to ask for; main tracks of railways unless told otherwise.
    service
        Whom to ask, and for how long; the public server unless told otherwise.
    cache
        A folder in which answers are kept, and found when the same is asked again.
    is_fresh
        Whether to ask even so.
    progress
        Called with a few words about how far the fetching is.

    Returns
    -------
    extract
        What the server says.

    Raises
    ------
    NetworkError
        If the server gives no whole answer within the deadline, or its answer breaks a bound.
    """
    wanted, service = wanted or Wanted(), service or Service()
    known, answers = Cache(cache, MAX_BODY_BYTES), []
    for number, question in enumerate(_questions(area, wanted), start=1):
        progress(f"Asking {service.endpoint}, question {number}")
        text = f"{service.endpoint} {question_text(question)}" if cache else ""
        kept = None if is_fresh else known.find(text)
        body = kept or ask(question, service, progress)
        answers.append(parse_answer(body, service.endpoint))
        if kept is None:
            known.keep(text, body)
    return gather_answers(Gathering(service.endpoint, wanted), answers)


def query_texts(area: shapely.Polygon | shapely.MultiPolygon, wanted: Wanted | None = None) -> list[str]:
    """
    Say what would be asked, without asking.

    Parameters
    ----------
    area
        WGS84 degrees.
    wanted
        What to ask for; main tracks of railways unless told otherwise.

    Returns
    -------
    queries
        In Overpass's language, as they would be sent.
    """
    return [question_text(question) for question in _questions(area, wanted or Wanted())]


def _questions(area: shapely.Polygon | shapely.MultiPolygon, wanted: Wanted) -> list[Callable[[], object]]:
    """
    Put the questions to osmnx, piece by piece of the area.

    Of a multipolygon osmnx would ask for the hull, which along a corridor is most of a continent.
    """
    questions: list[Callable[[], object]] = []
    for piece in shapely.get_parts(area):
        questions += [
            partial(osmnx.graph_from_polygon, piece, custom_filter=one, retain_all=True, simplify=False)
            for one in _way_filters(wanted)
        ]
        questions.append(partial(osmnx.features_from_polygon, piece, tags=_point_tags(wanted)))
    return questions


def _way_filters(wanted: Wanted) -> list[str]:
    """
    Write Overpass filters, each of which is asked on its own.

    ``"railway"="rail"`` leaves out light_rail and monorail, which ``~"rail"`` takes in.
    """
    if wanted.mode == "rail":
        main = "" if wanted.sidings else f'["service"!~"^({"|".join(sorted(SIDINGS))})$"]'
        kind, end = f'~"^({"|".join(sorted(wanted.values))})$"' if wanted.narrow else '="rail"', main
    else:
        kind, end = f'~"^({"|".join(sorted(wanted.values))})$"', '["area"!="yes"]'
    unused = UNUSED if wanted.unused else ()
    return [
        f'["{wanted.key}"{kind}]{end}',
        *(f'["{wanted.key}"="{state}"]["{state}"{kind}]{end}' for state in unused),
        *(f'["{state}:{wanted.key}"{kind}]{end}' for state in unused),
    ]


def _point_tags(wanted: Wanted) -> dict[str, bool | str | list[str]]:
    """Name the points that the mode stops at; villages are left to files, as their boundaries come along here."""
    if wanted.mode == "rail":
        return {"railway": sorted(STOPS)}
    return {"place": ["city", "town"], "barrier": "border_control"}
