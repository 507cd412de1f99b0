import json
import subprocess
import sys

import pytest

from akwarden.emulator.tencent.schema import services
from akwarden.policy.grammar import Language, read_policy
from akwarden.providers.inventory import Purpose
from akwarden.providers.registry import load
from akwarden.providers.tencent.client import VERSIONS
from akwarden.providers.tencent.permissions import CALLS, call_of, policy


def test_every_call_stands_there_once() -> None:
    assert len({(call.service, call.action) for call in CALLS}) == len(CALLS)


def test_every_call_is_one_that_the_sdk_has_in_this_version() -> None:
    known = services()
    ours = [call for call in CALLS if call.service != "cos"]  # it has another interface, and no versions

    assert [call for call in ours if call.action not in known[call.service].actions] == []
    assert {name: known[name].version for name in VERSIONS} == VERSIONS


def test_no_call_changes_anything_but_that_a_role_is_taken() -> None:
    reading = ("Get", "List", "Describe")

    assert [call.action for call in CALLS if not call.action.startswith(reading)] == ["AssumeRole"]


def test_the_policy_has_sorted_rights_once_each_and_those_only() -> None:
    calls = tuple(call for call in CALLS if call.purpose is Purpose.FUNCTIONS)

    text = policy((*calls, *calls, call_of("sts", "GetCallerIdentity")))

    assert json.loads(text) == {
        "version": "2.0",
        "statement": [
            {
                "effect": "allow",
                "action": ["scf:GetFunction", "scf:ListFunctions", "scf:ListNamespaces"],
                "resource": "*",
            }
        ],
    }


def test_the_policy_is_one_that_the_cloud_takes() -> None:
    found = read_policy(policy(CALLS), Language.CAM)

    assert len(found.statements) == 1
    assert len(policy(CALLS)) < 6144, "as long as a policy may be"


def test_a_call_that_is_not_there_is_a_defect() -> None:
    with pytest.raises(LookupError):
        call_of("cam", "CreateAccessKey")


def test_the_cloud_is_loaded_without_its_sdk() -> None:
    program = (
        "import sys; from akwarden.providers.registry import load; load('tencent').policy(());"
        "print([name for name in sys.modules if name.startswith(('tencentcloud', 'requests', 'httpx'))])"
    )

    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "[]"


def test_the_registry_has_the_cloud_with_all_its_calls() -> None:
    cloud = load("tencent")

    assert (cloud.name, cloud.title, cloud.calls) == ("tencent", "Tencent Cloud", CALLS)
    assert cloud.identifier().name == "tencent"
    assert (
        cloud.role_arn("100000000001", "Reader", cloud.sites[0])
        == "qcs::cam::uin/100000000001:roleName/Reader"
    )
