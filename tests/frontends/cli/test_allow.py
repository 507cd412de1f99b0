"""The allow-list as commands, over a lake with calls of the last days."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.frontends.cli.program import Done, akwarden_each
from tests.frontends.cli.recent_calls import called
from tests.reports.published import validator
from tests.store.rows import key_id
from tests.workflows.events.imports import lines

from akwarden.errors import ExitCode

QUERY = f"key:{key_id(1)} ip:203.0.113.0/24"
WHY = ("--reason", "nightly backup, ticket 12", "--owner", "team-ops")
END = f"{datetime.now(UTC) + timedelta(days=60):%Y-%m-%d}"
OWN_RULE = """
title: Users are listed
id: mine
logsource: {product: akwarden, service: calls}
detection: {lists: {action: ListUsers}, condition: lists}
level: low
"""
COMMANDS = {
    "empty": ("allow", "list"),
    "without records": ("allow", "add", QUERY, *WHY, "--dry-run"),
    "import": ("audit", "import", "a.jsonl"),
    "try": ("allow", "add", QUERY, *WHY, "--dry-run"),
    "still empty": ("allow", "list"),
    "add": ("allow", "add", QUERY, *WHY),
    "add another": ("allow", "add", "principal:bob", *WHY, "--until", END, "--rule", "root-key-call"),
    "remove": ("allow", "remove", "2"),
    "list": ("allow", "list", "--format", "jsonl"),
    "list all": ("allow", "list", "--all", "--format", "csv"),
    "table": ("allow", "list"),
    "too wide": ("allow", "add", "provider:tencent,aws", *WHY),
    "nothing asked": ("allow", "add", "", *WHY),
    "no reason": ("allow", "add", QUERY, "--owner", "ops"),
    "no owner": ("allow", "add", QUERY, "--reason", "why"),
    "for good": ("allow", "add", QUERY, *WHY, "--until", "never"),
    "too long": ("allow", "add", QUERY, *WHY, "--until", "401d"),
    "no query": ("allow", "add", "ky:x", *WHY),
    "no entry": ("allow", "remove", "9"),
    "unknown rule": ("allow", "add", QUERY, *WHY, "--rule", "leaked-key-usd"),
    "own rule": ("allow", "add", QUERY, *WHY, "--rule", "mine", "--rules", "mine.yml", "--dry-run"),
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Done]:
    """Give what all commands say, one after the other."""
    folder: Path = tmp_path_factory.mktemp("allow")
    records = [
        *(called(number, key_id(1), "203.0.113.9", number + 1) for number in range(3)),
        called(10, key_id(1), "198.51.100.1"),
        called(11, key_id(2), "203.0.113.9"),
        called(12, key_id(1), "203.0.113.9", 40),
    ]
    (folder / "a.jsonl").write_bytes(lines(records))
    (folder / "mine.yml").write_text(OWN_RULE)
    return dict(zip(COMMANDS, akwarden_each(list(COMMANDS.values()), folder), strict=True))


def test_an_empty_list_says_what_fills_it(said: dict[str, Done]) -> None:
    assert said["empty"].stderr == (
        "The allow-list is empty. akwarden allow add says which calls are meant to be there.\n"
    )


def test_without_records_nothing_is_foretold(said: dict[str, Done]) -> None:
    assert said["without records"].stderr.splitlines() == [
        "not known what it would have silenced: there are no audit records",
        "nothing was changed: leave --dry-run out to add it",
    ]


def test_a_dry_run_shows_what_would_have_been_silenced_and_changes_nothing(said: dict[str, Done]) -> None:
    done = said["try"]

    (line,) = done.stdout.splitlines()
    assert line.startswith(f"{key_id(1)} in tencent 100000000001: 3 calls on ")
    assert done.stderr.splitlines() == [
        "would have silenced 3 calls of 1 key in 30 days, of 5 calls in all",
        "nothing was changed: leave --dry-run out to add it",
    ]
    assert said["still empty"] == said["empty"]


def test_an_entry_is_added_with_its_preview_and_how_to_take_it_back(said: dict[str, Done]) -> None:
    done = said["add"]

    assert done.returncode == ExitCode.OK
    assert done.stdout == said["try"].stdout
    silenced, added = done.stderr.splitlines()
    assert silenced == "would have silenced 3 calls of 1 key in 30 days, of 5 calls in all"
    assert added.startswith("allow-list entry 1, until ")
    assert added.endswith("; take it back: akwarden allow remove 1")


def test_the_list_is_json_by_its_schema_without_what_was_removed(said: dict[str, Done]) -> None:
    (row,) = [json.loads(line) for line in said["list"].stdout.splitlines()]

    validator("allow-entry").validate(row)
    assert (row["schema"], row["id"], row["query"], row["rule"], row["status"], row["owner"]) == (
        "akwarden.allow-entry/1",
        1,
        QUERY,
        None,
        "in_force",
        "team-ops",
    )
    assert said["list"].stderr.splitlines() == ["1 entry", "hidden: 1 that ended or were removed: --all"]


def test_all_entries_are_a_spreadsheet(said: dict[str, Done]) -> None:
    rows = list(csv.DictReader(io.StringIO(said["list all"].stdout)))

    assert [(row["id"], row["status"], row["rule"]) for row in rows] == [
        ("2", "removed", "root-key-call"),
        ("1", "in_force", ""),
    ]
    assert rows[0]["until"].startswith(END)
    assert said["remove"].stderr == "allow-list entry 2 is removed: principal:bob\n"


def test_people_see_when_an_entry_ends(said: dict[str, Done]) -> None:
    heading, line = said["table"].stdout.splitlines()

    assert heading.split() == ["ID", "STATUS", "UNTIL", "OWNER", "RULE", "QUERY", "REASON"]
    # An entry that was added just now; midnight may have come since.
    days = [datetime.now(UTC) + timedelta(days=90 - ago) for ago in (0, 1)]
    assert any(f"{day:%Y-%m-}" in line for day in days)


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("too wide", "too wide for an allow-list"),
        ("nothing asked", "too wide for an allow-list"),
        ("no reason", "--reason"),
        ("no owner", "--owner"),
        ("for good", "no time until when"),
        ("too long", "ends within 400 days"),
        ("no query", "there is no field 'ky'"),
        ("no entry", "there is no allow-list entry 9"),
    ],
)
def test_what_can_not_be_allowed_ends_with_2(name: str, what: str, said: dict[str, Done]) -> None:
    assert (said[name].returncode, said[name].stdout) == (ExitCode.USAGE, "")
    assert what in said[name].stderr


def test_a_rule_that_there_is_not_is_led_to_the_nearest(said: dict[str, Done]) -> None:
    assert said["unknown rule"].returncode == ExitCode.USAGE
    assert "did you mean leaked-key-used" in said["unknown rule"].stderr


def test_a_rule_of_ones_own_is_taken_where_its_file_is_named(said: dict[str, Done]) -> None:
    assert said["own rule"].returncode == ExitCode.OK
    assert "nothing was changed" in said["own rule"].stderr
