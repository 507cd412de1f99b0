"""Which formats there are; none is imported before it is asked for."""

import difflib
from importlib import import_module
from typing import cast

from akwarden.errors import UsageError
from akwarden.reports.protocol import Renderer

_RENDERERS = {
    "text": "akwarden.reports.text:TextRenderer",
    "json": "akwarden.reports.json_document:JsonRenderer",
    "jsonl": "akwarden.reports.jsonl:JsonLinesRenderer",
    "sarif": "akwarden.reports.sarif:SarifRenderer",
    "csv": "akwarden.reports.csv_table:CsvRenderer",
    "html": "akwarden.reports.html_page:HtmlRenderer",
    "junit": "akwarden.reports.junit:JunitRenderer",
    "gitlab": "akwarden.reports.gitlab:GitlabRenderer",
}

FORMATS = tuple(_RENDERERS)
"""Every word that `--format` takes."""


def load(name: str) -> Renderer:
    """Return the renderer called `name`.

    Raises:
        UsageError: when there is none.
    """
    if name not in _RENDERERS:
        near = difflib.get_close_matches(name, FORMATS, n=1)
        what = f"there is no report format {name!r}"
        why = f"the formats are {', '.join(FORMATS)}"
        raise UsageError(what, why=why, mend=f"--format {near[0] if near else FORMATS[0]}")
    module, _, attribute = _RENDERERS[name].partition(":")
    # Late on purpose: a command that prints text must not pay for the others.
    return cast("Renderer", getattr(import_module(module), attribute)())
