"""Accounts as a user adds, tries and removes them."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import jsonschema
import pytest
from sqlalchemy import func, select
from tests.e2e.clouds import add, caller, rows, run, running, sync, user_with
from tests.emulator.tencent.cloud import code_of
from tests.providers.tencent.shop import ALLOWED, account, root_key, user
from tests.store.rows import NOW

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.organization.state import organization_of
from akwarden.errors import ExitCode
from akwarden.providers.inventory import Purpose
from akwarden.providers.tencent.permissions import policy
from akwarden.reports.published_schemas import published
from akwarden.store.migration import open_state
from akwarden.store.tables import access_keys, accounts, notes, principals

_ROOT_KEYS = "root keys can't be listed with these rights"
_TEXT = "hush-" + "A1b2" * 7
"""What looks like a secret."""


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """Give an organisation of two accounts; tests add to it and take nothing away."""
    with running(tmp_path_factory.mktemp("cloud")) as started:
        yield started


def test_a_sync_needs_the_printed_policy_and_nothing_broader(emulator: Emulator, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    (printed,) = rows(add(emulator, first, "--format", "json"))
    collector = user_with(emulator, printed["policy"])

    done = add(emulator, second, "--format", "json", key=collector)
    code, read = sync(second, key=collector)

    assert done.returncode == code == ExitCode.OK
    for row in (*rows(done), read["prod"]):
        assert row["error"] is None
        (spot,) = row["blind_spots"]
        assert spot["reason"].startswith(_ROOT_KEYS)
    assert read["prod"]["keys"] > 3
    robot = user(emulator.cloud, "robot").uin
    refused = code_of(caller(emulator, collector), "CreateAccessKey", TargetUin=robot)
    assert refused.endswith("UnauthorizedOperation")


def test_keys_that_cannot_be_seen_are_never_shown_as_none(emulator: Emulator, tmp_path: Path) -> None:
    calls = tuple(call for call in ALLOWED if call.action != "ListAccessKeys")
    collector = user_with(emulator, policy(calls), name="blind")
    add(emulator, tmp_path, key=collector)

    code, read = sync(tmp_path, key=collector)

    assert code == ExitCode.OK
    assert {spot["right"] for spot in read["prod"]["blind_spots"]} >= {"cam:ListAccessKeys"}
    with closing(open_state(tmp_path / "home", None)) as state, state.reading() as connection:
        listed_here = select(access_keys.c.key_id).where(access_keys.c.account_id.is_not(None))
        assert connection.execute(listed_here).all() == []
    listed = run("accounts", "list", folder=tmp_path).stdout.splitlines()
    assert listed[1].split()[-1] == "2"


def test_each_right_that_is_missing_is_named_and_is_no_failure(emulator: Emulator, tmp_path: Path) -> None:
    asked = [call for call in ALLOWED if call.right and call.purpose is not Purpose.ORGANIZATION]
    collector = user_with(emulator, policy(tuple(asked[::2])), name="half")

    done = add(emulator, tmp_path, "--format", "json", key=collector)

    (row,) = rows(done)
    named = {spot["right"] for spot in row["blind_spots"]} | {one["call"] for one in row["untried"]}
    assert done.returncode == ExitCode.OK
    assert (row["added"], row["error"]) == (True, None)
    assert named >= {call.right for call in asked[1::2]}
    assert not named & {call.right for call in asked[::2]} - {one["call"] for one in row["untried"]}


def test_what_can_be_read_stands_before_the_policy_and_the_next_step(
    emulator: Emulator, tmp_path: Path
) -> None:
    done = add(emulator, tmp_path)

    assert done.returncode == ExitCode.OK
    lines = done.stdout.splitlines()
    number = account(emulator.cloud, "shop").uin
    assert lines[:2] == [f"prod: tencent {number}", f"  read as qcs::cam::uin/{number}:root"]
    told = lines.index("  can be read:")
    assert "    the access keys of users" in lines[told:]
    assert json.loads("\n".join(lines[lines.index("{") :]))["version"] == "2.0"
    assert done.stderr == "prod is added. Read it now: akwarden sync prod\n"


def test_a_name_and_a_number_are_taken_once(emulator: Emulator, tmp_path: Path) -> None:
    add(emulator, tmp_path)

    name = add(emulator, tmp_path)
    number = add(emulator, tmp_path, name="again")

    assert name.returncode == number.returncode == ExitCode.USAGE
    assert name.stderr.startswith("error: the name is there already: prod is tencent")
    assert number.stderr.startswith("error: the account is there already: prod is tencent")
    assert "mend: take another name, or remove it first: akwarden accounts remove prod" in name.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--secret-key", _TEXT],
        [f"--secret-key={_TEXT}"],
        [f"--secret_key={_TEXT}"],
        [f"--token={_TEXT}"],
        [_TEXT],
        ["--from", _TEXT],
        ["--endpoint", f"https://me:{_TEXT}@example.com"],
    ],
)
def test_a_secret_on_the_command_line_is_refused_and_not_repeated(
    tmp_path: Path, arguments: list[str]
) -> None:
    done = run("accounts", "add", "tencent", "prod", *arguments, folder=tmp_path)

    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    assert _TEXT not in done.stderr
    assert "mend: " in done.stderr


@pytest.mark.parametrize("command", [["sync"], ["accounts", "test"], ["accounts", "remove", "--yes"]])
def test_an_unknown_account_is_named_with_what_lists_them(tmp_path: Path, command: list[str]) -> None:
    done = run(*command, "nobody", folder=tmp_path)

    assert done.returncode == ExitCode.USAGE
    assert done.stderr == (
        "error: there is no account 'nobody' [E0180]\nmend: akwarden accounts list shows them all\n"
    )


@pytest.mark.parametrize(
    "arguments", [["tencent", "prod"], ["--organization"], ["--department", "x"], ["--from", "env"]]
)
def test_a_file_of_accounts_stands_alone(tmp_path: Path, arguments: list[str]) -> None:
    done = run("accounts", "add", *arguments, "--csv", "accounts.csv", folder=tmp_path)

    assert done.returncode == ExitCode.USAGE
    assert "--csv takes everything from its file" in done.stderr


def test_a_test_ends_with_exit_code_3_for_a_key_that_does_not_work(
    emulator: Emulator, tmp_path: Path
) -> None:
    add(emulator, tmp_path)
    key = root_key(emulator.cloud)

    works = run("accounts", "test", "prod", "--rate", "0", folder=tmp_path, key=key)
    not_there = run("accounts", "test", "prod", "--rate", "0", folder=tmp_path)

    assert works.returncode == ExitCode.OK
    assert not_there.returncode == ExitCode.AUTHENTICATION
    assert "; mend: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY" in not_there.stdout


def test_a_removed_account_is_forgotten_and_what_people_wrote_stays(
    emulator: Emulator, tmp_path: Path
) -> None:
    add(emulator, tmp_path)
    sync(tmp_path, key=root_key(emulator.cloud))
    note = {"kind": "key", "subject": root_key(emulator.cloud).secret_id, "remark": "kept", "tags": "[]"}
    with closing(open_state(tmp_path / "home", None)) as state, state.writing() as connection:
        connection.execute(notes.insert().values(**note, changed_at=NOW, changed_by="a test"))

    asked = run("accounts", "remove", "prod", folder=tmp_path)
    done = run("accounts", "remove", "prod", "--yes", folder=tmp_path)

    assert asked.returncode == ExitCode.INTERRUPTED
    assert done.returncode == ExitCode.OK
    with closing(open_state(tmp_path / "home", None)) as state, state.reading() as connection:
        for table in (accounts, principals, access_keys):
            assert connection.execute(select(func.count()).select_from(table)).scalar() == 0
        assert connection.execute(select(notes.c.remark)).scalars().all() == ["kept"]
    assert add(emulator, tmp_path).returncode == ExitCode.OK
    code, read = sync(tmp_path, key=root_key(emulator.cloud))
    assert (code, read["prod"]["error"]) == (ExitCode.OK, None)


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_what_programs_read_has_a_published_schema(emulator: Emulator, tmp_path: Path, form: str) -> None:
    key = root_key(emulator.cloud)
    schemas = ("account-probe", "sync", "account")

    outputs = (
        add(emulator, tmp_path, "--format", form).stdout,
        run("sync", "--rate", "0", "--format", form, folder=tmp_path, key=key).stdout,
        run("accounts", "list", "--format", form, folder=tmp_path).stdout,
    )

    for name, text in zip(schemas, outputs, strict=True):
        found = json.loads(text) if form == "json" else [json.loads(line) for line in text.splitlines()]
        assert len(found) == 1
        shape = json.loads(published()[f"{name}.schema.json"])
        jsonschema.Draft202012Validator(shape).validate(found[0])


# An organisation

_GROUP = """
organization: {management: head}
accounts:
  - {name: head, users: [{name: boss, policies: [AdministratorAccess], keys: [{age: 1}]}]}
  - {name: east, users: [{name: a, keys: [{age: 3}]}], roles: [ROLE]}
  - {name: west, users: [{name: b, keys: [{age: 3}]}], roles: [ROLE]}
  - {name: none, users: [{name: c, keys: [{age: 3}]}]}
