"""Versions of custom policies: up to five, of which one counts.

After "Policy Version Control" of Tencent Cloud CAM; the default version can't be deleted.
"""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import iso
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cam.documents import read_rights
from akwarden.emulator.tencent.services.cam.finding import PARAM_ERROR, custom_policy_of, policy_of
from akwarden.emulator.tencent.state import Policy, Version

MOST_VERSIONS = 5
_CREATIONS_A_SECOND = 10
_NOT_FOUND = "ResourceNotFound.PolicyIdNotFound"
_ALREADY_DEFAULT = "FailedOperation.PolicyVersionAlreadyDefault"


@serve("cam", "CreatePolicyVersion", write=True, rate=_CREATIONS_A_SECOND, sensitive=True)
def create_policy_version(call: Call) -> Mapping[str, Any]:
    """Add a version, and let it count where SetAsDefault asks for it."""
    policy = custom_policy_of(call, call.number("PolicyId"), "InvalidParameter.PolicyIdNotExist")
    if len(policy.versions) >= MOST_VERSIONS:
        raise ApiError(
            "FailedOperation.PolicyVersionFull", f"A policy can have up to {MOST_VERSIONS} versions."
        )
    text = call.text("PolicyDocument")
    document = read_rights(text)
    number = max(version.number for version in policy.versions) + 1
    policy.versions.append(Version(number, text, document, call.now))
    if call.parameters["SetAsDefault"]:
        _make_default(call, policy, number)
    return {"VersionId": number}


@serve("cam", "DeletePolicyVersion", write=True, sensitive=True)
def delete_policy_version(call: Call) -> Mapping[str, Any]:
    """Delete versions, all or none."""
    policy = custom_policy_of(call, call.number("PolicyId"), _NOT_FOUND)
    numbers = call.items("VersionId")
    if not numbers:
        raise ApiError(PARAM_ERROR, "The parameter `VersionId` is empty.")
    for number in numbers:
        if _version(policy, number).number == policy.default:
            raise ApiError(_ALREADY_DEFAULT, f"The version {number} is the default one.")
    policy.versions = [version for version in policy.versions if version.number not in numbers]
    return {}


@serve("cam", "SetDefaultPolicyVersion", write=True, sensitive=True)
def set_default_policy_version(call: Call) -> Mapping[str, Any]:
    """Let another version count."""
    policy = custom_policy_of(call, call.number("PolicyId"), _NOT_FOUND)
    number = _version(policy, call.number("VersionId")).number
    if number == policy.default:
        raise ApiError(_ALREADY_DEFAULT, f"The version {number} is the default one already.")
    _make_default(call, policy, number)
    return {}


@serve("cam", "GetPolicyVersion")
def get_policy_version(call: Call) -> Mapping[str, Any]:
    """Return one version with its document."""
    policy = policy_of(call, call.number("PolicyId"), _NOT_FOUND)
    version = _version(policy, call.number("VersionId"))
    return {"PolicyVersion": {**_described(policy, version), "Document": version.text}}


@serve("cam", "ListPolicyVersions")
def list_policy_versions(call: Call) -> Mapping[str, Any]:
    """Return all versions, the oldest first."""
    policy = policy_of(call, call.number("PolicyId"), _NOT_FOUND)
    return {"Versions": [_described(policy, version) for version in policy.versions]}


def _make_default(call: Call, policy: Policy, number: int) -> None:
    policy.default, policy.updated = number, call.now
    call.cloud.changed()


def _version(policy: Policy, number: int) -> Version:
    found = next((version for version in policy.versions if version.number == number), None)
    if found is None:
        raise ApiError("InvalidParameter.PolicyVersionNotExists", f"The policy has no version {number}.")
    return found


def _described(policy: Policy, version: Version) -> dict[str, Any]:
    return {
        "VersionId": version.number,
        "CreateDate": iso(version.created),
        "IsDefaultVersion": int(version.number == policy.default),
    }
