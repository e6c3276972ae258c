"""Debian's chromium as a reader without internet: what a page asks for and complains of fails its test."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page, Route

CHROMIUM = Path("/usr/bin/chromium")
ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


class OpenPage(Protocol):
    def __call__(self, html: str, **options: Any) -> Page: ...


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        missing = "Debian's chromium is not installed: apt-get install chromium."
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """List what the pages of a test asked for or complained of; a test that expects some empties the list."""
    return []


@pytest.fixture
def open_page(chromium: Browser, tmp_path: Path, complaints: list[str]) -> Iterator[OpenPage]:
    """Open a text as a page from a file; after the test, no request and no error may have happened."""
    with ExitStack() as contexts:

        def open_(html: str, *, width: int = 1280, height: int = 900, fragment: str = "", **options: Any) -> Page:
            file = tmp_path / f"page-{len(list(tmp_path.glob('page-*')))}.html"
            file.write_text(html, encoding="utf-8")
            context = chromium.new_context(viewport={"width": width, "height": height}, **options)
            contexts.callback(context.close)

            def guard(route: Route) -> None:
                if route.request.url.split("#")[0] == file.as_uri():
                    route.continue_()
                else:
                    complaints.append(f"request: {route.request.url}")
                    route.abort()

            def listen(message: ConsoleMessage) -> None:
                if message.type == "error":
                    complaints.append(f"{message.type}: {message.text}")

            context.route("**/*", guard)
            page = context.new_page()
            page.set_default_timeout(10_000)
            page.on("console", listen)
            page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
            page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}") or dialog.dismiss())
            page.goto(file.as_uri() + fragment)
            return page

        yield open_
    assert complaints == []
