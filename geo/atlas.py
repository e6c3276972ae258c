"""The atlas: evidence and network, read and checked as one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import Faults, UnknownIdError
from geo.evidence.evidence import Evidence, read_evidence
from geo.evidence.periods import last_year
from geo.languages import said_in
from geo.network.network import Network, read_network, subject_ids
from geo.paths import AtlasPaths, atlas_paths
from geo.questions import Questions

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo.evidence.claims import Claim


@dataclass(frozen=True)
class Atlas(Questions):
    """
    Sources, claims, decisions, nodes, links and corridors; one that exists is valid.

    Parameters
    ----------
    paths
        The folders it was read from.
    evidence
        What the documents say.
    network
        The digitized geography.
    """

    paths: AtlasPaths
    evidence: Evidence
    network: Network

    @cached_property
    def claims(self) -> pd.DataFrame:
        """All claims, one a row, indexed by `claim_id`, with the interval in the claim's own unit."""
        from geo.frames import claims_frame  # noqa: PLC0415 - pandas costs a second, and not every use needs it

        return claims_frame(self)

    @cached_property
    def facts(self) -> pd.DataFrame:
        """What the claims settle to, one matter a row."""
        from geo.frames import facts_frame  # noqa: PLC0415

        return facts_frame(self)

    @cached_property
    def nodes(self) -> gpd.GeoDataFrame:
        """All nodes, indexed by `node_id`, EPSG:4326."""
        from geo.frames import nodes_frame  # noqa: PLC0415

        return nodes_frame(self)

    @cached_property
    def links(self) -> gpd.GeoDataFrame:
        """All links, indexed by `link_id`, EPSG:4326, with measured and reported lengths."""
        from geo.frames import links_frame  # noqa: PLC0415

        return links_frame(self)

    @cached_property
    def corridors(self) -> gpd.GeoDataFrame:
        """All corridors, indexed by `corridor_id`, EPSG:4326, each the lines of all its links."""
        from geo.frames import corridors_frame  # noqa: PLC0415

        return corridors_frame(self)

    @cached_property
    def reported_km(self) -> dict[str, float]:
        """The reported length of each link that has one, in kilometres: its own, or of the section that it alone is."""
        found: dict[str, float] = {}
        alone = {s.links[0]: s.section_id for s in self.network.sections.values() if len(s.links) == 1}
        for link_id in self.network.links:
            claim = self.length_claim(link_id) or self.length_claim(alone.get(link_id, ""))
            if claim is not None:
                found[link_id] = float(claim.value * claim.measure.factor)
        return found

    def length_of(self, link_id: str) -> float:
        """
        Say how long a link is, by whoever knows it best.

        Parameters
        ----------
        link_id
            The link.

        Returns
        -------
        length_km
            As reported; where no source says it, as measured along the line.
        """
        return self.reported_km.get(link_id, self.network.length_km[link_id])

    def length_claim(self, subject: str) -> Claim | None:
        """
        Give the claim that says how long a subject is, as a whole.

        Parameters
        ----------
        subject
            A corridor, section or link.

        Returns
        -------
        claim
            The winner of the fact, one observed before one planned, the newest period first; None if no source
            reports it.
        """
        winners = [fact.winner for fact in self.evidence.facts_by_subject.get(subject, [])]
        lengths = [w for w in winners if (w.metric, w.scope, w.measure.dimension) == ("length", None, "length")]
        return min(lengths, key=lambda w: (w.statistic != "observed", -(last_year(w.period) or 9999)), default=None)

    def subject_name(self, subject: str, lang: str = "en") -> str:
        """
        Name what a claim speaks of.

        Parameters
        ----------
        subject
            An id of the atlas.
        lang
            ``"en"``, ``"ru"`` or ``"kk"``; where it is missing, the next that its readers read.

        Returns
        -------
        name
            The name.

        Raises
        ------
        UnknownIdError
            If the atlas has no such id.
        """
        names = self._names.setdefault(lang, {})
        if subject not in names:
            names[subject] = self._name(subject, lang)
        return names[subject]

    @cached_property
    def _names(self) -> dict[str, dict[str, str]]:
        """By language the names that were asked for: products ask for the same ones again and again."""
        return {}

    def _name(self, subject: str, lang: str) -> str:
        network = self.network
        groups = (network.corridors, network.sections, network.nodes, network.links, network.entries)
        record = next((group[subject] for group in groups if subject in group), None)
        if record is None:
            from difflib import get_close_matches  # noqa: PLC0415 - only who has mistyped needs it

            near = get_close_matches(subject, [name for group in groups for name in group])
            fix = (
                f"Near it: {', '.join(near)}."
                if near
                else "`corridors list` names corridors, `corridors show ID` the links of one."
            )
            raise UnknownIdError(f"The atlas has nothing of the id {subject!r}. {fix}")
        is_link = record is network.links.get(subject)
        name = said_in(record, "name", lang) if lang == "en" or not is_link else ""
        if not name:  # links may have no name of their own, and theirs are English
            link = network.links[subject]
            name = f"{self.subject_name(link.from_node_id, lang)} – {self.subject_name(link.to_node_id, lang)}"
        return name

    def corridor_claims(self, corridor_id: str) -> list[Claim]:
        """
        List the claims about a corridor, its sections, links and nodes.

        Parameters
        ----------
        corridor_id
            The corridor, or an entry.

        Returns
        -------
        claims
            The corridor's own first, then in the order of the evidence.
        """
        subjects = self.corridor_subjects(corridor_id)
        order = {subject: index for index, subject in enumerate(subjects)}
        claims = [claim for claim in self.evidence.claims.values() if claim.subject in order]
        return sorted(claims, key=lambda claim: order[claim.subject])

    def corridor_subjects(self, corridor_id: str) -> list[str]:
        """
        List what a corridor's claims may speak of.

        Parameters
        ----------
        corridor_id
            The corridor, or an entry.

        Returns
        -------
        subjects
            Its own id, its sections, its links, and the nodes on them.

        Raises
        ------
        UnknownIdError
            If the atlas has neither a corridor nor an entry of this id.
        """
        network = self.network
        if corridor_id in network.entries:
            return [corridor_id]
        links = network.corridor(corridor_id).link_ids
        sections = [section.section_id for section in network.sections_of(corridor_id)]
        nodes = [node_id for link_id in links for node_id in network.links[link_id].stops]
        return list(dict.fromkeys([corridor_id, *sections, *links, *nodes]))

    def _repr_html_(self) -> str:
        """Show the map of all corridors in a notebook."""
        from geo.products.maps import draw_map  # noqa: PLC0415 - products build on the atlas; only a notebook asks back

        return str(draw_map(self)._repr_html_())


