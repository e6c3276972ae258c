"""A report as PDF, printed by the Chromium or Chrome of this machine."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import ProductError
from geo.products.report.html import report_html

if TYPE_CHECKING:
    from typing import BinaryIO

    from geo.products.report.content import Report

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_SECONDS = 120
_DATES = re.compile(rb"(/(?:CreationDate|ModDate) ?\(D:)\d{14}(?:[+-]\d\d'\d\d'|Z)?")
_NODES = re.compile(rb"\(node(\d{8})\)")
_FLAGS = (
    "--headless=new", "--disable-gpu", "--disable-extensions", "--disable-background-networking", "--no-first-run",
    "--disable-sync", "--disable-dev-shm-usage", "--no-pdf-header-footer", "--export-tagged-pdf",
    "--generate-pdf-document-outline",
)  # fmt: skip


def find_browser() -> str:
    """
    Find a browser that prints.

    Returns
    -------
    path
        The first of `BROWSERS` on the path.

    Raises
    ------
    ProductError
        If there is none.
    """
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise ProductError(
            f"A PDF is printed by a browser, and none of {', '.join(BROWSERS)} is on the path. Install Chromium, or "
            "write .html and print it from any browser."
        )
    return found


def report_pdf(report: Report) -> bytes:
    """
    Print a report.

    Parameters
    ----------
    report
        The report, without the interactive map.

    Returns
    -------
    content
        The PDF; the same bytes every time with the same browser and typefaces.

    Raises
    ------
    ProductError
        If there is no browser, or it fails or takes longer than two minutes.
    """
    browser = find_browser()
    with tempfile.TemporaryDirectory(prefix="corridors-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        try:
            (folder / "report.html").write_text(report_html(report), "utf-8")
            _print(browser, folder)
            return _timeless((folder / "report.pdf").read_bytes())
        finally:  # a browser that is stopped may still have made a file meanwhile, which ends the first clearing
            shutil.rmtree(folder, ignore_errors=True)


def _print(browser: str, folder: Path) -> None:
    target = folder / "report.pdf"
    # Chromium's own sandbox does not run as root; the page asks for nothing and runs no script
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    command = [
        str(Path(browser).absolute()), *_FLAGS, *sandbox, f"--user-data-dir={folder / 'profile'}",
        f"--print-to-pdf={target}", (folder / "report.html").as_uri(),
    ]  # fmt: skip
    try:
        with (folder / "talk").open("wb") as talk:
            code = _run(command, folder, talk)
    except subprocess.TimeoutExpired:
        raise ProductError(f"{browser} did not print the report within {_SECONDS} s. Write .html instead.") from None
    except OSError as error:
        raise ProductError(f"{browser} could not be started: {error.strerror}. Write .html instead.") from error
    if code or not target.is_file():
        last = (folder / "talk").read_text("utf-8", "replace").strip().splitlines()[-1:] or ["no word why"]
        raise ProductError(f"{browser} did not print the report: {last[0][:200]}. Write .html instead.")


def _run(command: list[str], folder: Path, talk: BinaryIO) -> int:
    """Run the browser with all that it starts as a group, of which nothing stays behind, whatever happens."""
    # Its temporary folder is named from where it stands: the path of a socket in it may have a hundred letters only
    with subprocess.Popen(  # noqa: S603 - no shell
        command, stdout=talk, stderr=talk, cwd=folder, env={**os.environ, "TMPDIR": "."}, start_new_session=True
    ) as browser:
        try:
            return browser.wait(_SECONDS)
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(browser.pid, signal.SIGKILL)


def _timeless(content: bytes) -> bytes:
    """
    Put a fixed date in the place of the clock's, and count the names of nodes from 1, by as many letters as there were.

    No offset in the file moves. Chromium counts nodes from a number that depends on what it did before.
    """
    fixed = b"19800101000000+00'00'"
    dated = _DATES.sub(lambda found: found[1] + fixed[: len(found[0]) - len(found[1])], content)
    first = min(map(int, _NODES.findall(dated)), default=1)
    return _NODES.sub(lambda found: b"(node%08d)" % (int(found[1]) - first + 1), dated)
