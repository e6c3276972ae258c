"""The capacity table in words, as a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.errors import ProductError
from geo.languages import LANGUAGES
from geo.products.capacity import capacity_rows
from geo.products.columns import capacity_record
from geo.products.tables import COLUMNS, DASH, lay_out, notes
from geo.products.words import words
from geo.views.annotation import annotated

if TYPE_CHECKING:
    from geo.atlas import Atlas
    from geo.products.capacity import CapacityRow
    from geo.products.tables import Cell, Saying


def table_frame(atlas: Atlas, corridor_id: str, lang: str) -> pd.DataFrame:
    """
    Give a corridor's capacity table.

    Parameters
    ----------
    atlas
        The atlas.
    corridor_id
        The corridor, or an entry.
    lang
        ``"en"``, ``"ru"`` or ``"kk"``.

    Returns
    -------
    table
        A row for the corridor and for each part of it that claims speak of, indexed by its id; figures as their
        sources put them, with the numbers of the sources, which ``table.attrs["sources"]`` lists; `claim_ids` last.

    Raises
    ------
    UnknownIdError
        If the atlas has neither a corridor nor an entry of this id.
    ProductError
        If there are no words in `lang`.
    """
    if lang not in LANGUAGES:
        raise ProductError(f"There are no words in {lang!r}. The languages are: {', '.join(LANGUAGES)}.")
    rows = capacity_rows(atlas, [corridor_id])
    table = lay_out(rows, lang)
    disputed = words(lang, "table")["disputed"]
    records = [[_text(cells[name], disputed) for name in COLUMNS] for _, cells in table.lines]
    frame = pd.DataFrame(records, columns=list(table.heads), index=pd.Index([row.subject for row in rows], name="id"))
    frame["claim_ids"] = [_claim_ids(row) for row in rows]
    sources = {number: f"{text}{f' {url}' if url else ''}" for number, text, url in table.sources}
    return annotated(frame, notes=notes(lang), sources=sources)


def _claim_ids(row: CapacityRow) -> str:
    found = [str(value) for name, value in capacity_record(row).items() if name.endswith("claim_ids") and value]
    return " ".join(dict.fromkeys(" ".join(found).split()))


def _text(cell: Cell, disputed: str) -> str:
    if isinstance(cell, str):
        return cell or DASH
    return "; ".join(_saying(one, disputed) for one in cell) or DASH


def _saying(one: Saying, disputed: str) -> str:
    text = f"{one.text} [{', '.join(map(str, one.numbers))}]"
    rivals = ", ".join(f"{rival} [{number}]" for rival, number in one.rivals)
    return f"{text} ({disputed}: {rivals})" if rivals else text
