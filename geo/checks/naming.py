"""Checks on names and routes: what a reader is shown of nodes, corridors, sections, and which route is the main one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.checks.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.atlas import Atlas
    from geo.network.corridors import Named
    from geo.network.nodes import Node

LABELLED_RANK = 2
"""Nodes up to this rank are labelled on every map, in all languages."""


def missing_names(atlas: Atlas) -> Iterator[Finding]:
    """
    Find corridors and great nodes without a Russian or a Kazakh name.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each of them.
    """
    network = atlas.network
    for node in network.nodes.values():
        if node.rank <= LABELLED_RANK:
            yield from _unnamed(node.node_id, node, network.place(node.node_id))
    for corridor in network.corridors.values():
        yield from _unnamed(corridor.corridor_id, corridor, network.place(corridor.corridor_id))


def section_names(atlas: Atlas) -> Iterator[Finding]:
    """
    Find sections without a Russian or a Kazakh name, or with another's.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each of them.
    """
    names: dict[str, str] = {}
    for section in atlas.network.sections.values():
        place = atlas.network.place(section.section_id)
        yield from _unnamed(section.section_id, section, place)
        first = names.setdefault(section.name, section.section_id)
        if first != section.section_id:
            message = f"{section.section_id} has the name of {first}, {section.name!r}."
            yield Finding(place, message, "Rename one of them, or keep one.")


def _unnamed(record_id: str, record: Named | Node, place: tuple[str, int]) -> Iterator[Finding]:
    missing = [field for field in ("name_ru", "name_kk") if getattr(record, field) is None]
    if missing:
        message = f"{record_id} has no {' and no '.join(f'`{field}`' for field in missing)}."
        yield Finding(place, message, "Add it; the English name stands in until then.")


def branching_main_routes(atlas: Atlas) -> Iterator[Finding]:
    """
    Find corridors whose first route, the main one, says that it is a branch.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each corridor.
    """
    for corridor in atlas.network.corridors.values():
        main = corridor.route[0]
        if main.branch:
            message = f"The first route of {corridor.corridor_id}, {main.route_id!r}, is a branch."
            place = atlas.network.place(f"{corridor.corridor_id}/{main.route_id}")
            yield Finding(place, message, "Put the main route first, or take `branch` out.")


def second_main_routes(atlas: Atlas) -> Iterator[Finding]:
    """
    Find routes after the first that do not say they are branches.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each route.
    """
    for corridor in atlas.network.corridors.values():
        for route in corridor.route[1:]:
            if not route.branch:
                message = f"The route {route.route_id!r} of {corridor.corridor_id} stands after the main one."
                place = atlas.network.place(f"{corridor.corridor_id}/{route.route_id}")
                yield Finding(place, message, "Write `branch = true`.")
