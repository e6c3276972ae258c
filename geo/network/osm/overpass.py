"""Overpass, asked through osmnx: one question, one whole answer or an error that says what to do."""

from __future__ import annotations

import socket
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

import osmnx
import requests
import urllib3

from geo.errors import NetworkError
from geo.network.osm.deadline import by_deadline
from geo.network.osm.slots import retry_pause_s, slot_pause_s

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BUSY = frozenset({429, 502, 503, 504})
"""Answers that say: not now (https://wiki.openstreetmap.org/wiki/Overpass_API)."""

MAX_BODY_BYTES = 128 * 2**20
WHOLE_AREA_M2 = 1e15
"""Above the Earth's surface: an area is asked for in one piece, as the server is made for that."""

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 2.0, 60.0
_STATUS_S, _STATUS_BYTES = 10.0, 2**14
_PACKAGE = "corridor-atlas"
_NOWHERE = "http://127.0.0.1:9/api"


@dataclass(frozen=True)
class Service:
    """
    A server and how long it may take.

    Parameters
    ----------
    endpoint
        The address of its API, without ``/interpreter``.
    timeout_s
        How long a query may run on the server, and the line may be silent, in seconds.
    deadline_s
        How long one question may take with all its waiting and asking again, in seconds.
    """

    endpoint: str = "https://overpass-api.de/api"
    timeout_s: int = 180
    deadline_s: float = 900


class _AskedError(Exception):
    """Carries the question out of osmnx before it is sent."""


class _AnsweredError(Exception):
    """Carries the answer out of osmnx, which would make a street graph of it and drop what railways need."""


class _BusyError(Exception):
    """The server asks to come again later."""

    def __init__(self, status: int, pause_s: float | None) -> None:
        super().__init__(status, pause_s)
        self.status, self.pause_s = status, pause_s


def question_text(question: Callable[[], object]) -> str:
    """
    Say what osmnx would send, without sending anything.

    Parameters
    ----------
    question
        Calls one of osmnx's functions that download.

    Returns
    -------
    query
        The query in Overpass's language.

    Raises
    ------
    NetworkError
        If osmnx asks nothing: its insides have changed.
    """
    with _settings(Service(_NOWHERE), auth=_hold_back):
        try:
            question()
        except _AskedError as asked:
            return str(asked)
    raise NetworkError("osmnx asked nothing. This version of it is not known to work; install osmnx 2.1.")


def ask(question: Callable[[], object], service: Service, progress: Callable[[str], None] = lambda _: None) -> bytes:
    """
    Ask a server, again if it is busy, until the deadline.

    Parameters
    ----------
    question
        Calls one of osmnx's functions that download.
    service
        Whom to ask, and for how long.
    progress
        Called with a few words about what is waited for.

    Returns
    -------
    body
        The answer's bytes, all of them.

    Raises
    ------
    NetworkError
        If the server cannot be reached, stays busy, refuses, sends something else than JSON, or breaks off.
    """
    end, pause_s = time.monotonic() + service.deadline_s, _FIRST_PAUSE_S
    while True:
        try:
            return _ask_once(question, service, end)
        except _BusyError as busy:
            asked_s = busy.pause_s if busy.pause_s is not None else _slot_pause_s(service, busy.status, end)
            wait_s = pause_s if asked_s is None else asked_s
            if time.monotonic() + wait_s >= end:
                raise NetworkError(
                    f"{service.endpoint} is busy (HTTP {busy.status}) and asks to wait {wait_s:.0f} s, beyond the "
                    f"deadline of {service.deadline_s:g} s. Try later, or name another server with --endpoint."
                ) from busy
            progress(f"The server is busy; asking again in {wait_s:.0f} s")
            time.sleep(wait_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)


def _ask_once(question: Callable[[], object], service: Service, end: float) -> bytes:
    def take(response: requests.Response, **_: object) -> None:
        with response:
            raise _AnsweredError(_whole_body(response, service, end))

    try:
        with _settings(service, hooks={"response": take}, stream=True, allow_redirects=False):
            return by_deadline(partial(_answer, question), end)
    except TimeoutError as error:
        raise _late(service) from error
    except (requests.Timeout, urllib3.exceptions.ReadTimeoutError) as error:
        raise NetworkError(
            f"{service.endpoint} did not answer within {service.timeout_s} s. Ask for a smaller area, or give it more "
            "time with --timeout."
        ) from error
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise NetworkError(
            f"{service.endpoint} could not be asked, or broke off: {_reason(error)}. Check the connection and the "
            "address (--endpoint), and ask again."
        ) from error


def _answer(question: Callable[[], object]) -> bytes:
    try:
        question()
    except _AnsweredError as answered:
        body: bytes = answered.args[0]
        return body
    raise NetworkError("osmnx asked nothing. This version of it is not known to work; install osmnx 2.1.")


