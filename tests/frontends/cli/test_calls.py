"""Lists of calls and addresses, and the pages of keys and addresses, over a lake with audit records."""

import csv
import io
import json
import subprocess
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from tests.frontends.cli.program import COMMAND, Done, akwarden_each, environment
from tests.reports.published import validator
from tests.store.rows import key_id
from tests.workflows.events.imports import audit, lines, trail
from tests.workflows.keys.inventory import add_inventory

from akwarden.errors import ExitCode
from akwarden.store.migration import open_state
from akwarden.workflows.rule_check import expand

pytestmark = pytest.mark.timeout(300)
TEMPORARY = expand("ASIA{16*B}", 2)
ISSUER = "arn:aws:iam::111122223333:role/ci"
_TIMELESS = "key_id,source_ip,api,result,count"
COMMANDS = {
    "calls": ("calls", "list", "--columns", _TIMELESS),
    "calls as lines": ("calls", "list", "--format", "jsonl"),
    "calls as JSON": ("calls", "list", "--format", "json", "--where", "result:denied"),
    "calls as CSV": ("calls", "list", "--format", "csv"),
    "first page": ("calls", "list", "--limit", "2", "--format", "jsonl", "--sort", "count"),
    "wrong field": ("calls", "list", "--where", "ky:x"),
    "wrong value": ("calls", "list", "--where", "result:fine"),
    "wrong order": ("calls", "list", "--sort", "cuont"),
    "wrong column": ("calls", "list", "--columns", "kye_id"),
    "wrong cursor": ("calls", "list", "--after", "x"),
    "none fits": ("calls", "list", "--where", "key:AKIDnobody"),
    "ips": ("ips", "list", "--columns", "source_ip,trust,type,keys,calls,failed,remark_or_owner"),
    "unknown ips": ("ips", "list", "--columns", "source_ip,type", "--where", "trust:unknown remark:none"),
    "ips as lines": ("ips", "list", "--format", "jsonl", "--where", "key:AKID* failed=0"),
    "ips of a key": ("ips", "list", "--key", key_id(1), "--columns", "source_ip,keys,calls"),
    "users": ("calls", "users", "--columns", "type,user,keys,addresses,calls,failed", "--sort", "calls"),
    "users as lines": ("calls", "users", "--format", "jsonl", "--where", "account:prod"),
    "users as CSV": ("calls", "users", "--format", "csv", "--sort", "name"),
    "first user": ("calls", "users", "--limit", "1", "--format", "jsonl", "--sort", "calls"),
    "wrong order of users": ("calls", "users", "--sort", "kyes"),
    "ip": ("ips", "show", "203.0.113.9"),
    "network": ("ips", "show", "203.0.113.0/24"),
    "network as JSON": ("ips", "show", "203.0.113.0/24", "--format", "json"),
    "silent ip": ("ips", "show", "8.8.8.8"),
    "keys": ("keys", "list", "--format", "csv", "--columns", "key_id,source_ips,calls_24h", "--sort", "key"),
    "keys as lines": ("keys", "list", "--format", "jsonl"),
    "key": ("keys", "show", key_id(1)),
    "key as JSON": ("keys", "show", key_id(1), "--format", "json"),
    "lake key": ("keys", "show", TEMPORARY),
    "lake key as JSON": ("keys", "show", TEMPORARY, "--format", "json"),
    "no key": ("keys", "show", "ASIAnobodyknowsthis1"),
    "issuers": ("keys", "temporary"),
    "issuers as lines": ("keys", "temporary", "--format", "jsonl"),
    "temporary": ("keys", "temporary", ISSUER, "--format", "jsonl", "--sort", "calls"),
    "temporary as text": ("keys", "temporary", ISSUER, "--columns", "key_id,session_name,calls"),
    "unused key": ("keys", "show", key_id(3)),
}


