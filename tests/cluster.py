"""A Dask scheduler and its workers: here for speed, or as a user starts them, in processes that can be killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCHEDULER = "from distributed.cli.dask_scheduler import main; main()"
OLD_SCHEDULER = f"""
from distributed import versions
known = versions.version
versions.version = lambda name: "2020.1.0" if name == "distributed" else known(name)
{SCHEDULER}
"""
"""One that says it is of another version."""


@dataclass
class Cluster:
    """A scheduler, and the workers that were started for it."""

    folder: Path
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        path = self.folder / "scheduler.json"
        while not path.exists():
            assert self.scheduler.poll() is None
            time.sleep(0.05)
        return str(json.loads(path.read_text())["address"])

    def start_worker(self, *options: str) -> subprocess.Popen[bytes]:
        code = "from distributed.cli.dask_worker import main; main()"
        words = (self.address, "--nthreads", "1", "--no-dashboard", "--local-directory", str(self.folder), *options)
        self.workers.append(_process(self.folder, code, *words))
        return self.workers[-1]


@contextmanager
def two_workers() -> Iterator[str]:
    """Run a scheduler in this process and two workers, as processes of their own; give its address."""
    from distributed import LocalCluster

    # Without a dashboard the scheduler would still have its pages at port 8787, and warn where that is taken.
    pages = {"dashboard": False, "dashboard_address": "127.0.0.1:0"}
    with (
        warnings.catch_warnings(),
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50,
                     scheduler_kwargs=pages) as one,
    ):  # fmt: skip
        yield one.scheduler_address


@contextmanager
def cluster(folder: Path, code: str = SCHEDULER, *, failures: int = 3) -> Iterator[Cluster]:
    """Start a scheduler that gives a batch up after so many dead workers; end all at the end of the block."""
    words = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(folder / "scheduler.json"))
    settings = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(failures)}
    started = Cluster(folder, _process(folder, code, *words, **settings))
    try:
        yield started
    finally:
        for process in (*started.workers, started.scheduler):
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)


def _process(folder: Path, code: str, *words: str, **settings: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *words], cwd=folder, env={**os.environ, **settings},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
