"""`corridors report`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import atlas_option, chosen_scenarios, lang_option, scenarios_option
from cli.output import output_option, say_written
from geo import read_atlas
from geo.products.formats import REPORT_FORMATS

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@output_option(*REPORT_FORMATS, required=True)
@scenarios_option
@lang_option
@atlas_option
def command(ids: tuple[str, ...], output: Path, scenario_ids: tuple[str, ...], lang: str, root: Path | None) -> None:
    """Write a report of corridors, or of the whole atlas: summary, map, figures, tables, model, method, sources.

    .html is one file that opens anywhere; beside .md stands a folder with the figures; .docx needs the extra
    `docx`, .pdf a Chromium or Chrome on this machine.

    \b
    Examples:
      corridors report middle-corridor -o report.html
      corridors report north-south-east --lang kk --scenario none -o report.md
      corridors report dostyk-moiynty --lang ru --scenario 2024-base -o report.html
    """  # noqa: D301
    from geo.products.build import run_scenarios  # noqa: PLC0415 - the solver takes a while to load
    from geo.products.report.output import write_report  # noqa: PLC0415 - matplotlib costs half a second

    atlas = read_atlas(root)
    for name in ids:
        atlas.corridor_subjects(name)  # says so before the model runs
    results = run_scenarios(atlas, chosen_scenarios(scenario_ids))
    write_report(atlas, output, ids or None, lang=lang, results=results)
    say_written(output)
