import base64
import csv
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from urllib.parse import quote

import jsonschema
import pytest
from tests.e2e.vaults import fed, typed
from tests.workflows.vault.vaults import credential

from akwarden.errors import ExitCode
from akwarden.reports.published_schemas import published
from akwarden.workflows.rule_check import expand
from akwarden.workflows.vault.access_key import encode

KEY = credential(7, token=True)
"""An access key whose secret and token are canaries."""
TEXT = f"canary {expand('{32*A}', 77)} with 中文 & = + /"
PASSPHRASE = "correct horse battery staple"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a home whose vault holds an access key and a text, to be copied."""
    made = tmp_path_factory.mktemp("filled")
    text = f"{TEXT}\n".encode()
    for done in (
        fed("vault", "init", folder=made),
        fed("vault", "put", "api", folder=made, given=encode(KEY).reveal()),
        fed("vault", "put", "db", "--kind", "text", folder=made, given=text),
    ):
        assert done.returncode == ExitCode.OK, done.stderr
    return made


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    """Give a folder with such a home for one test."""
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    return tmp_path


def forms(value: str) -> Iterator[bytes]:
    """Give every form in which a value could have slipped out."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        raw = value.encode(encoding)
        yield raw
        yield raw.hex().encode()
        yield raw.hex().upper().encode()
        # Base64 looks different at each of three distances from its beginning; the ends depend on neighbours.
        for shift in range(3):
            coded = base64.b64encode(bytes(shift) + raw)
            yield coded[4 if shift else 0 : -4]
    yield quote(value).encode()
    yield json.dumps(value)[1:-1].encode()


def canaries() -> list[bytes]:
    """Give all forms of all values that are in the vault."""
    assert KEY.token is not None
    values = [KEY.secret.reveal().decode(), KEY.token.reveal().decode(), TEXT, expand("{32*A}", 77)]
    return [form for value in values for form in forms(value)]


def seen_in(content: bytes) -> list[bytes]:
    """Give the forms that stand somewhere."""
    return [form for form in canaries() if form in content]


def outputs(folder: Path, *commands: str) -> bytes:
    """Give all that these commands print."""
    done = [fed(*command.split(), folder=folder) for command in commands]
    return b"".join(one.stdout + one.stderr for one in done)


# What is seen, and where


def test_a_secret_is_found_in_no_file_of_the_home_and_in_no_backup(folder: Path) -> None:
    outputs(folder, "vault get api", "vault get db --reveal", "backup state.backup", "vault get nothing")
    # While it is open, what was written last lies beside the main file.
    with sqlite3.connect(folder / "home" / "state.db") as held:
        held.execute("SELECT count(*) FROM sealed_secrets").fetchone()
        outputs(folder, "vault get db")
        files = [path for path in folder.rglob("*") if path.is_file()]
        found = {path.name: seen_in(path.read_bytes()) for path in files}
    held.close()

    assert {"state.db", "kek", "state.backup"} <= found.keys()
    assert {name: forms for name, forms in found.items() if forms} == {}


def test_a_secret_is_in_no_output_but_that_of_reveal(folder: Path) -> None:
    commands = [
        "vault get api",
        "vault get db --format json",
        "vault put api --secret-key=x",
        *(f"vault list --format {form}" for form in ("text", "json", "jsonl", "csv")),
        *(f"audit-log list --format {form}" for form in ("text", "json", "jsonl", "csv")),
        "audit-log verify",
        "audit-log head",
        "backup state.backup",
    ]

    printed = outputs(folder, *commands)

    assert seen_in(printed) == []
    assert KEY.key_id.encode() in printed


def test_the_search_for_canaries_finds_what_is_there() -> None:
    for content in (TEXT.encode(), base64.b64encode(b"ab" + TEXT.encode() + b"c"), TEXT.encode("utf-16")):
        assert seen_in(content)


def test_reveal_prints_the_value_and_nothing_else(folder: Path) -> None:
    text = fed("vault", "get", "db", "--reveal", folder=folder)
    key = fed("vault", "get", "api", "--reveal", folder=folder)

    assert (text.returncode, text.stdout, text.stderr) == (ExitCode.OK, f"{TEXT}\n".encode(), b"")
    assert (key.stdout, key.stderr) == (encode(KEY).reveal() + b"\n", b"")


def test_without_reveal_a_secret_is_masked(folder: Path) -> None:
    shown = json.loads(fed("vault", "get", "api", "--format", "json", folder=folder).stdout)

    assert (shown["key_id"], shown["token"], shown["version"]) == (KEY.key_id, True, 1)
    assert shown["mask"] == KEY.secret.mask


