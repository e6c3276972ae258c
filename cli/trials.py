"""The model's trials printed: volumes held against capacities, published train pairs against computed ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.printing import ends_text, json_text, print_rows
from geo.model.assumptions import ASSUMPTIONS, printed
from geo.model.backtest import BACKTEST_NOTE, PRACTICE_NOTE, backtest, practice, summary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.atlas import Atlas
    from geo.model.backtest import PracticeTrial, Trial
    from geo.model.estimates import Estimate

    Row = dict[str, Any]

VOLUME_COLUMNS = ("place", "period", "volume_mt_yr", "against", "capacity_mt_yr", "utilisation", "verdict", "claims")
PAIR_COLUMNS = ("place", "period", "pairs_reported", "tracks", "pairs_computed", "verdict", "claims")


def print_trials(atlas: Atlas, *, as_json: bool) -> None:
    """Hold the model against what is reported, and print how it stands."""
    trials, pairs = backtest(atlas), practice(atlas)
    found: dict[str, Any] = {
        "volumes": [_trial_row(one) for one in trials], "pairs": [_practice_row(one) for one in pairs],
        "summary": {"volumes": summary(trials), "pairs": summary(pairs)}, "notes": [BACKTEST_NOTE, PRACTICE_NOTE],
    }  # fmt: skip
    used = (name for row in (*found["volumes"], *found["pairs"]) for name in row["assumption_ids"])
    found["assumptions"] = printed(used, ASSUMPTIONS)
    if as_json:
        click.echo(json_text(found))
    else:
        _print(found, trials)


def _print(found: dict[str, Any], trials: Sequence[Trial]) -> None:
    titles = {"volumes": "Volumes against capacities", "pairs": "Published train pairs against the formula"}
    columns = {"volumes": VOLUME_COLUMNS, "pairs": PAIR_COLUMNS}
    for (name, title), note in zip(titles.items(), found["notes"], strict=True):
        click.echo(f"{title}:")
        print_rows([_ranges(row) for row in found[name]], as_json=False, columns=columns[name])
        click.echo("\n".join(["", note, found["summary"][name], ""]))
    for one in trials:
        if one.verdict == "above":
            ids = ", ".join((*one.volume_claim_ids, *one.capacity_claim_ids))
            click.echo(f"Above: {one.place} {one.period}, held against {one.against}. {one.note} ({ids})")
    click.echo("\n".join(["Assumptions:", *(f"  {line}" for line in found["assumptions"] or ("none.",))]))


def _trial_row(one: Trial) -> Row:
    return {
        "place": one.place, "kind": one.kind, "period": one.period, "volume_mt_yr": _ends(one.volume),
        "against": one.against, "capacity_mt_yr": _ends(one.capacity),
        "utilisation": None if one.utilisation is None else list(one.utilisation), "verdict": one.verdict,
        "claims": [*one.volume_claim_ids, *one.capacity_claim_ids], "note": one.note,
        "assumption_ids": list(one.assumption_ids),
    }  # fmt: skip


def _practice_row(one: PracticeTrial) -> Row:
    return {
        "place": one.place, "period": one.period or "–", "pairs_reported": _ends(one.reported),
        "tracks": one.tracks if one.is_known else f"{one.tracks}?", "pairs_computed": _ends(one.computed),
        "verdict": one.verdict, "claims": list(one.claim_ids), "assumption_ids": list(one.assumption_ids),
    }  # fmt: skip


def _ends(one: Estimate | None) -> list[float | None] | None:
    return None if one is None else [one.low, one.central, one.high]


def _ranges(row: Row) -> Row:
    """Write intervals for people: low – central – high, shares in percent."""
    told = dict(row)
    for name, value in row.items():
        if name == "utilisation" and value is not None:
            told[name] = ends_text((None if end is None else 100 * end for end in value), ".0f") + " %"
        elif name.endswith(("_mt_yr", "_reported", "_computed")) and value is not None:
            told[name] = ends_text(value, ".3g")
    return told
