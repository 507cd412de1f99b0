"""Canaries as commands: minted in an emulated Tencent Cloud, or recorded by hand."""

import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.e2e.clouds import add, run, running, user_with, variables
from tests.frontends.cli.program import Done, akwarden_each, environment
from tests.reports.published import validator
from tests.store.rows import key_id

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.state import Key
from akwarden.errors import ExitCode
from akwarden.providers.tencent.permissions import CALLS, KEY_CALLS, policy

COMMANDS = {
    "empty": ("canary", "list"),
    "record": ("canary", "create", "--key-id", key_id(7), "--place", "wiki, page on deployment"),
    "again": ("canary", "create", "--key-id", key_id(7), "--place", "elsewhere"),
    "list": ("canary", "list", "--format", "jsonl"),
    "remove": ("canary", "remove", key_id(7)),
    "after": ("canary", "list", "--all", "--format", "jsonl"),
    "temporary": ("canary", "create", "--key-id", "ASIA" + "B" * 16, "--place", "x"),
    "no place": ("canary", "create", "--key-id", key_id(8)),
    "no account": ("canary", "create", "--user", "svc-x", "--place", "-"),
    "both": ("canary", "create", "--key-id", key_id(8), "--user", "svc-x", "--place", "x"),
    "unknown": ("canary", "remove", key_id(9)),
    "delete by hand": ("canary", "remove", key_id(7), "--delete"),
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Done]:
    """Give what all commands say, one after the other."""
    folder = tmp_path_factory.mktemp("canary")
    return dict(zip(COMMANDS, akwarden_each(list(COMMANDS.values()), folder), strict=True))


def test_a_key_that_was_made_by_hand_is_recorded_and_listed(said: dict[str, Done]) -> None:
    (row,) = [json.loads(line) for line in said["list"].stdout.splitlines()]

    validator("canary").validate(row)
    assert (row["key_id"], row["provider"], row["minted"], row["place"]) == (
        key_id(7),
        "tencent",
        False,
        "wiki, page on deployment",
    )
    assert said["record"].stderr == f"{key_id(7)} is a canary: any use of it is a critical alarm\n"
    assert said["empty"].stderr.startswith("There are no canaries. akwarden canary create makes one")


def test_one_that_is_forgotten_says_that_the_key_still_works(said: dict[str, Done]) -> None:
    assert said["remove"].stderr.splitlines() == [
        f"{key_id(7)} is no canary any more; at the cloud it is as it was",
        "delete it there, in the console of the cloud",
    ]
    (row,) = [json.loads(line) for line in said["after"].stdout.splitlines()]
    assert row["removed_at"] is not None


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("temporary", "a temporary key"),
        ("no place", "--place"),
        ("no account", "minted in an account"),
        ("both", "--user is for a key that is minted"),
        ("unknown", "no canary is called"),
        ("delete by hand", "was made by hand"),
    ],
)
def test_what_can_be_no_canary_ends_with_2(name: str, what: str, said: dict[str, Done]) -> None:
    assert said[name].returncode == ExitCode.USAGE
    assert what in said[name].stderr


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Emulator, Path, Key]]:
    """Give a cloud, a home with its account, and a key that may read it and make canaries."""
    folder = tmp_path_factory.mktemp("minted")
    with running(folder) as emulator:
        key = user_with(emulator, policy((*CALLS, *KEY_CALLS)))
        assert add(emulator, folder, key=key).returncode == ExitCode.OK
        yield emulator, folder, key


def made(key: Key, folder: Path, user: str, place: str) -> tuple[int, str, str]:
    """Mint a canary; give how that ended."""
    command = ("canary", "create", "--account", "prod", "--user", user, "--place", place, "--rate", "0")
    done = run(*command, folder=folder, key=key)
    return done.returncode, done.stdout, done.stderr


def test_a_minted_key_goes_to_a_file_of_the_user_alone_and_is_deleted_with_its_user(
    shop: tuple[Emulator, Path, Key],
) -> None:
    emulator, folder, key = shop
    place = folder / "default.credential"

    code, out, err = made(key, folder, "svc-report-export", str(place))
    again = made(key, folder, "svc-other", str(place))

    assert (code, out) == (ExitCode.OK, ""), err
    written = json.loads(place.read_text(encoding="utf-8"))
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert written["secretKey"] not in err
    assert again[0] == ExitCode.USAGE
    assert "is there already" in again[2]
    (row,) = json.loads(run("canary", "list", "--format", "json", folder=folder).stdout)
    assert (row["key_id"], row["place"], row["minted"]) == (written["secretId"], str(place), True)
    gone = run("canary", "remove", written["secretId"], "--delete", "--rate", "0", folder=folder, key=key)
    assert gone.returncode == ExitCode.OK, gone.stderr
    where = next(one for one in emulator.cloud.accounts.values() if one.name == "shop")
    assert where.keys[written["secretId"]].deleted
    assert where.user_named("svc-report-export") is None


def test_a_minted_key_is_printed_once_with_a_warning_and_the_command_that_deletes_it(
    shop: tuple[Emulator, Path, Key],
) -> None:
    _, folder, key = shop

    code, out, err = made(key, folder, "svc-printed", "-")

    assert code == ExitCode.OK
    fields = dict(line.split(" = ") for line in out.splitlines()[1:])
    assert err.splitlines()[0].startswith("the key is shown this once")
    assert fields["secret_key"] not in err
    forgotten = run("canary", "remove", fields["secret_id"], folder=folder)
    assert forgotten.stdout == "tccli cam DeleteUser --Name svc-printed --Force 1\n"
    for path in (folder / "home").rglob("*"):
        assert path.is_dir() or fields["secret_key"].encode() not in path.read_bytes(), path


_KILLED_BEHIND_THE_FILE = """
import os, sys
from akwarden.frontends.cli.main import main

link = os.link

def link_and_die(source, target, **more):
    link(source, target, **more)
    if str(target).endswith("bait.credential"):
        os._exit(9)

os.link = link_and_die
sys.exit(main(sys.argv[1:]))
"""


def test_a_run_that_was_killed_behind_its_file_is_finished_by_the_same_command(
    shop: tuple[Emulator, Path, Key],
) -> None:
    _, folder, key = shop
    place = folder / "bait.credential"
    command = ("canary", "create", "--account", "prod", "--user", "svc-bait", "--place", str(place))
    killed = subprocess.run(
        [sys.executable, "-c", _KILLED_BEHIND_THE_FILE, *command, "--rate", "0"],
        cwd=folder,
        env=environment(folder, variables(key)),
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert killed.returncode == 9, killed.stderr
    before = place.read_bytes()

    code, _, err = made(key, folder, "svc-bait", str(place))

    assert code == ExitCode.OK, err
    assert place.read_bytes() == before
    assert [path.name for path in folder.iterdir() if path.name.endswith(".part")] == []
    listed = run("canary", "list", "--format", "json", folder=folder)
    key_id_ = json.loads(before)["secretId"]
    assert key_id_ in [row["key_id"] for row in json.loads(listed.stdout)]
    assert "not finished" not in listed.stderr
    gone = run("canary", "remove", key_id_, "--delete", "--rate", "0", folder=folder, key=key)
    assert gone.returncode == ExitCode.OK, gone.stderr
