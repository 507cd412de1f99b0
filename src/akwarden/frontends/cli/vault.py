"""`akwarden vault`: secrets sealed in the state, and every look at one on record."""

import csv
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from akwarden.errors import UsageError
from akwarden.frontends.cli.opened import opened_state, server_needed
from akwarden.frontends.cli.output import aligned, json_array, note, open_output, output_options
from akwarden.frontends.cli.vault_input import (
    no_value_option,
    passphrase_option,
    read_access_key,
    read_text,
    refuse_value,
    sources,
)
from akwarden.model.credential import Credential
from akwarden.reports.csv_table import cell
from akwarden.reports.json_encoding import encode
from akwarden.reports.vault_rows import OpenedRow, SecretRow
from akwarden.reports.visible import visible
from akwarden.settings import home_folder
from akwarden.workflows.actor import actor

if TYPE_CHECKING:  # slow to import, and not there without the extra `server`
    from akwarden.store.state import State
    from akwarden.workflows.vault.secrets import Opened, Vault

_COLUMNS = ("name", "kind", "versions", "created_at", "key_id")


@click.group(
    epilog="\b\nExamples:\n"
    "  akwarden vault init\n"
    "  akwarden vault put prod-reader < key.json\n"
    "  akwarden vault list"
)
def vault() -> None:
    """Keep access keys and other secrets, sealed; every look at one is in the audit log."""


@vault.command(
    epilog="\b\nExamples:\n"
    "  akwarden vault init\n"
    "  akwarden vault init --passphrase\n"
    "  akwarden vault init --passphrase-file /run/secrets/akwarden"
)
@click.option("--passphrase", is_flag=True, help="Protect the vault with a passphrase and not with a file.")
@passphrase_option
def init(*, passphrase: bool, passphrase_file: Path | None) -> None:
    """Make the key of the vault, once: a file in the home, or a passphrase."""
    with opened_state() as state:
        from akwarden.workflows.vault import kek  # noqa: PLC0415  slow

        home = home_folder(os.environ)
        asked = sources(passphrase_file)
        wanted = passphrase or passphrase_file is not None
        if asked.given is not None and not wanted:
            raise UsageError(
                "AKWARDEN_PASSPHRASE is set, and a vault without a passphrase was asked for",
                mend="add --passphrase, or unset it",
            )
        kek.init(state, home, asked if wanted else None, actor=actor(os.environ), now=datetime.now(UTC))
        click.echo(f"the vault is made: {kek.file_of(home)}")
    note("Keep a copy of that file apart from the backups of the state: without it nothing here ever opens.")
    if wanted:
        note("Nobody can recover the passphrase.")


@vault.command(
    context_settings={"allow_extra_args": True},
    epilog="\b\nExamples:\n"
    "  akwarden vault put prod-reader < key.json\n"
    "  akwarden vault put db-password --kind text < password.txt\n"
    "  akwarden vault put prod-reader          asks for it on a terminal\n\n"
    'An access key is JSON, {"key_id": "…", "secret": "…", "token": "…"}, or two or three lines: the id, '
    "the secret, and the token of a temporary key.",
)
@click.argument("name")
@click.option(
    "--kind",
    type=click.Choice(["access-key", "text"]),
    default="access-key",
    show_default=True,
    help="What is given.",
)
@no_value_option
@passphrase_option
@click.pass_context
def put(ctx: click.Context, name: str, kind: str, passphrase_file: Path | None) -> None:
    """Keep a new version of the secret NAME, which comes through a pipe or is typed."""
    if ctx.args:
        refuse_value("NAME")
    with opened_state() as state:
        from akwarden.workflows.vault.secrets import put as keep  # noqa: PLC0415  slow

        opened = _open(state, passphrase_file)
        content = read_access_key() if kind == "access-key" else read_text()
        version = keep(opened, name, content, datetime.now(UTC))
    click.echo(f"{visible(name)}: version {version} is in the vault")


