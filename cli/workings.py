"""Computed capacities on the command line: what may be asked, and the workings printed step by step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cli.options import Number
from cli.printing import print_rows
from geo.model.assumptions import chosen
from geo.model.workings import Traffic, Working, link_working, node_working

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geo.atlas import Atlas
    from geo.model.assumptions import Assumption
    from geo.model.capacity import NodeCapacity
    from geo.model.estimates import Estimate
    from geo.network.links import Link

    FC = TypeVar("FC", bound=Callable[..., Any])

STEPS = ("step", "calculation", "value", "unit")
_MODES = {"tracks": "rail", "lanes": "road"}


def other_trains(text: str) -> tuple[float, float]:
    """Read pairs a day and a removal coefficient, ``2:1.3``."""
    pairs, _, coefficient = text.partition(":")
    try:
        found = float(pairs), float(coefficient)
    except ValueError:
        found = (-1.0, -1.0)
    if not all(0 <= number <= 1000 for number in found):
        raise click.BadParameter(f"{text!r} is not pairs a day and a coefficient, as in 2:1.3, each from 0 to 1000.")
    return found


def computed_options(command: FC) -> FC:
    """Add `--computed` and what may be said beside it."""
    for option in (
        click.option(
            "--service", "service_h", type=Number(0, 1000, min_open=True), metavar="HOURS",
            help="Mean time of one clearance at a crossing. Default: what its capacity means.",
        ),
        click.option("--berths", type=click.IntRange(1, 1000), help="Of a port."),
        click.option(
            "--freight-pairs", type=Number(0, 1000), metavar="N",
            help="Freight trains whose need of capacity is asked for, pairs a day.",
        ),
        click.option(
            "--other-trains", "others", type=other_trains, multiple=True, metavar="N:E",
            help="N pairs a day of other trains, each removing E freight paths; may be repeated. Default: a share.",
        ),
        click.option("--lanes", type=click.IntRange(2, 32), help="Where the lanes of roads are not known."),
        click.option("--tracks", type=click.IntRange(1, 8), help="Where the tracks of railways are not known."),
        click.option("--computed", is_flag=True, help="Compute what is not reported, and show the working."),
    ):  # fmt: skip
        command = option(command)
    return command


@dataclass(frozen=True)
class Question:
    """What is to be computed, and with what."""

    is_computed: bool
    attributes: dict[str, int]
    traffic: Traffic

    @property
    def notes(self) -> list[str]:
        """What was assumed because it was asked for."""
        lines = [
            f"{name} = {number} of every {_MODES[name]} link whose {name} the atlas does not have. (as asked for)"
            for name, number in self.attributes.items()
        ]
        if self.traffic.others:
            lines.append("Other trains as given are taken off in the working only; the table has freight's share.")
        return lines

    def applied_to(self, atlas: Atlas, place_id: str | None) -> Atlas:
        """Give the atlas with tracks and lanes assumed where none are known, of one place if it is named."""
        if not self.attributes:
            return atlas
        members = set(atlas.network.links) if place_id is None else members_of(atlas, place_id)
        links = {
            key: self._assumed(link) if key in members else link for key, link in atlas.network.links.items()
        }  # fmt: skip
        return replace(atlas, network=replace(atlas.network, links=links))

    def _assumed(self, link: Link) -> Link:
        named = {
            name: number for name, number in self.attributes.items()
            if link.mode == _MODES[name] and getattr(link, name) is None
        }  # fmt: skip
        return link.model_copy(update=named)

    def gaps(self, unknown: Iterable[Link]) -> list[str]:
        """Say which of the links that stay unknown a number of tracks or lanes would let compute."""
        if not self.is_computed:
            return []
        modes = [link.mode for link in unknown if link.status == "operating"]
        return [
            f"Not computed: {modes.count(mode)} {mode} link{'s' * (modes.count(mode) > 1)} whose {name} are unknown. "
            f"Give --{name}." for name, mode in _MODES.items() if mode in modes
        ]  # fmt: skip

    def workings(
        self, atlas: Atlas, members: set[str], nodes: Mapping[str, NodeCapacity],
        overrides: Mapping[str, Assumption] | None,
    ) -> list[Working]:  # fmt: skip
        """Work out each kind of link once, ferries by line, and each node."""
        if not self.is_computed:
            return []
        assumptions, found = chosen(overrides), []
        for link_id, link in atlas.network.links.items():
            if link_id in members:
                found.append(link_working(link, atlas.length_of(link_id), assumptions, self.traffic))
        for node_id in sorted(members & set(atlas.network.nodes)):
            one = node_working(atlas.network.nodes[node_id].kind, nodes.get(node_id), assumptions, self.traffic)
            found.append(None if one is None else replace(one, title=f"{one.title}: {atlas.subject_name(node_id)}"))
        return list(dict.fromkeys(one for one in found if one is not None))


def as_question(asked: Mapping[str, Any]) -> Question:
    """Read the options; one of them alone asks for computing as well."""
    attributes = {name: int(asked[name]) for name in _MODES if asked[name] is not None}
    traffic = Traffic(asked["others"], asked["freight_pairs"], asked["berths"], asked["service_h"])
    return Question(bool(asked["computed"] or attributes or traffic != Traffic()), attributes, traffic)


def members_of(atlas: Atlas, place_id: str) -> set[str]:
    """Give the links and nodes of a corridor or section, or the one link or node itself."""
    network = atlas.network
    if place_id in network.corridors:
        return set(network.corridors[place_id].link_ids)
    section = network.sections.get(place_id)
    return {place_id} if section is None else {*section.links, *section.nodes}


def print_workings(found: list[Working]) -> None:
    """Print each working as a table of its steps."""
    for one in found:
        click.echo(f"\n{one.title}, computed:")
        if not one.steps:
            click.echo("Its capacity is unknown, and so is the time by load: give --service HOURS.")
            continue
        rows = [
            {"step": step.name, "calculation": step.formula, "unit": step.unit, "value": _ends(step.value)}
            for step in one.steps
        ]
        print_rows(rows, as_json=False, columns=STEPS)
        for step in one.steps:
            if step.note:
                click.echo(f"{step.name[0].upper()}{step.name[1:]}: {step.note}")
    if found:
        click.echo("")


def _ends(value: Estimate) -> str:
    ends = dict.fromkeys(value.low if end is None else end for end in (value.low, value.central, value.high))
    return " – ".join(f"{end:,.0f}" if end >= 1000 else f"{end:.3g}" for end in ends)
