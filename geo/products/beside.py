"""Work in a process of its own, beside what the caller does meanwhile."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import tempfile
import warnings
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from geo.errors import CorridorError, ProductError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from multiprocessing.connection import Connection
    from typing import IO

T = TypeVar("T")

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


@contextmanager
def beside(work: Callable[[], None], *, without: Collection[str] = ()) -> Iterator[None]:
    """
    Do some work at the same time as the block, where the system can fork; after it where it cannot.

    Parameters
    ----------
    work
        What to do; all that it leaves behind are files.
    without
        Packages that the work's process, should it have one, takes for missing unless they were imported before:
        libraries that can use them but need not would import them all the same.

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
    if not _can_part():
        yield
        error = _error_of(work)
        if error is not None:
            raise error
        return
    receiver, process = _part(_run, work, without)
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


class Ahead(Generic[T]):
    """
    An answer that is worked out in a process of its own, while those who will want it do other things.

    Parameters
    ----------
    work
        Gives the answer, which can be pickled. Where the system cannot fork it is asked when the answer is wanted.
    idle
        Parts of packages that are imported already, which the work's process, should it have one, leaves empty: a
        library may ask a package for all that it has and use little of it.
    """

    def __init__(self, work: Callable[[], T], *, idle: Collection[str] = ()) -> None:
        self._work = work
        self._known: list[T] = []
        self._store: IO[bytes] | None = None
        if _can_part():
            self._store = tempfile.TemporaryFile()  # noqa: SIM115 - `close` closes it
            self._receiver, self._process = _part(_keep, self._work, self._store.fileno(), idle)

    def get(self) -> T:
        """
        Wait for the answer: in the process that asked for it, or in one that parted from that since.

        Returns
        -------
        answer
            The same however often it is asked for.

        Raises
        ------
        CorridorError, OSError
            As the work raised them.
        ProductError
            If its process was ended from outside.
        """
        if not self._known:
            self._known.append(self._work() if self._store is None else self._kept(self._store))
        return self._known[0]

    def _kept(self, store: IO[bytes]) -> T:
        self._receiver.poll(None)  # nothing is ever sent: the end of the pipe is the end of the process
        size = os.fstat(store.fileno()).st_size
        if not size:
            raise ProductError("The process that ran the scenarios was ended from outside. Build again.")
        answer, error = pickle.loads(os.pread(store.fileno(), size, 0))  # noqa: S301 - written by our own process
        if error is not None:
            raise error
        return answer  # type: ignore[no-any-return]

    def close(self) -> None:
        """End the process, should nobody have waited for it."""
        if self._store is not None:
            self._process.terminate()
            self._process.join()
            self._receiver.close()
            self._store.close()


def _keep(
    work: Callable[[], object], sender: Connection, parent: int, store: int, idle: Collection[str]
) -> None:  # fmt: skip
    """Work in the child, and keep the answer, or what went wrong, where every process that parted can read it."""
    _die_with(parent)
    for name in idle:
        package, _, part = name.rpartition(".")
        setattr(sys.modules[package], part, sys.modules.setdefault(name, ModuleType(name)))
    answer: list[object] = []
    error = _error_of(lambda: answer.append(work()), "Scenarios could not be run")
    kept = pickle.dumps((answer[0] if error is None else None, error))
    with os.fdopen(os.dup(store), "wb") as file:
        file.write(kept)
    sender.close()


def _can_part() -> bool:
    return sys.platform.startswith("linux") and (os.cpu_count() or 1) > 1


def _part(run: Callable[..., None], *work: Any) -> tuple[Connection, Any]:  # noqa: ANN401 - handed through
    """Start a child; give its end of the pipe and its process."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=run, args=(work[0], sender, os.getpid(), *work[1:]))
    with warnings.catch_warnings():
        # Python warns of threads that a fork does not take along; numpy's idle ones are all there are
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    sender.close()
    return receiver, process


def _outcome(receiver: Connection) -> Exception | None:
    try:
        error: Exception | None = receiver.recv()
    except EOFError:
        return ProductError("The process that wrote tables and GeoPackage was ended from outside. Build again.")
    return error


def _run(work: Callable[[], None], sender: Connection, parent: int, without: Collection[str]) -> None:
    """Do the work in the child and send what went wrong, or None."""
    _die_with(parent)
    for name in without:
        sys.modules.setdefault(name, cast("ModuleType", None))  # as Python notes what cannot be imported
    try:
        sender.send(_error_of(work))
    finally:
        sender.close()


def _error_of(work: Callable[[], None], what: str = "Tables and GeoPackage could not be made") -> Exception | None:
    """Do the work; what a person cannot act on by its type becomes one sentence that names it."""
    try:
        work()
    except (CorridorError, OSError) as error:
        return error
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told and not shown as a traceback
        reason = f"{type(error).__name__}: {error}".rstrip(": ")
        return ProductError(f"{what} ({reason}). Look for a figure out of all range.")
    return None


def _die_with(parent: int) -> None:
    """Ask Linux to end this process with its parent, so that a build that is killed leaves nobody writing."""
    import ctypes  # noqa: PLC0415

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted too, and ends this one
    if os.getppid() != parent:
        os._exit(1)
