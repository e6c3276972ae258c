"""What a change is of: links, nodes, a commodity or an assumption, by name or by what they have in common."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pydantic import model_validator

from geo.model.assumptions import ASSUMPTIONS
from geo.model.demand import observed_demand
from geo.network.links import LinkStatus, Mode
from geo.network.nodes import Country, Id
from geo.records import Record

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo.atlas import Atlas
    from geo.network.links import Link
    from geo.network.network import Network

_TRAITS = ("mode", "country", "status")
_PLACES = ("link", "section", "corridor")
_SINGLE = ("node", "commodity", "assumption")
_OF_LINKS = ("capacity", "status", "closed", "tracks", "lanes")
_OF_NODES = ("capacity", "closed", "delay_h", "cost_usd_per_t")


@dataclass(frozen=True)
class Chosen:
    """
    The part of the network that is selected.

    Parameters
    ----------
    links, nodes
        Ids, in the order of the network; one of the two is empty.
    shared
        What the figure is of where all of them stand beside each other and share it; else empty.
    """

    links: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    shared: str = ""


class Select(Record):
    """
    What a change is of.

    `link`, `section`, `corridor`, `mode`, `country` and `status` narrow each other: links that are all of it. A
    section of places selects its nodes. `node`, `commodity` and `assumption` stand alone.
    """

    link: Id | None = None
    section: Id | None = None
    corridor: Id | None = None
    mode: Mode | None = None
    country: Country | None = None
    status: LinkStatus | None = None
    node: Id | None = None
    commodity: Id | None = None
    assumption: Id | None = None

    @model_validator(mode="after")
    def _check_kind(self) -> Select:
        given = self.given
        if not given:
            raise ValueError(f"Select by {', '.join((*_PLACES, *_TRAITS, *_SINGLE))}.")
        if len(given) > 1 and not set(given).isdisjoint(_SINGLE):
            raise ValueError(f"{list(set(given) & set(_SINGLE))} stand alone; {list(given)} are given.")
        return self

    @property
    def given(self) -> dict[str, str]:
        """What is named, by field."""
        return {name: value for name, value in self.model_dump().items() if value is not None}

    @property
    def text(self) -> str:
        """The selection as words."""
        return ", ".join(f"{name} {value}" for name, value in self.given.items())

    @property
    def is_of_places(self) -> bool:
        """Whether links or nodes are selected."""
        return self.commodity is None and self.assumption is None

    @property
    def attributes(self) -> tuple[str, ...]:
        """What can be changed of it."""
        if not self.is_of_places:
            return ("demand",) if self.commodity else ("value",)
        if self.node:
            return _OF_NODES
        return tuple(dict.fromkeys((*_OF_LINKS, *_OF_NODES))) if self.section else _OF_LINKS

    def unknown(self, atlas: Atlas) -> list[tuple[str, str]]:
        """
        Say which names do not exist.

        Parameters
        ----------
        atlas
            The atlas.

        Returns
        -------
        faults
            Message and fix. A commodity is one of the observed demand.
        """
        network = atlas.network
        known: dict[str, Collection[str]] = {
            "link": network.links, "section": network.sections, "corridor": network.corridors, "node": network.nodes,
            "assumption": ASSUMPTIONS, "commodity": [],
        }  # fmt: skip
        if self.commodity is not None:
            known["commodity"] = [one.commodity_id for one in observed_demand(atlas)]
        faults = []
        for kind, name in self.given.items():
            if kind in known and name not in known[kind]:
                near = get_close_matches(name, known[kind], n=3)
                fix = f"Near it: {', '.join(near)}." if near else f"Name a {kind} that exists."
                faults.append((f"there is no {kind} {name!r}.", fix))
        return faults

    def chosen(self, network: Network, *, attribute: str = "") -> Chosen:
        """
        Find what is selected.

        Parameters
        ----------
        network
            The network, which has all that is named.
        attribute
            What is changed of it: a capacity of a section is not that of its links which other lines use as well.

        Returns
        -------
        chosen
            Nothing for a commodity or an assumption.
        """
        if not self.is_of_places:
            return Chosen()
        if self.node:
            return Chosen(nodes=(self.node,))
        section = network.sections[self.section] if self.section else None
        if section is not None and not section.links:
            return Chosen(nodes=section.nodes, shared=self.section or "" if len(section.nodes) > 1 else "")
        of_others = section.shared if section is not None and attribute == "capacity" else ()
        links = tuple(
            link_id for link_id, link in network.links.items() if link_id not in of_others and self._fits(network, link)
        )
        is_whole = section is not None and set(links) == set(section.links) and len(links) > 1
        is_sea = {network.links[link_id].mode for link_id in links} == {"sea"}
        return Chosen(links=links, shared=self.section or "" if is_whole and is_sea else "")

    def _fits(self, network: Network, link: Link) -> bool:
        groups = (
            (self.section, lambda name: network.sections[name].links),
            (self.corridor, lambda name: network.corridors[name].link_ids),
            (self.link, lambda name: (name,)),
        )
        is_member = all(link.link_id in members(name) for name, members in groups if name is not None)
        traits = ((name, getattr(self, name)) for name in _TRAITS)
        return is_member and all(wanted in (None, getattr(link, name)) for name, wanted in traits)
