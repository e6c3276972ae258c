"""Every command is listed, documented, and ends its help in examples that run."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cli.main import COMMANDS, app
from cli.options import Number

DATA = Path(__file__).parents[1] / "data"
CONTEXT = click.Context(app)


def command(name: str) -> click.Command:
    found = app.get_command(CONTEXT, name)
    assert found is not None
    return found


def examples(name: str) -> list[str]:
    _, _, tail = (command(name).help or "").partition("Examples:")
    return [line.strip() for line in tail.splitlines() if line.strip()]


def every_option() -> list[click.Option]:
    found = [app.get_command(CONTEXT, name) for name in COMMANDS]
    found += [one for group in found if isinstance(group, click.Group) for one in group.commands.values()]
    return [option for one in found for option in one.params if isinstance(option, click.Option)]


@pytest.mark.parametrize("name", COMMANDS)
def test_one_line_of_help_in_the_list_says_what_the_command_says(name: str) -> None:
    assert COMMANDS[name][1].endswith(".")
    assert command(name).get_short_help_str(limit=300)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_help(name: str) -> None:
    silent = [o.name for o in command(name).params if isinstance(o, click.Option) and not o.help]
    assert silent == []


def test_an_option_has_the_same_short_form_in_every_command() -> None:
    shorts: dict[str, set[str]] = {}
    for option in every_option():
        shorts.setdefault(option.opts[0], set()).add(" ".join(o for o in option.opts if not o.startswith("--")))
    assert {name: found for name, found in shorts.items() if len(found) > 1} == {}


def test_no_number_may_be_none() -> None:
    floats = [option for option in every_option() if isinstance(option.type, click.FloatRange | type(click.FLOAT))]
    assert {type(option.type) for option in floats} == {Number}
    for text in ("nan", "inf", "-inf"):
        with pytest.raises(click.BadParameter):
            Number().convert(text, None, None)


@pytest.mark.parametrize(("name", "line"), [(name, line) for name in COMMANDS for line in examples(name)])
def test_example_runs(name: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "demand.csv").write_text(
        "commodity_id,origin,destination,what,mt_yr,source\nx,dostyk,poti-port,ore,1,made up\n"
    )
    shutil.copy(DATA / "osm" / "railway.osm", tmp_path)
    (tmp_path / "lines.geojson").write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"width": 1520},'
        ' "geometry": {"type": "LineString", "coordinates": [[60, 45], [61, 45]]}}]}'
    )
    words = shlex.split(line.partition(" > ")[0])
    assert words[:2] == ["corridors", name]
    if name == "verify":  # the shipped atlas' documents are their publishers'; the napkin's are made up
        words = [str(DATA / "documents") if word == "../documents" else word for word in words]
        words += ["--atlas", str(DATA / "napkin")]
    result = CliRunner().invoke(app, words[1:], catch_exceptions=False)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_command_has_examples(name: str) -> None:
    assert examples(name)


def test_help_of_the_app_lists_every_command() -> None:
    result = CliRunner().invoke(app, ["--help"])
    assert result.exit_code == 0
    assert all(f"  {name} " in result.output for name in COMMANDS)


@pytest.mark.parametrize("name", [name for name in COMMANDS if isinstance(command(name), click.Group)])
def test_what_a_group_says_of_its_commands_is_said_to_the_end(name: str) -> None:
    _, _, commands = CliRunner().invoke(app, [name, "--help"], terminal_width=80).output.partition("Commands:")
    assert commands.strip()
    assert "..." not in commands


def test_help_of_the_app_imports_no_command_and_no_heavy_library() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from cli.main import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'geo', 'numpy', 'pandas', 'folium', 'geopandas', 'pydantic', 'osmnx'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_the_help_that_is_written_down_is_what_click_would_format() -> None:
    written = (Path(__file__).parents[2] / "cli" / "help.txt").read_text(encoding="utf-8")
    result = CliRunner().invoke(app, ["--help"], prog_name="corridors", terminal_width=80)
    assert written == result.output


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_is_printed_without_importing_click(flag: str) -> None:
    import subprocess
    import sys

    code = (
        f"import sys; sys.argv = ['corridors', '{flag}']\n"
        "import cli.start; cli.start.run(); assert 'click' not in sys.modules"
    )
    result = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert result.stdout.startswith("Usage: corridors [OPTIONS] COMMAND [ARGS]...")
