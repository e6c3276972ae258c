"""Pages: the text of a PDF file, within bounds."""

from __future__ import annotations

import io
import logging
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from geo.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_PAGES = 300
MAX_STREAM_BYTES = 8 * 2**20
MAX_CONTENT_BYTES = 64 * 2**20
_LIMITS = ("ZLIB_MAX_OUTPUT_LENGTH", "LZW_MAX_OUTPUT_LENGTH", "RUN_LENGTH_MAX_OUTPUT_LENGTH",
           "JBIG2_MAX_OUTPUT_LENGTH", "MAX_ARRAY_BASED_STREAM_OUTPUT_LENGTH")  # fmt: skip
_HYPHENATED = re.compile(r"(?<=[^\W\d_])-\n(?=[^\W\d_])")
_WRAPPED = re.compile(r"(?<![.!?:;\n])\n(?!\n)")
_MISSING = (
    "Reading PDF files needs pypdf, which is not installed. "
    "Install the extra: pip install 'corridor-atlas[articles]', or save the article as text."
)


def pdf_text(raw: bytes, name: str) -> tuple[str, list[str]]:
    """
    Take the text out of a PDF file.

    Parameters
    ----------
    raw
        The file.
    name
        What to call it in messages.

    Returns
    -------
    text
        Its pages; lines that were broken at the margin are joined.
    notes
        What was left out.

    Raises
    ------
    ArticleError
        If pypdf is not installed, or the file is locked, broken or holds more than an article.
    """
    try:
        import pypdf  # noqa: PLC0415 - an extra; only PDF files need it
    except ImportError as error:
        raise ArticleError(_MISSING) from error
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    with _bounded(pypdf):
        try:
            return _pages(pypdf, raw, name)
        except ArticleError:
            raise
        except Exception as error:  # a broken file makes pypdf raise errors of any kind
            message = f"{name} cannot be read as PDF: {type(error).__name__}. Save the article as text."
            raise ArticleError(message) from error


@contextmanager
def _bounded(pypdf: Any) -> Iterator[None]:  # noqa: ANN401 - an optional library without a type here
    """Hold compressed streams to a size: a kilobyte may unfold to a gigabyte."""
    import pypdf.filters  # noqa: PLC0415

    before = {name: getattr(pypdf.filters, name) for name in _LIMITS if hasattr(pypdf.filters, name)}
    try:
        for name in before:
            setattr(pypdf.filters, name, MAX_STREAM_BYTES)
        yield
    finally:
        for name, value in before.items():
            setattr(pypdf.filters, name, value)


def _pages(pypdf: Any, raw: bytes, name: str) -> tuple[str, list[str]]:  # noqa: ANN401
    file = pypdf.PdfReader(io.BytesIO(raw), strict=False)
    if file.is_encrypted and not file.decrypt(""):
        raise ArticleError(f"{name} is locked with a password. Save the article as text.")
    texts, size = [], 0
    for page in file.pages[:MAX_PAGES]:
        contents = page.get_contents()
        size += len(contents.get_data()) if contents is not None else 0
        if size > MAX_CONTENT_BYTES:
            message = f"{name} unfolds to more than {MAX_CONTENT_BYTES:,} bytes. Save the article as text."
            raise ArticleError(message)
        texts.append(page.extract_text())
    left_out = len(file.pages) - MAX_PAGES
    notes = [f"{left_out} pages after the first {MAX_PAGES} were not read"] if left_out > 0 else []
    text = "\n\n".join(texts)
    if not text.strip():
        raise ArticleError(f"{name} holds no text; it may be pictures of pages. Save the article as text.")
    return _WRAPPED.sub(" ", _HYPHENATED.sub("", text)), notes
