"""Secrets are switched on and off, deleted after a while, and brought back before it is over.

After the API documents of SSM (DisableSecret, DeleteSecret, RestoreSecret).
"""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.ssm.secrets import (
    description_of,
    in_state,
    named,
    region_secrets,
    secret_of,
)
from akwarden.emulator.tencent.services.ssm.state import Kind, Secret, Status

_DAY = 86_400
_MOST_DAYS = 30


@serve("ssm", "EnableSecret", write=True, resources=named)
def enable_secret(call: Call) -> Mapping[str, Any]:
    """Switch a secret on; one that is to be deleted must be restored first."""
    return _put_in(call, Status.ENABLED)


@serve("ssm", "DisableSecret", write=True, resources=named)
def disable_secret(call: Call) -> Mapping[str, Any]:
    """Switch a secret off: its value can't be read."""
    return _put_in(call, Status.DISABLED)


def _put_in(call: Call, status: Status) -> Mapping[str, Any]:
    secret = in_state(secret_of(call), Status.ENABLED, Status.DISABLED)
    secret.status = status
    return {"SecretName": secret.name}


@serve("ssm", "DeleteSecret", write=True, sensitive=True, resources=named)
def delete_secret(call: Call) -> Mapping[str, Any]:
    """Delete a secret that is off, at once or after 1 to 30 days; one of an SSH key only at once."""
    secret = secret_of(call)
    days = call.within("RecoveryWindowInDays", 0, _MOST_DAYS, 0)
    if secret.status is Status.ENABLED:
        raise ApiError("FailedOperation", "The secret must be disabled before it is deleted.")
    in_state(secret, Status.DISABLED, Status.FAILED)
    if secret.kind is Kind.SSH and days:
        raise ApiError("InvalidParameterValue", "The secret of an SSH key is deleted at once.")
    secret.deletion = call.now + days * _DAY
    if days:
        secret.status = Status.PENDING_DELETE
    else:
        del region_secrets(call).secrets[secret.name]
    return {"SecretName": secret.name, "DeleteTime": int(secret.deletion), "FlowID": 0}


@serve("ssm", "RestoreSecret", write=True, resources=named)
def restore_secret(call: Call) -> Mapping[str, Any]:
    """Bring back a secret that is to be deleted; it is disabled then."""
    secret = secret_of(call)
    if secret.status is not Status.PENDING_DELETE:
        raise ApiError("FailedOperation", "The secret is not to be deleted.")
    secret.status, secret.deletion = Status.DISABLED, 0.0
    return {"SecretName": secret.name}


@serve("ssm", "UpdateDescription", write=True, resources=named)
def update_description(call: Call) -> Mapping[str, Any]:
    """Change the description of a secret that is enabled or disabled."""
    secret: Secret = in_state(secret_of(call), Status.ENABLED, Status.DISABLED)
    secret.description = description_of(call)
    return {"SecretName": secret.name}
