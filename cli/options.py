"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from geo.languages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

FC = TypeVar("FC", bound="Callable[..., Any]")

DIRECTORY = click.Path(file_okay=False, path_type=Path)


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
        "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the product."
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


def scenarios_option(command: FC) -> FC:
    """Add `--scenario`, which may be repeated."""
    return click.option(
        "--scenario", "scenario_ids", multiple=True, metavar="ID",
        help="Carry the results of this scenario; may be repeated; none for no results. Default: all scenarios.",
    )(command)  # fmt: skip


def chosen_scenarios(scenario_ids: tuple[str, ...]) -> list[str] | None:
    """Give the scenarios asked for: all where none is named, none for `none`."""
    return [name for name in scenario_ids if name != "none"] if scenario_ids else None