def test_what_is_revealed_can_be_put_again(folder: Path) -> None:
    revealed = fed("vault", "get", "api", "--reveal", folder=folder).stdout

    done = fed("vault", "put", "api", folder=folder, given=revealed)

    assert done.stdout == b"api: version 2 is in the vault\n"
    assert fed("vault", "get", "api", "--reveal", folder=folder).stdout == revealed


def test_when_the_record_can_not_be_written_nothing_is_shown(folder: Path) -> None:
    database = sqlite3.connect(folder / "home" / "state.db")
    database.execute("CREATE TRIGGER t BEFORE INSERT ON audit_records BEGIN SELECT RAISE(ABORT, 'no'); END")
    database.commit()
    database.close()

    done = fed("vault", "get", "db", "--reveal", folder=folder)

    assert (done.returncode, done.stdout) == (ExitCode.PARTIAL, b"")
    assert seen_in(done.stderr) == []


# What goes in


@pytest.mark.parametrize(
    "arguments",
    [["--secret-key", TEXT], [f"--secret-key={TEXT}"], [TEXT], ["--", TEXT], [f"--value={TEXT}"]],
)
def test_a_value_on_the_command_line_is_refused_and_not_repeated(folder: Path, arguments: list[str]) -> None:
    done = fed("vault", "put", "new", *arguments, folder=folder, given=b"something else")

    assert (done.returncode, done.stdout) == (ExitCode.USAGE, b"")
    assert seen_in(done.stderr) == []


def test_the_refusal_says_the_reason_and_the_way_that_works(folder: Path) -> None:
    done = fed("vault", "put", "new", "--secret-key", "x", folder=folder)

    what, why, mend = done.stderr.decode().splitlines()
    assert what == "error: the value of a secret is not taken from the command line [E0100]"
    assert why.startswith("why: other users see it there")
    assert mend.startswith("mend: pipe it in: akwarden vault put NAME < FILE; or run it on a terminal")


@pytest.mark.parametrize("kind", ["access-key", "text"])
def test_an_empty_pipe_puts_nothing(folder: Path, kind: str) -> None:
    done = fed("vault", "put", "new", "--kind", kind, folder=folder)

    assert done.returncode == ExitCode.USAGE
    assert b"new" not in fed("vault", "list", folder=folder).stdout


def test_on_a_terminal_an_access_key_is_asked_for_without_showing_it(folder: Path) -> None:
    assert KEY.token is not None
    code, seen = typed(
        "vault",
        "put",
        "typed",
        folder=folder,
        answers=[
            ("Key id", KEY.key_id),
            ("Secret:", KEY.secret.reveal().decode()),
            ("Session token", KEY.token.reveal().decode()),
        ],
    )

    assert code == ExitCode.OK, seen
    assert "typed: version 1 is in the vault" in seen
    assert seen_in(seen.encode()) == []
    assert fed("vault", "get", "typed", "--reveal", folder=folder).stdout == encode(KEY).reveal() + b"\n"


def test_a_terminal_is_not_steered_by_a_value(folder: Path) -> None:
    fed("vault", "put", "evil", "--kind", "text", folder=folder, given=b"red \x1b[31m text")

    piped = fed("vault", "get", "evil", "--reveal", folder=folder)
    code, seen = typed("vault", "get", "evil", "--reveal", folder=folder, answers=[])

    assert piped.stdout == b"red \x1b[31m text\n"
    assert code == ExitCode.USAGE
    assert "\x1b[31m text" not in seen


