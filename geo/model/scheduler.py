"""Batches of work: in this process, or on a Dask cluster, with the same result to the bit."""

from __future__ import annotations

import asyncio
import logging
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from geo.errors import CorridorError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from distributed import Client

B = TypeVar("B")
R = TypeVar("R")

PATIENCE_S = 5.0
"""How long a scheduler may take to answer, and be without a worker that works."""
BEAT_S = 1.0
"""How often it is asked whether it is still there, while nothing comes back."""
AHEAD = 2
"""How many batches a thread of the cluster has before it, so that what is to be sent need not be held all at once."""

_TALKING = ("dask", "distributed")
_WORKING = ("python", "dask", "distributed", "cloudpickle", "numpy", "scipy", "shapely", "corridor-atlas")
_HERE = "or leave --scheduler out to compute here"


def run_batches(
    task: Callable[[B], R], batches: Iterable[B], *, scheduler: str | None = None, patience_s: float = PATIENCE_S
) -> list[R]:
    """
    Do a task for every batch.

    Parameters
    ----------
    task
        What is done: a function of the batch alone, so that it does not matter who does it, when, or how often.
    batches
        What it is done for; each is made only when it is due.
    scheduler
        The address of a Dask scheduler, as ``tcp://host:8786``, whose workers have what is installed here; in this
        process if not given. A worker that dies costs a retry.
    patience_s
        How long the scheduler may be silent, and without a worker that works.

    Returns
    -------
    results
        In the order of the batches.

    Raises
    ------
    CorridorError
        If the scheduler cannot be reached, runs other versions, goes away, or is left without workers or memory.
    """
    if scheduler is None:
        return [task(batch) for batch in batches]
    with _connected(scheduler, patience_s) as client:
        return _Work(client, scheduler, patience_s).run(task, batches)


@contextmanager
def _connected(address: str, patience_s: float) -> Iterator[Client]:
    import dask  # noqa: PLC0415 - it costs a second, and only a cluster needs it
    from distributed import Client  # noqa: PLC0415

    settings = {
        "distributed.comm.timeouts.connect": patience_s,
        "distributed.comm.retry.count": 0,
        "distributed.admin.large-graph-warning-threshold": "1GiB",  # a batch goes with its task, to be sent again
    }
    with _quiet(), dask.config.set(settings):
        try:
            with ThreadPoolExecutor(1) as thread:  # a notebook has a loop of its own in this one
                thread.submit(asyncio.run, _greet(address, patience_s)).result()
            client = Client(address, timeout=patience_s, set_as_default=False)  # type: ignore[no-untyped-call]
        except Exception as error:  # whatever it is that answers at that address
            raise _unreachable(address, patience_s, error) from error
        try:
            with client.as_current():
                yield client
        finally:
            client.close(timeout=BEAT_S)  # type: ignore[no-untyped-call]


async def _greet(address: str, patience_s: float) -> None:
    """See that it is a scheduler: a client waits for ever for what a stranger may never say."""
    from distributed.core import rpc  # noqa: PLC0415

    async with asyncio.timeout(patience_s), rpc(address) as remote:  # type: ignore[no-untyped-call]
        if (await remote.identity(n_workers=0))["type"] != "Scheduler":
            raise ValueError("it is no scheduler that answers there")


def _unreachable(address: str, patience_s: float, error: Exception) -> CorridorError:
    is_address = isinstance(error, ValueError)
    why = str(error).strip().rstrip(".") if is_address else f"no Dask scheduler answers there within {patience_s:g} s"
    return CorridorError(
        f"The scheduler {address!r} cannot be reached: {why}. Start it with `dask scheduler` and `dask worker "
        f"tcp://host:8786`, give its address as tcp://host:8786, {_HERE}."
    )


