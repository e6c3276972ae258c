"""Articles: a text with its language and date, from a text file, a page or a PDF, in whatever encoding."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import ArticleError
from geo.reading.lexicon import read_lexicon
from geo.reading.markup import declared_charset, published_date, text_of
from geo.reading.pages import pdf_text
from geo.reading.periods import PeriodReader
from geo.reading.tokens import sentences_of

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 32 * 2**20
MAX_CHARS = 16 * 2**20
_KAZAKH = re.compile("[әғқңөұүһіӘҒҚҢӨҰҮҺІ]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LOWER = re.compile("[а-яё]")
_LATIN = re.compile("[A-Za-z]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_ISO = re.compile(r"(?<![0-9])(20[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))(?![0-9])")
_DOTTED = re.compile(r"(?<![0-9.])(0[1-9]|[12][0-9]|3[01])\.(0[1-9]|1[0-2])\.(20[0-9]{2})(?![0-9])")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ENCODINGS = frozenset(
    {"utf-8", "cp1251", "koi8-r", "koi8-u", "kz1048", "ptcp154", "iso8859-5", "cp866", "mac-cyrillic", "utf-16",
     "utf-16-le", "utf-16-be", "cp1252", "iso8859-1", "ascii", "cp1254", "iso8859-9"}
)  # fmt: skip
_GUESSES = ("cp1251", "koi8-r", "cp866")
_HEAD_CHARS = 4_000


@dataclass(frozen=True)
class Article:
    """
    A text to read.

    Parameters
    ----------
    name
        The file's name; ``"-"`` for standard input.
    kind
        ``"text"``, ``"html"`` or ``"pdf"``.
    encoding
        The file's, and how it is known.
    text
        The text in which offsets count.
    document
        The bytes that `corridors verify` will hold claims against: the file itself where it is text in UTF-8, else the
        text in UTF-8.
    lang
        ``"en"``, ``"ru"`` or ``"kk"``.
    date
        ISO 8601, as far as the article says it; empty if it does not.
    notes
        What was assumed or left out.
    """

    name: str
    kind: str
    encoding: str
    text: str
    document: bytes
    lang: str
    date: str
    notes: tuple[str, ...]

    @property
    def is_verbatim(self) -> bool:
        """Whether the document is the file itself."""
        return self.kind == "text" and self.encoding.startswith("utf-8") and not self.notes

    @property
    def sha256(self) -> str:
        """The hash of the document."""
        return hashlib.sha256(self.document).hexdigest()


def read_file(path: Path, lang: str | None = None) -> Article:
    """
    Read an article from a file.

    Parameters
    ----------
    path
        The file: text, HTML or PDF.
    lang
        Its language; None to tell by its letters.

    Returns
    -------
    article
        Its text.

    Raises
    ------
    ArticleError
        If it is larger than an article, no file, or cannot be read as what it is.
    """
    if not path.is_file():
        raise ArticleError(f"{path} is not a file. Name a text, an HTML or a PDF file.")
    with path.open("rb") as file:
        return read_article(file.read(MAX_BYTES + 1), path.name, lang)


def read_article(raw: bytes, name: str = "-", lang: str | None = None) -> Article:
    """
    Read an article from bytes.

    Parameters
    ----------
    raw
        The file's content.
    name
        Its name, for messages and for the kind where the content does not tell.
    lang
        Its language; None to tell by its letters.

    Returns
    -------
    article
        Its text.

    Raises
    ------
    ArticleError
        If it is larger than an article, or cannot be read as what it is.
    """
    if len(raw) > MAX_BYTES:
        raise ArticleError(f"{name} is larger than {MAX_BYTES:,} bytes; no article is. Cut out the text that matters.")
    kind, notes = _kind(raw, name), list[str]()
    date = ""
    if kind == "pdf":
        text, notes = pdf_text(raw, name)
        encoding = "as the PDF says"
    else:
        decoded, encoding = _decode(raw, lang)
        date = published_date(decoded) if kind == "html" else ""
        text = text_of(decoded) if kind == "html" else decoded
    if len(text) > MAX_CHARS:
        raise ArticleError(f"{name} has more than {MAX_CHARS:,} characters; no article has. Cut out what matters.")
    is_verbatim = kind == "text" and raw == text.encode("utf-8", "surrogatepass")
    if not is_verbatim:
        text = _UNSEEN.sub("", text)
        notes.append("the offsets count in the text taken out of the file, not in the file")
    spoken = lang or _language(text)
    found = date or _date(text, spoken)
    return Article(name, kind, encoding, text, raw if is_verbatim else text.encode(), spoken, found, tuple(notes))


def _kind(raw: bytes, name: str) -> str:
    head = raw[:1024].lstrip().lower()
    if raw[:1024].find(b"%PDF-") >= 0:
        return "pdf"
    is_page = head.startswith((b"<!doctype html", b"<html", b"<?xml")) or b"<body" in head
    return "html" if is_page or name.lower().endswith((".html", ".htm", ".xhtml")) else "text"


def _decode(raw: bytes, lang: str | None) -> tuple[str, str]:
    """Decode by the byte order mark, as UTF-8, as declared, or by the letters that come out."""
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return raw.decode(name, errors="replace"), f"{name}, by its byte order mark"
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        declared = _known(declared_charset(raw))
        if declared == "utf-8" or (declared is None and _is_nearly_utf8(raw, error)):
            return raw.decode("utf-8", errors="replace"), "utf-8, with bytes that are none"
    if declared is not None:
        return raw.decode(declared, errors="replace"), f"{declared}, as declared"
    if lang == "kk":
        return raw.decode("kz1048", errors="replace"), "kz1048, guessed from the language"
    best = max(_GUESSES, key=lambda name: len(_LOWER.findall(raw[:65536].decode(name, errors="replace"))))
    return raw.decode(best, errors="replace"), f"{best}, guessed from the letters"


def _known(charset: str | None) -> str | None:
    """Give Python's name of an encoding of texts; others, such as those that unpack, are not used."""
    try:
        name = codecs.lookup(charset or "").name
    except LookupError:
        return None
    return name if name in _ENCODINGS else None


def _is_nearly_utf8(raw: bytes, error: UnicodeDecodeError) -> bool:
    """Tell UTF-8 with a broken byte from another encoding."""
    sample = raw[: max(65536, error.start)].decode("utf-8", errors="replace")
    return sample.count("\ufffd") * 20 < len(_CYRILLIC.findall(sample))


def _language(text: str) -> str:
    """Tell the language by its letters."""
    sample = text[:200_000]
    cyrillic, latin = len(_CYRILLIC.findall(sample)), len(_LATIN.findall(sample))
    if cyrillic * 2 < latin:
        return "en"
    return "kk" if len(_KAZAKH.findall(sample)) * 25 > cyrillic else "ru"


def _date(text: str, lang: str) -> str:
    """Find the day on which an article appeared: the first whole date near its beginning, or the last near its end."""
    for part in (text[:_HEAD_CHARS], text[-_HEAD_CHARS // 4 :]):
        iso = _ISO.search(part)
        if iso is not None:
            return iso[1]
        dotted = _DOTTED.search(part)
        if dotted is not None:
            return f"{dotted[3]}-{dotted[2]}-{dotted[1]}"
        lexicon = read_lexicon(lang)
        periods = PeriodReader(lexicon)
        days = [m.period for s in sentences_of(part, lexicon) for m in periods.mentions(s) if _ISO.fullmatch(m.period)]
        if days:
            return max(days)
    return ""
