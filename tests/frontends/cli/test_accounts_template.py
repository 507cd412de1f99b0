import json
import re
from pathlib import Path

import pytest
from tests.frontends.cli.program import akwarden

from akwarden.errors import ExitCode

TRUST = "123456789012"
_MADE_UP = re.compile(r"External id: (akwarden-[\w-]{32}) ")


def test_the_policy_is_all_that_is_printed(tmp_path: Path) -> None:
    done = akwarden("accounts", "template", "tencent", folder=tmp_path)

    assert (done.returncode, done.stderr) == (ExitCode.OK, "")
    (statement,) = json.loads(done.stdout)["statement"]
    assert "cam:ListAccessKeys" in statement["action"]
    assert "scf:GetFunction" in statement["action"]


def test_a_purpose_is_left_out(tmp_path: Path) -> None:
    words = ["--without", "functions", "--without", "addresses", "--without", "trail"]
    words += ["--without", "events"]

    done = akwarden("accounts", "template", "tencent", *words, folder=tmp_path)

    (statement,) = json.loads(done.stdout)["statement"]
    assert {action.partition(":")[0] for action in statement["action"]} == {"cam"}


def test_a_file_holds_what_is_printed(tmp_path: Path) -> None:
    words = ["accounts", "template", "aws", "--kind", "role", "--trust", TRUST, "--external-id", "of-us"]

    printed = akwarden(*words, folder=tmp_path)
    kept = akwarden(*words, "-o", "role.json", folder=tmp_path)

    assert (kept.returncode, kept.stdout) == (ExitCode.OK, "")
    assert (tmp_path / "role.json").read_text(encoding="utf-8") == printed.stdout
    assert kept.stderr == printed.stderr


def test_an_external_id_is_made_up_anew_each_time_and_named(tmp_path: Path) -> None:
    words = ["accounts", "template", "tencent", "--kind", "terraform"]

    runs = [akwarden(*words, folder=tmp_path) for _ in range(2)]

    named = [_MADE_UP.search(done.stderr) for done in runs]
    assert all(named)
    ids = [found[1] for found in named if found]
    assert len(set(ids)) == 2
    assert [f'default     = "{one}"' in done.stdout for one, done in zip(ids, runs, strict=True)] == [
        True,
        True,
    ]


def test_the_note_says_how_the_account_is_added(tmp_path: Path) -> None:
    words = ["--kind", "awscli", "--trust", TRUST, "--external-id", "of-us", "--site", "aws-cn"]

    done = akwarden("accounts", "template", "aws", *words, folder=tmp_path)

    assert done.stderr.endswith(
        "akwarden accounts add aws NAME --from role:arn:aws-cn:iam::NUMBER:role/akwarden-reader "
        "--external-id of-us --site aws-cn\n"
    )


@pytest.mark.parametrize(
    ("words", "is_told"), [([], True), (["--member", "100000000002"], False), (["-q"], False)]
)
def test_a_policy_that_takes_any_role_is_told(tmp_path: Path, words: list[str], is_told: bool) -> None:  # noqa: FBT001
    done = akwarden("accounts", "template", "tencent", "--organization", *words, folder=tmp_path)

    assert done.returncode == ExitCode.OK
    assert ("any role that trusts its holder" in done.stderr) is is_told


def test_what_there_is_no_template_for_ends_with_those_that_there_are(tmp_path: Path) -> None:
    words = ["--kind", "cloudformation", "-o", "role.yml"]

    done = akwarden("accounts", "template", "tencent", *words, folder=tmp_path)

    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    assert done.stderr.splitlines() == [
        "error: there is no cloudformation template for Tencent Cloud [E0100]",
        "why: the tool is one of another cloud",
        "mend: take one of policy, role, terraform, tccli",
    ]
    assert not (tmp_path / "role.yml").exists()
