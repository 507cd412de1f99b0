"""A real PostgreSQL for tests: one server a test process, one database a test, new or emptied.

It listens on a socket in a folder of its own and to nothing else. It refuses to run as root, so there it runs
as the user nobody.
"""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

_USER = "akwarden"
_FAST = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "max_connections=60",
    "autovacuum=off",  # rows stay in the order in which they came
)
_MOST_BYTES = 2 << 20
"""Of rows that were deleted; a database that holds more is slow to read, and another one is made."""
_TOUCHED = """
    SELECT relname, pg_relation_size(oid) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
        AND pg_relation_size(oid) > 0
"""
_BACK_TO_ONE = """
    SELECT setval(format('%I.%I', schemaname, sequencename), start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL
"""
_SHAPE = """
    SELECT (SELECT array_agg(version_num) FROM alembic_version),
        (SELECT (count(*), max(oid::bigint), sum(relnatts)) FROM pg_class)::text,
        (SELECT (count(*), max(oid::bigint)) FROM pg_constraint)::text,
        (SELECT (count(*), max(oid::bigint)) FROM pg_proc)::text,
        (SELECT (count(*), max(oid::bigint)) FROM pg_trigger)::text
"""
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def folder_of_programs() -> Path | None:
    """Return where initdb and postgres are, or None where they are not installed."""
    found = shutil.which("initdb")
    if found and (Path(found).resolve().parent / "postgres").exists():
        return Path(found).resolve().parent
    known = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return known[-1].parent if known else None


class Server:
    """A running server."""

    def __init__(self, folder: Path) -> None:
        """Take the folder of its socket."""
        self.folder = folder
        self._emptied: list[str] = []
        self._shape: object = None

    def url(self, database: str) -> str:
        """Return the address of a database, as AKWARDEN_DATABASE_URL takes it."""
        return f"postgresql://{_USER}@/{database}?host={self.folder}"

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """Give the address of a new database, and drop it at the end."""
        name = self._copy(template)
        try:
            yield self.url(name)
        finally:
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def migrated(self) -> Iterator[str]:
        """Give the address of a database with all tables and no rows.

        To copy one takes the processor half a second, so what one test leaves is emptied for the next, unless
        somebody still uses it or its tables are not what they were.
        """
        name = self._emptied.pop() if self._emptied else self._copy("migrated")
        try:
            yield self.url(name)
        finally:
            if self._empty(name):
                self._emptied.append(name)
            else:
                self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def prepare(self, shape_of: str) -> None:
        """Remember what the tables of a database are, by which those of its copies are judged."""
        with psycopg.connect(self.url(shape_of)) as connection:
            self._shape = connection.execute(_SHAPE).fetchone()
            assert connection.execute(_TOUCHED).fetchall() == [], "the copies would lose these rows"

    def _copy(self, template: str) -> str:
        name = f"test_{secrets.token_hex(6)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def _empty(self, name: str) -> bool:
        """Delete all rows of a database; return whether it is as new then."""
        with psycopg.connect(self.url(name)) as connection:
            if connection.execute(_SHAPE).fetchone() != self._shape or not _left_alone(connection):
                return False
            touched = connection.execute(_TOUCHED).fetchall()
            if sum(size for _, size in touched) > _MOST_BYTES:
                return False
            # So that no table minds that rows of another one are gone.
            connection.execute("SET LOCAL session_replication_role = replica")
            for table, _ in touched:
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            connection.execute(_BACK_TO_ONE)
        return True

    def run(self, statement: str) -> None:
        """Run one statement outside of any transaction."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


def _left_alone(connection: psycopg.Connection[tuple[object, ...]]) -> bool:
    """Say whether nobody else uses a database; who has just gone is given a moment to be gone."""
    for _ in range(20):
        if connection.execute(_OTHERS).fetchone() == (0,):
            return True
        time.sleep(0.005)
        connection.execute("SELECT pg_stat_clear_snapshot()")
    return False


@contextmanager
def running() -> Iterator[Server]:
    """Start a server; skips the test where PostgreSQL is not installed, which in CI is a failure."""
    programs = folder_of_programs()
    if programs is None:
        message = "PostgreSQL is not installed (Debian, Ubuntu: apt-get install postgresql)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    # Not below pytest's own folders: another user can't go through them.
    folder = Path(tempfile.mkdtemp(prefix="akwarden-pg-"))
    user = _unprivileged(folder)
    try:
        _call(
            [
                programs / "initdb",
                "-D",
                folder / "data",
                "-U",
                _USER,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-sync",
            ],
            user,
        )
        options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}"]
        settings = [word for one in _FAST for word in ("-c", one)]
        with (folder / "log").open("wb") as log:
            command = [str(programs / "postgres"), "-D", str(folder / "data"), *options, *settings]
            process = subprocess.Popen(command, user=user, stdout=log, stderr=log, cwd=folder)
        try:
            server = Server(folder)
            _wait(server, process, folder / "log")
            yield server
        finally:
            # The fast end: the other one waits for whoever is still connected.
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> int | None:
    """Return the user to run as, who gets the folder; None for whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, -1)
    return nobody.pw_uid


def _call(command: list[str | Path], user: int | None) -> None:
    done = subprocess.run(command, user=user, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _wait(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when it takes connections."""
    for _ in range(1200):
        try:
            server.run("SELECT 1")
        except psycopg.OperationalError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"PostgreSQL did not start: {log.read_text()}")
