"""Options that several commands share."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from geo.languages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

FC = TypeVar("FC", bound="Callable[..., Any]")

DIRECTORY = click.Path(file_okay=False, path_type=Path)


class Number(click.FloatRange):
    """A number from a range, and a number indeed: `nan` lies within every range, as nothing is above or below it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401
        """Refuse what is not finite."""
        number: float = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is not a finite number.", param, ctx)
        return number


def atlas_option(command: FC) -> FC:
    """Add `--atlas`."""
    return click.option(
        "--atlas", "root", type=DIRECTORY, default=None, metavar="DIR",
        help="The atlas to use: a folder with seeds/ and data/corridors/. Default: the shipped one.",
    )(command)  # fmt: skip


def json_option(command: FC) -> FC:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")(command)


def lang_option(command: FC) -> FC:
    """Add `--lang`."""
    return click.option(
        "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of names and products."
    )(command)


def map_options(command: FC) -> FC:
    """Add `--no-borders` and `--tiles`."""
    borders = click.option("--no-borders", "borders", flag_value=False, default=True, help="Leave borders out.")
    tiles = click.option(
        "--tiles", metavar="URL", default=None,
        help="Draw on web tiles of this address ({z}/{x}/{y}); the page is then no longer offline.",
    )  # fmt: skip
    return borders(tiles(command))


def corridor_option(command: FC) -> FC:
    """Add `--corridor`, which may be repeated."""
    return click.option(
        "--corridor", "corridor_ids", multiple=True, metavar="ID", help="Only this corridor; may be repeated."
    )(command)


def scenario_option(command: FC) -> FC:
    """Add `--scenario`."""
    return click.option(
        "--scenario", "scenario_id", metavar="ID", help="As this scenario has it; `corridors scenario list` names them."
    )(command)


def cases_option(command: FC) -> FC:
    """Add `--scenario`, which may be repeated, for the cases that are computed."""
    return click.option(
        "--scenario", "scenario_ids", multiple=True, metavar="ID", help="As this scenario has it; may be repeated."
    )(command)


def year_option(text: str) -> Callable[[FC], FC]:
    """Add `--year`, with what it means for the command."""
    return click.option("--year", type=click.IntRange(1900, 2200), default=None, help=text)


def scheduler_option(text: str) -> Callable[[FC], FC]:
    """Add `--scheduler`, with what the command does on the cluster."""
    return click.option("--scheduler", metavar="ADDRESS", default=None, help=text)


def demand_option(command: FC) -> FC:
    """Add `--demand`."""
    return click.option(
        "--demand", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=None, metavar="FILE",
        help="CSV of commodity_id, origin, destination, what, mt_yr, source. Default: the observed volumes.",
    )(command)  # fmt: skip


def avoid_option(command: FC) -> FC:
    """Add `--avoid`, which may be repeated."""
    return click.option(
        "--avoid", multiple=True, metavar="ID",
        help="Without this link, node, section, corridor or country (TM); may be repeated.",
    )(command)  # fmt: skip


def scenarios_option(command: FC) -> FC:
    """Add `--scenario`, which may be repeated, for the results that a product carries."""
    return click.option(
        "--scenario", "scenario_ids", multiple=True, metavar="ID",
        help="Carry the results of this scenario; may be repeated; none for no results. Default: all scenarios.",
    )(command)  # fmt: skip


def chosen_scenarios(scenario_ids: tuple[str, ...]) -> list[str] | None:
    """Give the scenarios asked for: all where none is named, none for `none`."""
    return [name for name in scenario_ids if name != "none"] if scenario_ids else None
