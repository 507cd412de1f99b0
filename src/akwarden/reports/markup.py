"""Builds HTML that can't be broken by what it shows: text is always escaped, tags are only ours."""

import html
import re
from collections.abc import Iterable

from akwarden.reports.visible import visible

_OPTION = re.compile(r"(?<!\S)--?[0-9A-Za-z][0-9A-Za-z-]{0,30}")
_VOID = frozenset({"meta", "br", "hr"})


class Markup(str):
    """HTML that is already safe; nothing but `tag` and `join` makes it from foreign text."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: str) -> Markup:
    """Return an element.

    A child that is not `Markup` is text: made visible and escaped. Attribute names lose a trailing
    underscore (`class_`), and their other underscores become hyphens.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_text(value)}"' for key, value in attributes.items()
    )
    if name in _VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{join(*children)}</{name}>")


def table(titles: tuple[str, str], rows: Iterable[tuple[str, str]]) -> Markup:
    """Return a table of two columns, the first one code that names the row.

    The roles say what the elements mean anyway: the style sheet lays rows out as cards on a narrow
    screen, and browsers then forget that they are a table.
    """
    head = [tag("th", title, scope="col", role="columnheader") for title in titles]
    body = [
        tag(
            "tr",
            tag("th", tag("code", name), scope="row", role="rowheader"),
            tag("td", words, role="cell"),
            role="row",
        )
        for name, words in rows
    ]
    return tag(
        "table",
        tag("thead", tag("tr", *head, role="row"), role="rowgroup"),
        tag("tbody", *body, role="rowgroup"),
        role="table",
    )


def with_options(words: str) -> Markup:
    """Return a sentence with the options of commands in it held together: browsers break behind a hyphen."""
    pieces: list[str] = []
    done = 0
    for option in _OPTION.finditer(words):
        pieces += [words[done : option.start()], tag("span", option[0], class_="option")]
        done = option.end()
    return join(*pieces, words[done:])


def join(*parts: str) -> Markup:
    """Return the parts one after the other, those that are not `Markup` escaped."""
    return Markup("".join(part if isinstance(part, Markup) else _text(part) for part in parts))


def _text(text: str) -> str:
    """Return `text` as HTML shows it."""
    return html.escape(visible(text), quote=True)
