"""The head of every HTML report: nothing is fetched and no script runs, by the page's own policy."""

import base64
import hashlib
from importlib import resources

from akwarden.reports.markup import Markup, tag


def html_head(title: str, *, version: str, more_style: str = "") -> Markup:
    """Return the head with the style of all reports and `more_style`.

    The policy allows this style sheet, known by its hash, and nothing else.
    """
    style = (
        resources.files("akwarden.reports").joinpath("report.css").read_text(encoding="utf-8") + more_style
    )
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="generator", content=f"akwarden {version}"),
        tag("title", title),
        Markup(f"<style>{style}</style>"),
    )
