"""Pages: the text of a PDF file, within bounds."""

from __future__ import annotations

import io
import logging
import re
from typing import Any

from geo.errors import ArticleError

MAX_PAGES = 300
MAX_STREAM_BYTES = 8 * 2**20
MAX_CONTENT_BYTES = 64 * 2**20
_LIMITS = dict.fromkeys(
    ("zlib_maximum_output_length", "lzw_maximum_output_length", "run_length_maximum_output_length",
     "brotli_maximum_output_length", "array_based_stream_maximum_output_length", "maximum_declared_stream_length"),
    MAX_STREAM_BYTES,
)  # fmt: skip
"""A kilobyte may unfold to a gigabyte."""
_HYPHENATED = re.compile(r"(?<=[^\W\d_])-\n(?=([^\W\d_]))")
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
    with pypdf.apply_configuration(None, **_LIMITS):
        try:
            return _pages(pypdf, raw, name)
        except ArticleError:
            raise
        except Exception as error:  # a broken file makes pypdf raise errors of any kind
            message = f"{name} cannot be read as PDF: {type(error).__name__}. Save the article as text."
            raise ArticleError(message) from error


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
    return _WRAPPED.sub(" ", _HYPHENATED.sub(_joint, text)), notes


def _joint(hyphen: re.Match[str]) -> str:
    """Join a word that was parted at the margin; a name after a hyphen keeps it: Baku-Tbilisi."""
    return "-" if hyphen[1].isupper() else ""