@vault.command(
    epilog="\b\nExamples:\n"
    "  akwarden vault get prod-reader\n"
    "  akwarden vault get db-password --reveal | psql-login\n"
    "  akwarden vault get prod-reader --version 1 --format json"
)
@click.argument("name")
@click.option(
    "--version", type=click.IntRange(1, (1 << 31) - 1), metavar="N", help="A version that is not the newest."
)
@click.option("--reveal", is_flag=True, help="Print the value, and nothing else.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the masked secret is written.",
)
@passphrase_option
def get(*, name: str, version: int | None, reveal: bool, form: str, passphrase_file: Path | None) -> None:
    """Show the secret NAME masked, or with --reveal its value. Both are in the audit log."""
    with opened_state() as state:
        from akwarden.workflows.vault.secrets import Opening, open_secret  # noqa: PLC0415  slow

        why = Opening.REVEAL if reveal else Opening.VIEW
        opened = open_secret(
            _open(state, passphrase_file), name, why=why, now=datetime.now(UTC), version=version
        )
    if reveal:
        _write_value(_value(opened))
        return
    row = _masked(opened)
    click.echo(encode(row) if form == "json" else "\n".join(_text_of(row)))


@vault.command(
    "list",
    short_help="List the secrets.",
    epilog="\b\nExamples:\n  akwarden vault list\n  akwarden vault list --format jsonl",
)
@output_options("text", "json", "jsonl", "csv")
def list_secrets(form: str, output: str | None) -> None:
    """List the secrets without opening any: names, kinds, versions, and the ids of access keys."""
    with opened_state() as state:
        from akwarden.workflows.vault.listing import listed  # noqa: PLC0415  slow

        rows = listed(state)
    with open_output(output) as stream:
        stream.writelines(_lines(rows, form))
    if not rows:
        note("The vault is empty: akwarden vault put NAME")


def _open(state: "State", passphrase_file: Path | None) -> "Vault":
    """Open the vault of this home."""
    with server_needed():
        from akwarden.workflows.vault.kek import open_kek  # noqa: PLC0415  slow
        from akwarden.workflows.vault.secrets import Vault  # noqa: PLC0415  slow

    return Vault(state, open_kek(home_folder(os.environ), sources(passphrase_file)), actor(os.environ))


def _value(opened: "Opened") -> bytes:
    """Return what `vault put` would take to keep the same."""
    if not isinstance(opened.content, Credential):
        return opened.content.reveal()
    from akwarden.workflows.vault.access_key import encode as to_json  # noqa: PLC0415  slow

    return to_json(opened.content).reveal()


def _write_value(value: bytes) -> None:
    """Write a value and a line end; a terminal gets none that could steer it."""
    if sys.stdout.isatty() and not all(line.isprintable() for line in value.decode().splitlines()):
        raise UsageError(
            "the value holds characters that steer a terminal", mend="send it into a file or a pipe"
        )
    sys.stdout.buffer.write(value + b"\n")
    sys.stdout.buffer.flush()


def _masked(opened: "Opened") -> OpenedRow:
    content = opened.content
    credential = content if isinstance(content, Credential) else None
    return OpenedRow(
        name=opened.name,
        kind=opened.kind,
        version=opened.version,
        created_at=opened.created_at,
        key_id=credential.key_id if credential else None,
        mask=(content.secret if isinstance(content, Credential) else content).mask,
        token=credential is not None and credential.token is not None,
    )


def _text_of(row: OpenedRow) -> Iterator[str]:
    yield f"{visible(row.name)}, version {row.version} of {row.created_at:%Y-%m-%d %H:%M:%S} UTC"
    if row.key_id is not None:
        yield f"key id  {visible(row.key_id)}"
    yield f"secret  {visible(row.mask)}"
    if row.token:
        yield "token   ****"


def _lines(rows: Sequence[SecretRow], form: str) -> Iterator[str]:
    match form:
        case "text":
            cells = [tuple(map(visible, _cells(row))) for row in rows]
            heading = ("NAME", "KIND", "VERSIONS", "CREATED", "KEY ID")
            yield from (f"{line}\n" for line in (aligned([heading, *cells]) if cells else ()))
        case "csv":
            out = StringIO()
            table = csv.writer(out, lineterminator="\n")
            table.writerows([_COLUMNS, *([cell(value) for value in _cells(row)] for row in rows)])
            yield out.getvalue()
        case "json":
            yield from json_array(map(encode, rows))
        case _:
            yield from (f"{encode(row)}\n" for row in rows)


def _cells(row: SecretRow) -> tuple[str, str, str, str, str]:
    versions = " ".join(map(str, row.versions))
    return row.name, row.kind, versions, f"{row.created_at:%Y-%m-%dT%H:%M:%SZ}", row.key_id or ""
