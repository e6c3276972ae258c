"""`corridors init`."""

from __future__ import annotations

from pathlib import Path

import click

from cli.printing import following
from geo.template import start_atlas


@click.command()
@click.argument("target", type=click.Path(path_type=Path), metavar="DIR")
def command(target: Path) -> None:
    """Start an atlas of your own: a commented template that builds at once.

    \b
    Examples:
      corridors init my-atlas
    """  # noqa: D301
    for path in start_atlas(target):
        click.echo(path)
    click.echo(following(target), err=True)
