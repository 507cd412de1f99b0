"""Lists of secrets, and what is told of one."""

from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.kms.listing import has_tags
from akwarden.emulator.tencent.services.regional import page
from akwarden.emulator.tencent.services.ssm.secrets import MOST_SECRETS, named, region_secrets, secret_of
from akwarden.emulator.tencent.services.ssm.state import Kind, Secret, Status

_DEFAULT, _MOST = 20, 200
_STATES = (None, Status.ENABLED, Status.DISABLED, Status.PENDING_DELETE, Status.CREATING, Status.FAILED)
"""By the number of ListSecrets' State; 0 is all."""


@serve("ssm", "DescribeSecret", resources=named)
def describe_secret(call: Call) -> Mapping[str, Any]:
    """Return what is known of a secret, without its value."""
    secret = secret_of(call)
    following = secret.rotation.next
    return {
        **_known(call, secret),
        "RotationStatus": secret.rotation.enabled,
        "RotationFrequency": secret.rotation.days if secret.rotation.enabled else 0,
        "AdditionalConfig": "",
        "AccountInfoList": accounts_of(secret),
        "NextRotationTime": local(following) if following else "",
    }


@serve("ssm", "ListSecrets")
def list_secrets(call: Call) -> Mapping[str, Any]:
    """Return the secrets that fit; custom ones where no SecretType is given; the newest first."""
    found = [secret for secret in reversed(region_secrets(call).secrets.values()) if _fits(call, secret)]
    if call.within("OrderType", 0, 1, 0):
        found.reverse()
    shown = page(found, call.number("Offset"), call.within("Limit", 0, _MOST, 0) or _DEFAULT)
    return {"TotalCount": len(found), "SecretMetadatas": [_metadata(call, secret) for secret in shown]}


@serve("ssm", "GetServiceStatus")
def get_service_status(call: Call) -> Mapping[str, Any]:
    """Return that the service is on, without the keeping of API keys."""
    return {
        "ServiceEnabled": True,
        "InvalidType": 1,
        "AccessKeyEscrowEnabled": False,
        "ExpireTime": "",
        "SecretLimit": MOST_SECRETS,
        "PayModel": "Postpaid_SSM",
        "RenewFlag": 0,
        "ResourceId": "",
        "TotalCount": len(region_secrets(call).secrets),
    }


def _fits(call: Call, secret: Secret) -> bool:
    state = _STATES[call.within("State", 0, len(_STATES) - 1, 0)]
    names = [name for name in call.text("ProductName").split(",") if name]
    product = secret.product.name if secret.product else ""
    instance = secret.product.instance if secret.product else ""
    software = call.parameters.get("EncryptType")
    return (
        state in {None, secret.status}
        and secret.kind == _kind(call)
        and call.text("SearchSecretName") in secret.name
        and (not names or secret.kind is not Kind.DATABASE or product in names)
        and (software is None or bool(software) is secret.software)
        and call.text("InstanceID") in {"", instance}
        and has_tags(call, secret.tags)
    )


def _kind(call: Call) -> Kind:
    try:
        return Kind(call.number("SecretType"))
    except ValueError:
        raise ApiError("InvalidParameterValue", "The SecretType is not known.") from None


def accounts_of(secret: Secret) -> list[dict[str, Any]]:
    """Return the database accounts of a product's secret, version by version."""
    if secret.product is None:
        return []
    return [
        {
            "AccountName": version.account,
            "Host": secret.product.domains,
            "Version": version.id,
            "RotatedTime": local(version.created),
        }
        for version in secret.versions.values()
    ]


def _metadata(call: Call, secret: Secret) -> dict[str, Any]:
    rotation = secret.rotation
    return {
        **_known(call, secret),
        "KmsKeyType": "DEFAULT" if secret.key.owner == "ssm" else "CUSTOMER",
        "RotationStatus": int(rotation.enabled),
        "NextRotationTime": int(rotation.next),
        "RotationFrequency": rotation.days if rotation.enabled else 0,
        "RotationBeginTime": local(rotation.begin) if rotation.begin else "",
    }


def _known(call: Call, secret: Secret) -> dict[str, Any]:
    """Return what both DescribeSecret and ListSecrets tell."""
    product, ssh = secret.product, secret.ssh
    own = f"{call.account.appid}_{secret.creator}_customize_{secret.number}"
    return {
        "SecretName": secret.name,
        "Description": secret.description,
        "KmsKeyId": "" if secret.software else secret.key.id,
        "CreateUin": secret.creator,
        "CreateUinString": str(secret.creator),
        "Status": secret.status,
        "DeleteTime": int(secret.deletion),
        "CreateTime": int(secret.created),
        "SecretType": int(secret.kind),
        "ProductName": product.name if product else "Cvm" if ssh else "default",
        "ResourceID": product.instance if product else ssh.id if ssh else own,
        "ResourceName": ssh.name if ssh else "",
        "ProjectID": ssh.project if ssh else 0,
        "AssociatedInstanceIDs": [],
        "TargetUin": 0,
        "TargetUinString": "0",
        "EncryptType": int(secret.software),
        "EncryptSwitching": False,
    }
