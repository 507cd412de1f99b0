"""The commands about risks, people and reports, each in a process of its own."""

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest
from tests.frontends.cli.program import akwarden
from tests.store.databases import home_state
from tests.store.rows import add_account, add_key, add_principal, add_risk, ignore, key_id

from akwarden.errors import ExitCode
from akwarden.reports.published_schemas import published

OLD, WIDE, GONE = "01d0" + "0" * 60, "71de" + "0" * 60, "90ae" + "0" * 60
GROUP = '{"kind":"group","id":"7","name":"ops"}'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder whose home has three risks, one of them ignored."""
    state = home_state(tmp_path / "home")
    with state.writing() as connection:
        prod = add_account(connection, "prod", number="100000000001")
        alice = add_principal(connection, prod, "alice")
        add_key(connection, 1, account_id=prod, principal_id=alice)
        add_risk(connection, OLD, prod, principal_id=alice, key_id=key_id(1))
        evidence = (
            '[{"policy":"all","statement":1,"action":"*","resource":"*","note":"through the group ops"}]'
        )
        wide = {"rule": "admin-user", "severity": "high", "title": "Administrator", "target": GROUP}
        add_risk(
            connection, WIDE, prod, principal_id=alice, evidence=evidence, **wide, fix="Narrow the group"
        )
        ignore(connection, add_risk(connection, GONE, prod, rule="trail-off", title="=cmd|' /C calc'!A0"))
    state.close()
    return tmp_path


def test_a_list_shows_the_worst_first_and_what_is_left_out(folder: Path) -> None:
    done = akwarden("risks", "list", folder=folder)

    heading, *lines = done.stdout.splitlines()
    assert done.returncode == ExitCode.OK
    assert heading.split()[:4] == ["SHORT", "ID", "SEVERITY", "ADVICE"]
    assert [line.split()[:3] for line in lines] == [
        [WIDE[:12], "high", "harden"],
        [OLD[:12], "low", "fine"],
    ]
    assert done.stderr.splitlines() == [
        "2 risks",
        "hidden: 1 that are ignored or are no more: --all-statuses",
    ]


def test_a_row_is_what_its_published_schema_says(folder: Path) -> None:
    done = akwarden("risks", "list", "--all-statuses", "--format", "jsonl", folder=folder)

    rows = [json.loads(line) for line in done.stdout.splitlines()]
    validator = jsonschema.Draft202012Validator(json.loads(published()["risk.schema.json"]))
    for row in rows:
        validator.validate(row)
    assert [(row["schema"], row["status"]) for row in rows] == [
        ("akwarden.risk/1", "open"),
        ("akwarden.risk/1", "open"),
        ("akwarden.risk/1", "ignored"),
    ]
    assert rows[2]["decision"]["reason"] == "ticket 123"


def test_risks_are_found_by_what_is_to_be_done_about_them(folder: Path) -> None:
    done = akwarden("risks", "list", "--where", "advice:harden", "--format", "jsonl", folder=folder)

    (row,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (row["id"], row["advice"]) == (WIDE, "harden")


def test_a_spreadsheet_holds_no_formula(folder: Path) -> None:
    done = akwarden("risks", "list", "--where", "status:ignored", "--format", "csv", folder=folder)

    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert row["title"].startswith("'=")
    assert (row["ignored_because"], row["ignored_until"]) == ("ticket 123", "")


def test_identities_are_listed_by_how_many_of_their_risks_are_open(folder: Path) -> None:
    done = akwarden("risks", "identities", "--sort", "open", folder=folder)

    heading, line = done.stdout.splitlines()
    assert heading.split()[:3] == ["WORST", "ACCOUNT", "NAME"]
    assert line.split()[:5] == ["high", "prod", "alice", "user", "2"]
    assert done.stderr == "1 identity\n"


def test_identities_and_kinds_are_what_their_published_schemas_say(folder: Path) -> None:
    for command, schema in (("identities", "risk-identity"), ("kinds", "risk-kind")):
        done = akwarden("risks", command, "--format", "jsonl", folder=folder)

        rows = [json.loads(line) for line in done.stdout.splitlines()]
        validator = jsonschema.Draft202012Validator(json.loads(published()[f"{schema}.schema.json"]))
        for row in rows:
            validator.validate(row)
        assert {row["schema"] for row in rows} == {f"akwarden.{schema}/1"}


def test_kinds_tell_whom_each_hits_and_take_the_query_of_the_console(folder: Path) -> None:
    done = akwarden("risks", "kinds", "--where", "level:high", "--format", "csv", folder=folder)

    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (row["rule"], row["open"], row["identities"], row["keys"]) == ("admin-user", "1", "1", "0")
    assert done.stderr == "1 kind of risks found\n"


def test_what_to_do_first_says_what_one_fix_closes(folder: Path) -> None:
    done = akwarden("risks", "list", "--first", folder=folder)

    assert done.stdout.splitlines()[:3] == [
        "1. Narrow the group",
        "   high: closes 1 risk at group ops of prod (tencent 100000000001)",
        "   about: alice",
    ]
    assert done.stderr == "2 fixes of 2; together they close 2 risks\n"


def test_what_to_do_first_is_json_with_a_schema(folder: Path) -> None:
    done = akwarden("risks", "list", "--first", "--format", "json", folder=folder)

    rows = json.loads(done.stdout)
    validator = jsonschema.Draft202012Validator(json.loads(published()["fix.schema.json"]))
    for row in rows:
        validator.validate(row)
    assert [(row["schema"], row["closes"], row["risks"]) for row in rows] == [
        ("akwarden.fix/1", 1, [WIDE]),
        ("akwarden.fix/1", 1, [OLD]),
    ]


def test_a_page_says_what_is_wrong_by_what_it_is_seen_and_what_to_do(folder: Path) -> None:
    done = akwarden("risks", "show", WIDE[:8], folder=folder)

    lines = done.stdout.splitlines()
    assert done.returncode == ExitCode.OK
    assert lines[1] == f"high, harden, open, rule admin-user (risk {WIDE[:12]})"
    assert lines[2] == "What to do: Narrow the group"
    assert "  policy all, statement 1 allows * on * (through the group ops)" in lines
    assert {"Why it matters:", "Take care:", "Step by step:", "See whether it worked:"} <= set(lines)
    assert "By command in account prod (100000000001):" in lines
    assert "Principal:  user alice (id-alice)" in lines
    assert f"  akwarden risks recheck {WIDE[:12]}" in lines


def test_a_risk_is_ignored_and_counts_again(folder: Path) -> None:
    akwarden("risks", "ignore", OLD[:8], "--reason", "ticket 9", "--until", "2999-12-31", folder=folder)
    hidden = akwarden("risks", "list", folder=folder)
    page = akwarden("risks", "show", OLD[:8], folder=folder)
    akwarden("risks", "unignore", OLD[:8], folder=folder)
    shown = akwarden("risks", "list", folder=folder)

    assert OLD[:12] not in hidden.stdout
    assert "low, ignored until 2999-12-31, rule key-old" in page.stdout
    assert OLD[:12] in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("list", "--where", "severty:high"), "there is no field 'severty'"),
        (("list", "--first", "--sort", "rule"), "--first has an order of its own"),
        (("list", "--columns", "id", "--format", "json"), "--columns is only for a table"),
        (("show", "ffffff00"), "there is no risk 'ffffff00'"),
        (("show", OLD[:3]), "there is no risk"),
        (("ignore", OLD, "--reason", "x", "--until", "soon"), "is no time until when"),
        (("ignore", OLD, "--reason", "x", "--until", "1999-01-01"), "has passed"),
        (("ignore", OLD, "--reason", " "), "with a reason"),
        (("recheck", "ffffff00"), "there is no risk"),
    ],
)
def test_what_is_not_understood_ends_with_2_and_a_mend(
    folder: Path, arguments: tuple[str, ...], what: str
) -> None:
    done = akwarden("risks", *arguments, folder=folder)

    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    assert what in done.stderr
    assert "\nmend: " in done.stderr


def test_without_risks_it_says_how_to_get_some(tmp_path: Path) -> None:
    assert "akwarden sync" in akwarden("risks", "list", folder=tmp_path).stderr
    assert "akwarden sync" in akwarden("risks", "list", "--first", folder=tmp_path).stderr


def test_a_key_shows_its_risks_and_those_of_whoever_has_it(folder: Path) -> None:
    page = akwarden("keys", "show", key_id(1), folder=folder)
    listed = akwarden("keys", "list", "--where", "risks>1", "--format", "jsonl", folder=folder)

    lines = page.stdout.splitlines()
    at = lines.index("Risks:")
    assert lines[at + 1].startswith("  high: Administrator")
    assert f"akwarden risks show {OLD[:12]}" in lines[at + 2]
    row = json.loads(listed.stdout)
    assert (row["risks"], row["advice"]) == (2, "harden")
    assert "made 400 days ago and never replaced" in row["reasons"]


def test_people_are_taken_from_a_file_once_it_is_meant(folder: Path) -> None:
    (folder / "people.csv").write_text("name,left_at\n钱峰,2026-03-31\nLi Wei,\n", encoding="utf-8")

    dry = akwarden("people", "import", "people.csv", folder=folder)
    done = akwarden("people", "import", "people.csv", "--yes", "--format", "jsonl", folder=folder)
    again = akwarden("people", "import", "people.csv", "--yes", folder=folder)

    assert dry.stdout.splitlines()[1].split() == ["钱峰", "new", "left", "2026-03-31"]
    assert "that would be made: add --yes" in dry.stderr
    assert [json.loads(line)["name"] for line in done.stdout.splitlines()] == ["钱峰", "Li Wei"]
    assert again.stderr == "2 lines read, 0 changes: it is known already\n"


def test_a_list_of_people_that_is_wrong_names_the_line(folder: Path) -> None:
    (folder / "people.csv").write_text("name,left_at\nLi Wei,yesterday\n", encoding="utf-8")

    done = akwarden("people", "import", "people.csv", "--yes", folder=folder)

    assert done.returncode == ExitCode.USAGE
    assert "people.csv:2: 'yesterday' is no day" in done.stderr


@pytest.mark.parametrize("form", ["csv", "html", "json"])
def test_a_report_is_built_by_the_name_of_its_kind(folder: Path, form: str) -> None:
    built = akwarden("report", "build", "--kind", "keys", "--format", form, folder=folder)
    same = akwarden("report", "keys", "--format", form, folder=folder)

    assert built.returncode == ExitCode.OK
    assert key_id(1) in built.stdout
    assert len(built.stdout) == len(same.stdout)
