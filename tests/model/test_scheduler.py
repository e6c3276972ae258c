"""Batches on a cluster: the same to the bit as here, also when a worker dies."""

from __future__ import annotations

import os
import signal
import warnings
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

if TYPE_CHECKING:
    from collections.abc import Iterator


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
    from distributed import LocalCluster

    with (
        warnings.catch_warnings(),
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50) as one,
    ):
        yield one.scheduler_address


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


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("address", ["nonsense", "ftp://nowhere:1", "tcp://127.0.0.1:1"])
def test_a_scheduler_that_is_not_there_is_told_clearly(address: str) -> None:
    with pytest.raises(CorridorError, match="scheduler"):
        run_batches(abs, [1], scheduler=address, patience_s=1)
