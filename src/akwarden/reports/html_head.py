"""The head of every HTML report: nothing is fetched and no script runs, by the page's own policy."""

import base64
import hashlib
import re
from importlib import resources
from typing import Final

from akwarden.reports.markup import Markup, tag

MOST_HEAD: Final = 64 * 1024
"""Characters within which the head of a report ends."""
_SHEET: Final = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def html_head(title: str, *, version: str, more_style: str = "") -> Markup:
    """Return the head with the style of all reports and `more_style`.

    The policy allows this style sheet, known by its hash, and nothing else.
    """
    style = (
        resources.files("akwarden.reports").joinpath("report.css").read_text(encoding="utf-8") + more_style
    )
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy(style)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="generator", content=f"akwarden {version}"),
        tag("title", title),
        Markup(f"<style>{style}</style>"),
    )


def policy_of(page: str) -> str:
    """Return the policy of a report by its first `MOST_HEAD` characters: its style sheet, and nothing else.

    It is the one that the report states itself, worked out from the sheet that it has, whichever version of
    akwarden wrote it. A page without one gets no style at all.
    """
    sheet = _SHEET.search(page, 0, MOST_HEAD)
    return _policy(sheet[1] if sheet else None)


def _policy(style: str | None) -> str:
    digest = None if style is None else base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    styles = "'none'" if digest is None else f"'sha256-{digest}'"
    return f"default-src 'none'; style-src {styles}; base-uri 'none'; form-action 'none'"