class _Work:
    """Batches on their way over a cluster."""

    def __init__(self, client: Client, address: str, patience_s: float) -> None:
        self._client: Any = client  # most of its methods have no types
        self._address, self._patience_s = address, patience_s
        self._worked = time.monotonic()
        self._pending: dict[Any, int] = {}

    def run(self, task: Callable[[B], R], batches: Iterable[B]) -> list[R]:
        from distributed import CancelledError, KilledWorker  # noqa: PLC0415

        self._check_versions()
        self._await_workers()
        self._check_versions()
        results: dict[int, R] = {}
        numbered = enumerate(batches)
        try:
            while self._send(task, numbered):
                results |= self._arrived()
        except (CancelledError, OSError) as error:
            raise self._failure("went away") from error
        except KilledWorker as error:
            raise self._failure("lost every worker that took on one batch, mostly for want of memory") from error
        except (ImportError, MemoryError) as error:
            raise self._failure(f"has workers that cannot do the work: {error}") from error
        return [results[number] for number in sorted(results)]

    def _await_workers(self) -> None:
        while not self._is_working():
            self._check_patience()
            time.sleep(BEAT_S / 10)

    def _check_versions(self) -> None:
        """Hold the scheduler and its workers to the versions here: others may not understand, or compute other bits."""
        found = self._ask(self._client.get_versions, packages=_WORKING)
        here = found["client"]["packages"]
        others: list[tuple[str, tuple[str, ...], Any]] = [("The scheduler", _TALKING, found["scheduler"])]
        others += [(f"Worker {name}", _WORKING, one) for name, one in sorted(found["workers"].items())]
        for who, names, one in others:
            told = one["packages"] if one else {}
            wrong = [name for name in names if here.get(name) and told.get(name) != here[name]]
            if wrong:
                there = ", ".join(f"{name} {_short(told.get(name))}, not {_short(here[name])}" for name in wrong)
                raise CorridorError(
                    f"{who} of {self._address!r} runs other versions than this machine: {there}. "
                    f"Install the same there, {_HERE}."
                )

    def _send(self, task: Callable[[B], R], numbered: Iterator[tuple[int, B]]) -> bool:
        """Send batches as far ahead as the cluster can use; tell whether any is on its way."""
        free = AHEAD * max(sum(self._client.nthreads().values()), 1) - len(self._pending)
        for number, batch in islice(numbered, max(free, 0)):
            self._pending[self._client.submit(task, batch, pure=False, retries=0)] = number
        return bool(self._pending)

    def _arrived(self) -> dict[int, Any]:
        """Take what has arrived; while nothing does, see that somebody is at work."""
        from distributed import wait  # noqa: PLC0415

        try:
            done = wait([*self._pending], timeout=BEAT_S, return_when="FIRST_COMPLETED").done  # type: ignore[no-untyped-call]
        except TimeoutError:
            self._is_working()
            self._check_patience()
            return {}
        self._worked = time.monotonic()
        arrived = {self._pending.pop(future): future.result() for future in done}
        for future in done:
            future.release()
        return arrived

    def _is_working(self) -> bool:
        """Ask the scheduler for workers that take on work."""
        workers = self._ask(self._client.scheduler.identity, n_workers=-1)["workers"].values()
        is_working = any(worker["status"] == "running" for worker in workers)
        if is_working:
            self._worked = time.monotonic()
        return is_working

    def _ask(self, question: Callable[..., Any], **given: Any) -> Any:  # noqa: ANN401 - as the scheduler answers
        try:
            answer = self._client.sync(question, callback_timeout=self._patience_s, **given)
        except (TimeoutError, OSError) as error:
            raise self._failure("went away") from error
        return answer

    def _check_patience(self) -> None:
        if time.monotonic() - self._worked > self._patience_s:
            raise self._failure("has no worker, or none with memory left")

    def _failure(self, what: str) -> CorridorError:
        return CorridorError(
            f"The scheduler {self._address!r} {what}. Nothing was written. See what it and its workers say, give "
            f"workers more memory (`dask worker --memory-limit`), start again, {_HERE}."
        )


def _short(version: str | None) -> str:
    """Shorten a version; that of Python comes with its release level."""
    return ".".join((version or "missing").split(".")[:3])


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the client from logging and warning of what is raised anyway."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client", "tornado.application")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module="distributed")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
