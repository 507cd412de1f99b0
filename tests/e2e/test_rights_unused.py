"""Rights to services that nobody calls: from imported records, by a sync, to the risk and the key itself."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.detectors.records.canaries import cloudaudit
from tests.e2e.clouds import add, rows, run, running, sync
from tests.providers.tencent.shop import account, root_key

from akwarden.errors import ExitCode

_SHOP = """
accounts:
  - name: shop
    age: 900
    root_keys: [{age: 800, used: 3}]
    policies:
      - name: network
        document:
          version: "2.0"
          statement: [{effect: allow, action: ["cvm:*", "vpc:*", "cos:*"], resource: "*"}]
    users:
      - {name: nightly, age: 400, policies: [network], keys: [{age: 60, used: 1}]}
"""


def record(number: str, user: str, days_ago: int, service: str) -> dict[str, Any]:
    """Return a record of a call by a user."""
    made = cloudaudit({}, eventName="ModifyIt", resourceType=service, eventID=f"{service}-{days_ago}")
    at = datetime.now(UTC) - timedelta(days=days_ago, hours=1)
    identity = {**made["userIdentity"], "accountId": number, "principalId": user, "userName": "nightly"}
    return {**made, "eventTime": int(at.timestamp()), "userIdentity": identity}


def test_a_service_that_nobody_calls_is_a_risk_until_it_is_called(tmp_path: Path) -> None:
    with running(tmp_path, _SHOP) as emulator:
        shop, key = account(emulator.cloud, "shop"), root_key(emulator.cloud, "shop")
        (user,) = shop.users.values()
        (own,) = shop.keys_of(user.uin)

        def imported(*calls: tuple[int, str]) -> None:
            lines = [json.dumps(record(str(shop.uin), str(user.uin), *call)) for call in calls]
            (tmp_path / "records.jsonl").write_text("\n".join(lines))
            assert run("audit", "import", "records.jsonl", folder=tmp_path).returncode == ExitCode.OK

        def risks() -> list[dict[str, Any]]:
            where = ("--where", "rule:rights-unused-service", "--format", "json")
            return rows(run("risks", "list", "--all-statuses", *where, folder=tmp_path))

        assert add(emulator, tmp_path).returncode == ExitCode.OK
        imported((120, "cam"), (2, "cvm"))
        assert sync(tmp_path, key=key)[0] == ExitCode.OK
        (found,) = risks()
        page = json.loads(run("keys", "show", own.secret_id, "--format", "json", folder=tmp_path).stdout)
        imported((1, "vpc"))
        done = run("risks", "recheck", found["id"], "--rate", "0", folder=tmp_path, key=key)

    assert (found["principal"], found["severity"], found["status"]) == ("nightly", "low", "open")
    assert [one.get("note") for one in found["evidence"]] == [
        "vpc: no call on record",
        "called in 90 days, so name these: cvm",
        "not recorded, so ask before they go: cos",
    ]
    states = {one["service"]: one["state"] for one in page["rights_used"]["services"]}
    assert states == {"cos": "not_recorded", "cvm": "called", "vpc": "not_called"}
    assert done.returncode == ExitCode.OK, done.stderr
    assert [one["status"] for one in risks()] == ["converged"]
