"""Custom secrets and their versions: made, read, changed.

After the API documents of SSM (CreateSecret, PutSecretValue, UpdateSecret, GetSecretValue,
DeleteSecretVersion).
"""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.kms.answering import told
from akwarden.emulator.tencent.services.ssm.secrets import (
    any_secret,
    custom_secret,
    in_state,
    named,
    new_secret,
    readable,
    region_secrets,
    secret_of,
    tagged,
    value_of,
    version_of,
)
from akwarden.emulator.tencent.services.ssm.state import CURRENT, Kind, Secret, Status, Version

MOST_VERSIONS = 10


@serve("ssm", "CreateSecret", write=True, resources=any_secret)
def create_secret(call: Call) -> Mapping[str, Any]:
    """Make a custom secret; its first version is SSM_Current where none is named.

    Key pairs of the cloud API need an allow list, which nobody is on here; the other kinds have actions of
    their own, but for Redis, which is not served.
    """
    match call.number("SecretType"):
        case Kind.CUSTOM:
            pass
        case Kind.API_KEY:
            raise ApiError("OperationDenied", "Secrets for API keys need an allow list: contact the support.")
        case Kind.REDIS:
            raise ApiError("UnsupportedOperation", "Secrets for Redis are not served by this emulator.")
        case _:
            raise ApiError(
                "InvalidParameterValue", "The SecretType is 0; other kinds have actions of their own."
            )
    secret = new_secret(call, Kind.CUSTOM)
    value, binary = value_of(call)
    version = secret.keep(version_of(call, CURRENT), value, call.now, binary=binary)
    region_secrets(call).secrets[secret.name] = secret
    return {"SecretName": secret.name, "VersionId": version.id, **tagged(secret.tags)}


@serve("ssm", "PutSecretValue", write=True, resources=named)
def put_secret_value(call: Call) -> Mapping[str, Any]:
    """Add a version; a secret has up to 10."""
    secret, version = _changeable(call), version_of(call)
    if version in secret.versions:
        raise ApiError("ResourceInUse.VersionIdExists", f"The version `{version}` exists.")
    if len(secret.versions) >= MOST_VERSIONS:
        raise ApiError("LimitExceeded", f"A secret has up to {MOST_VERSIONS} versions.")
    value, binary = value_of(call)
    secret.keep(version, value, call.now, binary=binary)
    return {"SecretName": secret.name, "VersionId": version}


@serve("ssm", "UpdateSecret", write=True, resources=named)
def update_secret(call: Call) -> Mapping[str, Any]:
    """Put a new value in place of that of a version; the time of the version stays."""
    secret = _changeable(call)
    version = _version(secret, call)
    value, binary = value_of(call)
    secret.keep(version.id, value, version.created, binary=binary)
    return {"SecretName": secret.name, "VersionId": version.id}


@serve("ssm", "GetSecretValue", rate=200, sensitive=True, resources=named)
def get_secret_value(call: Call) -> Mapping[str, Any]:
    """Return a value: a text, or base64; with EncryptionPublicKey both come encrypted."""
    secret = in_state(secret_of(call), Status.ENABLED)
    if secret.kind is Kind.SSH:
        raise ApiError("UnsupportedOperation", "Use GetSSHKeyPairValue for an SSH key.")
    version = _version(secret, call)
    value = readable(secret).value(version)
    encrypted = bool(call.text("EncryptionPublicKey"))
    text = told(call, value) if version.binary or encrypted else value.decode()
    return {
        "SecretName": secret.name,
        "VersionId": version.id,
        "SecretBinary": text if version.binary else "",
        "SecretString": "" if version.binary else text,
    }


@serve("ssm", "ListSecretVersionIds", resources=named)
def list_secret_version_ids(call: Call) -> Mapping[str, Any]:
    """Return the versions of a secret; the newest first."""
    secret = secret_of(call)
    found = sorted(secret.versions.values(), key=lambda version: -version.created)
    versions = [{"VersionId": version.id, "CreateTime": int(version.created)} for version in found]
    return {"SecretName": secret.name, "Versions": versions}


@serve("ssm", "DeleteSecretVersion", write=True, sensitive=True, resources=named)
def delete_secret_version(call: Call) -> Mapping[str, Any]:
    """Delete a version of a custom secret at once, whatever state the secret is in."""
    secret = custom_secret(call)
    version = _version(secret, call)
    del secret.versions[version.id]
    return {"SecretName": secret.name, "VersionId": version.id}


def _changeable(call: Call) -> Secret:
    return readable(in_state(custom_secret(call), Status.ENABLED, Status.DISABLED))


def _version(secret: Secret, call: Call) -> Version:
    found = secret.versions.get(call.text("VersionId"))
    if found is None:
        raise ApiError("ResourceNotFound", f"The version `{call.text('VersionId')}` does not exist.")
    return found
