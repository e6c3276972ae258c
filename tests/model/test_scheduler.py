"""Batches on a cluster: the same to the bit as here, also when a worker dies."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from networks import random_network

from geo.errors import CorridorError
from geo.model.contraction import contract
from geo.model.draws import learn
from geo.model.ensembles import PairCase, batches_of, draw_batch, simulate_pair
from geo.model.sampling import Parameter, Uncertainty, _Rule
from geo.model.scheduler import run_batches
from tests.cluster import OLD_SCHEDULER, two_workers
from tests.cluster import cluster as started

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator


def made_up_case() -> PairCase:
    graph = random_network(4, size=12, arcs=40)
    limits = graph.group_capacity_mt.tolist()
    parameters = {f"p{i}": Parameter(f"p{i}", mt / 2, mt, 2 * mt) for i, mt in enumerate(limits)}
    rules = {i: (_Rule((f"p{i}",)),) for i in range(len(limits))}
    problem = contract(graph, "0", "11")
    return PairCase(problem, Uncertainty(parameters, rules), learn(problem))


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """Two workers, as processes of their own."""
    with two_workers() as address:
        yield address


def test_batches_are_done_in_order_here() -> None:
    assert run_batches(abs, [-3, 2, -1]) == [3, 2, 1]


@pytest.mark.filterwarnings("default")
def test_a_killed_worker_costs_a_retry_and_changes_no_bit(cluster: str, tmp_path: Path) -> None:
    case, mark = made_up_case(), str(tmp_path / "killed")
    here = [draw_batch(case, 7, batch) for batch in batches_of(6000, 1000)]
    inner = os.getpid()

    def dies_once(batch: tuple[int, int]) -> object:
        import contextlib

        from geo.model.ensembles import draw_batch

        if batch[0] == 3:
            with contextlib.suppress(FileExistsError):
                os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
                assert os.getpid() != inner
                os.kill(os.getpid(), signal.SIGKILL)
        return draw_batch(case, 7, batch)

    there = run_batches(dies_once, batches_of(6000, 1000), scheduler=cluster)
    assert Path(mark).exists()
    for one, other in zip(here, there, strict=True):
        assert one.value_mt.tobytes() == other.value_mt.tobytes()
        assert {g: b.tobytes() for g, b in one.binds.items()} == {g: b.tobytes() for g, b in other.binds.items()}


@pytest.mark.filterwarnings("default")
def test_an_ensemble_of_a_cluster_is_that_of_one_process(cluster: str) -> None:
    case = made_up_case()
    here, there = (simulate_pair(case, draws=12_000, seed=3, scheduler=address) for address in (None, cluster))
    assert here.value_mt.tobytes() == there.value_mt.tobytes()
    assert here.binds == there.binds
    assert np.all(np.isfinite(here.value_mt))


@pytest.mark.filterwarnings("default")
def test_what_is_wrong_with_the_data_is_told_as_it_is_here(cluster: str) -> None:
    def refuses(_: int) -> int:
        raise CorridorError("The data are wrong.")

    with pytest.raises(CorridorError, match=r"^The data are wrong\.$"):
        run_batches(refuses, [1], scheduler=cluster)


@pytest.mark.parametrize("address", ["nonsense", "ftp://nowhere:1", "tls://127.0.0.1:1", "tcp://127.0.0.1:1"])
def test_a_scheduler_that_is_not_there_is_told_clearly(address: str) -> None:
    with pytest.raises(
        CorridorError, match=f"^The scheduler '{address}' cannot be reached: .* or leave --scheduler out"
    ):
        run_batches(abs, [1], scheduler=address, patience_s=1)


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.0 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<p>No.</p>"])
def test_a_stranger_at_the_address_is_told_within_the_time(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    told, _ = server.accept()
                    told.sendall(answer)
                    strangers.append(told)

        strangers: list[socket.socket] = []
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        begin = time.monotonic()
        with pytest.raises(CorridorError, match="no Dask scheduler answers there within 1 s"):
            run_batches(abs, [1], scheduler=f"tcp://127.0.0.1:{server.getsockname()[1]}", patience_s=1)
        assert time.monotonic() - begin < 10
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)
        for stranger in strangers:
            stranger.close()


def test_a_cluster_that_falls_apart_is_told_within_seconds(tmp_path: Path) -> None:
    """First it has no worker, then its only one is killed at work, then the scheduler itself."""
    with started(tmp_path) as cluster:
        address = cluster.address
        with pytest.raises(CorridorError, match="has no worker"):
            run_batches(abs, [1], scheduler=address, patience_s=1)
        for number, (what, message) in enumerate((("worker", "has no worker"), ("scheduler", "went away"))):
            worker = cluster.start_worker("--no-nanny")
            mark = tmp_path / f"at-work-{number}"
            assert run_batches(abs, [-1], scheduler=address, patience_s=20) == [1]
            killer = threading.Thread(target=_kill, args=(worker if what == "worker" else cluster.scheduler, mark))
            killer.start()
            with pytest.raises(CorridorError, match=message) as told:
                run_batches(_endless(str(mark)), range(3), scheduler=address, patience_s=2)
            killer.join(20)
            assert mark.exists()
            assert repr(address) in str(told.value)


def test_a_scheduler_of_another_version_is_told(tmp_path: Path) -> None:
    told = pytest.raises(CorridorError, match=r"other versions than this machine: distributed 2020\.1\.0, not 20")
    with started(tmp_path, OLD_SCHEDULER) as cluster, told:
        run_batches(abs, [1], scheduler=cluster.address)


def test_work_that_needs_more_memory_than_a_worker_has_is_told(tmp_path: Path) -> None:
    def grows(_: int) -> int:
        import time

        kept = []
        for _ in range(100):
            kept.append(bytearray(os.urandom(1)) * 20_000_000)
            time.sleep(0.02)
        return len(kept)

    with started(tmp_path, failures=0) as cluster:
        cluster.start_worker("--memory-limit", "300MB")
        with pytest.raises(CorridorError, match=r"memory.*--memory-limit"):
            run_batches(grows, [1], scheduler=cluster.address, patience_s=20)


def _endless(mark: str) -> Callable[[int], None]:
    """Give work that says that it has begun, and does not end."""

    def work(_: int) -> None:
        import time
        from pathlib import Path

        Path(mark).touch()
        time.sleep(60)

    return work


def _kill(process: subprocess.Popen[bytes], mark: Path) -> None:
    for _ in range(400):
        if mark.exists():
            process.kill()
            return
        time.sleep(0.05)