""".replace(
    "ROLE",
    "{name: akwarden-reader, policies: [ReadOnlyAccess], trust: {version: '2.0', statement: [{effect: allow,"
    " action: 'name/sts:AssumeRole', principal: {qcs: ['qcs::cam::uin/%{uin:head}:root']}}]}}",
)


def test_an_organisation_is_added_again_without_harm(tmp_path: Path) -> None:
    with running(tmp_path, _GROUP) as group:
        key = user(group.cloud, "boss", "head")
        boss = account(group.cloud, "head").keys_of(key.uin)[0]

        first = add(group, tmp_path, "--organization", "--format", "json", key=boss, name="group")
        again = add(group, tmp_path, "--organization", "--format", "json", key=boss, name="group")

        assert first.returncode == again.returncode == ExitCode.PARTIAL
        assert [(row["name"], row["added"]) for row in rows(first)] == [
            ("group", True),
            ("east", True),
            ("west", True),
            ("none", False),
        ]
        assert [row["added"] for row in rows(again)] == [True, True, True, False]
        assert "the role of none can't be taken" in rows(again)[3]["error"]
        assert "check that the role is there" in rows(again)[3]["error"]
        assert "2: west: was there already" in again.stderr.splitlines()


def test_a_member_that_left_is_named_and_its_failure_stops_no_other(tmp_path: Path) -> None:
    with running(tmp_path, _GROUP) as group:
        boss = account(group.cloud, "head").keys_of(user(group.cloud, "boss", "head").uin)[0]
        add(group, tmp_path, "--organization", key=boss, name="group")
        east = account(group.cloud, "east")
        east.roles.clear()
        group.cloud.changed()
        organization = organization_of(group.cloud, east.uin)
        assert organization is not None
        del organization.members[east.uin]

        code, read = sync(tmp_path, key=boss)
        again = add(group, tmp_path, "--organization", key=boss, name="group")

        assert code == ExitCode.PARTIAL
        assert {name: row["error"] is None for name, row in read.items()} == {
            "group": True,
            "east": False,
            "west": True,
        }
        assert "akwarden accounts remove east" in read["east"]["error"]
        assert "east is no member any more" in again.stderr
