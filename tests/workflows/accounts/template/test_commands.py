import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.emulator.aws.cloud import aws, client
from tests.emulator.tencent.cloud import account_of, ask, emulator, root_key
from tests.emulator.tencent.cloud import client as tencent_client
from tests.workflows.accounts.template.templates import role_of

from akwarden.emulator.tencent.server import Emulator
from akwarden.workflows.accounts.template.wanted import Kind

__all__ = ["emulator"]
ROOT = Path(__file__).resolve().parents[4]
ODD_NAME = "a+b=c,d.e@f-g_h"


def run(script: str, folder: Path, program: str, words: list[str], **env: str) -> Any:
    """Run a script in which `program` is what these words call."""
    wrapper = folder / program
    wrapper.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@" $MORE\n')
    wrapper.chmod(0o755)
    return subprocess.run(
        ["sh"],
        input=script,
        env={**os.environ, "HOME": str(folder), "PATH": f"{folder}:{os.environ['PATH']}", **env},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def run_tccli(script: str, folder: Path, emulator: Emulator) -> Any:
    """Run a script with Tencent Cloud's own command line."""
    key = root_key(emulator)
    return run(
        script,
        folder,
        "tccli",
        [str(Path(sys.executable).with_name("tccli"))],
        MORE=f"--endpoint {emulator.endpoint}",
        TENCENTCLOUD_SECRET_ID=key.secret_id,
        TENCENTCLOUD_SECRET_KEY=key.secret_key,
    )


def test_tccli_makes_the_role_with_its_policy(emulator: Emulator, tmp_path: Path) -> None:
    trust = str(account_of(emulator).uin)
    script = role_of("tencent", Kind.TCCLI, trust=trust, role_name=ODD_NAME)

    done = run_tccli(script, tmp_path, emulator)

    assert (done.returncode, done.stderr) == (0, "")
    wanted = json.loads(role_of("tencent", Kind.ROLE, trust=trust, role_name=ODD_NAME))
    cam = tencent_client("cam", emulator)
    role = ask(cam, "GetRole", RoleName=ODD_NAME)["RoleInfo"]
    (attached,) = ask(cam, "ListAttachedRolePolicies", RoleName=ODD_NAME, Page=1, Rp=20)["List"]
    policy = ask(cam, "GetPolicy", PolicyId=attached["PolicyId"])["PolicyDocument"]
    assert json.loads(role["PolicyDocument"]) == wanted["trust_policy"]
    assert json.loads(policy) == wanted["permission_policy"]
    assert role["ConsoleLogin"] == 0


def test_a_script_stops_where_a_name_is_in_use(emulator: Emulator, tmp_path: Path) -> None:
    script = role_of("tencent", Kind.TCCLI, trust=str(account_of(emulator).uin), role_name="twice")

    first, second = (run_tccli(script, tmp_path, emulator) for _ in range(2))

    assert first.returncode == 0
    assert second.returncode != 0
    assert "FailedOperation.PolicyNameInUse" in second.stderr
    assert second.stdout == ""


def test_the_commands_for_aws_make_the_role_with_its_policy(tmp_path: Path) -> None:
    script = role_of("aws", Kind.AWSCLI, role_name=ODD_NAME)
    stand_in = [sys.executable, "-m", "tests.workflows.accounts.template.aws_stand_in"]

    with aws() as endpoint:
        done = run(script, tmp_path, "aws", stand_in, MORE="", STAND_IN_ENDPOINT=endpoint)
        iam = client("iam", endpoint)
        role = iam.get_role(RoleName=ODD_NAME)["Role"]
        (attached,) = iam.list_attached_role_policies(RoleName=ODD_NAME)["AttachedPolicies"]
        version = iam.get_policy_version(PolicyArn=attached["PolicyArn"], VersionId="v1")["PolicyVersion"]

    assert (done.returncode, done.stderr) == (0, "")
    wanted = json.loads(role_of("aws", Kind.ROLE, role_name=ODD_NAME))
    assert role["AssumeRolePolicyDocument"] == wanted["trust_policy"]
    assert version["Document"] == wanted["permission_policy"]


@pytest.mark.parametrize(("provider", "kind"), [("tencent", Kind.TCCLI), ("aws", Kind.AWSCLI)])
def test_what_a_script_is_given_is_no_command(provider: str, kind: Kind) -> None:
    script = role_of(provider, kind)

    words = shlex.split(script, comments=True)

    role = json.loads(role_of(provider, Kind.ROLE))
    given = dict(word.split("=", 1) for word in words if word.startswith(("policy={", "trust={")))
    assert json.loads(given["policy"]) == role["permission_policy"]
    assert json.loads(given["trust"]) == role["trust_policy"]
