"""From a key in a repository and its calls in a log to one alarm that tells all, by commands of a user."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from tests.detectors.records.canaries import cloudaudit, dumps
from tests.frontends.cli.program import akwarden, akwarden_each
from tests.sources.repositories import Repo

from akwarden.workflows.rule_check import expand

pytestmark = pytest.mark.timeout(300)
KEY, SECRET = expand("AKID{32*A}", 71), expand("{32*A}", 72)
ABROAD = "203.0.113.9"


def call(number: int, name: str) -> dict[str, Any]:
    """Return a call of the key from abroad, some seconds after now."""
    made = cloudaudit({}, eventName=name, eventID=f"theft-{number}", sourceIPAddress=ABROAD)
    identity = {**made["userIdentity"], "secretId": KEY, "userName": "deploy"}
    return {**made, "eventTime": int(time.time()) + number, "userIdentity": identity}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a repository in which the key once was, and a log of its use."""
    folder = tmp_path_factory.mktemp("detection")
    repo = Repo(folder / "shop")
    repo.commit({"deploy/prod.env": f"SECRET_ID={KEY}\nSECRET_KEY={SECRET}\n"})
    repo.commit({"deploy/prod.env": "SECRET_ID=\n"})
    names = ("GetUserAppId", "DescribeInstances", "ListUsers")
    lines = (dumps(call(number, name)) for number, name in enumerate(names))
    (folder / "log.jsonl").write_text("\n".join(lines))
    return folder


def test_a_leaked_key_in_use_is_one_critical_alarm_that_names_file_commit_and_address(folder: Path) -> None:
    scanned = akwarden("scan", "shop", "--save", folder=folder)
    assert scanned.returncode == 1, scanned.stderr
    commands = [
        ("audit", "import", "log.jsonl"),
        ("detect", "run"),
        ("detect", "run"),
        ("alarms", "list", "--where", "type:leak", "--format", "json"),
        ("keys", "list", "--all-statuses", "--where", f"key:{KEY}", "--format", "json"),
    ]
    imported, first, second, listed, keys = akwarden_each(commands, folder)

    assert (imported.returncode, first.returncode, second.returncode) == (0, 0, 0), first.stderr
    assert "3 events judged" in first.stderr
    assert "judged" not in second.stderr
    (alarm,) = json.loads(listed.stdout)
    assert (alarm["severity"], alarm["status"], alarm["key_id"]) == ("critical", "open", KEY)
    assert (alarm["count"], alarm["source_ips"]) == (3, [ABROAD])
    assert alarm["next_action"] == f"akwarden keys show {KEY}"
    (key,) = json.loads(keys.stdout)
    assert key["alarms"] >= 1
    shown = akwarden("alarms", "show", alarm["id"][:12], folder=folder)
    assert shown.returncode == 0, shown.stderr
    assert "deploy/prod.env" in shown.stdout
    assert ABROAD in shown.stdout
    assert SECRET not in shown.stdout + listed.stdout + scanned.stdout


def test_a_backtest_says_how_often_a_rule_would_have_fired(folder: Path) -> None:
    found, unknown = akwarden_each(
        [
            ("detect", "backtest", "leaked-key-used", "--days", "30", "--format", "json"),
            ("detect", "backtest", "leaked-key-usd"),
        ],
        folder,
    )

    assert json.loads(found.stdout)["rule"] == "leaked-key-used"
    assert unknown.returncode == 2
    assert "did you mean leaked-key-used?" in unknown.stderr
