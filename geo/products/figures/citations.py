"""Citations: the numbers that a figure's claims carry, and the sources they lead to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.atlas import Atlas


@dataclass
class Citations:
    """
    Sources, numbered in the order in which a figure names them.

    Parameters
    ----------
    atlas
        The atlas.
    lang
        The language.
    """

    atlas: Atlas
    lang: str
    _numbers: dict[str, int] = field(default_factory=dict, init=False)

    def cite(self, claim_ids: Iterable[str]) -> str:
        """
        Give the numbers of the sources of claims.

        Parameters
        ----------
        claim_ids
            The claims; ids that are no claim's are passed over.

        Returns
        -------
        numbers
            ``"[1, 3]"``; empty without a claim.
        """
        claims = self.atlas.evidence.claims
        sources = dict.fromkeys(claims[name].source_id for name in claim_ids if name in claims)
        numbers = sorted(self._numbers.setdefault(name, len(self._numbers) + 1) for name in sources)
        return f"[{', '.join(map(str, numbers))}]" if numbers else ""

    def line(self) -> str:
        """
        List the sources.

        Returns
        -------
        line
            Number, publisher and date of each; empty where none was cited.
        """
        if not self._numbers:
            return ""
        said = []
        for source_id, number in self._numbers.items():
            source = self.atlas.evidence.sources[source_id]
            said.append(f"[{number}]\u00a0{source.publisher}{f', {source.date_text}' if source.date_text else ''}")
        return words(self.lang, "figures")["sources"].format(sources="; ".join(said))
