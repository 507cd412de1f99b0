import csv
import json
from pathlib import Path

import pytest
from sqlalchemy import insert
from tests.frontends.cli.program import akwarden
from tests.reports.published import validate
from tests.store.databases import home_state
from tests.store.rows import NOW, add_account, add_key, add_leak, add_principal, key_id

from akwarden.errors import ExitCode
from akwarden.store.tables import notes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder whose home knows a leak of an active key, an ignored one and one with a hostile title."""
    state = home_state(tmp_path / "home")
    with state.writing() as connection:
        account = add_account(connection, "prod", number="100001234567")
        alice = add_principal(connection, account, "alice")
        add_leak(connection, add_key(connection, 1, account_id=account, principal_id=alice))
        add_leak(connection, add_key(connection, 2, status="deleted"), status="ignored")
        add_leak(connection, "odd", key_id=None, mask="****", title="\x1b[31mtoken", severity="low")
        note = {"kind": "key", "subject": key_id(1), "owner": "=cmd()", "tags": "[]"}
        connection.execute(insert(notes).values(**note, changed_at=NOW, changed_by="bob"))
    state.close()
    return tmp_path


def test_the_list_says_what_it_hides(folder: Path) -> None:
    done = akwarden("leaks", "list", folder=folder)

    heading, first, second = done.stdout.splitlines()
    assert heading.split() == [
        "ID",
        "SEVERITY",
        "VALIDITY",
        "STATUS",
        "KEY",
        "CASE",
        "PLACES",
        "WHERE",
        "OWNER",
    ]
    assert first.split()[1:6] == ["critical", "active", "open", key_id(1), "code"]
    assert second.split()[1:5] == ["low", "unknown", "open", "****"]
    assert done.stderr == "2 leaks, and 1 closed one is hidden: --all\n"


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_json_rows_fit_the_published_schema(folder: Path, form: str) -> None:
    done = akwarden("leaks", "list", "--all", "--format", form, folder=folder)

    rows = (
        json.loads(done.stdout) if form == "json" else [json.loads(line) for line in done.stdout.splitlines()]
    )
    assert len(rows) == 3
    for row in rows:
        validate("leak", row)
    assert list(rows[0]) == [
        "schema",
        "id",
        "key_id",
        "fingerprint",
        "provider",
        "case",
        "places",
        "validity",
        "status",
        "owner",
        "first_seen_at",
    ]


def test_a_spreadsheet_has_the_columns_that_were_asked_for_and_no_formula(folder: Path) -> None:
    done = akwarden(
        "leaks", "list", "--format", "csv", "--columns", "key, owner,title", "-o", "out.csv", folder=folder
    )

    assert done.stdout == ""
    table = list(csv.reader((folder / "out.csv").read_text().splitlines()))
    assert table[:2] == [["key", "owner", "title"], [key_id(1), "'=cmd()", "Tencent Cloud access key"]]
    assert table[2] == ["****", "", "\\x1b[31mtoken"]


def test_a_query_picks_the_leaks(folder: Path) -> None:
    done = akwarden("leaks", "list", "--where", "status:ignored", "--columns", "key", folder=folder)

    assert done.stdout.splitlines() == ["KEY", key_id(2)]


@pytest.mark.parametrize(
    ("arguments", "mend"),
    [
        (["list", "--where", "sverity:high"], "did you mean severity?"),
        (["list", "--columns", "kye"], "--columns key"),
        (["list", "--format", "json", "--columns", "key"], "add --format csv, or leave it out"),
        (["show", "leak-nothing"], "give a key id"),
        (["close", "leak-odd", "--as", "ignored", "--reason", " "], "--reason"),
    ],
)
def test_a_wrong_wish_is_led_to_the_right_one(folder: Path, arguments: list[str], mend: str) -> None:
    done = akwarden("leaks", *arguments, folder=folder)

    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    assert f"mend: {mend}" in done.stderr


def test_the_page_says_what_is_wrong_and_what_to_do_first(folder: Path) -> None:
    lines = akwarden("leaks", "show", f"leak-{key_id(1)}", folder=folder).stdout.splitlines()

    assert lines[0].startswith("Tencent Cloud access key  (leak leak-AKID")
    assert lines[1] == "severity critical, key active, leak open, case code"
    assert lines[3] == "A leaked key is active in account prod (100001234567)."
    assert "Owner: =cmd()" in lines
    assert lines[-2:] == ["Places (1):", "  shop config/app.ini:3"]


def test_the_page_as_json_holds_the_risk(folder: Path) -> None:
    done = akwarden("leaks", "show", key_id(1), "--format", "json", folder=folder)

    page = json.loads(done.stdout)
    assert page["schema"] == "akwarden.leak_page/1"
    validate("leak", page["leak"])
    validate("risk", page["risk"])
    assert (page["risk"]["rule"], page["risk"]["owner"]) == ("leaked-key-active", "=cmd()")


def test_nothing_on_a_page_steers_a_terminal(folder: Path) -> None:
    done = akwarden("leaks", "show", "leak-odd", folder=folder)

    assert done.stdout.startswith("\\x1b[31mtoken  (leak leak-odd)\n")


def test_closing_is_told_and_stands_on_the_page(folder: Path) -> None:
    closed = akwarden("leaks", "close", key_id(1), "--as", "ignored", "--reason", "a test key", folder=folder)

    page = akwarden("leaks", "show", key_id(1), folder=folder).stdout
    reopened = akwarden("leaks", "reopen", key_id(1), folder=folder)

    assert (closed.returncode, closed.stderr) == (ExitCode.OK, "leak leak-AKID000 is ignored\n")
    assert page.splitlines()[-1].endswith(": a test key")
    assert reopened.stderr == "leak leak-AKID000 is open\n"


def test_a_home_without_a_scan_has_no_leaks(tmp_path: Path) -> None:
    done = akwarden("leaks", "list", "--format", "json", folder=tmp_path)

    assert (done.returncode, json.loads(done.stdout), done.stderr) == (ExitCode.OK, [], "0 leaks\n")
