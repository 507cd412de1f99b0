"""`akwarden audit import` and `audit status`: what they say, and how they end."""

import json
import signal
import subprocess
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from tests.frontends.cli.program import COMMAND, Done, akwarden, akwarden_each, environment
from tests.reports.published import validator
from tests.workflows.events.imports import audit, lines, log_line, trail

from akwarden.errors import ExitCode
from akwarden.workflows.rule_check import expand


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Done]:
    """Give what commands say of a lake that is empty, filled, and filled again, by a word for each."""
    folder = tmp_path_factory.mktemp("audit")
    (folder / "logs").mkdir()
    secret = {"password": expand("{40*S}", 4)}
    late = trail(2, eventTime="2038-01-19T03:14:07Z")
    (folder / "logs" / "a.jsonl").write_bytes(lines([trail(0), trail(1, secret), late, trail(0), "junk"]))
    (folder / "logs" / "b.log").write_bytes(lines([log_line(3), log_line(4)]))
    (folder / "logs" / "empty").touch()
    (folder / "good.json").write_bytes(lines([audit(5)]))
    commands = {
        "empty": ("audit", "status"),
        "no letters": ("audit", "status", "--dead-letters"),
        "import": ("audit", "import", "logs"),
        "again": ("audit", "import", "logs", "--format", "json"),
        "good": ("audit", "import", "good.json"),
        "status": ("audit", "status"),
        "status as JSON": ("audit", "status", "--format", "json"),
        "letters": ("audit", "status", "--dead-letters"),
        "letters as lines": ("audit", "status", "--dead-letters", "--format", "jsonl"),
        "not there": ("audit", "import", "good.json", "nothing-here"),
        "no path": ("audit", "import"),
    }
    return dict(zip(commands, akwarden_each(list(commands.values()), folder), strict=True))


def test_an_import_says_what_became_of_it(said: dict[str, Done]) -> None:
    done = said["import"]

    assert done.returncode == ExitCode.PARTIAL, done.stderr
    assert done.stdout == snapshot("""\
7 records read from 3 files
  5 imported, 1 known before
  1 event with a time that can't be right
  1 secret taken out: akwarden leaks list
  1 record could not be read: akwarden audit status --dead-letters
  1 file without events passed over
""")
    assert done.stderr == ""


def test_a_second_import_says_that_all_is_known(said: dict[str, Done]) -> None:
    done = said["again"]

    row = json.loads(done.stdout)
    validator("import").validate(row)
    assert done.returncode == ExitCode.PARTIAL, "the record that can't be read is still there"
    assert row == snapshot(
        {
            "schema": "akwarden.import/1",
            "read": 7,
            "imported": 0,
            "duplicates": 6,
            "dead_letters": 1,
            "secrets_scrubbed": 0,
            "doubtful_times": 0,
            "files": 3,
            "known_files": 3,
            "ignored": 0,
            "skipped": [],
            "interrupted": False,
        }
    )


def test_an_import_of_good_records_ends_well(said: dict[str, Done]) -> None:
    done = said["good"]

    assert (done.returncode, done.stderr) == (ExitCode.OK, "")
    assert done.stdout == snapshot("""\
1 record read from 1 file
  1 imported, 0 known before
""")


def test_the_status_of_an_empty_lake_says_how_to_fill_it(said: dict[str, Done]) -> None:
    assert said["empty"].returncode == ExitCode.OK
    assert said["empty"].stdout == snapshot(
        "The event lake is empty. Fill it: akwarden audit import FILE, or akwarden audit pull\n"
    )
    assert said["no letters"] == Done(ExitCode.OK, "", "")


def test_the_status_tells_of_the_lake_its_sources_and_accounts(said: dict[str, Done]) -> None:
    done = said["status"]

    lake, *accounts = done.stdout.partition("\n111122223333 ")
    assert done.returncode == ExitCode.OK
    assert lake == snapshot("""\
6 events in 2 files, 0.0 MB
from 2025-05-01 00:00 to 2025-05-01 00:05 UTC
1 event with a time that can't be right

import
  6 events, 1 known before
  1 dead letter, 1 secret taken out
""")
    assert "".join(accounts).count("what it records is not known: the account was not added") == 2


def test_the_status_as_json_has_the_same(said: dict[str, Done]) -> None:
    row = json.loads(said["status as JSON"].stdout)

    assert row["schema"] == "akwarden.audit-status/1"
    assert (row["lake"]["rows"], row["lake"]["doubtful"], row["lake"]["dead_letters"]) == (6, 1, 1)
    assert [source["source"] for source in row["lake"]["sources"]] == ["import"]
    assert {account["provider"] for account in row["coverage"]} == {"aws", "tencent"}


def test_dead_letters_are_shown_with_place_and_reason(said: dict[str, Done]) -> None:
    assert said["letters"].stdout == snapshot(
        "logs/a.jsonl:5: neither JSON nor a line of a COS access log (4 bytes): junk\n"
    )
    assert json.loads(said["letters as lines"].stdout)["line"] == 5


def test_what_cant_be_imported_ends_with_2(said: dict[str, Done]) -> None:
    assert said["not there"].returncode == ExitCode.USAGE
    assert said["not there"].stderr.splitlines()[0].startswith("error: nothing-here does not exist")
    assert said["no path"].returncode == ExitCode.USAGE


def test_ctrl_c_keeps_what_was_read_and_says_so(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "audit", "import", "-", "--format", "json"],
        cwd=tmp_path,
        env=environment(tmp_path, {"PYTHONUNBUFFERED": "1"}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    # More than is read before the first block, so that it is at work once this returns.
    process.stdin.write(lines(trail(number) for number in range(6000)))
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=200)

    assert process.returncode == ExitCode.INTERRUPTED
    told = json.loads(out)
    assert told["interrupted"]
    assert 2000 <= told["imported"] <= 6000
    assert b"the same import goes on there" in err
    status = akwarden("audit", "status", "--format", "json", folder=tmp_path)
    assert json.loads(status.stdout)["lake"]["rows"] == told["imported"]
