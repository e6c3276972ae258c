"""Ceilings: the most that capacities leave for a corridor or a part of it, as an interval, and what binds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.model.build import BOUNDS, FREIGHT_MODES, Part
from geo.model.cuts import max_flow
from geo.model.demand import chain_ends

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.atlas import Atlas
    from geo.model.build import Bound
    from geo.model.graph import ModelGraph
    from geo.model.study import Capacities
    from geo.network.links import Link

CEILING_NOTE = (
    "A ceiling is the most that can pass from the first to the last place of a main route, one way, over the "
    "corridor's own links, branches included; unknown capacities do not bind, so that it may be less."
)


@dataclass(frozen=True)
class Course:
    """
    What a subject is, for a flow over it.

    Parameters
    ----------
    ends
        Its first and last node; None for a set of places.
    links
        The links that it may use.
    nodes
        The places that it is, where it is no way.
    """

    ends: tuple[str, str] | None = None
    links: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ceiling:
    """
    The most that can pass.

    Parameters
    ----------
    subject
        A corridor, section, link or node.
    low, central, high
        Mt a year; None where no known capacity limits it.
    binds
        The links and nodes that bind, at the central capacities.
    subjects
        What their capacities are said of.
    has_way
        Whether a way leads from end to end at all.
    """

    subject: str
    low: float | None
    central: float | None
    high: float | None
    binds: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    has_way: bool = True

    @property
    def is_known(self) -> bool:
        """Whether some known capacity limits it."""
        return self.central is not None and self.has_way


def course_of(atlas: Atlas, subject: str) -> Course | None:
    """
    Find what a subject is.

    Parameters
    ----------
    atlas
        The atlas.
    subject
        An id.

    Returns
    -------
    course
        None for what is not drawn, carries no tonnes, or has no two ends.
    """
    network = atlas.network
    if subject in network.nodes:
        return Course(nodes=(subject,))
    if subject in network.corridors:
        corridor = network.corridors[subject]
        stops = network.route_nodes(corridor.route[0])
        return _tonnes(atlas, Course((stops[0], stops[-1]), corridor.link_ids))
    if subject in network.links:
        link = network.links[subject]
        return _tonnes(atlas, Course((link.from_node_id, link.to_node_id), (subject,)))
    section = network.sections.get(subject)
    if section is None:
        return None
    if not section.links:
        return Course(nodes=section.nodes)
    ends = chain_ends(network, section.links)
    return None if ends is None else _tonnes(atlas, Course(ends, section.links))


def _tonnes(atlas: Atlas, course: Course) -> Course | None:
    modes = {atlas.network.links[link_id].mode for link_id in course.links}
    return course if modes & set(FREIGHT_MODES) else None


def course_graphs(
    atlas: Atlas, capacities: Capacities, course: Course, *, closed: frozenset[str] = frozenset()
) -> dict[Bound, ModelGraph]:
    """
    Make the graphs of a subject's own links.

    Parameters
    ----------
    atlas
        The atlas.
    capacities
        Its capacities.
    course
        The subject, which has ends.
    closed
        Links and nodes that nothing may pass.

    Returns
    -------
    graphs
        By bound; they lack the ends where all links to them are closed or not operating.
    """
    part = Part(avoid=closed, stops=frozenset(course.ends or ()), links=frozenset(course.links))
    return capacities.graphs(atlas, part)


def ceiling(
    atlas: Atlas, capacities: Capacities, subject: str, *, closed: frozenset[str] = frozenset()
) -> Ceiling | None:  # fmt: skip
    """
    Compute the most that can pass over a subject.

    Parameters
    ----------
    atlas
        The atlas.
    capacities
        Its capacities.
    subject
        A corridor, section, link or node.
    closed
        Links and nodes that nothing may pass.

    Returns
    -------
    ceiling
        None as in `course_of`.
    """
    course = course_of(atlas, subject)
    if course is None:
        return None
    if course.ends is None:
        return _of_places(capacities, subject, [name for name in course.nodes if name not in closed])
    ends = course.ends
    graphs = course_graphs(atlas, capacities, course, closed=closed)
    if not set(ends) <= set(graphs["central"].sides):
        return Ceiling(subject, 0.0, 0.0, 0.0, has_way=False)
    found = {bound: max_flow(graphs[bound], *ends) for bound in BOUNDS}
    one = found["central"]
    low, middle, high = (None if found[b].value_mt == float("inf") else found[b].value_mt for b in BOUNDS)
    has_way = one.value_mt > 0 or bool(one.binding)
    return Ceiling(
        subject, low, middle, high, _once(b.owner for b in one.binding), _once(b.subject for b in one.binding), has_way
    )


class Ceilings:
    """The ceilings of an atlas and its scenarios, each computed once: most scenarios leave most links as they are."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], tuple[tuple[Link, ...], Ceiling | None]] = {}

    def of(
        self, atlas: Atlas, capacities: Capacities, subject: str, *, closed: frozenset[str] = frozenset()
    ) -> Ceiling | None:
        """
        Give the most that can pass over a subject.

        Parameters
        ----------
        atlas, capacities, subject, closed
            As in `ceiling`.

        Returns
        -------
        ceiling
            As `ceiling` computes it.
        """
        course = course_of(atlas, subject)
        links = tuple(atlas.network.links[link_id] for link_id in (course.links if course else ()))
        places = dict.fromkeys((*(course.nodes if course else ()), *(stop for link in links for stop in link.stops)))
        key = (
            subject, capacities.both_ways, tuple(map(id, links)),
            closed & {link.link_id for link in links} | closed & places.keys(),
            tuple(capacities.links.get(link.link_id) for link in links), tuple(map(capacities.nodes.get, places)),
        )  # fmt: skip
        if key not in self._known:  # the links are kept too, as an id may be given again once a link is gone
            self._known[key] = (links, ceiling(atlas, capacities, subject, closed=closed))
        return self._known[key][1]


def _of_places(capacities: Capacities, subject: str, nodes: list[str]) -> Ceiling:
    """Add places up that stand beside each other; what they share counts once."""
    records = {name: capacities.nodes.get(name) for name in nodes}
    unique = {(one.group or name): one for name, one in records.items() if one is not None}
    if None in records.values() or any(one.central is None for one in unique.values()) or not unique:
        return Ceiling(subject, None, None, None, has_way=bool(nodes))
    low, central = (sum(getattr(one, end) for one in unique.values()) for end in ("low", "central"))
    is_open = any(one.high is None for one in unique.values())
    high = None if is_open else sum(one.high or 0.0 for one in unique.values())
    return Ceiling(subject, low, central, high, tuple(nodes), _once(one.subject for one in unique.values()))


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
