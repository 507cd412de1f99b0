"""`akwarden report`: what is handed on to people who do not run akwarden."""

from typing import Any

import click

from akwarden.frontends.cli.listing import now
from akwarden.frontends.cli.opened import opened_state
from akwarden.frontends.cli.output import note, open_output, output_options
from akwarden.reports.json_encoding import encode
from akwarden.reports.key_report import moment, not_seen
from akwarden.reports.key_report_csv import write_csv
from akwarden.reports.key_report_html import write_html
from akwarden.reports.visible import visible
from akwarden.workflows.keys.report import key_report


@click.group(epilog="\b\nExample:\n  akwarden report keys --format html -o keys.html")
def report() -> None:
    """Write reports to hand on."""


@report.command(
    short_help="One kind of report, by name.",
    epilog="\b\nExample:\n  akwarden report build --kind keys --format html -o keys.html",
)
@click.option("--kind", type=click.Choice(["keys"]), required=True, help="Which report.")
@click.option("--where", default="", metavar="QUERY", help="Only what fits: `account:prod status:active`.")
@click.option("--all-statuses", is_flag=True, help="Also keys that are deleted.")
@output_options("csv", "html", "json", default="csv")
@click.pass_context
def build(ctx: click.Context, /, *, kind: str, **given: Any) -> None:
    """Write a report of one KIND: the same as the command of that name."""
    ctx.invoke({"keys": keys}[kind], **given)


@report.command(
    short_help="All keys with their principals, like AWS's credential report.",
    epilog="\b\nExamples:\n  akwarden report keys --format html -o keys.html"
    "\n  akwarden report keys --where account:prod --format csv -o prod.csv",
)
@click.option(
    "--where", default="", metavar="QUERY", help="Only keys that fit: `account:prod status:active`."
)
@click.option("--all-statuses", is_flag=True, help="Also keys that are deleted.")
@output_options("csv", "html", "json", default="csv")
def keys(where: str, form: str, output: str | None, *, all_statuses: bool) -> None:
    """Write one row a key, with its principal, its last use and its owner, and what was not seen."""
    with opened_state() as state, state.reading() as connection:
        made = key_report(connection, where, form, now(), with_deleted=all_statuses)
    with open_output(output) as stream:
        if form == "csv":
            write_csv(made, stream)
        elif form == "html":
            write_html(made, stream)
        else:
            stream.write(f"{encode(made)}\n")
    if form == "csv":
        note(f"data as of {moment(made.data_at)}; to make it again: {visible(made.reproduce)}")
        for words in not_seen(made):
            note(f"not seen: {visible(words)}")