def read_atlas(root: str | Path | None = None) -> Atlas:
    """
    Read an atlas, whole and checked.

    Parameters
    ----------
    root
        The folder that holds ``seeds/`` and ``data/corridors/``; None for the atlas that comes with the tool.

    Returns
    -------
    atlas
        The atlas.

    Raises
    ------
    RecordError
        With every fault of every file, if there is any.
    CorridorError
        If `root` is not an atlas' folder.
    """
    atlas, faults = inspect_atlas(root)
    faults.raise_any()
    return atlas


def inspect_atlas(root: str | Path | None = None) -> tuple[Atlas, Faults]:
    """
    Read as much of an atlas as can be read, with all that is wrong with it.

    Parameters
    ----------
    root
        As in `read_atlas`.

    Returns
    -------
    atlas
        Fit for use only if there are no faults.
    faults
        Every fault of every file.

    Raises
    ------
    CorridorError
        If `root` is not an atlas' folder.
    """
    paths = atlas_paths(None if root is None else Path(root))
    faults = Faults()
    atlas = Atlas(paths, read_evidence(paths, faults), read_network(paths, faults))
    if not any(name.startswith("data/") for name in faults.told):  # what could not be read may have the subjects
        known = {*subject_ids(atlas.network), *faults.told}
        for claim in atlas.evidence.claims.values():
            if claim.subject not in known:
                message = f"{claim.claim_id} speaks of {claim.subject!r}, which the atlas does not have."
                place = atlas.evidence.place("Claim", claim.claim_id)
                faults.add(*place, "claim-subject", message, "Correct `subject`, or add an entry of this id.")
    _check_origins(atlas, faults)
    return atlas, faults


def _check_origins(atlas: Atlas, faults: Faults) -> None:
    """Geometry that refers to a source refers to one that the atlas has: its terms are printed with every product."""
    origins = {node.node_id: node.source for node in atlas.network.nodes.values()}
    origins |= {link.link_id: link.geometry_source for link in atlas.network.links.values()}
    for record_id, text in origins.items():
        mark, _, rest = text.partition(":")
        source_id = rest.partition(":")[0]
        if mark == "source" and source_id not in atlas.evidence.sources and source_id not in faults.told:
            message = f"{record_id} comes from {source_id[:80]!r}, which is not in seeds/sources."
            fix = "Add the source, with its licence, or correct the reference."
            faults.add(*atlas.network.place(record_id), "geometry-source", message, fix)
