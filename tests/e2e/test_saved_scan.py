"""`scan --save` and `leaks`: what a scan found is kept, held against the keys of the accounts, and closed."""

import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, update
from tests.e2e.scans import key_id, key_pair
from tests.frontends.cli.program import akwarden, fed
from tests.store.rows import add_account, add_key, add_principal
from tests.workflows.leaks.canaries import aws_pair, found_in, tencent_pair

from akwarden.errors import ExitCode
from akwarden.store.migration import open_state
from akwarden.store.tables import access_keys
from akwarden.workflows.rule_check import expand


@contextmanager
def writing(folder: Path) -> Iterator[Connection]:
    """Give a connection to the state of a run, and keep what is written to it."""
    state = open_state(folder / "home", None)
    with state.writing() as connection:
        yield connection
    state.close()


def leaks(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    """Give the rows of `leaks list`."""
    done = akwarden("leaks", "list", "--format", "jsonl", *arguments, folder=folder)
    assert done.returncode == ExitCode.OK, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Give a folder with a folder `shop` that holds one key."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "app.ini").write_text(key_pair())
    return tmp_path


def test_a_scan_is_kept_only_when_that_is_asked_for(shop: Path) -> None:
    akwarden("scan", "shop", folder=shop)

    assert not (shop / "home" / "state.db").exists()
    assert leaks(shop) == []


def test_a_saved_scan_can_be_listed_and_a_second_one_adds_nothing(shop: Path) -> None:
    first = akwarden("scan", "shop", "--save", folder=shop)
    second = akwarden("scan", "shop/../shop", "--save", folder=shop)

    (row,) = leaks(shop)
    assert first.returncode == second.returncode == ExitCode.FINDINGS
    assert "saved: 1 leak, 1 new\n" in first.stderr
    assert "saved: 1 leak, nothing new\n" in second.stderr
    assert (row["schema"], row["key_id"], row["status"]) == ("akwarden.leak/1", key_id(), "open")
    place = {"source": str(shop / "shop"), "vpath": "app.ini", "line": 1, "commit": None}
    assert row["places"] == [place]


def test_a_key_of_an_account_that_works_is_told_with_its_owner_and_the_next_step(shop: Path) -> None:
    with writing(shop) as connection:
        account = add_account(connection, "prod", number="100001234567")
        alice = add_principal(connection, account, "alice")
        add_key(connection, key_id=key_id(), account_id=account, principal_id=alice)

    done = akwarden("scan", "shop", "--save", folder=shop)

    assert done.stderr.splitlines()[-4:] == [
        "saved: 1 leak, 1 new",
        "1 of them is a key of your accounts and works:",
        f"  {key_id()}  account prod (100001234567), principal alice, owner not known",
        f"next: akwarden leaks show {key_id()}",
    ]
    page = akwarden("leaks", "show", key_id(), folder=shop).stdout
    assert (
        "A leaked key is active in account prod (100001234567).\nWhat to do: Disable the key of alice" in page
    )


def test_a_leak_is_closed_as_fixed_only_when_its_key_is_off(shop: Path) -> None:
    with writing(shop) as connection:
        add_key(connection, key_id=key_id(), account_id=add_account(connection, "prod"))
    akwarden("scan", "shop", "--save", folder=shop)
    close = ("leaks", "close", key_id(), "--as", "fixed", "--reason", "ticket 12")

    refused = akwarden(*close, folder=shop)
    with writing(shop) as connection:
        connection.execute(update(access_keys).values(status="inactive"))
    revoked = leaks(shop)
    done = akwarden(*close, folder=shop)

    assert refused.returncode == ExitCode.USAGE
    assert re.search(
        r"^error: leak [0-9a-f]{12} can't be closed as fixed \[E0100\]$", refused.stderr, re.MULTILINE
    )
    assert f"why: {key_id()} is active in account prod\n" in refused.stderr
    assert [row["status"] for row in revoked] == ["revoked"]
    assert done.returncode == ExitCode.OK
    assert leaks(shop) == []
    assert [row["status"] for row in leaks(shop, "--all")] == ["fixed"]


def test_what_is_allowed_or_known_is_not_saved(shop: Path) -> None:
    akwarden("scan", "shop", "--write-baseline", "known.json", folder=shop)

    akwarden("scan", "shop", "--save", "--baseline", "known.json", "--show-allowed", folder=shop)

    assert leaks(shop) == []


def test_a_stream_is_saved_as_a_log(shop: Path) -> None:
    fed("scan", "-", "--save", folder=shop, given=key_pair(2).encode())

    (row,) = leaks(shop)
    assert (row["case"], row["places"][0]["source"]) == ("log_or_snapshot", "stdin")


def test_a_home_that_can_not_keep_its_key_refuses_to_save(shop: Path) -> None:
    (shop / "home").mkdir()
    (shop / "home" / "fingerprint.key").write_bytes(b"cut short")

    done = akwarden("scan", "shop", "--save", folder=shop)

    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    assert "error: what is found can't be saved [E0100]" in done.stderr


@pytest.fixture
def base_install(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Give an environment in which the packages of the server extra seem not to be installed."""
    folder = tmp_path_factory.mktemp("absent")
    for name in ("sqlalchemy", "alembic"):
        error = f"ModuleNotFoundError('No module named {name}', name={name!r})"
        (folder / f"{name}.py").write_text(f"raise {error}\n")
    return {"PYTHONPATH": str(folder)}


def test_the_scanner_alone_says_what_saving_needs(shop: Path, base_install: dict[str, str]) -> None:
    done = akwarden("scan", "shop", "--save", folder=shop, env=base_install)

    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    assert done.stderr.splitlines()[-3:] == [
        "error: the scanner alone is installed, and this needs the other parts of akwarden [E0100]",
        "why: the package sqlalchemy is missing",
        "mend: install akwarden with its extra `server`, as `make setup` in its folder does",
    ]


def test_the_scanner_alone_says_what_leaks_need(tmp_path: Path, base_install: dict[str, str]) -> None:
    done = akwarden("leaks", "list", folder=tmp_path, env=base_install)

    assert done.returncode == ExitCode.USAGE
    assert "why: the package sqlalchemy is missing\n" in done.stderr


def test_the_scanner_alone_scans_without_saving(shop: Path, base_install: dict[str, str]) -> None:
    done = akwarden("scan", "shop", folder=shop, env=base_install)

    assert done.returncode == ExitCode.FINDINGS
    assert key_id() in done.stdout


def test_no_secret_of_a_saved_scan_is_kept_in_any_spelling(tmp_path: Path) -> None:
    secrets = _canaries(tmp_path / "shop")

    done = akwarden("scan", "shop", "--save", folder=tmp_path)

    assert done.returncode == ExitCode.FINDINGS
    assert re.search(r"^saved: 201 leaks, 201 new$", done.stderr, re.MULTILINE), done.stderr
    kept = tmp_path / "home"
    assert found_in(kept, tencent_pair(1)[0]), "the search looks where leaks are kept"
    assert [secret for secret in secrets if found_in(kept, secret)] == []


def _canaries(shop: Path) -> list[str]:
    """Write 201 keys into files, names of files, an archive and a history; give the secrets."""
    shop.mkdir()
    pairs = [tencent_pair(n) for n in range(1, 100)] + [aws_pair(n) for n in range(1, 100)]
    for number, (one, secret) in enumerate(pairs):
        (shop / f"app-{number}.ini").write_text(f"secret_id = {one}\nsecret_key = {secret}\n")
    # In the name of a file, and of the folder above it, in clear.
    known = pairs[0][1]
    (shop / known).mkdir()
    (shop / known / f"{known}.ini").write_text(key_pair(500))
    with zipfile.ZipFile(shop / "app.zip", "w") as archive:
        archive.writestr(f"{known}.env", key_pair(501))
    token = expand("ghp_{36*A}", 1)
    (shop / "token.txt").write_text(f"GITHUB_TOKEN={token}\n")
    _commit(shop, author=pairs[1][1])
    values = [expand("{32*A}", seed + 1000) for seed in (500, 501)]
    return [secret for _, secret in pairs] + [token, *values]


def _commit(folder: Path, *, author: str) -> None:
    """Commit everything, by somebody who is called as a secret is."""
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "first", f"--author={author} <a@b.c>"]):
        subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)
