"""Snippets that put a map or a figure into other people's pages and documents."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from geo.errors import UnknownIdError
from geo.products.capacity import capacity_rows
from geo.products.map_text import finding
from geo.products.markup import tex
from geo.products.words import words

if TYPE_CHECKING:
    from geo.atlas import Atlas

INDEX = "index"
"""The map of all corridors, under the name that its page has."""
_ADDRESS = "/:?#[]@!$&'()*+,;=%-._~"


def subject_title(atlas: Atlas, corridor_id: str, lang: str) -> str:
    """
    Name what is embedded.

    Parameters
    ----------
    atlas
        The atlas.
    corridor_id
        A corridor, or `INDEX`.
    lang
        The language.

    Returns
    -------
    title
        The corridor's name.

    Raises
    ------
    UnknownIdError
        If no map is made of it.
    """
    if corridor_id == INDEX:
        return words(lang, "map")["title"]
    if corridor_id not in atlas.network.corridors:
        known = ", ".join(atlas.network.corridors)
        raise UnknownIdError(f"There is no map of {corridor_id!r}. Maps are made of: {INDEX}, {known}.")
    return atlas.subject_name(corridor_id, lang)


def iframe(title: str, address: str, *, width: str, height: int) -> str:
    """
    Embed a map's page.

    Parameters
    ----------
    title
        What it shows.
    address
        Of the page.
    width
        As HTML takes it.
    height
        In pixels.

    Returns
    -------
    html
        An element, which lets the page run its script and nothing else.
    """
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="{escape(width)}" '
        f'height="{height}" style="border:0" loading="lazy" sandbox="allow-scripts"></iframe>'
    )


def image(caption: str, address: str, *, width: str) -> str:
    """
    Embed a figure in a page.

    Parameters
    ----------
    caption
        What it shows.
    address
        Of the figure.
    width
        As HTML takes it.

    Returns
    -------
    html
        An element.
    """
    return f'<img src="{escape(address)}" alt="{escape(caption)}" width="{escape(width)}" loading="lazy">'


def word(caption: str, address: str) -> str:
    """
    Embed a figure in a Word document.

    Parameters
    ----------
    caption
        What it shows.
    address
        Of the figure.

    Returns
    -------
    text
        The code of a field that shows the file, and the caption below it. Word makes a field of it when it is put
        between the braces that Ctrl+F9 inserts.
    """
    return f'INCLUDEPICTURE "{quote(address, safe=_ADDRESS)}" \\d\n{caption}'


def latex(caption: str, address: str, label: str) -> str:
    r"""
    Embed a figure in a LaTeX document.

    Parameters
    ----------
    caption
        What it shows.
    address
        Of the figure.
    label
        For ``\ref``.

    Returns
    -------
    latex
        A float; the document loads ``graphicx``.
    """
    return (
        "\\begin{figure}[htbp]\n  \\centering\n"
        f"  \\includegraphics[width=\\linewidth]{{{quote(address, safe='/:-._')}}}\n"
        f"  \\caption{{{tex(caption)}}}\n  \\label{{fig:{label}}}\n\\end{{figure}}"
    )


def figure_caption(atlas: Atlas, corridor_id: str, kind: str, lang: str) -> str:
    """
    Say what a figure shows; its sources stand in the figure itself.

    Parameters
    ----------
    atlas
        The atlas.
    corridor_id
        A corridor, or `INDEX`.
    kind
        ``"map"``, ``"strip"`` or ``"timeline"``.
    lang
        The language.

    Returns
    -------
    caption
        The report's caption, and on a map the finding.
    """
    caption = words(lang, "report")[f"caption_{kind}"].format(name=subject_title(atlas, corridor_id, lang))
    if kind != "map":
        return caption
    ids = list(atlas.network.corridors) if corridor_id == INDEX else [corridor_id]
    return f"{caption} {finding(atlas, ids, capacity_rows(atlas, ids), lang)}"
