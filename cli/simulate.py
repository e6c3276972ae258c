"""`corridors simulate`."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click
import numpy as np

from cli.options import atlas_option, json_option
from cli.printing import print_rows
from geo import read_atlas
from geo.model.assumptions import BOTH_WAYS, printed
from geo.model.cases import is_open, of_scenarios
from geo.model.demand import OBSERVED_NOTE
from geo.model.demand_draws import demand_case, simulate_demand
from geo.model.ensembles import DECIDED, pair_case, percentiles, ranking, simulate_pair
from geo.model.places import find_avoided, find_place
from geo.model.sampling import DRAWN_NOTE, Parameter
from geo.model.sobol import sobol_indices

if TYPE_CHECKING:
    from pathlib import Path

    from geo.atlas import Atlas
    from geo.model.cases import Case

    Rows = list[dict[str, Any]]

PASSES = ("case", "p10", "p50", "p90", "undecided")
GOODS = ("case", "commodity_id", "demand_mt", "p10", "p50", "p90", "whole_percent")
BINDS = ("case", "capacity_of", "binds_percent", "undecided")
INDICES = ("case", "parameter", "total", "total_error", "first", "low", "high")
TITLES = {
    "passes": ("What passes, Mt a year", PASSES),
    "goods": ("What passes of the demand, Mt a year", GOODS),
    "binds": ("What binds, in percent of the draws", BINDS),
    "indices": ("What the uncertainty of what passes comes from: Sobol indices", INDICES),
}


@click.command()
@click.argument("origin", metavar="[FROM]", required=False)
@click.argument("destination", metavar="[TO]", required=False)
@click.option("--scenario", "scenarios", multiple=True, metavar="ID", help="As this scenario has it; may be repeated.")
@click.option("--draws", type=click.IntRange(1), default=10_000, show_default=True, help="How many draws.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Gives the same draws again.")
@click.option("--sobol", is_flag=True, help="Say which uncertainty matters; for two places.")
@click.option("--scheduler", metavar="ADDRESS", default=None, help="Draw on a Dask cluster of yours (tcp://host:8786).")
@click.option("--avoid", multiple=True, metavar="ID", help="Without this link, node, section, corridor or country.")
@click.option(
    "--demand", type=click.Path(exists=True, dir_okay=False), default=None, metavar="FILE",
    help="CSV of commodity_id, origin, destination, what, mt_yr, source. Default: the observed volumes.",
)  # fmt: skip
@click.option("--year", type=int, default=None, help="As known for this year. Default: the latest.")
@atlas_option
@json_option
def command(origin: str | None, destination: str | None, root: Path | None, **how: Any) -> None:  # noqa: ANN401
    """Draw what passes and what binds, over the intervals of the figures and the assumptions.

    Between two places, whatever is demanded; without places, for the demand.

    \b
    Examples:
      corridors simulate dostyk poti-port
      corridors simulate khorgos kars --draws 100000 --sobol
      corridors simulate dostyk poti-port --scenario 2024-base --scenario caspian-low-water
      corridors simulate --draws 1000 --seed 7
    """  # noqa: D301
    if (origin is None) != (destination is None) or (origin is None and how["sobol"]):
        raise click.UsageError("Give two places, or none; --sobol takes two.")
    atlas = read_atlas(root)
    cases = of_scenarios(atlas, how["scenarios"], how["year"], how["demand"])
    avoid = find_avoided(atlas.network, how["avoid"])
    if origin is None or destination is None:
        tables, notes = _goods(cases, avoid, how)
    else:
        tables, notes = _passes(cases, _ends(atlas, origin, destination), avoid, how)
    _print(tables, notes, as_json=how["as_json"])


def _ends(atlas: Atlas, origin: str, destination: str) -> tuple[str, str]:
    return find_place(atlas.network, origin), find_place(atlas.network, destination)


def _print(tables: dict[str, Rows], notes: list[str], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(tables | {"notes": notes}, ensure_ascii=False, indent=1, allow_nan=False))
        return
    for name, rows in tables.items():
        title, columns = TITLES[name]
        click.echo(f"{title}:")
        if rows:
            print_rows(rows, as_json=False, columns=columns)
        else:
            click.echo("Nothing.")
        click.echo("")
    click.echo("\n".join(notes))


def _passes(
    cases: list[Case], ends: tuple[str, str], avoid: frozenset[str], how: dict[str, Any]
) -> tuple[dict[str, Rows], list[str]]:
    tables: dict[str, Rows] = {"passes": [], "binds": []}
    values, used = {}, dict[str, Parameter]()
    for one in cases:
        graph = one.graph(frozenset(ends), avoid)
        if not is_open(one, graph, ends):
            values[one.name] = np.zeros(how["draws"])
            tables["binds"] += _binds(one.name, {"closed": 1.0}, is_exclusive=True)
            continue
        case = pair_case(one.atlas, graph, one.capacities, ends, assumptions=one.assumptions)
        found = simulate_pair(case, draws=how["draws"], seed=how["seed"], scheduler=how["scheduler"])
        values[one.name] = found.value_mt
        used |= {name: case.uncertainty.parameters[name] for name in case.names}
        tables["binds"] += _binds(one.name, found.binds, is_exclusive=True)
        if how["sobol"]:
            tables["indices"] = tables.get("indices", []) + [
                {"case": one.name, "parameter": x.name, "low": used[x.name].low, "high": used[x.name].high}
                | {"total": round(x.total, 4), "first": round(x.first, 4), "total_error": round(x.total_error, 4)}
                for x in sobol_indices(case.names, lambda unit, n, at=case.at: at(unit, n).value_mt, seed=how["seed"])  # type: ignore[misc]
            ]
    tables["passes"] = [
        {"case": x.name, **_rounded(asdict(x.at)), "holds": x.holds, "undecided": "yes" if x.is_undecided else ""}
        for x in ranking(values)
    ]
    return tables, _notes(cases, used, how)


def _goods(cases: list[Case], avoid: frozenset[str], how: dict[str, Any]) -> tuple[dict[str, Rows], list[str]]:
    tables: dict[str, Rows] = {"goods": [], "binds": []}
    used: dict[str, Parameter] = {}
    totals = {}
    for one in cases:
        graph = one.graph(frozenset(end for x in one.demand for end in (x.origin, x.destination)), avoid)
        case = demand_case(one.atlas, graph, one.capacities, one.demand, assumptions=one.assumptions)
        found = simulate_demand(case, draws=how["draws"], seed=how["seed"], scheduler=how["scheduler"])
        used |= {name: case.uncertainty.parameters[name] for name in case.names if name not in case.amounts}
        rows = [(x.commodity_id, x.mt_yr) for x in one.demand]
        for (name, mt), served, wanted in zip(rows, found.served_mt, found.wanted_mt, strict=True):
            tables["goods"].append({"case": one.name, "commodity_id": name, "demand_mt": mt, **_spread(served, wanted)})
        total = found.served_mt.sum(axis=0)
        totals[one.name] = total
        whole = {"commodity_id": "all", "demand_mt": round(sum(mt for _, mt in rows), 9)}
        tables["goods"].append({"case": one.name, **whole, **_spread(total, found.wanted_mt.sum(axis=0))})
        tables["binds"] += _binds(one.name, found.binds, is_exclusive=False)
    if len(cases) > 1:
        tables["passes"] = [{"case": x.name, **_rounded(asdict(x.at)), "undecided": "yes" if x.is_undecided else ""}
                            for x in ranking(totals)]  # fmt: skip
    own = printed([BOTH_WAYS], {BOTH_WAYS: cases[-1].capacities.both_ways})
    notes = [*_notes(cases, used, how), *(f"At its central value, not drawn: {line}" for line in own)]
    return tables, [OBSERVED_NOTE, *notes] if how["demand"] is None else notes


def _spread(
    served: np.ndarray[Any, np.dtype[np.float64]], wanted: np.ndarray[Any, np.dtype[np.float64]]
) -> dict[str, Any]:
    whole = float(np.mean(served >= wanted - 1e-9))
    return {**_rounded(asdict(percentiles(served))), "whole_percent": round(100 * whole, 2)}


def _rounded(row: dict[str, float | None]) -> dict[str, float | None]:
    return {name: None if value is None else round(value, 4) for name, value in row.items()}


def _binds(case: str, binds: dict[str, float], *, is_exclusive: bool) -> Rows:
    """Say how often each binds; of several that may bind at once, each is undecided for itself."""
    flips = is_exclusive and bool(binds) and max(binds.values()) < DECIDED
    return [
        {"case": case, "capacity_of": name, "binds_percent": round(100 * share, 3),
         "undecided": "yes" if flips or (not is_exclusive and 1 - DECIDED < share < DECIDED) else ""}
        for name, share in binds.items()
    ]  # fmt: skip


def _notes(cases: list[Case], used: dict[str, Parameter], how: dict[str, Any]) -> list[str]:
    """Say what the draws rest on."""
    is_open = sorted(name for name, one in used.items() if one.is_open)
    ids = [name for one in cases for name in used if name in one.assumptions]
    figures = sorted(name for name in used if not any(name in one.assumptions for one in cases))
    intervals = "; ".join(f"{name} {used[name].low:g} – {used[name].high:g}" for name in figures) or "none"
    order = f"An order, or a bottleneck, that holds in less than {DECIDED:.0%} of the draws is undecided."
    lines = [
        f"{how['draws']} draws, seed {how['seed']}, Latin hypercube; cases draw the same figures together.",
        DRAWN_NOTE,
        f"{order} Unknown capacities do not bind, so that less may pass.",
        f"Figures drawn, with their intervals: {intervals}.",
    ]
    if is_open:
        lines.append(f"Without a ceiling, drawn up to the central value: {', '.join(is_open)}.")
    assumptions = {name: value for one in cases for name, value in one.assumptions.items()}
    notes = [note for one in cases for note in one.notes]
    return [*lines, *dict.fromkeys(notes), *printed(ids, assumptions)]
