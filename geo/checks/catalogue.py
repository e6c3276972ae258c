"""The catalogue of checks, each a rule of one line with a name of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.checks import figures, judgement, lengths, meeting, naming, quality, shapes, standing, statements, usage
from geo.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo.atlas import Atlas
    from geo.checks.finding import Finding


@dataclass(frozen=True)
class Check:
    """
    One rule that an atlas is held against.

    Parameters
    ----------
    name
        The rule's name, hyphenated.
    text
        The rule, in one line.
    find
        What finds the places at which an atlas breaks it.
    severity
        ``"error"`` where the atlas says what is not so, ``"warning"`` where an editor should look.
    is_of_records
        Whether it judges links and corridors one by one, and so holds for the valid ones beside others that are not.
    """

    name: str
    text: str
    find: Callable[[Atlas], Iterator[Finding]]
    severity: str = "warning"
    is_of_records: bool = False


CHECKS: tuple[Check, ...] = (
    Check(
        "quality-earned",
        "Vertices of rail and road links are at most 60 km apart, of operating rail in KZ, TM and AZ 25 km; what is "
        "sparser is schematic.",
        quality.unearned_quality,
        "error",
        is_of_records=True,
    ),
    Check(
        "route-main",
        "The first route of a corridor is no branch.",
        naming.branching_main_routes,
        "error",
        is_of_records=True,
    ),
    Check("route-branch", "Routes after the first are branches.", naming.second_main_routes, is_of_records=True),
    Check(
        "length-explained",
        "Measured and reported length differ by at most 5 %, or a note says why.",
        lengths.unexplained_lengths,
    ),
    Check(
        "sinuosity",
        "A link is at most twice as long as the line between its ends, or a note says why.",
        lengths.winding_links,
        is_of_records=True,
    ),
    Check("spike", "No line turns by more than 150 degrees at a vertex.", shapes.spikes, is_of_records=True),
    Check("self-crossing", "No line crosses itself, or a note says why.", shapes.self_crossings, is_of_records=True),
    Check(
        "duplicate-geometry",
        "No two links of a mode share a line, no two nodes of a mode a position.",
        shapes.doubled_geometry,
    ),
    Check("sea-over-land", "At most 2 % of a sea link lie on land.", shapes.sea_over_land),
    Check("sea-end", "Sea links end at ports.", meeting.sea_ends),
    Check(
        "border-unmarked",
        "Railways and roads that end in another country pass a border crossing.",
        meeting.unmarked_borders,
    ),
    Check("gauge-change-idle", "At a gauge change, links of two gauges end.", meeting.idle_gauge_changes),
    Check("section-pieces", "The links of a section hang together.", meeting.broken_sections),
    Check(
        "corridor-status",
        "Of an operating corridor some link operates, of another not all.",
        standing.corridor_statuses,
    ),
    Check("observed-unopened", "No volume is observed on links that are not open.", standing.observed_before_opening),
    Check(
        "attribute-claimed",
        "Tracks, lanes and gauges are those that sources report.",
        standing.differing_attributes,
    ),
    Check(
        "conflict-undecided",
        "A decision settles every conflict of figures.",
        judgement.undecided_conflicts,
    ),
    Check("decision-idle", "Decisions weigh claims of one matter that differ.", judgement.idle_decisions),
    Check("source-unused", "Every source has claims, or a note.", usage.unused_sources),
    Check("node-unused", "Every node is on a link, in a section, or spoken of.", usage.unused_nodes),
    Check("link-unused", "Every link belongs to a corridor.", usage.unused_links),
    Check(
        "names-missing",
        "Corridors and nodes of rank 1 and 2 have names in three languages.",
        naming.missing_names,
    ),
    Check("section-names", "Sections have names in three languages, and no two the same.", naming.section_names),
    Check("name-shared", "No two corridors or entries go by one name.", naming.shared_names),
    Check("node-names", "No two nodes of rank 1 and 2 are named alike.", naming.nodes_named_alike),
    Check("route-names", "No two routes of a corridor are named alike.", naming.routes_named_alike, is_of_records=True),
    Check("order-shared", "No two corridors have the same order.", naming.shared_orders),
    Check("claim-doubled", "No source is taken at its word twice.", statements.doubled_claims),
    Check("locator-shared", "At one place in a document stands one figure.", statements.shared_locators),
    Check("base-matter", "A ratio's base is a figure of the same matter.", statements.strange_bases),
    Check("base-later", "A ratio's base is no younger than the ratio.", statements.later_bases),
    Check(
        "volume-above-capacity",
        "No more is carried than the capacity of the same place and year.",
        figures.volumes_above_capacity,
    ),
    Check("deadline-past", "Aims are due no earlier than the year of their source.", figures.past_deadlines),
    Check("aim-overtaken", "No aim is below what it starts from.", standing.overtaken_aims),
    Check("observed-future", "Observations are no younger than their source.", figures.future_observations),
)
"""Every check, in the order in which `corridors check` runs them."""


def run_checks(
    atlas: Atlas, *, is_valid: bool = True, progress: Callable[[str], None] = lambda _: None
) -> list[Fault]:  # fmt: skip
    """
    Hold an atlas against every check.

    Parameters
    ----------
    atlas
        The atlas.
    is_valid
        Whether all its records are; if not, only the checks run that judge the valid ones one by one.
    progress
        Is told the name of each check before it runs.

    Returns
    -------
    faults
        What was found, by file and line.
    """
    faults: list[Fault] = []
    for check in CHECKS:
        if is_valid or check.is_of_records:
            progress(check.name)
            faults += [Fault(*one.place, check.name, one.message, one.fix, check.severity) for one in check.find(atlas)]
    return sorted(faults)
