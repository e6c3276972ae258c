"""The app: which commands there are, and how their errors are told."""

from __future__ import annotations

import sys

import click

COMMANDS: dict[str, tuple[str, str]] = {
    "bottleneck": ("cli.bottleneck", "Find what binds between two places, and what binds next."),
    "build": ("cli.build", "Write all products: maps, tables, GeoPackage, manifest."),
    "capacity": ("cli.capacity", "Show what a corridor can carry along its kilometres, and which section binds."),
    "check": ("cli.check", "Check an atlas: every fault and doubt, with file, line, rule and fix."),
    "claims": ("cli.claims", "List figures with intervals and conflicts; `read` finds new ones in an article."),
    "digitize": ("cli.digitize", "Lay a corridor's lines onto the real track and road of OpenStreetMap."),
    "disrupt": ("cli.disrupt", "Show what fails when links and places fail: goods left, longer ways, longer times."),
    "embed": ("cli.embed", "Print what embeds a map or figure: iframe, img, Word, LaTeX."),
    "export": ("cli.export", "Write the network or a table in one format."),
    "figure": ("cli.figure", "Draw a figure for print: strip, map, timeline, flows, scenarios."),
    "flow": ("cli.flow", "Carry a demand: what passes, what cannot, what more capacity is worth."),
    "import": ("cli.import_lines", "Make an atlas of lines of your own: GMNS, GeoPackage, GeoJSON, shapefile."),
    "init": ("cli.init", "Start an atlas of your own from a commented template."),
    "list": ("cli.list", "List corridors and entries."),
    "map": ("cli.map", "Write one offline map as a self-contained HTML file."),
    "osm": ("cli.osm", "Get real track and road from OpenStreetMap: from files of any size, or from a server."),
    "report": (
        "cli.report",
        "Write a report: map, figures, tables, model, method, sources; HTML, Word, Markdown, PDF.",
    ),
    "route": ("cli.route", "Find routes over all modes; say what is missing if none leads."),
    "scenario": ("cli.scenario", "List scenarios, run one, or hold several against each other."),
    "show": ("cli.show", "Show one corridor: routes, links, facts."),
    "simulate": ("cli.simulate", "Draw what passes and what binds, over the intervals of figures and assumptions."),
    "table": ("cli.table", "Write the capacity table."),
    "targets": ("cli.targets", "Hold reported targets against the model: growth, ceiling, what binds, what it takes."),
    "verify": ("cli.verify", "Prove every claim against the documents."),
}
"""Name to module and one-line help, so that `corridors --help` imports no command."""


class LazyGroup(click.Group):
    """A group that imports a command only when it runs, and tells errors once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        from importlib import import_module  # noqa: PLC0415 - start-up is measured

        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what is wrong with data ends with exit code 1 and a message."""
        try:
            return super().invoke(ctx)
        except (ValueError, OSError) as error:
            if isinstance(error, BrokenPipeError) or not _is_told(error):
                raise
            click.echo(f"corridors: {error}", err=True)
            ctx.exit(1)


def _is_told(error: Exception) -> bool:
    """Whether an error is one of the library's own, or the system's word about a file."""
    from geo.errors import CorridorError  # noqa: PLC0415

    return isinstance(error, (CorridorError, OSError))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="corridor-atlas", prog_name="corridors")
def app() -> None:
    """Transport corridors as an atlas: figures tied to their words, maps that open offline, tables, GeoPackage.

    \b
    Examples:
      corridors build -o maps
      corridors list
      corridors claims --corridor middle-corridor --conflicts
    """  # noqa: D301 - \b is click's mark, not an escape


def run() -> None:
    """Start the app."""
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()  # the reader of a pipe has left; nobody is there to be told
        sys.exit(1)
