"""Secrets of cloud products: an account in a database, made and rotated in flows that take a while.

After the API documents of SSM (CreateProductSecret, UpdateRotationStatus, RotateProductSecret). A database
must be known to the emulator (`add_database`); no account is made in any: the value is what the cloud would
have told.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import CHINA, local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.ssm.flows import MOST_HISTORY, start_flow
from akwarden.emulator.tencent.services.ssm.listing import accounts_of
from akwarden.emulator.tencent.services.ssm.secrets import (
    any_secret,
    in_state,
    named,
    new_secret,
    product_secret,
    region_secrets,
    tagged,
)
from akwarden.emulator.tencent.services.ssm.state import CURRENT, Kind, Product, Rotation, Status

PRODUCTS = ("Mysql", "Tdsql-mysql", "Tdsql_C_Mysql")
_OTHERS = ("Cvm", "Cam", "Redis")
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,7}")
_RUNNING, _DONE, _FAILED = 0, 1, 2


@serve("ssm", "DescribeSupportedProducts")
def describe_supported_products(_: Call) -> Mapping[str, Any]:
    """Return the products that there are secrets for."""
    return {"Products": [*PRODUCTS, *_OTHERS], "TotalCount": len(PRODUCTS) + len(_OTHERS)}


@serve("ssm", "CreateProductSecret", write=True, resources=any_secret)
def create_product_secret(call: Call) -> Mapping[str, Any]:
    """Begin to make a secret for an account in a database."""
    product, instance, prefix = (call.text(name) for name in ("ProductName", "InstanceID", "UserNamePrefix"))
    if product not in PRODUCTS:
        raise ApiError(
            "InvalidParameterValue", f"The product `{product}` is not one of {', '.join(PRODUCTS)}."
        )
    if not _PREFIX.fullmatch(prefix):
        raise ApiError("InvalidParameterValue", "The UserNamePrefix is not valid.")
    if not (call.items("Domains") and call.items("PrivilegesList")):
        raise ApiError("InvalidParameterValue", "Domains and PrivilegesList must not be empty.")
    region = region_secrets(call)
    if region.databases.get(instance) != product:
        raise ApiError("ResourceNotFound", f"There is no instance `{instance}` of {product}.")
    secret = new_secret(call, Kind.DATABASE)
    secret.product = Product(product, instance, prefix, [str(one) for one in call.items("Domains")])
    if call.parameters.get("EnableRotation"):
        if not call.text("RotationBeginTime"):
            raise ApiError("MissingParameter", "RotationBeginTime goes with EnableRotation.")
        days = call.within("RotationFrequency", 1, 365, 1)
        secret.rotation = Rotation(enabled=True, days=days, begin=_moment(call))
    secret.status = Status.CREATING
    region.secrets[secret.name] = secret
    flow = start_flow(call.cloud, region, secret, rotates=False)
    return {"SecretName": secret.name, "FlowID": flow.id, **tagged(secret.tags)}


@serve("ssm", "RotateProductSecret", write=True, resources=named)
def rotate_product_secret(call: Call) -> Mapping[str, Any]:
    """Begin to rotate an enabled secret of a product."""
    secret, region = in_state(product_secret(call), Status.ENABLED), region_secrets(call)
    if any(flow.secret == secret.name and not flow.settled for flow in region.flows.values()):
        raise ApiError("FailedOperation.RotationForbidden", "The secret is being rotated.")
    return {"FlowID": start_flow(call.cloud, region, secret, rotates=True).id}


@serve("ssm", "DescribeAsyncRequestInfo")
def describe_async_request_info(call: Call) -> Mapping[str, Any]:
    """Say how far a flow is: running, done or failed."""
    region = region_secrets(call)
    flow = region.flows.get(call.number("FlowID"))
    if flow is None:
        raise ApiError("ResourceNotFound", "The flow does not exist.")
    if not flow.settled:
        return {"TaskStatus": _RUNNING, "Description": "running"}
    secret = region.secrets.get(flow.secret)
    if secret is None or secret.status is Status.FAILED:
        return {"TaskStatus": _FAILED, "Description": "failed"}
    return {"TaskStatus": _DONE, "Description": "success"}


@serve("ssm", "UpdateRotationStatus", write=True, resources=named)
def update_rotation_status(call: Call) -> Mapping[str, Any]:
    """Set whether a product's secret is rotated, how often (30 to 365 days) and from when."""
    secret = in_state(product_secret(call), Status.ENABLED, Status.DISABLED)
    days = call.within("Frequency", 30, 365, max(secret.rotation.days, 30))
    if not call.parameters["EnableRotation"]:
        secret.rotation.enabled = False
        return {}
    begin = _moment(call) if call.text("RotationBeginTime") else call.now
    secret.rotation = Rotation(enabled=True, days=days, begin=begin, latest=secret.rotation.latest)
    return {}


@serve("ssm", "DescribeRotationDetail", resources=named)
def describe_rotation_detail(call: Call) -> Mapping[str, Any]:
    """Return how often a product's secret is rotated, and when it was last and will be next."""
    rotation = product_secret(call).rotation
    return {
        "EnableRotation": rotation.enabled,
        "Frequency": rotation.days,
        "LatestRotateTime": local(rotation.latest) if rotation.latest else "",
        "NextRotateBeginTime": local(rotation.next) if rotation.next else "",
    }


@serve("ssm", "DescribeRotationHistory", resources=named)
def describe_rotation_history(call: Call) -> Mapping[str, Any]:
    """Return the versions that rotations made, of which the last 10 are shown."""
    secret = product_secret(call)
    found = [version for version in secret.versions if version != CURRENT][-MOST_HISTORY:]
    shown = [account for account in accounts_of(secret) if account["Version"] in found]
    return {"VersionIDs": found, "TotalCount": len(found), "AccountInfoList": shown}


def _moment(call: Call) -> float:
    try:
        found = datetime.strptime(call.text("RotationBeginTime"), "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007  set below
    except ValueError:
        raise ApiError(
            "InvalidParameterValue", "RotationBeginTime is a time as 2006-01-02 15:04:05."
        ) from None
    return found.replace(tzinfo=CHINA).timestamp()
