"""Batches of work: in this process, or on a Dask cluster, with the same result to the bit."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from geo.errors import CorridorError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

B = TypeVar("B")
R = TypeVar("R")

PATIENCE_S = 30.0
"""How long a scheduler may take to answer, and to have a worker."""


def run_batches(
    task: Callable[[B], R], batches: Sequence[B], *, scheduler: str | None = None, patience_s: float = PATIENCE_S
) -> list[R]:
    """
    Do a task for every batch.

    Parameters
    ----------
    task
        What is done: a function of the batch alone, so that it does not matter who does it, when, or how often.
    batches
        What it is done for.
    scheduler
        The address of a Dask scheduler, as ``tcp://host:8786``, whose workers can import `geo`; in this process if
        not given. A worker that dies costs a retry.
    patience_s
        How long to wait for the scheduler.

    Returns
    -------
    results
        In the order of the batches.

    Raises
    ------
    CorridorError
        If the scheduler cannot be reached, has no workers, or goes away.
    """
    if scheduler is None:
        return [task(batch) for batch in batches]
    import dask  # noqa: PLC0415 - it costs a second, and only a cluster needs it
    from distributed import Client, KilledWorker  # noqa: PLC0415
    from distributed.client import FutureCancelledError, FuturesCancelledError  # noqa: PLC0415
    from distributed.comm.addressing import get_address_host_port  # noqa: PLC0415

    gone = (OSError, FutureCancelledError, FuturesCancelledError, KilledWorker)
    try:
        get_address_host_port(scheduler)
    except ValueError as error:
        raise CorridorError(f"{scheduler!r} is no address of a scheduler: {error}. Give tcp://host:8786.") from error
    try:
        with (
            _quiet(),
            dask.config.set({"distributed.comm.timeouts.connect": patience_s}),
            Client(scheduler, timeout=patience_s, set_as_default=False) as client,  # type: ignore[no-untyped-call]
        ):
            client.wait_for_workers(1, timeout=patience_s)
            futures = client.map(task, list(batches), pure=False)
            results: list[R] = client.gather(futures)
            return results
    except gone as error:
        reason = str(error).strip().rstrip(".") or type(error).__name__
        raise CorridorError(
            f"The scheduler {scheduler!r} could not be reached, has no workers, or went away: {reason}. Start it with "
            "`dask scheduler` and `dask worker`, or leave --scheduler out to compute here."
        ) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the client from logging a traceback of what is raised anyway."""
    logger = logging.getLogger("distributed.client")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
