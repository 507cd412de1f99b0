"""Runs commands that call clouds: the program in a process of its own, against an emulator."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tencentcloud.common.common_client import CommonClient
from tencentcloud.common.credential import Credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tests.frontends.cli.program import as_text, fed
from tests.providers.tencent.shop import SHOP, put_policy, root_key, shop_cloud
from tests.providers.tencent.shop import account as account_of

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.state import Attachment, Key, User

Row = dict[str, Any]


@contextmanager
def running(folder: Path, text: str = SHOP, *, rate_scale: float = 0) -> Iterator[Emulator]:
    """Give an emulated organisation of a scenario; `shop` manages it, where none is named."""
    with Emulator(shop_cloud(folder, text), rate_scale=rate_scale) as emulator:
        yield emulator


def run(
    *arguments: str, folder: Path, key: Key | None = None, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end, with a key in the environment."""
    whole = {**variables(key), **(env or {})}
    return as_text(fed(*arguments, folder=folder, env=whole, timeout=300))


def variables(key: Key | None) -> dict[str, str]:
    """Give the names of the environment that hold a key."""
    if key is None:
        return {}
    return {"TENCENTCLOUD_SECRET_ID": key.secret_id, "TENCENTCLOUD_SECRET_KEY": key.secret_key}


def add(
    emulator: Emulator, folder: Path, *more: str, key: Key | None = None, name: str = "prod"
) -> subprocess.CompletedProcess[str]:
    """Add the account whose key it is, else `shop` with its root key."""
    place = ("--endpoint", emulator.endpoint, "--rate", "0")
    return run(
        "accounts",
        "add",
        "tencent",
        name,
        *place,
        *more,
        folder=folder,
        key=key or root_key(emulator.cloud, "shop"),
    )


def sync(
    folder: Path, *more: str, key: Key | None = None, env: Mapping[str, str] | None = None
) -> tuple[int, dict[str, Row]]:
    """Read accounts; give the exit code and the row of each by its name."""
    done = run("sync", "--rate", "0", "--format", "json", *more, folder=folder, key=key, env=env)
    return done.returncode, {row["name"]: row for row in rows(done)}


def rows(done: subprocess.CompletedProcess[str]) -> list[Row]:
    """Read what a command said with `--format json`; anything else fails the test."""
    assert done.stdout, f"{done.returncode}: {done.stderr}"
    found: list[Row] = json.loads(done.stdout)
    return found


def user_with(emulator: Emulator, policy: str, of: str = "shop", name: str = "collector") -> Key:
    """Put a user with one policy into an account; give its key."""
    cloud = emulator.cloud
    where = account_of(cloud, of)
    made = User(cloud.ids.number("uin"), cloud.ids.number("uid"), name, 0)
    made.attached = [Attachment(put_policy(cloud, where, policy).id, 0)]
    where.users[made.uin] = made
    cloud.changed()
    return cloud.add_key(where, made.uin)


def caller(emulator: Emulator, key: Key) -> CommonClient:
    """Give the SDK's client that calls Access Management with a key."""
    http = HttpProfile(protocol="http", endpoint=emulator.address)
    credential = Credential(key.secret_id, key.secret_key)
    return CommonClient("cam", "2019-01-16", credential, "", ClientProfile(httpProfile=http))


def profile(folder: Path, name: str, key_id: str, secret: str) -> None:
    """Write a key where `tccli` keeps that of a profile."""
    place = folder / ".tccli"
    place.mkdir(exist_ok=True)
    content = {"secretId": key_id, "secretKey": secret}
    (place / f"{name}.credential").write_text(json.dumps(content), encoding="utf-8")
