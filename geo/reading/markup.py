"""Markup: the text of an HTML page, without scripts, styles, menus and forms."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAG = re.compile(
    r"<(/?)([A-Za-z][A-Za-z0-9]{0,30}+)((?:[^<>\"']++|\"[^\"]{0,4000}+\"|'[^']{0,4000}+'){0,200}+)>", re.ASCII
)
_RAW = frozenset({"script", "style", "template", "svg", "math", "iframe", "object", "textarea", "xmp", "plaintext"})
_DROPPED = frozenset({"nav", "noscript", "form", "button", "select", "aside", "footer", "menu", "dialog", "head"})
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "source", "wbr", "col", "area", "base", "embed"})
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em", "font", "i", "ins", "kbd",
     "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
     "wbr", "img"}
)  # fmt: skip
_CELLS = frozenset({"td", "th"})
_OF_TABLES = frozenset({"tr", "table", "thead", "tbody", "tfoot", "caption"})
_CHARSET = re.compile(rb"(?:charset|encoding)\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_.:-]{1,40})")
_PUBLISHED = re.compile(
    r"(?:published_time|datePublished|article:published|dc\.date)[\"'][^<>]{0,80}?([12][0-9]{3}-[01][0-9]-[0-3][0-9])"
)
_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0]+")
_BLANKS = re.compile(r"[ \r\f\v\u00a0]+")
_FURNITURE = re.compile(
    r"(?:class|id|role)\s{0,3}=\s{0,3}[\"']?[^\"'<>]{0,300}?(?<![a-z])(?:cookies?|consent|gdpr|breadcrumbs?|sidebar|navigation|navbar|"
    r"menu|related|recommend(?:ed|ations)?|read-?more|share|sharing|social|subscribe|newsletter|comments?|adverts?|"
    r"promo|banner|popup|modal|pagination|tags)(?![a-z])", re.IGNORECASE | re.ASCII
)  # fmt: skip
"""Parts that say what they are by their class: no words of the article."""
_FURNISHED = frozenset({"div", "section", "ul", "ol", "p", "header", "span", "table"})
_HEAD_BYTES = 4096


def declared_charset(raw: bytes) -> str | None:
    """
    Read the encoding that a page or an XML file declares.

    Parameters
    ----------
    raw
        The file.

    Returns
    -------
    charset
        Its name as written, None where none is declared near the beginning.
    """
    match = _CHARSET.search(raw[:_HEAD_BYTES])
    return match[1].decode("ascii") if match else None


def published_date(html: str) -> str:
    """
    Read the date of publication from a page's metadata.

    Parameters
    ----------
    html
        The page.

    Returns
    -------
    date
        ISO 8601; empty where the page does not say.
    """
    match = _PUBLISHED.search(html[: 16 * _HEAD_BYTES])
    return match[1] if match else ""


def text_of(html: str) -> str:
    """
    Take the text out of a page.

    Parameters
    ----------
    html
        The page.

    Returns
    -------
    text
        Its paragraphs, headings, items and rows, one a line, the cells of a row with a tab between; what is inside
        scripts, styles, menus, forms, banners, page heads and feet is left out.
    """
    parser = _Text()
    for piece in _whole_tags(html):
        parser.feed(piece)
    parser.close()
    lines = ("\t".join(_BLANKS.sub(" ", cell).strip() for cell in line.split("\t")).strip()
             for line in "".join(parser.pieces).split("\n"))  # fmt: skip
    return "\n".join(line for line in lines if line) + "\n"


def _whole_tags(html: str) -> Iterator[str]:
    """
    Give text and bare tags only: `html.parser` takes quadratic time over tags and comments that never end.

    Attributes, comments, declarations and the contents of scripts are left out, and parts whose class says that they
    are menus, banners or lists of other articles; a `<` that begins no tag is text.
    """
    at, endless = 0, set[str]()
    while at < len(html):
        begin = html.find("<", at)
        if begin < 0:
            break
        yield html[at:begin]
        tag = _TAG.match(html, begin)
        if tag is not None:
            name = tag[2].lower()
            end = _end_of_part(html, name, tag, endless)
            if end is not None:
                at = end
                continue
            yield f"<{tag[1]}{name}>"
            at = _end_of_raw(html, name, tag.end()) if name in _RAW and not tag[1] else tag.end()
        elif html.startswith(("<!", "<?", "</"), begin):
            at = _end_of_declaration(html, begin)
        else:
            yield "&lt;"
            at = begin + 1
    yield html[at:]


def _end_of_part(html: str, name: str, tag: re.Match[str], endless: set[str]) -> int | None:
    """Find where a part ends whose class says that it is no article; None where it is one, or never ends."""
    if tag[1] or name not in _FURNISHED or name in endless or not _FURNITURE.search(tag[3]):
        return None
    depth = 1
    for one in re.compile(rf"<(/?){name}\b", re.IGNORECASE | re.ASCII).finditer(html, tag.end()):
        depth += -1 if one[1] else 1
        if depth == 0:
            return html.find(">", one.end()) + 1 or None
    endless.add(name)  # looked for once, or a page of such beginnings would take quadratic time
    return None


def _end_of_raw(html: str, name: str, start: int) -> int:
    """Find the tag that ends a script, wherever its text pretends to."""
    end = re.compile(f"</{name}", re.IGNORECASE).search(html, start)
    return len(html) if end is None else end.start()


def _end_of_declaration(html: str, begin: int) -> int:
    mark = "-->" if html.startswith("<!--", begin) else ">"
    end = html.find(mark, begin + 2)
    return len(html) if end < 0 else end + len(mark)


class _Text(HTMLParser):
    """Collects the text outside what is dropped."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._dropped: list[str] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser's signature
        if tag in _DROPPED or (tag in _RAW and tag not in _VOID):
            self._dropped.append(tag)
        elif tag == "body":
            self._dropped.clear()  # a page head that is never closed ends here
        elif tag in _CELLS:
            self._in_cell = True
            self.pieces.append("\t")
        elif tag not in _INLINE:
            self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._dropped:
            while self._dropped.pop() != tag:
                pass
        elif tag in _CELLS:
            self._in_cell = False
        elif tag not in _INLINE:
            self._break(tag)

    def _break(self, tag: str) -> None:
        """End a paragraph; those of a cell stay in its row."""
        self._in_cell = self._in_cell and tag not in _OF_TABLES
        self.pieces.append(" " if self._in_cell else "\n")

    def handle_data(self, data: str) -> None:
        if not self._dropped:
            self.pieces.append(_SPACES.sub(" ", data))
