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


def shared_names(atlas: Atlas) -> Iterator[Finding]:
    """
    Find corridors and entries that share a name or an alias, which then leads to either.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each that has an earlier one's.
    """
    firsts: dict[str, str] = {}
    corridors, entries = atlas.network.corridors.items(), atlas.network.entries.items()
    names = [(name, (record.name, *record.aliases)) for name, record in corridors]
    names += [(name, (record.name, *record.aliases)) for name, record in entries]
    for record_id, called in names:
        for name in called:
            first = firsts.setdefault(name.casefold(), record_id)
            if first != record_id:
                message = f"{record_id} goes by the name of {first}, {name!r}."
                yield Finding(atlas.network.place(record_id), message, "Leave it to one of them.")


def nodes_named_alike(atlas: Atlas) -> Iterator[Finding]:
    """
    Find great nodes of one country and kind with one name, which no reader can tell apart.

    Parameters
    ----------
    atlas
        The atlas.

    Yields
    ------
    finding
        One for each node that has an earlier one's name.
    """
    firsts: dict[tuple[object, ...], str] = {}
    for node in atlas.network.nodes.values():
        if node.rank <= LABELLED_RANK:
            first = firsts.setdefault((node.name.casefold(), node.country, node.kind), node.node_id)
            if first != node.node_id:
                message = f"{node.node_id} and {first} are both named {node.name!r}."
                yield Finding(atlas.network.place(node.node_id), message, "Name what tells them apart, or keep one.")


def routes_named_alike(atlas: Atlas) -> Iterator[Finding]:
    """
    Find routes with the name of another route of their corridor.

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
        firsts: dict[str, str] = {}
        for route in corridor.route:
            first = firsts.setdefault(route.name.casefold(), route.route_id)
            if first != route.route_id:
                message = f"The routes {first!r} and {route.route_id!r} are both named {route.name!r}."
                place = atlas.network.place(f"{corridor.corridor_id}/{route.route_id}")
                yield Finding(place, message, "Name each after where it leads.")


def shared_orders(atlas: Atlas) -> Iterator[Finding]:
    """
    Find corridors that stand in one place of the legend's order.

    Parameters
    ----------
    atlas
        The atlas; corridors without an `order` follow their ids, and share nothing.

    Yields
    ------
    finding
        One for each that has an earlier one's.
    """
    firsts: dict[int, str] = {}
    for corridor in atlas.network.corridors.values():
        first = firsts.setdefault(corridor.order, corridor.corridor_id)
        if "order" in corridor.model_fields_set and first != corridor.corridor_id:
            message = f"{corridor.corridor_id} has the `order` {corridor.order} of {first}."
            yield Finding(atlas.network.place(corridor.corridor_id), message, "Give each a number of its own.")


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
