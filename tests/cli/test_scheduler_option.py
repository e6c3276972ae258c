"""`--scheduler`: what every command that has it says of a cluster that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import app
from geo.model.scheduler import run_batches

RAILWAY = Path(__file__).parents[1] / "data" / "osm" / "railway.osm"
NOBODY = "tcp://127.0.0.1:1"


@pytest.mark.parametrize(
    "words",
    [
        "simulate dostyk poti-port --draws 10",
        "simulate --draws 10",
        f"osm read {RAILWAY} -o made",
        f"digitize dostyk-moiynty --network {RAILWAY} --dry-run",
    ],
)
def test_a_scheduler_that_is_not_there_ends_the_command_and_writes_nothing(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(run_batches.__kwdefaults__, "patience_s", 0.5)
    result = CliRunner().invoke(app, [*words.split(), "--scheduler", NOBODY])
    assert result.exit_code == 1
    assert f"The scheduler '{NOBODY}' cannot be reached: no Dask scheduler answers there within 0.5 s." in result.stderr
    assert "Start it with `dask scheduler`" in result.stderr
    assert "Traceback" not in result.output
    assert list(tmp_path.iterdir()) == []
