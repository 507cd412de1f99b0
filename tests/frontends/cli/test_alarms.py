"""The commands about alarms, most of them one after the other in one process."""

import csv
import io
import json
from contextlib import closing
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from tests.frontends.cli.program import Done, akwarden, akwarden_each
from tests.reports.published import validate
from tests.store.databases import home_state
from tests.store.raised import closed, of_key, put, signal
from tests.store.rows import add_account, add_key, add_leak, add_principal, key_id
from tests.workflows.events.imports import Shop, audit, lines

from akwarden.errors import ExitCode
from akwarden.model.alarm import AlarmStatus, Reason, SignalEvent
from akwarden.model.severity import Severity
from akwarden.risk.alarms import alarm_id
from akwarden.store.key_alarms import FOLLOWER
from akwarden.store.lake import following

REASONS = (Reason(text="first call ever from Evil Hosting (203.0.113.9)", weight=3.1),)
LEAKED = signal(
    "leaked-key-used",
    1,
    2,
    title="A leaked key is used",
    severity=Severity.CRITICAL,
    reasons=REASONS,
    techniques=("T1078.004",),
)
HOSTILE = of_key(2, "hostile", 3, title="a\x1b[2Jb\u202ec\nd", principals=("=cmd|' /C calc'!A0",))
DONE = of_key(3, "done", 4)
NAMES = {name: alarm_id(one) for name, one in (("leaked", LEAKED), ("hostile", HOSTILE), ("done", DONE))}
COMMANDS = {
    "list": ("alarms", "list", "--columns", "severity,title,about,count,owner"),
    "lines": ("alarms", "list", "--all-statuses", "--format", "jsonl"),
    "csv": ("alarms", "list", "--where", "rule:hostile", "--format", "csv"),
    "page": ("alarms", "show", NAMES["leaked"][:8]),
    "page as JSON": ("alarms", "show", NAMES["leaked"], "--format", "json"),
    "hostile page": ("alarms", "show", NAMES["hostile"]),
    "hostile page as JSON": ("alarms", "show", NAMES["hostile"], "--format", "json"),
    "done page": ("alarms", "show", NAMES["done"]),
    "wrong field": ("alarms", "list", "--where", "severty:high"),
    "wrong name": ("alarms", "show", "ffffff00"),
    "neither": ("alarms", "handle"),
    "both": ("alarms", "handle", NAMES["leaked"], "--where", "level:high"),
    "yes alone": ("alarms", "handle", NAMES["leaked"], "--yes"),
    "no words": ("alarms", "ignore", NAMES["leaked"], "--as", "accepted"),
    "everything": ("alarms", "ignore", "--where", "", "--as", "test"),
    "dry": ("alarms", "ignore", "--where", "level:medium", "--as", "test"),
    "dry of none": ("alarms", "ignore", "--where", "level:info", "--as", "test"),
    "key": ("keys", "show", key_id(1)),
    "keys": ("keys", "list", "--where", "alarms>0", "--format", "jsonl"),
    "table of keys": ("keys", "list", "--columns", "key_id,alarms"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder whose home has three alarms, one of them handled, and a key that leaked."""
    path = tmp_path_factory.mktemp("shop")
    fill(path)
    return path


def fill(path: Path) -> None:
    """Make a home with alarms."""
    state = home_state(path / "home")
    with state.writing() as connection:
        prod = add_account(connection, "prod", number="100000000001")
        alice = add_principal(connection, prod, "alice")
        add_leak(connection, add_key(connection, 1, account_id=prod, principal_id=alice))
        put(connection, LEAKED, HOSTILE, DONE)
        closed(connection, DONE, AlarmStatus.HANDLED, "rotated")
        following.move(connection, FOLLOWER, 1, DONE.events[0].at)
    state.close()


@pytest.fixture(scope="module")
def said(folder: Path) -> dict[str, Done]:
    """Give what commands that change nothing say, by a word for each."""
    done = akwarden_each(list(COMMANDS.values()), folder=folder)
    return dict(zip(COMMANDS, done, strict=True))


def test_a_list_shows_the_worst_first_and_what_is_left_out(said: dict[str, Done]) -> None:
    assert said["list"].returncode == ExitCode.OK
    assert said["list"].stdout == snapshot("""\
SEVERITY  TITLE                 ABOUT                                 COUNT  OWNER
critical  A leaked key is used  AKID00000000000000000000000000000001  2      -
medium    a\\x1b[2Jb\\u202ec\\nd   AKID00000000000000000000000000000002  1      -
""")
    assert said["list"].stderr.splitlines() == [
        "2 alarms",
        "hidden: 1 that are handled, ignored or snoozed: --all-statuses",
    ]


def test_a_row_is_what_its_published_schema_says(said: dict[str, Done]) -> None:
    rows = [json.loads(line) for line in said["lines"].stdout.splitlines()]

    for row in rows:
        validate("alarm", row)
    assert [(row["rule"], row["status"], row["status_reason"]) for row in rows] == [
        ("leaked-key-used", "open", None),
        ("done", "handled", "rotated"),
        ("hostile", "open", None),
    ]
    assert rows[0]["account_name"] == "prod"
    assert rows[0]["reasons"] == [{"text": REASONS[0].text, "weight": 3.1}]


def test_a_spreadsheet_holds_no_formula_and_nothing_that_steers(said: dict[str, Done]) -> None:
    (row,) = csv.DictReader(io.StringIO(said["csv"].stdout))

    assert row["principal"].startswith("'=")
    assert row["title"] == "a\\x1b[2Jb\\u202ec\\nd"


def test_a_page_says_why_and_what_to_do(said: dict[str, Done]) -> None:
    page = said["page"].stdout.replace(NAMES["leaked"][:12], "ID").splitlines()
    assert [line for line in page if " ago" not in line] == snapshot(
        [
            "A leaked key is used",
            "critical, abnormal, open, 1 rule (alarm ID)",
            "Next: akwarden keys show AKID00000000000000000000000000000001",
            "",
            "Account:    prod (tencent 100000000001)",
            "Key:        AKID00000000000000000000000000000001 (active, act now)",
            "Called by:  alice",
            "Owner:      nobody is noted",
            "From:       203.0.113.9",
            "Last call:  2026-06-01 12:02:00 UTC, 2 calls",
            "Rules:      leaked-key-used",
            "ATT&CK:     T1078.004",
            "",
            "Why:",
            "  first call ever from Evil Hosting (203.0.113.9) (+3.1)",
            "",
            "Calls:",
            "  12:01:00  event event-1 (its record is not in the event lake)",
            "  12:02:00  event event-2 (its record is not in the event lake)",
            "",
            "Leaked at:",
            "  open, code, 1 place: akwarden leaks show leak-AKID000",
            "    shop config/app.ini:3",
            "",
            "When you are done:",
            "  akwarden alarms handle ID --reason 'what was done'",
            "  akwarden alarms ignore ID --as false_alarm",
        ]
    )


def test_a_page_is_what_its_published_schema_says(said: dict[str, Done]) -> None:
    page = json.loads(said["page as JSON"].stdout)

    validate("alarm-page", page)
    assert (page["schema"], page["level"], page["alarm"]["id"]) == (
        "akwarden.alarm-page/1",
        5,
        NAMES["leaked"],
    )
    assert page["leaks"][0]["places"][0]["vpath"] == "config/app.ini"


@pytest.mark.parametrize("name", ["list", "lines", "hostile page", "hostile page as JSON", "dry"])
def test_no_text_of_an_alarm_steers_the_terminal(said: dict[str, Done], name: str) -> None:
    text = said[name].stdout

    assert [one for one in text if not one.isprintable() and one != "\n"] == []
    assert "a\\x1b[2Jb\\u202ec\\nd" in text or "\\u001b" in text


def test_a_page_of_what_is_closed_says_by_whom_and_how_to_take_it_back(said: dict[str, Done]) -> None:
    page = said["done page"].stdout.splitlines()

    assert page[1].startswith("medium, abnormal, handled (rotated), 1 rule")
    assert "Handled:    by bob at 2026-06-01 12:00 UTC" in page
    assert f"  akwarden alarms reopen {NAMES['done'][:12]}" in page


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("wrong field", "there is no field 'severty'"),
        ("wrong name", "there is no alarm 'ffffff00'"),
        ("neither", "neither was given"),
        ("both", "both were given"),
        ("yes alone", "--yes belongs to --where"),
        ("no words", "what is accepted needs a reason"),
        ("everything", "fits every alarm"),
    ],
)
def test_what_is_not_understood_ends_with_2_and_a_mend(said: dict[str, Done], name: str, what: str) -> None:
    done = said[name]

    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    assert what in done.stderr
    assert "\nmend: " in done.stderr


def test_a_query_alone_shows_which_alarms_it_means(said: dict[str, Done]) -> None:
    assert NAMES["hostile"][:12] in said["dry"].stdout
    assert said["dry"].stderr == "1 alarm that would be ignored: add --yes\n"
    assert (said["dry of none"].stdout, said["dry of none"].stderr) == (
        "",
        "0 alarms that would be ignored\n",
    )


def test_alarms_are_decided_about_and_opened_again(tmp_path: Path) -> None:
    fill(tmp_path)
    name = NAMES["leaked"][:8]
    commands = [
        ("handle", name, "--reason", "rotated"),
        ("list", "--format", "jsonl"),
        ("ignore", "--where", "level:medium", "--as", "false_alarm", "--reason", "drill", "--yes"),
        ("list", "--where", "reason:false_alarm*", "--format", "jsonl"),
        ("reopen", name, NAMES["done"]),
        ("reopen", "--where", "status:ignored", "--yes"),
        ("list", "--format", "jsonl"),
    ]

    done = akwarden_each([("alarms", *command) for command in commands], folder=tmp_path)

    rules = [[json.loads(line)["rule"] for line in one.stdout.splitlines()] for one in done]
    assert [one.stderr.splitlines()[0] for one in done] == [
        f"alarm {NAMES['leaked'][:12]} is handled (rotated)",
        "1 alarm",
        "1 alarm ignored",
        "1 alarm that fits the query",
        f"alarm {NAMES['leaked'][:12]} is open",
        "1 alarm opened again",
        "3 alarms",
    ]
    assert (rules[1], rules[3]) == (["hostile"], ["hostile"])
    assert rules[6] == ["leaked-key-used", "done", "hostile"]


def test_alarms_are_snoozed_and_given_to_somebody(tmp_path: Path) -> None:
    fill(tmp_path)
    name = NAMES["leaked"][:8]
    commands = [
        ("snooze", name, "--until", "4h"),
        ("list", "--format", "jsonl"),
        ("show", name),
        ("list", "--where", "snoozed:yes", "--format", "jsonl"),
        ("snooze", NAMES["done"], "--until", "3d"),
        ("snooze", name, "--until", "91d"),
        ("snooze", name, "--until", "soon"),
        ("reopen", name),
        ("assign", "--where", "level:critical", "--owner", "team-pay"),
        ("assign", "--where", "level:critical", "--owner", "team-pay", "--yes"),
        ("list", "--where", "owner:team-pay", "--format", "jsonl"),
        ("assign", name, "--owner", "none"),
    ]

    done = akwarden_each([("alarms", *command) for command in commands], folder=tmp_path)

    rules = [[json.loads(line)["rule"] for line in done[at].stdout.splitlines()] for at in (1, 3, 10)]
    assert rules == [["hostile"], ["leaked-key-used"], ["leaked-key-used"]]
    assert done[0].stderr.startswith(f"alarm {NAMES['leaked'][:12]} is snoozed until 20")
    assert "Snoozed:" in done[2].stdout
    assert "it is handled and not listed anyway" in done[4].stderr
    assert "up to 90 days" in done[5].stderr
    assert "'soon' is no time" in done[6].stderr
    assert [one.returncode for one in done[4:7]] == [ExitCode.USAGE] * 3
    assert [done[at].stderr.splitlines()[0] for at in (7, 8, 9, 11)] == [
        f"alarm {NAMES['leaked'][:12]} is open",
        "1 alarm that would be given to team-pay: add --yes",
        "1 alarm given to team-pay",
        f"alarm {NAMES['leaked'][:12]} is given back to the owner of its key",
    ]


def test_a_key_shows_its_open_alarms_and_counts_them(said: dict[str, Done]) -> None:
    page = said["key"].stdout.splitlines()

    assert page[page.index("Alarms:") + 1] == (
        f"  critical, open: A leaked key is used (2026-06-01, akwarden alarms show {NAMES['leaked'][:12]})"
    )
    assert json.loads(said["keys"].stdout)["alarms"] == 1
    assert said["table of keys"].stdout.splitlines()[1].split() == [key_id(1), "1"]


def test_where_there_are_audit_records_a_page_tells_of_the_calls(tmp_path: Path) -> None:
    (tmp_path / "records").write_bytes(lines([audit(number) for number in range(2)]))
    with (
        closing(home_state(tmp_path / "home")) as state,
        closing(Shop(state, tmp_path / "home" / "events")) as shop,
    ):
        shop.take(tmp_path / "records")
        (row, _) = shop.rows("time", "event_hash", "event_id", "service", "action_name", "source_ip")
        one = SignalEvent(row["time"], row["event_hash"], row["event_id"])
        with state.writing() as connection:
            put(connection, signal(events=(one, SignalEvent(row["time"], 1, "gone"))))

    (done,) = akwarden_each([("alarms", "show", alarm_id(signal(events=(one,))))], folder=tmp_path)

    shown = done.stdout.splitlines()
    at = shown.index("Calls:")
    told = [line for line in shown[at + 1 : at + 3] if row["event_id"] in line]
    assert len(told) == 1
    assert f"{row['service']}:{row['action_name']}  {row['source_ip']}" in told[0]
    assert "gone (its record is not in the event lake)" in "".join(shown)


def test_without_alarms_it_says_where_they_come_from(tmp_path: Path) -> None:
    assert "akwarden detect run" in akwarden("alarms", "list", folder=tmp_path).stderr
