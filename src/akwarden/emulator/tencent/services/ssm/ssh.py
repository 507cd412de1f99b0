"""Secrets of SSH keys: a pair of RSA, made when the secret is."""

import re
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.regional import qualified
from akwarden.emulator.tencent.services.ssm.secrets import (
    any_secret,
    in_state,
    named,
    new_secret,
    readable,
    region_secrets,
    secret_of,
    tagged,
)
from akwarden.emulator.tencent.services.ssm.state import CURRENT, Kind, Secret, SshKey, SsmState, Status

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]{0,24}")
_BITS = 2048


@serve("ssm", "CreateSSHKeyPairSecret", write=True, resources=any_secret)
def create_ssh_key_pair_secret(call: Call) -> Mapping[str, Any]:
    """Make an SSH key and keep it; its name is made up where none is given."""
    name = call.text("SSHKeyName") or f"ssm_{call.cloud.ids.lower(8)}"
    if not _NAME.fullmatch(name):
        raise ApiError("InvalidParameterValue", "The SSHKeyName is not valid.")
    secret = new_secret(call, Kind.SSH)
    key_id = f"skey-{call.cloud.ids.lower(8)}"
    private = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    public = private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    secret.ssh = SshKey(key_id, name, call.number("ProjectId"), f"{public} {key_id}")
    secret.keep(CURRENT, pem, call.now)
    region_secrets(call).secrets[secret.name] = secret
    return {"SecretName": secret.name, "SSHKeyID": key_id, "SSHKeyName": name, **tagged(secret.tags)}


def _named(call: Call) -> tuple[str, ...]:
    """Return the resource of the secret, also where the key itself is named."""
    if call.text("SecretName"):
        return named(call)
    region = call.account.state(SsmState).regions.at(call.request.region)
    secret = next((s for s in region.secrets.values() if s.ssh and s.ssh.id == call.text("SSHKeyId")), None)
    if secret is None:
        return any_secret(call)
    return (qualified(call, "ssm", f"secret/creatorUin/{secret.creator}/{secret.name}"),)


@serve("ssm", "GetSSHKeyPairValue", sensitive=True, resources=_named)
def get_ssh_key_pair_value(call: Call) -> Mapping[str, Any]:
    """Return both halves of an SSH key, by the name of its secret or the id of the key."""
    secret = readable(in_state(_secret(call), Status.ENABLED))
    if secret.ssh is None:
        raise ApiError("UnsupportedOperation", "The secret is not one of an SSH key.")
    return {
        "SSHKeyID": secret.ssh.id,
        "PublicKey": secret.ssh.public,
        "PrivateKey": secret.value(secret.versions[CURRENT]).decode(),
        "ProjectID": secret.ssh.project,
        "SSHKeyDescription": "created by ssm",
        "SSHKeyName": secret.ssh.name,
    }


def _secret(call: Call) -> Secret:
    if call.text("SecretName"):
        return secret_of(call)
    key_id = call.text("SSHKeyId")
    if not key_id:
        raise ApiError("MissingParameter", "The request has neither SecretName nor SSHKeyId.")
    for secret in region_secrets(call).secrets.values():
        if secret.ssh and secret.ssh.id == key_id:
            return secret
    raise ApiError("ResourceNotFound.SecretNotExist", f"There is no secret of the key `{key_id}`.")
