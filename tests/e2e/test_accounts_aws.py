"""An account of AWS, on moto's server with keys and policies checked: added and read by the program."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.e2e.clouds import rows, run
from tests.emulator.aws.cloud import Cloud, guarded
from tests.providers.aws.collector import ACCOUNT, COLLECTOR, collector

from akwarden.errors import ExitCode
from akwarden.model.credential import Credential
from akwarden.providers.aws.permissions import CALLS


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    """Give a server with one user that has two keys, and the collector to come."""
    with guarded() as running:
        iam = running.client("iam")
        iam.create_user(UserName="ann")
        iam.create_access_key(UserName="ann")
        iam.create_access_key(UserName="ann")
        yield running


def _variables(key: Credential, secret: str | None = None) -> dict[str, str]:
    shown = secret or key.secret.reveal().decode()
    return {"AWS_ACCESS_KEY_ID": key.key_id, "AWS_SECRET_ACCESS_KEY": shown}


def test_an_account_of_aws_is_added_and_read_with_the_printed_policy(cloud: Cloud, tmp_path: Path) -> None:
    env = _variables(collector(cloud))
    place = ("--endpoint", cloud.endpoint, "--rate", "0", "--format", "json")

    added = run("accounts", "add", "aws", "shop", *place, folder=tmp_path, env=env)
    read = run("sync", "--rate", "0", "--format", "json", folder=tmp_path, env=env)

    assert (added.returncode, read.returncode) == (ExitCode.OK, ExitCode.OK), added.stderr + read.stderr
    (probed,), (row,) = rows(added), rows(read)
    assert (probed["account"], probed["error"]) == (ACCOUNT, None)
    assert probed["identity"].endswith(f"user/{COLLECTOR}")
    assert '"Version": "2012-10-17"' in probed["policy"]
    assert (row["error"], row["blind_spots"]) == (None, probed["blind_spots"])
    assert row["keys"] >= 3


def test_half_the_rights_give_blind_spots_and_a_wrong_secret_an_error(cloud: Cloud, tmp_path: Path) -> None:
    key = collector(cloud, CALLS[::2])
    place = ("--endpoint", cloud.endpoint, "--rate", "0", "--format", "json")

    added = run("accounts", "add", "aws", "shop", *place, folder=tmp_path, env=_variables(key))
    read = run("sync", "--rate", "0", "--format", "json", folder=tmp_path, env=_variables(key))
    wrong = run("sync", "--rate", "0", "--format", "json", folder=tmp_path, env=_variables(key, "x" * 40))

    assert (added.returncode, read.returncode) == (ExitCode.OK, ExitCode.OK), added.stderr + read.stderr
    assert rows(added)[0]["blind_spots"]
    assert rows(read)[0]["blind_spots"]
    assert wrong.returncode == ExitCode.PARTIAL
    assert "mend: " in rows(wrong)[0]["error"]
    assert "x" * 40 not in wrong.stdout + wrong.stderr