def signed(number: int, key: str, address: str, **more: object) -> dict[str, object]:
    """Return a record of Tencent Cloud that a key signed."""
    record = audit(number, sourceIPAddress=address, **more)
    identity = {**record["userIdentity"], "secretId": key, "sessionContext": "{}", "userName": "alice"}
    return {**record, "userIdentity": identity}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder whose home has a small inventory; its audit records are not imported yet."""
    folder = tmp_path_factory.mktemp("calls")
    state = open_state(folder / "home", None)
    with state.writing() as connection:
        add_inventory(connection)
    state.close()
    denied = {"errorCode": "UnauthorizedOperation", "errorMessage": "no"}
    records = [
        *(signed(number, key_id(1), "203.0.113.9") for number in range(3)),
        signed(10, key_id(1), "203.0.113.77", **denied),
        signed(20, key_id(2), "2001:db8::7", eventName="DescribeInstances"),
        trail(30, sourceIPAddress="203.0.113.9", eventName="Invoke"),
    ]
    (folder / "a.jsonl").write_bytes(lines(records))
    return folder


@pytest.fixture(scope="module")
def before(folder: Path) -> dict[str, Done]:
    """Give what lists say before anything is imported."""
    commands = {
        "calls": ("calls", "list"),
        "calls as CSV": ("calls", "list", "--format", "csv"),
        "ips": ("ips", "list"),
        "users": ("calls", "users"),
        "ip": ("ips", "show", "203.0.113.9"),
        "key": ("keys", "show", key_id(1)),
    }
    return dict(zip(commands, akwarden_each(list(commands.values()), folder), strict=True))


@pytest.fixture(scope="module")
def said(folder: Path, before: dict[str, Done]) -> dict[str, Done]:
    """Give what all commands say after the import."""
    assert before
    done, *rest = akwarden_each([("audit", "import", "a.jsonl"), *COMMANDS.values()], folder)
    assert done.returncode == ExitCode.OK, done
    return dict(zip(COMMANDS, rest, strict=True))


def test_an_empty_lake_is_told_with_what_fills_it(before: dict[str, Done]) -> None:
    for name in ("calls", "ips", "users"):
        assert (before[name].returncode, before[name].stdout) == (ExitCode.OK, "")
        assert before[name].stderr.startswith("There are no audit records yet. akwarden audit import takes")
    assert before["calls as CSV"].stdout.startswith("provider,account,key_id,")
    assert "not known: no audit records are read" in before["key"].stdout
    assert "call" not in before["ip"].stdout


def test_calls_are_listed(said: dict[str, Done]) -> None:
    assert said["calls"].stdout == snapshot("""\
