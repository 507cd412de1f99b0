"""The commands about detection, most of them one after the other in one process."""

import json
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from tests.frontends.cli.program import Done, akwarden, akwarden_each, environment
from tests.store.databases import home_state
from tests.store.raised import closed, event, of_key, put
from tests.store.raised import signal as seen
from tests.workflows.detection.detections import theft, weeks
from tests.workflows.events.imports import lines

from akwarden.errors import ExitCode
from akwarden.model.alarm import AlarmStatus
from akwarden.store.key_alarms import FOLLOWER
from akwarden.store.lake import following

MINE = """
title: Users are listed
id: 3f1c1a0e-7b1f-4a51-9d4b-8a1c22c0a111
status: test
description: Somebody lists users.
author: "M\x1b[2Je"
license: MIT
references: ['https://example.com/listing']
tags: [attack.discovery, attack.t1087.004]
logsource: {product: aws, service: cloudtrail}
detection:
  lists: {eventName: ListUsers}
  condition: lists
falsepositives: ['A program that lists users']
level: low
"""
BROKEN = """
title: Nothing has this
id: 9d2b0f5e-0c0e-4f35-8a53-000000000001
logsource: {product: aws, service: cloudtrail}
detection:
  wrong: {noSuchField: x}
  condition: wrong
"""
OWN = "3f1c1a0e-7b1f-4a51-9d4b-8a1c22c0a111"
WORSE = "9d2b0f5e-0c0e-4f35-8a53-000000000001"
COMMANDS = {
    "list": (
        "detect",
        "list",
        "--where",
        "rule:leaked-key-used,root-key-call",
        "--columns",
        "id,severity,quiet,providers",
    ),
    "lines": ("detect", "list", "--format", "jsonl"),
    "others": ("detect", "list", "--rules", "mine", "--where", "bundled:no", "--format", "jsonl"),
    "table of others": ("detect", "list", "--rules", "mine", "--where", "bundled:no"),
    "quiet": ("detect", "list", "--where", "quiet:yes", "--columns", "quiet"),
    "wrong field": ("detect", "list", "--where", "severty:high"),
    "page as JSON": ("detect", "show", OWN, "--rules", "mine", "--format", "json"),
    "ours as JSON": ("detect", "show", "leaked-key-used", "--format", "json"),
    "correlation": ("detect", "show", "denied-probing", "--format", "json"),
    "page of others": ("detect", "show", OWN, "--rules", "mine"),
    "broken": ("detect", "show", WORSE, "--rules", "mine"),
    "typo": ("detect", "show", "leaked-key-usd"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with rules of somebody, and a home in which one of ours fired lately."""
    path = tmp_path_factory.mktemp("shop")
    (path / "mine").mkdir()
    (path / "mine" / "users.yml").write_text(MINE.replace("\x1b", "\\e"))
    (path / "mine" / "wrong.yml").write_text(BROKEN)
    now = datetime.now(UTC)
    days_ago = [int((now - timedelta(days=days) - event(0).at).total_seconds() // 60) for days in (60, 9, 2)]
    old, handled, last = (seen(OWN, minute) for minute in days_ago)
    state = home_state(path / "home")
    with state.writing() as connection:
        put(connection, old, handled, last, of_key(2, "another", days_ago[2]))
        closed(connection, handled, AlarmStatus.HANDLED)
        following.move(connection, FOLLOWER, 1, now)
    state.close()
    return path


@pytest.fixture(scope="module")
def said(folder: Path) -> dict[str, Done]:
    """Give what the commands say, by a word for each."""
    return dict(zip(COMMANDS, akwarden_each(list(COMMANDS.values()), folder=folder), strict=True))


def test_a_list_shows_the_rules_that_fit(said: dict[str, Done]) -> None:
    assert said["list"].stdout == snapshot("""\
ID               SEVERITY  QUIET  PROVIDERS
leaked-key-used  critical  no     tencent, aws
root-key-call    low       yes    tencent, aws
""")
    assert said["list"].stderr == "2 rules that fit the query\n"


def test_every_rule_that_comes_with_akwarden_is_listed_once_and_whole(said: dict[str, Done]) -> None:
    rows = [json.loads(line) for line in said["lines"].stdout.splitlines()]

    names = [row["id"] for row in rows]
    assert len(names) > 100
    assert names == sorted(set(names))
    assert all(row["bundled"] and row["title"] and row["story"] and row["techniques"] for row in rows)
    assert {row["fault"] for row in rows} == {row["file"] for row in rows} == {None}


def test_quiet_rules_are_told_apart(said: dict[str, Done]) -> None:
    heading, *cells = said["quiet"].stdout.splitlines()

    assert heading == "QUIET"
    assert set(cells) == {"yes"}


def test_rules_of_others_are_listed_with_author_licence_file_and_fault(said: dict[str, Done]) -> None:
    used, broken = (json.loads(line) for line in said["others"].stdout.splitlines())

    assert (used["id"], used["licence"], used["file"]) == (OWN, "MIT", "mine/users.yml")
    assert (used["author"], used["severity"], used["providers"]) == ("M\x1b[2Je", "low", ["aws"])
    assert (broken["id"], broken["file"], broken["severity"]) == (WORSE, "mine/wrong.yml", None)
    assert "noSuchField" in broken["fault"]
    assert "\x1b" not in said["table of others"].stdout
    assert "1 rule can't be used" in said["others"].stderr


def test_a_query_that_is_none_is_refused(said: dict[str, Done]) -> None:
    assert said["wrong field"].returncode == ExitCode.USAGE
    assert "severity" in said["wrong field"].stderr


def test_a_page_says_whose_a_rule_is_what_it_looks_for_and_how_often_it_fired(
    said: dict[str, Done],
) -> None:
    assert said["page of others"].stdout == snapshot("""\
Users are listed  (3f1c1a0e-7b1f-4a51-9d4b-8a1c22c0a111)
low, abnormal, story discovery, for aws

Somebody lists users.

Says:         Users are listed
Next:         akwarden keys show {key_id}
About:        a key, or whoever a temporary key was issued to
Looks at:     action, provider
Weight:       1.0
ATT&CK:       T1087.004
Status:       test
Author:       M\\x1b[2Je
Licence:      MIT
File:         mine/users.yml
Written for:  aws / cloudtrail
Fired:        in 2 alarms in 30 days (1 open, 1 handled), the last 2 d ago

Looks for:
  logsource:
    product: aws
    service: cloudtrail
  detection:
    lists:
      eventName: ListUsers
    condition: lists

Also fires for:
  A program that lists users

See:
  https://example.com/listing
""")


def test_a_page_as_json_counts_alarms_of_the_last_days_alone(said: dict[str, Done]) -> None:
    page = json.loads(said["page as JSON"].stdout)

    fired = {name: page["fired"][name] for name in ("days", "open", "handled", "ignored")}
    assert fired == {"days": 30, "open": 1, "handled": 1, "ignored": 0}


def test_a_page_of_ours_has_its_samples_and_what_it_looks_at(said: dict[str, Done]) -> None:
    page = json.loads(said["ours as JSON"].stdout)

    assert page["matching_samples"] >= 2
    assert page["near_misses"] >= 3
    assert "key_leaked_at" in page["columns"]
    assert "key_leaked_at|exists: true" in page["detection"]
    assert page["fired"]["last_at"] is None
    assert all(": " in one or "{" not in one for one in page["false_positives"])


def test_a_page_of_a_correlation_shows_the_rules_that_it_names(said: dict[str, Done]) -> None:
    page = json.loads(said["correlation"].stdout)

    assert page["look_back_seconds"] == 900
    assert "value_count" in page["detection"]
    assert "error_class: denied" in page["detection"]
    assert "action" in page["columns"]


def test_a_rule_that_cant_be_used_says_why(said: dict[str, Done]) -> None:
    assert said["broken"].returncode == ExitCode.USAGE
    assert "noSuchField" in said["broken"].stderr


def test_a_rule_that_there_is_not_is_led_to_the_nearest(said: dict[str, Done]) -> None:
    assert said["typo"].returncode == ExitCode.USAGE
    assert "did you mean leaked-key-used?" in said["typo"].stderr


_SMALL_BATCHES = """
import sys
from akwarden.frontends.cli.main import main
from akwarden.workflows.detection.detecting import Detecting

Detecting.__init__.__kwdefaults__["batch"] = 20


class Told:
    # Standard error; behind a batch it waits for the test, which has an interrupt for the first.

    def __init__(self, stream):
        self._stream = stream

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def write(self, text):
        self._stream.write(text)
        if " judged" in text:
            self._stream.flush()
            sys.stdin.read()


sys.stderr = Told(sys.stderr)
sys.exit(main(["detect", "run"]))
"""


def test_an_interrupt_stops_behind_the_batch_at_hand_and_the_next_run_goes_on(tmp_path: Path) -> None:
    records = [*weeks(), *theft()]
    (tmp_path / "records.jsonl").write_bytes(lines(records))
    assert akwarden("audit", "import", "records.jsonl", folder=tmp_path).returncode == ExitCode.OK

    command = [sys.executable, "-c", _SMALL_BATCHES]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment(tmp_path),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        begun = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        process.stdin.close()
        rest = process.stderr.readlines()
        code = process.wait(timeout=200)
    after = akwarden("detect", "run", folder=tmp_path)

    assert begun.startswith("20 events judged, up to ")
    assert code == ExitCode.INTERRUPTED
    assert rest[-1] == "stopped; the next run goes on from there\n"
    judged = [line for line in (begun, *rest) if " judged" in line][-1]
    done = int(judged.split()[0])
    left = [line for line in after.stderr.splitlines() if " judged" in line][-1]
    assert 20 <= done < len(records)
    assert done + int(left.split()[0]) == len(records)
    assert after.returncode == ExitCode.OK
