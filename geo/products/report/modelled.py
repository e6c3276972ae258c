"""Model results in a report: what passes in each scenario, what binds each corridor, what cannot pass."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from geo.languages import said_in
from geo.model.backtest import VERDICTS, backtest, practice
from geo.model.scenarios import read_scenarios
from geo.products.figures.kinds import Request
from geo.products.figures.scale import amount_text, interval_of
from geo.products.phrases import counted
from geo.products.report.content import Paragraph, Run, Section
from geo.products.report.desk import cell
from geo.products.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from geo.model.results import Result
    from geo.products.report.content import Block, Cell, Table
    from geo.products.report.desk import Desk

_NO_ROUTE = "no route"
_LEAST_MT = 0.05
"""What is less than this is printed as nothing."""


def model_section(desk: Desk) -> Section | None:
    """
    Say what the model makes of the scenarios.

    Parameters
    ----------
    desk
        The report's desk.

    Returns
    -------
    section
        None where the report carries no scenario.
    """
    if not desk.results:
        return None
    blocks: list[Block] = [Paragraph((Run(desk.words["about_model"]),))]
    blocks += _scenarios(desk)
    blocks += _comparison(desk)
    blocks += [*_ceilings(desk), *_left(desk)]
    blocks += [Paragraph((Run(text),)) for text in _backtest(desk)]
    return Section("model", desk.words["model"], tuple(blocks))


def _heads(desk: Desk, widths: Mapping[str, int]) -> dict[str, int]:
    return {desk.words[f"head_{name}"]: width for name, width in widths.items()}


def _scenarios(desk: Desk) -> list[Table]:
    heads = _heads(desk, {"scenario": 22, "changes": 30, "demand": 10, "passes": 10, "left": 10, "binds": 18})
    return desk.table(desk.words["caption_scenarios"], heads, [_scenario(desk, one) for one in desk.results])


def _scenario(desk: Desk, one: Result) -> tuple[Cell, ...]:
    mt = [amount_text(one.totals[f"{name}_mt"], desk.lang) for name in ("demand", "passes", "left")]
    changes = read_scenarios(desk.atlas)[one.scenario_id].change
    named = [said_in(change, "name", desk.lang) for change in changes]
    bound = dict.fromkeys(name for row in one.commodities for name in row["binds"] or ())
    return (
        cell(f"{one.names[desk.lang]} ({one.year})"), cell(*(named or [desk.words["no_change"]])),
        *(cell(text) for text in mt), cell(*(_binding(desk, name) for name in bound)),
    )  # fmt: skip


def _binding(desk: Desk, name: str) -> str:
    return desk.words["verdict.no way"] if name == _NO_ROUTE else desk.name(name)


def _comparison(desk: Desk) -> Iterator[Block]:
    if len(desk.results) > 1:
        scenarios = tuple(one.scenario_id for one in desk.results)
        ids = () if desk.is_whole else tuple(desk.corridors)
        caption = desk.words["caption_compare"]
        yield from desk.picture(Request("compare", ids, desk.lang, scenario_ids=scenarios), caption, caption)


def _ceilings(desk: Desk) -> list[Table]:
    heads = _heads(desk, {"corridor": 20, "in_scenarios": 38, "ceiling": 18, "binds": 24})
    rows = [(cell(desk.name(name)), *row) for name in desk.corridors for row in _ceilings_of(desk, name)]
    return desk.table(desk.words["caption_ceilings"], heads, rows, desk.words["note_ceiling"])


def _ceilings_of(desk: Desk, corridor_id: str) -> list[tuple[Cell, ...]]:
    """Give a row for each ceiling that differs, with the scenarios that have it."""
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for one in desk.results:
        for row in one.corridors:
            if row["corridor_id"] == corridor_id:
                key = _limit(desk, row), tuple(row["binds"] or ())
                groups.setdefault(key, []).append(one.names[desk.lang])
    return [
        (cell(desk.words["all_scenarios"]) if len(names) == len(desk.results) > 1 else cell(*names), cell(limit),
         cell(*(desk.name(name) for name in binds)))
        for (limit, binds), names in groups.items()
    ]  # fmt: skip


def _limit(desk: Desk, row: Mapping[str, Any]) -> str:
    w = words(desk.lang, "model")
    said = {"no way": w["no_way"], "no known limit": w["no_limit"]}.get(row["state"])
    return said or interval_of(row["low_mt"], row["ceiling_mt"], row["high_mt"], desk.lang)


def _left(desk: Desk) -> list[Table]:
    """List what cannot pass, with the scenarios in which as much is left."""
    groups: dict[tuple[object, ...], tuple[Mapping[str, Any], list[str]]] = {}
    for one in desk.results:
        for row in one.commodities:
            if row["left_mt"] >= _LEAST_MT and desk.speaks_of(_subjects(desk, row)):
                key = (
                    row["commodity_id"],
                    *(round(row[k], 6) for k in ("demand_mt", "left_mt")),
                    *(row["binds"] or ()),
                )
                groups.setdefault(key, (row, []))[1].append(one.names[desk.lang])
    heads = _heads(desk, {"freight": 24, "in_scenarios": 32, "demand": 11, "left": 11, "binds": 22})
    rows = [_left_row(desk, row, names) for row, names in groups.values()]
    return desk.table(desk.words["caption_left"], heads, rows)


def _subjects(desk: Desk, row: Mapping[str, Any]) -> set[str]:
    """Give what a demand is about: what its claims speak of, what binds it, and its name, if a corridor bears it."""
    claims = desk.atlas.evidence.claims
    return {row["commodity_id"], *(row["binds"] or ()), *(claims[name].subject for name in row["claim_ids"])}


def _left_row(desk: Desk, row: Mapping[str, Any], names: list[str]) -> tuple[Cell, ...]:
    ends = f"{desk.name(row['origin'])} – {desk.name(row['destination'])}"
    every = len(names) == len(desk.results) > 1
    return (
        cell(Run(ends, desk.cite(row["claim_ids"]))), cell(desk.words["all_scenarios"]) if every else cell(*names),
        cell(amount_text(row["demand_mt"], desk.lang)), cell(amount_text(row["left_mt"], desk.lang)),
        cell(*(_binding(desk, name) for name in row["binds"] or ())),
    )  # fmt: skip


def _backtest(desk: Desk) -> list[str]:
    """Say how often volumes stayed under the model's capacities, and published train pairs met its formula."""
    found: dict[str, list[str]] = {
        "backtest": [trial.verdict for trial in backtest(desk.atlas)],
        "practice": [trial.verdict for trial in practice(desk.atlas)],
    }
    return [
        desk.words[name].format(
            n=counted(f"report.n_{name}", len(verdicts), desk.lang), verdicts=_verdicts(desk, verdicts)
        )
        for name, verdicts in found.items()
        if verdicts
    ]


def _verdicts(desk: Desk, verdicts: Iterable[str]) -> str:
    count = Counter(verdicts)
    return ", ".join(f"{desk.words[f'trial.{name}']} – {count[name]}" for name in VERDICTS if count[name])