KEY ID                                SOURCE IP     API                              RESULT  COUNT
ASIA66BC2XVJTTSFNMX7                  203.0.113.9   lambda:invoke                    ok      1
AKID00000000000000000000000000000002  2001:db8::7   scf:describeinstances            ok      1
AKID00000000000000000000000000000001  203.0.113.77  scf:updatefunctionconfiguration  denied  1
AKID00000000000000000000000000000001  203.0.113.9   scf:updatefunctionconfiguration  ok      3
""")
    assert said["calls"].stderr == "4 call records\n"


def test_calls_are_json_by_their_schema(said: dict[str, Done]) -> None:
    rows = [json.loads(line) for line in said["calls as lines"].stdout.splitlines()]

    for row in rows:
        validator("call").validate(row)
    assert [(row["source_ip"], row["count"], row["result"]) for row in rows] == snapshot(
        [
            ("203.0.113.9", 1, "ok"),
            ("2001:db8::7", 1, "ok"),
            ("203.0.113.77", 1, "denied"),
            ("203.0.113.9", 3, "ok"),
        ]
    )
    assert json.loads(said["calls as JSON"].stdout) == [row for row in rows if row["result"] == "denied"]


def test_calls_are_a_spreadsheet(said: dict[str, Done]) -> None:
    rows = list(csv.DictReader(io.StringIO(said["calls as CSV"].stdout)))

    assert [row["last_at"] for row in rows] == snapshot(
        ["2025-05-01T00:30:00Z", "2025-05-01T00:20:00Z", "2025-05-01T00:10:00Z", "2025-05-01T00:02:00Z"]
    )


def test_pages_follow_each_other(said: dict[str, Done], folder: Path) -> None:
    first = said["first page"]
    cursor = first.stderr.rpartition(" ")[2].strip()

    again = ("calls", "list", "--limit", "2", "--format", "jsonl", "--sort", "count", "--after", cursor)
    (second,) = akwarden_each([again], folder)

    assert first.stderr.startswith("2 of 4 call records. More: --all, or --after ")
    lines_of = (first.stdout + second.stdout).splitlines()
    assert sorted(lines_of) == sorted(said["calls as lines"].stdout.splitlines())
    assert [json.loads(line)["count"] for line in lines_of] == [3, 1, 1, 1]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("wrong field", "there is no field 'ky'"),
        ("wrong value", "result"),
        ("wrong order", "can't be sorted by 'cuont'"),
        ("wrong column", "there is no column 'kye_id'"),
        ("wrong order of users", "can't be sorted by 'kyes'"),
        ("wrong cursor", "the cursor is none of this list"),
    ],
)
def test_what_a_list_does_not_understand_ends_with_2_and_a_mend(
    name: str, what: str, said: dict[str, Done]
) -> None:
    done = said[name]

    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    assert what in done.stderr
    assert "\nmend: " in done.stderr


def test_a_query_that_nothing_fits_says_so(said: dict[str, Done]) -> None:
    assert said["none fits"] == Done(ExitCode.OK, "", "0 call records that fit the query\n")


def test_addresses_are_listed_with_whose_they_are(said: dict[str, Done]) -> None:
    assert said["ips"].stdout == snapshot("""\
SOURCE IP     TRUST    TYPE      KEYS  CALLS  FAILED  REMARK OR OWNER
203.0.113.9   trusted  own       2     4      0       -
2001:db8::7   unknown  reserved  1     1      0       -
203.0.113.77  trusted  office    1     1      1       -
""")


def test_addresses_that_nobody_named_are_listed_alone(said: dict[str, Done]) -> None:
    assert said["unknown ips"].stdout == snapshot("""\
SOURCE IP    TYPE
2001:db8::7  reserved
""")
    assert said["unknown ips"].stderr == "1 source address that fits the query\n"


def test_addresses_of_one_key_count_its_calls_alone(said: dict[str, Done]) -> None:
    assert said["ips of a key"].stdout == snapshot("""\
SOURCE IP     KEYS  CALLS
203.0.113.77  1     1
203.0.113.9   1     3
""")


def test_addresses_are_json_by_their_schema(said: dict[str, Done]) -> None:
    rows = [json.loads(line) for line in said["ips as lines"].stdout.splitlines()]

    for row in rows:
        validator("source-ip").validate(row)
    assert [(row["source_ip"], row["type"], row["calls"], row["keys"]) for row in rows] == snapshot(
        [
            ("203.0.113.9", "own", 4, 2),
            ("2001:db8::7", "reserved", 1, 1),
        ]
    )


def test_users_are_listed_with_how_they_called(said: dict[str, Done]) -> None:
    assert said["users"].stdout == snapshot("""\
