"""Deadlines: work that waits for somebody else, and is left behind when its time is up."""

from __future__ import annotations

import time
from concurrent.futures import Future
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def by_deadline(work: Callable[[], T], end: float) -> T:
    """
    Do work, and wait for it no longer than to its deadline.

    A limit on a socket counts the silence between two bytes, so that a server which sends one now and then is waited
    for without end, in the head of its answer most of all, which is read line by line inside the standard library. So
    the work has a thread of its own, which does not keep the process from ending.

    Parameters
    ----------
    work
        Called once, in another thread; what it raises is raised here.
    end
        When waiting ends, on the clock of `time.monotonic`, in seconds.

    Returns
    -------
    found
        What the work returned.

    Raises
    ------
    TimeoutError
        If the deadline passed first.
    """
    outcome: Future[T] = Future()

    def do() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # noqa: BLE001 - whatever it is belongs to who asked
            outcome.set_exception(error)

    Thread(target=do, daemon=True).start()
    return outcome.result(max(end - time.monotonic(), 0))
