"""Articles of every kind become a text: encodings, pages, PDF files, and what is none of them."""

from __future__ import annotations

import hashlib
import io
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ArticleError
from geo.reading import articles
from geo.reading.articles import read_article
from geo.reading.lexicon import read_lexicon
from geo.reading.markup import text_of
from geo.reading.pages import MAX_STREAM_BYTES
from geo.reading.tokens import sentences_of

RUSSIAN = "Через порт Актау прошло 3 млн тонн грузов, сообщили в порту.\n"


def test_a_text_in_utf8_is_its_own_document() -> None:
    article = read_article(RUSSIAN.encode(), "a.txt")
    assert (article.text, article.encoding, article.is_verbatim) == (RUSSIAN, "utf-8", True)
    assert article.sha256 == hashlib.sha256(RUSSIAN.encode()).hexdigest()


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r"])
def test_older_encodings_are_told_by_their_letters_and_stated(encoding: str) -> None:
    article = read_article((RUSSIAN * 3).encode(encoding), "a.txt")
    assert article.text == RUSSIAN * 3
    assert article.encoding == f"{encoding}, guessed from the letters"
    assert article.document == article.text.encode()


def test_a_declared_encoding_is_followed() -> None:
    page = f'<html><head><meta charset="windows-1251"></head><body><p>{RUSSIAN}</p></body></html>'
    article = read_article(page.encode("cp1251"), "a.html")
    assert article.text.strip() == RUSSIAN.strip()
    assert article.encoding == "cp1251, as declared"


def test_an_encoding_that_unpacks_is_not_followed() -> None:
    assert "zlib" not in read_article(b'<html charset="zlib">\xff\xfe1</html>', "a.html").encoding


def test_scripts_styles_and_menus_are_not_text() -> None:
    page = (
        "<html><head><title>T</title><style>p {}</style></head><body><nav>Menu 5 млн тонн</nav>"
        "<script>if (1 < 2) '</p>'</script><p>One &amp; <b>two</b> 3&nbsp;млн</p><p>Three</p><!-- no --></body></html>"
    )
    assert text_of(page) == "One & two 3 млн\nThree\n"


def test_the_date_of_a_page_is_that_of_its_metadata() -> None:
    page = '<html><meta property="article:published_time" content="2025-11-05T10:00"><body><p>x</p></body></html>'
    assert read_article(page.encode(), "a.html").date == "2025-11-05"


@pytest.mark.parametrize(
    ("text", "lang"), [(RUSSIAN, "ru"), ("Ақтау порты арқылы жүк өтті.", "kk"), ("The port of Aktau.", "en")]
)
def test_the_language_is_told_by_the_letters(text: str, lang: str) -> None:
    assert read_article(text.encode()).lang == lang


ENDLESS = ["<", "<!--", "<a ", '<a href="', "</", "<![CDATA[", "<div>", "<script>", "&#", "<a \"'"]


@pytest.mark.parametrize("piece", ENDLESS)
def test_markup_that_never_ends_is_read_in_linear_time(piece: str) -> None:
    start = time.perf_counter()
    text_of(piece * 50_000)
    assert time.perf_counter() - start < 3


@given(st.text(alphabet=st.sampled_from("<>/!-\"' abp&;#nav="), max_size=200))
def test_any_markup_gives_a_text(markup: str) -> None:
    assert text_of(markup).endswith("\n")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_message(raw: bytes) -> None:
    try:
        article = read_article(raw, "a.txt")
    except ArticleError:
        return
    assert article.document == (raw if article.is_verbatim else article.text.encode())


def test_ten_megabytes_of_digits_are_no_article_of_figures() -> None:
    start = time.perf_counter()
    article = read_article(b"1" * 10_000_000)
    assert list(sentences_of(article.text, read_lexicon("en"))) == []
    assert time.perf_counter() - start < 5


def test_what_is_larger_than_any_article_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(articles, "MAX_BYTES", 10)
    with pytest.raises(ArticleError, match="larger than 10 bytes"):
        read_article(b"x" * 11)


def pdf(content: bytes, *, filtered: bool = False) -> bytes:
    """Write a PDF of one page by hand."""
    stream = zlib.compress(content) if filtered else content
    kind = b"/Filter /FlateDecode " if filtered else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< " + kind + b"/Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F 5 0 R >> >>",
    ]
    out, places = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, 2)
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 7\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<< /Size 7 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % table)
    return out.getvalue()


def test_the_text_of_a_pdf_is_read() -> None:
    pytest.importorskip("pypdf")
    article = read_article(pdf(b"BT /F 12 Tf 50 700 Td (The port of Aktau handled 3 million tonnes.) Tj ET"), "a.pdf")
    assert article.kind == "pdf"
    assert article.text.strip() == "The port of Aktau handled 3 million tonnes."


def test_a_pdf_that_unfolds_beyond_bounds_is_refused() -> None:
    pytest.importorskip("pypdf")
    bomb = pdf(b" " * (MAX_STREAM_BYTES * 4), filtered=True)
    assert len(bomb) < 100_000
    with pytest.raises(ArticleError, match="Save the article as text"):
        read_article(bomb, "a.pdf")


def test_a_broken_pdf_is_refused_with_a_message() -> None:
    pytest.importorskip("pypdf")
    with pytest.raises(ArticleError, match="cannot be read as PDF"):
        read_article(b"%PDF-1.4\nnothing of the sort", "a.pdf")