TYPE  USER   KEYS  ADDRESSES  CALLS  FAILED
user  alice  2     3          5      1
role  ci     1     1          1      0
""")
    assert said["users"].stderr == "2 users\n"


def test_users_are_json_by_their_schema_and_an_account_may_be_named(said: dict[str, Done]) -> None:
    rows = [json.loads(line) for line in said["users as lines"].stdout.splitlines()]

    for row in rows:
        validator("user").validate(row)
    assert [(row["account"], row["name"], row["calls"], row["failed"]) for row in rows] == snapshot(
        [("100000000001", "alice", 5, 1)]
    )


def test_users_are_a_spreadsheet(said: dict[str, Done]) -> None:
    rows = list(csv.DictReader(io.StringIO(said["users as CSV"].stdout)))

    assert [(row["name"], row["last_at"]) for row in rows] == snapshot(
        [("alice", "2025-05-01T00:20:00Z"), ("ci", "2025-05-01T00:30:00Z")]
    )


def test_pages_of_users_follow_each_other(said: dict[str, Done], folder: Path) -> None:
    first = said["first user"]
    cursor = first.stderr.rpartition(" ")[2].strip()

    again = ("calls", "users", "--limit", "1", "--format", "jsonl", "--sort", "calls", "--after", cursor)
    (second,) = akwarden_each([again], folder)

    assert first.stderr.startswith("1 of 2 users. More: --all, or --after ")
    assert [json.loads(line)["calls"] for line in (first.stdout + second.stdout).splitlines()] == [5, 1]


def test_the_page_of_a_key_says_which_of_its_rights_are_used(said: dict[str, Done]) -> None:
    text = said["key"].stdout
    part = text[text.index("Rights used:") : text.index("\nRisks:")]

    assert part == snapshot("""\
Rights used:
  records from 2025-05-01 to 2025-05-01
  every other service: not called, or not recorded; it may change something in all of them
""")
    use = json.loads(said["key as JSON"].stdout)["rights_used"]
    assert (use["days"], use["since"], use["every_service"]) == (90, "2025-05-01T00:00:00Z", True)
    # The account of the unused key has no records, so nothing is said.
    assert "Rights used:" not in said["unused key"].stdout


def test_the_page_of_an_address_says_what_was_called_from_there(said: dict[str, Done]) -> None:
    assert said["ip"].stdout == snapshot("""\
203.0.113.9: an address of ours, in a cloud account
  in 203.0.113.9, eip ins-1 'web-1' in prod, ap-guangzhou
Suggested remark: akwarden ips remark 203.0.113.9 "web-1"
  in 203.0.113.0/24, office Berlin
4 calls, 0 failed

Keys used there:
  ASIA66BC2XVJTTSFNMX7 in 111122223333: 1 call, last 2025-05-01 00:30 UTC
  AKID00000000000000000000000000000001 in 100000000001: 3 calls, last 2025-05-01 00:02 UTC

Called most:
  scf:updatefunctionconfiguration: 3 calls, 0 failed
  lambda:invoke: 1 call, 0 failed
""")
    assert said["network"].stdout == snapshot("""\
203.0.113.0/24: an office of ours
  in 203.0.113.0/24, office Berlin
Suggested remark: akwarden ips remark 203.0.113.0/24 "Berlin"
5 calls, 1 failed, from 2 addresses

Keys used there:
  ASIA66BC2XVJTTSFNMX7 in 111122223333 from 203.0.113.9: 1 call, last 2025-05-01 00:30 UTC
  AKID00000000000000000000000000000001 in 100000000001 from 203.0.113.77: 1 call, last 2025-05-01 00:10 UTC
  AKID00000000000000000000000000000001 in 100000000001 from 203.0.113.9: 3 calls, last 2025-05-01 00:02 UTC

Called most:
  scf:updatefunctionconfiguration: 4 calls, 1 failed
  lambda:invoke: 1 call, 0 failed
""")
    assert "No call came from there" in said["silent ip"].stdout
    page = json.loads(said["network as JSON"].stdout)
    validator("address").validate(page)
    assert (page["use"]["calls"], page["use"]["failed"], page["use"]["addresses"]) == (5, 1, 2)


def test_a_list_of_keys_says_from_how_many_addresses_each_was_used(said: dict[str, Done]) -> None:
    assert said["keys"].stdout == snapshot("""\
key_id,source_ips,calls_24h
AKID00000000000000000000000000000001,2,0
AKID00000000000000000000000000000002,1,0
AKID00000000000000000000000000000003,0,0
AKID00000000000000000000000000000005,0,0
""")
    for line in said["keys as lines"].stdout.splitlines():
        validator("key").validate(json.loads(line))


def test_the_page_of_a_key_says_how_it_is_used(said: dict[str, Done]) -> None:
    text = said["key"].stdout
    use = text[text.index("From where:") : text.index("\nMay do:")]

    assert use == snapshot("""\