def _late(service: Service) -> NetworkError:
    return NetworkError(
        f"{service.endpoint} has not sent its answer within {service.deadline_s:g} s. Ask for a smaller area, or give "
        "it more time with --deadline."
    )


def _slot_pause_s(service: Service, status: int, end: float) -> float | None:
    """Ask a server that counts its users' questions when it takes the next one; None if it does not say."""
    left_s = min(_STATUS_S, end - time.monotonic())
    if status != requests.codes.too_many_requests or left_s <= 0:
        return None
    try:
        text = by_deadline(partial(_status_text, service, left_s), time.monotonic() + left_s)
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError):
        return None
    pause_s = slot_pause_s(text)
    return None if pause_s is None else max(pause_s, _FIRST_PAUSE_S / 2)  # it said 429 a moment ago


def _status_text(service: Service, left_s: float) -> str:
    """Give what the server says of itself, nothing if it says nothing."""
    with requests.get(f"{service.endpoint}/status", headers={"User-Agent": _agent()}, timeout=left_s, stream=True,
                      allow_redirects=False) as response:  # fmt: skip
        if response.status_code != requests.codes.ok:
            return ""
        page: bytes = response.raw.read(_STATUS_BYTES, decode_content=True)
        return page.decode("utf-8", "replace")


@contextmanager
def _settings(service: Service, **request: object) -> Iterator[None]:
    """
    Set osmnx up for one question, and put everything back, the system's look-up of names included.

    Its own waiting, which has no end, is off: a busy server says so itself. What `request` holds goes to `requests`.
    """
    changes: dict[str, Any] = {
        "overpass_url": service.endpoint, "requests_timeout": service.timeout_s, "requests_kwargs": request,
        "overpass_rate_limit": False, "max_query_area_size": WHOLE_AREA_M2, "doh_url_template": None,
        "use_cache": False, "cache_only_mode": False, "overpass_memory": None, "log_file": False, "log_console": False,
        "overpass_settings": "[out:json][timeout:{timeout}]{maxsize}",
        "http_user_agent": _agent(), "http_referer": _PACKAGE,
    }  # fmt: skip
    before = {name: getattr(osmnx.settings, name) for name in changes}
    look_up = socket.getaddrinfo
    try:
        for name, value in changes.items():
            setattr(osmnx.settings, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(osmnx.settings, name, value)
        socket.getaddrinfo = look_up  # osmnx puts its own in place, for good


def _agent() -> str:
    """Name the tool, as the server's rules ask, and nobody who uses it."""
    try:
        return f"{_PACKAGE}/{version(_PACKAGE)}"
    except PackageNotFoundError:  # a checkout that is not installed
        return _PACKAGE


def _hold_back(request: requests.PreparedRequest) -> requests.PreparedRequest:
    raise _AskedError(unquote_plus(str(request.body).removeprefix("data=")))


def _whole_body(response: requests.Response, service: Service, end: float) -> bytes:
    _check_head(response, service)
    parts, size = [], 0
    while part := response.raw.read1(2**16, decode_content=True):  # iter_content would wait for all of the 64 KiB
        parts.append(part)
        size += len(part)
        if size > MAX_BODY_BYTES:
            raise NetworkError(f"{service.endpoint} sends more than {MAX_BODY_BYTES:,} bytes. Ask for a smaller area.")
        if time.monotonic() > end:
            raise _late(service)
    return b"".join(parts)


def _check_head(response: requests.Response, service: Service) -> None:
    status, kind = response.status_code, response.headers.get("Content-Type", "")
    if status in BUSY:
        raise _BusyError(status, retry_pause_s(response.headers))
    if status in {301, 302, 303, 307, 308}:
        target = response.headers.get("Location", "elsewhere")[:200]
        raise NetworkError(f"{service.endpoint} sends on to {target!r}. Name the new address with --endpoint.")
    if status != requests.codes.ok:
        raise NetworkError(
            f"{service.endpoint} refuses the query: HTTP {status} {response.reason}. Check the address (--endpoint) "
            "and see the query with --dry-run."
        )
    if kind.partition(";")[0].strip().lower() not in {"application/json", "application/osm3s+json"}:
        raise NetworkError(
            f"{service.endpoint} sends {kind[:60]!r} where JSON was asked for; it may be a proxy's page. Check the "
            "address (--endpoint)."
        )


def _reason(error: Exception) -> str:
    """Shorten what the libraries say to its last cause."""
    while error.args and isinstance(error.args[-1], Exception):
        error = error.args[-1]
    reason = getattr(error, "reason", None)
    return str(reason if isinstance(reason, Exception) else error)[-200:]
