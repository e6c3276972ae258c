"""Results drawn: maps with overlays, written for the commands that compute them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from cli.options import chosen_scenarios
from geo.errors import ProductError
from geo.products.formats import format_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo.atlas import Atlas
    from geo.products.overlays import Overlay

FC = TypeVar("FC", bound="Callable[..., object]")


def output_option(*formats: str, required: bool = False) -> Callable[[FC], FC]:
    """Add `--output`, whose ending says what is written."""
    endings = ", ".join(f".{name}" for name in formats)
    return click.option(
        "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), required=required, metavar="FILE",
        help=f"The file; its ending says the format: {endings}." if required
        else f"Write a file instead of printing: {endings}.",
        callback=_checked(formats),
    )  # fmt: skip


def _checked(formats: Sequence[str]) -> Callable[[click.Context, click.Parameter, Path | None], Path | None]:
    def check(_: click.Context, __: click.Parameter, path: Path | None) -> Path | None:
        if path is not None:
            said_format(path, formats)
        return path

    return check


def said_format(path: Path, formats: Sequence[str]) -> str:
    """Tell the format from the name of a file; a name that says none is used wrongly, whatever the data."""
    try:
        return format_of(path, formats)
    except ProductError as error:
        raise click.BadParameter(str(error), param_hint="'--output' / '-o'") from error


def write_result(output: Path, makers: Mapping[str, Callable[[], str]]) -> None:
    """Write the text that the file's ending asks for, whole or not at all."""
    from geo.products.exports import write_text  # noqa: PLC0415 - most commands only print

    write_text(output, makers[said_format(output, list(makers))]())
    click.echo(f"{output} written", err=True)


def scenario_layers(atlas: Atlas, scenario_ids: tuple[str, ...], lang: str) -> list[Overlay]:
    """Run the scenarios asked for, for a map to show."""
    from geo.products.build import run_scenarios  # noqa: PLC0415 - the solver takes a while to load
    from geo.products.scenario_overlays import scenario_overlays  # noqa: PLC0415

    return scenario_overlays(atlas, run_scenarios(atlas, chosen_scenarios(scenario_ids)), lang)


def overlay_map(atlas: Atlas, overlays: Sequence[Overlay], lang: str) -> str:
    """Draw overlays over all corridors."""
    from geo.products.maps import map_html  # noqa: PLC0415 - not every use draws a map

    return map_html(atlas, lang=lang, overlays=overlays)