From where:   2 addresses, 4 calls, 0 in the last 24 h, 1 failed

Used from:
  203.0.113.77 (office): 1 call, 1 failed, last 2025-05-01 00:10 UTC
  203.0.113.9 (own): 3 calls, 0 failed, last 2025-05-01 00:02 UTC

Called most:
  scf:updatefunctionconfiguration: 4 calls, 1 failed

For the first time:
  2025-05-01 00:10 UTC: address 203.0.113.77: scf:updatefunctionconfiguration from 203.0.113.77
  2025-05-01 00:10 UTC: failure: scf:updatefunctionconfiguration from 203.0.113.77
  2025-05-01 00:00 UTC: address 203.0.113.9: scf:updatefunctionconfiguration from 203.0.113.9
  2025-05-01 00:00 UTC: call: scf:updatefunctionconfiguration from 203.0.113.9
  2025-05-01 00:00 UTC: region ap-guangzhou: scf:updatefunctionconfiguration from 203.0.113.9
  2025-05-01 00:00 UTC: service scf: scf:updatefunctionconfiguration from 203.0.113.9
""")
    assert json.loads(said["key as JSON"].stdout)["use"]["calls"] == 4
    assert "no call with it is in the audit records" in said["unused key"].stdout


def test_a_key_that_only_audit_records_know_is_shown_with_its_issuer(said: dict[str, Done]) -> None:
    assert said["lake key"].stdout == snapshot("""\
ASIA66BC2XVJTTSFNMX7  (temporary, known from audit records alone)
Issued to:    arn:aws:iam::111122223333:role/ci
Account:      aws 111122223333
Principal:    ci
Session:      ci
From where:   1 address, 1 call, 0 in the last 24 h, 0 failed

Used from:
  203.0.113.9 (own): 1 call, 0 failed, last 2025-05-01 00:30 UTC

Called most:
  lambda:invoke: 1 call, 0 failed

For the first time:
  2025-05-01 00:30 UTC: address 203.0.113.9: lambda:invoke from 203.0.113.9
  2025-05-01 00:30 UTC: call: lambda:invoke from 203.0.113.9
  2025-05-01 00:30 UTC: region eu-central-1: lambda:invoke from 203.0.113.9
  2025-05-01 00:30 UTC: service lambda: lambda:invoke from 203.0.113.9
""")
    page = json.loads(said["lake key as JSON"].stdout)
    assert (page["schema"], page["key_id"], page["use"]["calls"]) == (
        "akwarden.used-key-page/1",
        TEMPORARY,
        1,
    )
    assert said["no key"].returncode == ExitCode.USAGE


def test_temporary_keys_are_folded_under_whom_they_were_issued_to(said: dict[str, Done]) -> None:
    (issuer,) = (json.loads(line) for line in said["issuers as lines"].stdout.splitlines())
    (key,) = (json.loads(line) for line in said["temporary"].stdout.splitlines())

    validator("key-issuer").validate(issuer)
    validator("temporary-key").validate(key)
    assert (issuer["issuer"], issuer["keys"], issuer["calls"]) == (ISSUER, 1, 1)
    assert (key["key_id"], key["session_name"]) == (TEMPORARY, "ci")
    assert said["issuers"].stderr == "1 issuer\n"
    assert said["temporary as text"].stdout == snapshot("""\
KEY ID                SESSION NAME  CALLS
ASIA66BC2XVJTTSFNMX7  ci            1
""")


def test_a_reader_that_goes_away_is_no_error(said: dict[str, Done], folder: Path) -> None:
    assert said
    with subprocess.Popen(
        [*COMMAND, "calls", "list", "--format", "jsonl"],
        cwd=folder,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert b"error" not in process.stderr.read()
    assert process.returncode in (ExitCode.OK, ExitCode.BROKEN_PIPE)