# The key


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a home whose vault needs a passphrase; no test changes it."""
    made = tmp_path_factory.mktemp("guarded")
    (made / "words").write_text(PASSPHRASE + "\n")
    env = {"AKWARDEN_PASSPHRASE": PASSPHRASE}
    for done in (
        fed("vault", "init", "--passphrase-file", "words", folder=made),
        fed("vault", "put", "db", "--kind", "text", folder=made, given=TEXT.encode(), env=env),
    ):
        assert done.returncode == ExitCode.OK, done.stderr
    return made


def test_a_passphrase_comes_from_a_file_the_environment_or_a_terminal(guarded: Path) -> None:
    get = ("vault", "get", "db", "--reveal")

    by_file = fed(*get, "--passphrase-file", "words", folder=guarded).stdout
    by_environment = fed(*get, folder=guarded, env={"AKWARDEN_PASSPHRASE": PASSPHRASE}).stdout
    _, seen = typed(*get, folder=guarded, answers=[("Passphrase", PASSPHRASE)])

    assert by_file == by_environment == f"{TEXT}\n".encode()
    assert TEXT in seen
    assert PASSPHRASE not in seen


@pytest.mark.parametrize("passphrase", ["", "another passphrase"])
def test_a_missing_or_wrong_passphrase_ends_with_exit_code_3(guarded: Path, passphrase: str) -> None:
    done = fed("vault", "get", "db", folder=guarded, env={"AKWARDEN_PASSPHRASE": passphrase})

    assert (done.returncode, done.stdout) == (ExitCode.AUTHENTICATION, b"")
    assert b"[E0550]" in done.stderr
    if passphrase:
        assert passphrase.encode() not in done.stderr


def test_listing_needs_no_passphrase(guarded: Path) -> None:
    done = fed("vault", "list", folder=guarded)

    assert (done.returncode, done.stdout.split()[:2]) == (ExitCode.OK, [b"NAME", b"KIND"])
    assert b"db" in done.stdout


def test_a_passphrase_that_would_be_passed_over_is_refused(tmp_path: Path) -> None:
    done = fed("vault", "init", folder=tmp_path, env={"AKWARDEN_PASSPHRASE": PASSPHRASE})

    assert done.returncode == ExitCode.USAGE
    assert not (tmp_path / "home" / "kek").exists()


def test_a_key_that_is_gone_is_not_made_anew(folder: Path) -> None:
    (folder / "home" / "kek").unlink()

    done = fed("vault", "init", folder=folder)

    assert done.returncode == ExitCode.USAGE
    assert b"restore the file kek" in done.stderr


# The lists


def test_a_list_has_the_same_rows_in_every_format(folder: Path) -> None:
    as_json = json.loads(fed("vault", "list", "--format", "json", folder=folder).stdout)
    lines = fed("vault", "list", "--format", "jsonl", folder=folder).stdout.splitlines()
    table = list(
        csv.DictReader(StringIO(fed("vault", "list", "--format", "csv", folder=folder).stdout.decode()))
    )
    text = fed("vault", "list", folder=folder).stdout.decode().splitlines()

    assert [json.loads(line) for line in lines] == as_json
    assert [(row["name"], row["key_id"]) for row in as_json] == [("api", KEY.key_id), ("db", None)]
    assert [(row["name"], row["key_id"]) for row in table] == [("api", KEY.key_id), ("db", "")]
    assert [line.split()[0] for line in text] == ["NAME", "api", "db"]


@pytest.mark.parametrize(
    ("command", "schema"),
    [
        ("vault list --format jsonl", "secret"),
        ("vault get api --format json", "masked-secret"),
        ("audit-log list --format jsonl", "audit-row"),
        ("audit-log verify --format json", "audit-verification"),
    ],
)
def test_what_programs_read_has_a_published_schema(folder: Path, command: str, schema: str) -> None:
    shape = json.loads(published()[f"{schema}.schema.json"])
    lines = fed(*command.split(), folder=folder).stdout.splitlines()

    assert lines
    for line in lines:
        jsonschema.Draft202012Validator(shape).validate(json.loads(line))


# What is damaged


def test_a_database_that_was_cut_short_ends_with_exit_code_4_and_the_mend(folder: Path) -> None:
    path = folder / "home" / "state.db"
    path.write_bytes(path.read_bytes()[:20_000])

    done = fed("vault", "get", "db", "--reveal", folder=folder)

    assert (done.returncode, done.stdout) == (ExitCode.PARTIAL, b"")
    assert b"is damaged or cut short [E0650]" in done.stderr
    assert b"mend: restore a backup: akwarden restore FILE" in done.stderr


def test_a_row_that_was_moved_is_not_delivered(folder: Path) -> None:
    fed("vault", "put", "other", "--kind", "text", folder=folder, given=b"the text of somebody else")
    database = sqlite3.connect(folder / "home" / "state.db")
    database.execute("DELETE FROM sealed_secrets WHERE name = 'db'")
    database.execute("UPDATE sealed_secrets SET name = 'db' WHERE name = 'other'")
    database.commit()
    database.close()

    done = fed("vault", "get", "db", "--reveal", folder=folder)

    assert (done.returncode, done.stdout) == (ExitCode.PARTIAL, b"")
    assert b"[E0520]" in done.stderr


def test_a_child_process_is_not_given_the_passphrase(guarded: Path) -> None:
    # `sources` is what every command takes the passphrase with; then a child is started.
    code = (
        "import os, subprocess, sys\n"
        "from akwarden.frontends.cli.vault_input import sources\n"
        "assert sources(None).given is not None\n"
        "print(subprocess.run(['env'], capture_output=True, text=True).stdout)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"AKWARDEN_PASSPHRASE": PASSPHRASE, "PATH": "/usr/bin:/bin", "MARK": "there"},
        capture_output=True,
        text=True,
        check=True,
        cwd=guarded,
    )

    assert "MARK=there" in done.stdout
    assert "PASSPHRASE" not in done.stdout
