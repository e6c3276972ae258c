"""Work in a process of its own, beside what the caller does meanwhile."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

from geo.errors import CorridorError, ProductError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


@contextmanager
def beside(work: Callable[[], None]) -> Iterator[None]:
    """
    Do some work at the same time as the block, where the system can fork; after it where it cannot.

    Parameters
    ----------
    work
        What to do; all that it leaves behind are files.

    Yields
    ------
    nothing
        The block runs meanwhile. When it fails, or is interrupted, the work is ended too.

    Raises
    ------
    CorridorError, OSError
        As the work raised them.
    ProductError
        If its process was ended from outside, or for anything else that went wrong in it.
    """
    if not sys.platform.startswith("linux") or (os.cpu_count() or 1) < 2:
        yield
        error = _error_of(work)
        if error is not None:
            raise error
        return
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(work, sender, os.getpid()))
    with warnings.catch_warnings():
        # Python warns of threads that a fork does not take along; numpy's idle ones are all there are
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    sender.close()
    try:
        yield
        error = _outcome(receiver)
    except BaseException:
        process.terminate()
        raise
    finally:
        process.join()
        receiver.close()
    if error is not None:
        raise error


def _outcome(receiver: Connection) -> Exception | None:
    try:
        error: Exception | None = receiver.recv()
    except EOFError:
        return ProductError("The process that wrote tables and GeoPackage was ended from outside. Build again.")
    return error


def _run(work: Callable[[], None], sender: Connection, parent: int) -> None:
    """Do the work in the child and send what went wrong, or None."""
    _die_with(parent)
    try:
        sender.send(_error_of(work))
    finally:
        sender.close()


def _error_of(work: Callable[[], None]) -> Exception | None:
    """Do the work; what a person cannot act on by its type becomes one sentence that names it."""
    try:
        work()
    except (CorridorError, OSError) as error:
        return error
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told and not shown as a traceback
        reason = f"{type(error).__name__}: {error}".rstrip(": ")
        return ProductError(f"Tables and GeoPackage could not be made ({reason}). Look for a figure out of all range.")
    return None


def _die_with(parent: int) -> None:
    """Ask Linux to end this process with its parent, so that a build that is killed leaves nobody writing."""
    import ctypes  # noqa: PLC0415

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted too, and ends this one
    if os.getppid() != parent:
        os._exit(1)
