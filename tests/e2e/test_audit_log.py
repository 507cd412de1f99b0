"""The audit log, a backup and the way back, as a person works with them."""

import csv
import json
import shutil
import sqlite3
from io import StringIO
from pathlib import Path

import pytest
from tests.e2e.vaults import fed, typed

from akwarden.errors import ExitCode


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a home, a saved head and a backup, to be copied."""
    made = tmp_path_factory.mktemp("filled")
    for arguments in (
        ["vault", "init"],
        ["vault", "put", "db", "--kind", "text"],
        ["vault", "put", "db", "--kind", "text"],
        ["audit-log", "head", "-o", "head.json"],
        ["backup", "state.backup"],
    ):
        done = fed(*arguments, folder=made, given=b"some password")
        assert done.returncode == ExitCode.OK, done.stderr
    return made


@pytest.fixture
def folder(filled: Path, tmp_path: Path) -> Path:
    """Give a folder with such a home for one test."""
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)
    return tmp_path


def edit(folder: Path, *statements: str) -> None:
    """Do what somebody does who can write to the database by hand."""
    database = sqlite3.connect(folder / "home" / "state.db")
    for statement in statements:
        database.execute(statement)
    database.commit()
    database.close()


def verify(folder: Path, *arguments: str) -> tuple[int, str]:
    """Give the exit code and what was said."""
    done = fed("audit-log", "verify", *arguments, folder=folder)
    return done.returncode, done.stdout.decode()


def test_a_log_that_is_whole_ends_with_exit_code_0(folder: Path) -> None:
    assert verify(folder, "--head", "head.json") == (
        ExitCode.OK,
        "the audit log is whole: 3 records; saved heads vouch for the first 3\n",
    )


CHANGED = "UPDATE audit_records SET canonical = replace(canonical, '\"version\":1', '\"version\":7')"


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        ([CHANGED], "record 2 was changed"),
        (["DELETE FROM audit_records WHERE number = 2"], "record 2 is missing"),
        (
            [
                "UPDATE audit_records SET number = 9 WHERE number = 2",
                "UPDATE audit_records SET number = 2 WHERE number = 3",
                "UPDATE audit_records SET number = 3 WHERE number = 9",
            ],
            "record 2 was changed",
        ),
        (
            ["DELETE FROM audit_records WHERE number = 3"],
            "the log ends before record 3, and a saved head vouches for 3",
        ),
    ],
    ids=["changed", "deleted", "reordered", "cut"],
)
def test_what_somebody_did_to_the_log_ends_with_exit_code_1_and_is_told(
    folder: Path, statements: list[str], said: str
) -> None:
    edit(folder, *statements)

    assert verify(folder, "--head", "head.json") == (ExitCode.FINDINGS, f"{said}\n")


def test_a_log_that_is_not_whole_has_no_head(folder: Path) -> None:
    edit(folder, CHANGED)

    done = fed("audit-log", "head", "-o", "new.json", folder=folder)

    assert (done.returncode, done.stdout) == (ExitCode.FINDINGS, b"record 2 was changed\n")
    assert not (folder / "new.json").exists()


@pytest.mark.parametrize("name", ["copy.db", "state.backup"])
def test_a_copy_and_a_backup_are_verified_without_a_home(folder: Path, name: str) -> None:
    shutil.copy(folder / "home" / "state.db", folder / "copy.db")
    shutil.rmtree(folder / "home")

    code, said = verify(folder, "--database", name, "--head", "head.json", "--format", "json")

    assert code == ExitCode.OK
    assert (json.loads(said)["whole"], json.loads(said)["vouched"]) == (True, 3)
    assert not (folder / "home").exists()


def test_without_a_saved_head_it_is_told_what_can_not_be_seen(folder: Path) -> None:
    edit(folder, "DELETE FROM audit_records WHERE number = 3")

    done = fed("audit-log", "verify", folder=folder)

    assert done.returncode == ExitCode.OK
    assert b"looks whole without a saved head" in done.stderr


def test_a_file_that_is_no_head_is_refused(folder: Path) -> None:
    (folder / "text").write_text("no head\n")

    assert fed("audit-log", "verify", "--head", "text", folder=folder).returncode == ExitCode.PARTIAL
    assert fed("audit-log", "verify", "--head", "nowhere", folder=folder).returncode == ExitCode.USAGE


def test_the_log_is_listed_in_every_format(folder: Path) -> None:
    as_json = json.loads(fed("audit-log", "list", "--format", "json", folder=folder).stdout)
    lines = fed("audit-log", "list", "--format", "jsonl", folder=folder).stdout.splitlines()
    listed = fed("audit-log", "list", "--format", "csv", folder=folder).stdout.decode()
    text = fed("audit-log", "list", "--last", "1", folder=folder).stdout.decode()

    assert [row["action"] for row in as_json] == ["vault.init", "secret.put", "secret.put"]
    assert [json.loads(line) for line in lines] == as_json
    assert [row["object"] for row in csv.DictReader(StringIO(listed))] == ["vault", "db", "db"]
    assert text.split()[0] == "3"
    assert "version=2" in text


# Backup and restore


def test_a_backup_says_what_is_not_in_it(folder: Path) -> None:
    done = fed("backup", "other.backup", folder=folder)

    assert done.stdout == b"other.backup: 5 rows\n"
    assert f"keep a copy of {folder / 'home' / 'kek'} in another place" in done.stderr.decode()


def test_a_backup_is_restored_into_another_home_and_asks_for_the_key(folder: Path) -> None:
    env = {"AKWARDEN_HOME": str(folder / "other")}

    done = fed("restore", "state.backup", folder=folder, env=env)
    shutil.copy(folder / "home" / "kek", folder / "other" / "kek")
    shown = fed("vault", "get", "db", "--reveal", folder=folder, env=env)

    assert done.stdout.startswith(b"restored 5 rows of ")
    assert b"Its secrets need the key of their vault" in done.stderr
    assert shown.stdout == b"some password\n"


def test_a_state_is_given_up_only_when_that_was_said_twice(folder: Path) -> None:
    bare = fed("restore", "state.backup", folder=folder)
    once = fed("restore", "state.backup", "--replace", folder=folder)
    twice = fed("restore", "state.backup", "--replace", "--yes", folder=folder)

    assert (bare.returncode, once.returncode, twice.returncode) == (
        ExitCode.USAGE,
        ExitCode.USAGE,
        ExitCode.OK,
    )
    assert verify(folder, "--head", "head.json")[0] == ExitCode.OK


def test_a_person_is_asked_before_a_state_is_given_up(folder: Path) -> None:
    refused, _ = typed("restore", "state.backup", "--replace", folder=folder, answers=[("[y/N]", "n")])
    agreed, seen = typed("restore", "state.backup", "--replace", folder=folder, answers=[("[y/N]", "y")])

    assert refused == ExitCode.INTERRUPTED
    assert agreed == ExitCode.OK, seen


def test_a_backup_that_was_changed_restores_nothing(folder: Path) -> None:
    whole = (folder / "state.backup").read_bytes()
    (folder / "state.backup").write_bytes(whole[:-20])
    env = {"AKWARDEN_HOME": str(folder / "other")}

    done = fed("restore", "state.backup", folder=folder, env=env)

    assert (done.returncode, done.stdout) == (ExitCode.USAGE, b"")
    assert b"is not a whole backup of akwarden [E0660]" in done.stderr
    assert not (folder / "other").exists()


def test_a_damaged_state_is_moved_aside_and_the_backup_restored(folder: Path) -> None:
    path = folder / "home" / "state.db"
    path.write_bytes(path.read_bytes()[:20_000])

    done = fed("restore", "state.backup", "--replace", "--yes", folder=folder)

    assert done.returncode == ExitCode.OK, done.stderr
    assert b"The damaged state lies in " in done.stderr
    assert fed("vault", "get", "db", "--reveal", folder=folder).stdout == b"some password\n"
