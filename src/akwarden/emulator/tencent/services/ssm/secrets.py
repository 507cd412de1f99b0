"""What all actions on a secret begin with: the secret of a call, and the rules for names, values and states.

After the API documents of SSM (CreateSecret, PutSecretValue, DeleteSecret).
"""

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.services.kms.state import KeyState, KmsState, MasterKey
from akwarden.emulator.tencent.services.regional import qualified, region_of, tags_of
from akwarden.emulator.tencent.services.ssm.flows import settle
from akwarden.emulator.tencent.services.ssm.state import (
    Kind,
    Secret,
    SsmRegion,
    SsmState,
    Status,
    default_key,
    software_key,
)

MOST_SECRETS = 1000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_MOST_VALUE, _MOST_DESCRIPTION = 32 << 10, 2048


def region_secrets(call: Call) -> SsmRegion:
    """Return what is in the region of a call; what came due meanwhile is done."""
    found = call.account.state(SsmState).regions.at(region_of(call))
    settle(call.cloud, found, call.now)
    return found


def secret_of(call: Call) -> Secret:
    """Return the secret of a call; raises ApiError for none."""
    found = region_secrets(call).secrets.get(call.text("SecretName"))
    if found is None:
        raise ApiError(
            "ResourceNotFound.SecretNotExist", f"The secret `{call.text('SecretName')}` does not exist."
        )
    return found


def custom_secret(call: Call) -> Secret:
    """Return the secret of a call; raises ApiError for one that a product made."""
    secret = secret_of(call)
    if secret.kind is not Kind.CUSTOM:
        raise ApiError("UnsupportedOperation", "Only custom secrets can be changed like this.")
    return secret


def product_secret(call: Call) -> Secret:
    """Return the secret of a call; raises ApiError for one that no product made."""
    secret = secret_of(call)
    if secret.product is None:
        raise ApiError("UnsupportedOperation", "Only secrets of cloud products are rotated.")
    return secret


def in_state(secret: Secret, *wanted: Status) -> Secret:
    """Return a secret that is in one of the states; raises ApiError with the state that it is in."""
    if secret.status in wanted:
        return secret
    match secret.status:
        case Status.DISABLED:
            raise ApiError("ResourceUnavailable.ResourceDisabled", "The secret is disabled.")
        case Status.PENDING_DELETE:
            raise ApiError("ResourceUnavailable.ResourcePendingDeleted", "The secret is to be deleted.")
        case Status.CREATING | Status.FAILED:
            raise ApiError("ResourceUnavailable.ResourceUninitialized", f"The secret is {secret.status}.")
        case _:
            raise ApiError("FailedOperation", f"The secret is {secret.status}.")


def readable(secret: Secret) -> Secret:
    """Return a secret whose key opens it; raises ApiError for a key that is off."""
    if secret.key.state is not KeyState.ENABLED:
        raise ApiError("FailedOperation.AccessKmsError", f"The CMK of the secret is {secret.key.state}.")
    return secret


def named(call: Call) -> tuple[str, ...]:
    """Return the resource of the secret of a call, after "Creating an Access Control Policy" of SSM."""
    name = call.text("SecretName")
    secret = call.account.state(SsmState).regions.at(call.request.region).secrets.get(name)
    creator = secret.creator if secret else call.account.uin
    return (qualified(call, "ssm", f"secret/creatorUin/{creator}/{name}"),)


def any_secret(call: Call) -> tuple[str, ...]:
    """Return the resource of a secret that is yet to be made."""
    return (qualified(call, "ssm", "secret/*"),)


def new_name(call: Call) -> str:
    """Return the SecretName for a new secret; raises ApiError for one that can't be."""
    name, secrets = call.text("SecretName"), region_secrets(call).secrets
    if not _NAME.fullmatch(name):
        raise ApiError("InvalidParameterValue", "The name of the secret is not valid.")
    if name in secrets:
        raise ApiError("ResourceInUse.SecretExists", f"The secret `{name}` exists.")
    if len(secrets) >= MOST_SECRETS:
        raise ApiError("LimitExceeded", f"A region has up to {MOST_SECRETS} secrets.")
    return name


def version_of(call: Call, default: str = "") -> str:
    """Return the VersionId of a call; raises ApiError for one that is not valid."""
    version = call.text("VersionId") or default
    if not _VERSION.fullmatch(version):
        raise ApiError("InvalidParameterValue", "The VersionId is not valid.")
    return version


def description_of(call: Call) -> str:
    """Return the Description of a call; raises ApiError for one that is too long."""
    text = call.text("Description")
    if len(text.encode()) > _MOST_DESCRIPTION:
        raise ApiError("InvalidParameterValue", f"A description has up to {_MOST_DESCRIPTION} bytes.")
    return text


def value_of(call: Call) -> tuple[bytes, bool]:
    """Return the value of a call and whether it is binary; raises ApiError unless there is exactly one."""
    text, binary = call.text("SecretString"), call.text("SecretBinary")
    if bool(text) == bool(binary):
        raise ApiError("InvalidParameter", "Give either SecretString or SecretBinary.")
    try:
        value = base64.b64decode(binary, validate=True) if binary else text.encode()
    except (binascii.Error, ValueError):
        raise ApiError("InvalidParameterValue", "SecretBinary is not base64.") from None
    if not 0 < len(value) <= _MOST_VALUE:
        raise ApiError("InvalidParameterValue", f"A value has 1 to {_MOST_VALUE} bytes.")
    return value, bool(binary)


def tags_in(call: Call) -> dict[str, str]:
    """Return the Tags of a call; raises ApiError where a key comes twice."""
    items = call.items("Tags")
    tags = tags_of(items, "TagKey", "TagValue")
    if len(tags) != len(items):
        raise ApiError("InvalidParameterValue.TagKeysDuplicated", "A tag key comes twice.")
    return tags


def tagged(tags: Mapping[str, str]) -> dict[str, Any]:
    """Return what an answer tells of tags that were set."""
    return {"TagCode": 0, "TagMsg": "ok" if tags else ""}


def new_secret(call: Call, kind: Kind) -> Secret:
    """Return a secret as a call describes it, without a value; it is not kept yet."""
    name, text, tags = new_name(call), description_of(call), tags_in(call)
    software = call.within("EncryptType", 0, 1, 0) == 1
    key = software_key(call.cloud) if software else _key(call)
    secret = Secret(name, kind, call.now, call.caller.uin, key, text, software=software, tags=tags)
    secret.number = call.cloud.ids.number("secret")
    return readable(secret)


def _key(call: Call) -> MasterKey:
    """Return the CMK that a call names, or the default one; raises ApiError for none."""
    if call.text("KmsHsmClusterId"):
        raise ApiError("InvalidParameterValue", "The HSM cluster does not exist.")
    region, key_id = region_of(call), call.text("KmsKeyId")
    if not key_id:
        return default_key(call.cloud, call.account, region)
    found = call.account.state(KmsState).regions.at(region).keys.get(key_id)
    if found is None:
        raise ApiError("FailedOperation.AccessKmsError", f"The CMK `{key_id}` does not exist.")
    return found
