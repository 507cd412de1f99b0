"""`akwarden users` and `akwarden tokens`, as a person at the terminal runs them."""

import csv
import io
import json
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from tests.frontends.cli.program import akwarden
from tests.reports.published import validate


def run(folder: Path, *arguments: str) -> CompletedProcess[str]:
    return akwarden(*arguments, folder=folder)


def done(folder: Path, *arguments: str) -> str:
    result = run(folder, *arguments)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_people_are_added_given_roles_and_listed(tmp_path: Path) -> None:
    assert "There is nobody yet" in run(tmp_path, "users", "list").stderr
    done(tmp_path, "users", "groups", "set", "payments", "--account", "tencent:100000000001")
    link = done(tmp_path, "users", "add", "Ada", "--role", "admin", "--email", "ada@example.com")
    assert link.startswith("http://127.0.0.1:8470/welcome#")
    done(tmp_path, "users", "add", "ben", "--name", "Ben Li")

    assert done(tmp_path, "users", "grant", "ben", "--role", "analyst@payments") == "ben: analyst@payments\n"

    rows = list(csv.DictReader(io.StringIO(done(tmp_path, "users", "list", "--format", "csv"))))
    assert [(row["login"], row["roles"], row["email"]) for row in rows] == [
        ("ada", "admin", "ada@example.com"),
        ("ben", "analyst@payments", ""),
    ]
    for line in done(tmp_path, "users", "list", "--format", "jsonl").splitlines():
        validate("access-person", json.loads(line))
    assert link.partition("#")[2].strip() not in done(tmp_path, "users", "list", "--format", "json")
    assert done(tmp_path, "users", "groups", "list") == "payments: tencent:100000000001\n"


def test_who_is_deactivated_gets_no_link_until_they_are_active_again(tmp_path: Path) -> None:
    done(tmp_path, "users", "add", "ben", "--role", "viewer")

    assert done(tmp_path, "users", "deactivate", "ben") == "ben is not active any more\n"
    refused = run(tmp_path, "users", "link", "ben")
    assert (refused.returncode, "not active" in refused.stderr) == (2, True)
    assert done(tmp_path, "users", "activate", "ben") == "ben is active\n"
    assert "/welcome#" in done(tmp_path, "users", "link", "ben", "--forget-codes")
    assert done(tmp_path, "users", "grant", "ben", "--nothing") == "ben: no role\n"


def test_a_link_says_what_address_it_takes_for_that_of_the_server(tmp_path: Path) -> None:
    done(tmp_path, "users", "add", "ben")
    assumed = run(tmp_path, "users", "link", "ben")
    env = {"AKWARDEN_SERVER_URL": "https://keys.example.com/"}
    named = akwarden("users", "link", "ben", folder=tmp_path, env=env)

    assert "what the settings say" in assumed.stderr
    assert named.stdout.startswith("https://keys.example.com/welcome#")
    assert "what the settings say" not in named.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("users", "add", "b en"), "E0198"),
        (("users", "add", "ben", "--role", "viewr"), "did you mean viewer?"),
        (("users", "add", "ben", "--role", "viewer@"), "names no account group"),
        (("users", "add", "ben", "--role", "viewer@nowhere"), "no such account group"),
        (("users", "grant", "ben"), "say which roles"),
        (("users", "grant", "ben", "--role", "viewer", "--nothing"), "say which roles"),
        (("users", "link", "nobody"), "akwarden users list"),
        (("users", "deactivate", "ada"), "last one"),
        (("users", "groups", "set", "x", "--account", "100"), "names no account"),
        (("users", "groups", "remove", "x"), "no such account group"),
        (("tokens", "create", "ada", "--name", "x"), "without a role"),
        (("tokens", "create", "ada", "--name", "x", "--role", "viewer", "--until", "soon"), "no time"),
        (("tokens", "create", "ada", "--name", "x", "--role", "viewer", "--network", "home"), "no address"),
        (("tokens", "create", "nobody", "--name", "x", "--role", "viewer"), "no person"),
        (("tokens", "revoke", "x"), "no token"),
    ],
)
def test_what_can_not_be_done_says_why_and_changes_nothing(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    done(tmp_path, "users", "add", "ada", "--role", "admin")
    before = done(tmp_path, "users", "list", "--format", "json"), done(tmp_path, "tokens", "list", "--all")

    refused = run(tmp_path, *arguments)

    assert (refused.returncode, refused.stdout) == (2, "")
    assert said in refused.stderr
    after = done(tmp_path, "users", "list", "--format", "json"), done(tmp_path, "tokens", "list", "--all")
    assert after == before


def test_a_token_is_printed_alone_listed_without_and_revoked(tmp_path: Path) -> None:
    done(tmp_path, "users", "add", "ada", "--role", "admin")

    token = done(tmp_path, "tokens", "create", "ada", "--name", "ci", "--role", "viewer", "--until", "30d")

    assert token.startswith("akw_")
    assert len(token.splitlines()) == 1
    (row,) = json.loads(done(tmp_path, "tokens", "list", "--format", "json"))
    validate("api-key", row)
    assert (row["name"], row["login"]) == ("ci", "ada")
    assert token.strip() not in json.dumps(row)
    assert "works no more" in done(tmp_path, "tokens", "revoke", row["id"])
    assert done(tmp_path, "tokens", "list") == ""
    assert row["id"] in done(tmp_path, "tokens", "list", "--all", "--format", "csv")


def test_a_pair_is_two_lines_and_its_secret_is_sealed(tmp_path: Path) -> None:
    done(tmp_path, "users", "add", "ada", "--role", "admin")

    pair = done(
        tmp_path,
        "tokens",
        "create",
        "ada",
        "--name",
        "sdk",
        "--role",
        "viewer",
        "--kind",
        "wire",
        "--until",
        "never",
    )

    secret_id, secret = pair.splitlines()
    assert secret_id.startswith("AKWI")
    content = b"".join(path.read_bytes() for path in (tmp_path / "home").glob("state.db*"))
    assert secret_id.encode() in content
    assert secret.encode() not in content
    assert done(tmp_path, "vault", "list") == ""
