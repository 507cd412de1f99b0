"""Vaults for tests: a state with a key beside it, and secrets made up at run time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from akwarden.model.credential import Credential
from akwarden.model.secret import Secret
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Record, decode
from akwarden.store.state import State
from akwarden.vault import kek_file
from akwarden.workflows.rule_check import expand
from akwarden.workflows.vault.secrets import Vault

NOW = datetime(2026, 11, 29, 12, 0, 30, tzinfo=UTC)
PASSPHRASE = Secret(b"correct horse battery")


def credential(seed: int = 1, *, token: bool = False) -> Credential:
    """Give a made-up access key."""
    secret = Secret(expand("{32*A}", seed + 1000).encode())
    extra = Secret(expand("{64*A}", seed + 2000).encode()) if token else None
    return Credential(expand("AKID{32*A}", seed), secret, extra)


def vault(state: State, home: Path, actor: str = "alice") -> Vault:
    """Give an open vault whose key lies in `home`; it is made where it is missing."""
    there = (home / kek_file.NAME).exists()
    return Vault(state, kek_file.load(home) if there else kek_file.create(home), actor)


def records(state: State) -> list[Record]:
    """Give what the audit log holds."""
    with state.reading() as connection:
        return [decode(entry.canonical) for entry in log.entries(connection)]


def run(state: State, statement: str, **values: object) -> None:
    """Do what somebody does who can write to the database by hand."""
    with state.writing() as connection:
        connection.execute(text(statement), values)


@contextmanager
def no_more_records(state: State) -> Iterator[None]:
    """Let the database refuse every new row of the audit log."""
    if state.is_sqlite:
        run(
            state,
            "CREATE TRIGGER refuse BEFORE INSERT ON audit_records BEGIN SELECT RAISE(ABORT, 'refused'); END",
        )
        yield
        run(state, "DROP TRIGGER refuse")
        return
    run(state, "ALTER TABLE audit_records ADD CONSTRAINT refuse CHECK (number < 0) NOT VALID")
    yield
    run(state, "ALTER TABLE audit_records DROP CONSTRAINT refuse")
