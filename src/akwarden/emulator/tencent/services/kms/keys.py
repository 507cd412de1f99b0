"""Master keys: made, listed, switched on and off, rotated.

After the API documents of KMS (CreateKey, ListKeyDetail, EnableKeyRotation). Keys that no action here could
use are refused: asymmetric ones, and those of exclusive clusters.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.kms.naming import (
    checked_alias,
    checked_description,
    checked_tags,
    tagged,
)
from akwarden.emulator.tencent.services.kms.state import (
    KeyState,
    KmsRegion,
    KmsState,
    MasterKey,
    Origin,
    add_key,
)
from akwarden.emulator.tencent.services.regional import qualified, region_of

MOST_KEYS = 200
"""Of one region. The documents give no number."""
_USAGE = "ENCRYPT_DECRYPT"
_ASYMMETRIC = "ASYMMETRIC_"
_EXTERNAL = 2


def region_keys(call: Call) -> KmsRegion:
    """Return the keys of the region of a call; rotations that are due are done."""
    found = call.account.state(KmsState).regions.at(region_of(call))
    for key in found.keys.values():
        key.rotate_due(call.now)
    return found


def key_of(call: Call, name: str = "KeyId") -> MasterKey:
    """Return the key that a parameter names; raises ApiError for none."""
    refuse_members(call)
    return known_key(call, call.text(name))


def known_key(call: Call, key_id: str) -> MasterKey:
    """Return a key of the region; raises ApiError for one that there is not."""
    try:
        uuid.UUID(key_id)
    except ValueError:
        raise ApiError("InvalidParameterValue.InvalidKeyId", "The KeyId is not valid.") from None
    key = region_keys(call).keys.get(key_id)
    if key is None:
        raise ApiError("ResourceUnavailable.CmkNotFound", "The CMK does not exist.")
    return key


def usable(key: MasterKey) -> MasterKey:
    """Return a key that encrypts and decrypts now; raises ApiError with the state that forbids it."""
    match key.state:
        case KeyState.ENABLED:
            return key
        case KeyState.DISABLED:
            raise ApiError("ResourceUnavailable.CmkDisabled", "The CMK is disabled.")
        case KeyState.ARCHIVED:
            raise ApiError("ResourceUnavailable.CmkArchived", "The CMK is archived.")
        case _:
            raise ApiError("ResourceUnavailable.CmkStateNotSupport", f"The CMK is {key.state}.")


def refuse_members(call: Call) -> None:
    """Raise ApiError for a call about keys of another account: trusted services are not served here."""
    if call.parameters.get("MemberAccount") or call.parameters.get("MemberAccounts"):
        raise ApiError("UnsupportedOperation", "Keys of member accounts are not served by this emulator.")


def refuse_cluster(call: Call) -> None:
    """Raise ApiError for a cluster: the account has none."""
    if call.text("HsmClusterId"):
        raise ApiError("InvalidParameterValue.InvalidHsmClusterId", "The HSM cluster does not exist.")


def named(call: Call, name: str = "KeyId") -> tuple[str, ...]:
    """Return the resource of the key that a parameter names ("CAM-Enabled API: Key Management Service")."""
    return (key_resource(call, call.text(name)),)


def key_resource(call: Call, key_id: str) -> str:
    """Return the resource of a key or a white-box key; one that there is not counts as the account's own."""
    found = call.account.state(KmsState).regions.at(call.request.region)
    key = found.keys.get(key_id) or found.white_box.get(key_id)
    creator = key.creator if key else call.account.uin
    return qualified(call, "kms", f"key/creatorUin/{creator}/{key_id}")


@serve("kms", "CreateKey", write=True)
def create_key(call: Call) -> Mapping[str, Any]:
    """Make a master key, or with Type 2 one that waits for material of the caller's."""
    refuse_cluster(call)
    keys = region_keys(call).keys
    usage, kind = call.text("KeyUsage") or _USAGE, call.number("Type", 1)
    if usage.startswith(_ASYMMETRIC):
        raise ApiError(
            "UnsupportedOperation.UnsupportedKeyUsageInCurrentRegion", "Only symmetric keys are served."
        )
    if usage != _USAGE:
        raise ApiError("InvalidParameterValue.InvalidKeyUsage", "The KeyUsage is not known.")
    if kind not in {1, _EXTERNAL}:
        raise ApiError("InvalidParameterValue.InvalidType", "The Type is 1 or 2.")
    alias, text, tags = (
        checked_alias(call, {k.alias for k in keys.values()}),
        checked_description(call),
        checked_tags(call),
    )
    if sum(key.owner == "user" for key in keys.values()) >= MOST_KEYS:
        raise ApiError("LimitExceeded.CmkLimitExceeded", f"A region has up to {MOST_KEYS} CMKs.")
    origin = Origin.EXTERNAL if kind == _EXTERNAL else Origin.KMS
    key = add_key(
        call.cloud,
        call.account,
        alias,
        region=region_of(call),
        creator=call.caller.uin,
        description=text,
        origin=origin,
    )
    key.tags = tags
    return {
        "KeyId": key.id,
        "Alias": key.alias,
        "CreateTime": int(key.created),
        "Description": key.description,
        "KeyState": key.state,
        "KeyUsage": _USAGE,
        "HsmClusterId": "",
        **tagged(tags),
    }


@serve("kms", "EnableKey", write=True, resources=named)
def enable_key(call: Call) -> Mapping[str, Any]:
    """Switch a key on."""
    key = key_of(call)
    if key.state not in {KeyState.ENABLED, KeyState.DISABLED}:
        raise ApiError("ResourceUnavailable.CmkStateNotSupport", f"The CMK is {key.state}.")
    key.state = KeyState.ENABLED
    return {}


@serve("kms", "DisableKey", write=True, sensitive=True, resources=named)
def disable_key(call: Call) -> Mapping[str, Any]:
    """Switch a key off: nothing can be encrypted or decrypted with it until it is on again."""
    key = key_of(call)
    if key.state not in {KeyState.ENABLED, KeyState.DISABLED}:
        raise ApiError("ResourceUnavailable.CmkStateNotSupport", f"The CMK is {key.state}.")
    key.state = KeyState.DISABLED
    return {}


@serve("kms", "EnableKeyRotation", write=True, resources=named)
def enable_key_rotation(call: Call) -> Mapping[str, Any]:
    """Have a key rotated every so many days: 7 to 365, and 365 where none are given."""
    key = key_of(call)
    days = call.within("RotateDays", 7, 365, 365)
    if key.origin is Origin.EXTERNAL:
        raise ApiError("UnsupportedOperation.ExternalCmkCanNotRotate", "An external CMK can't be rotated.")
    usable(key)
    key.rotate_days, key.rotate_from = days, call.now
    return {}


@serve("kms", "GetKeyRotationStatus", resources=named)
def get_key_rotation_status(call: Call) -> Mapping[str, Any]:
    """Say whether a key is rotated."""
    return {"KeyRotationEnabled": bool(key_of(call).rotate_days)}
