"""Namespaces, of which `default` is always there."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.regional import page
from akwarden.emulator.tencent.services.scf.finding import (
    is_descending,
    namespace_of,
    part,
    region_functions,
)
from akwarden.emulator.tencent.services.scf.function import NAMESPACE, Namespace
from akwarden.emulator.tencent.services.scf.settings import MOST_DESCRIPTION

MOST_NAMESPACES = 5
"""Of one region ("Quota Limits")."""
_NAME = re.compile(r"[A-Za-z](?:[A-Za-z0-9_-]{0,58}[A-Za-z0-9])?")
_ORDERS: Mapping[str, Callable[[Namespace], Any]] = {
    "Name": lambda one: one.name,
    "Updatetime": lambda one: one.modified,
}


@serve("scf", "CreateNamespace", write=True)
def create_namespace(call: Call) -> Mapping[str, Any]:
    """Make a namespace; a region has up to 5. Clusters of the caller's own are not served."""
    name, namespaces = call.text("Namespace"), region_functions(call).namespaces
    if not _NAME.fullmatch(name):
        raise ApiError("InvalidParameterValue.NamespaceInvalid", "The name of the namespace is not valid.")
    if name in namespaces:
        raise ApiError("ResourceInUse.Namespace", f"The namespace `{name}` exists.")
    if len(call.text("Description")) > MOST_DESCRIPTION:
        message = f"A description has up to {MOST_DESCRIPTION} characters."
        raise ApiError("InvalidParameterValue.Description", message)
    if (call.parameters.get("ResourceEnv") or {}).get("TKE"):
        raise ApiError("UnsupportedOperation", "Namespaces in clusters are not served by this emulator.")
    if len(namespaces) >= MOST_NAMESPACES:
        raise ApiError("LimitExceeded.Namespace", f"A region has up to {MOST_NAMESPACES} namespaces.")
    namespaces[name] = Namespace(name, call.now, call.now, call.text("Description"))
    return {}


@serve("scf", "DeleteNamespace", write=True, sensitive=True)
def delete_namespace(call: Call) -> Mapping[str, Any]:
    """Delete an empty namespace, but for the default one."""
    if call.text("Namespace") == NAMESPACE:
        raise ApiError("InvalidParameterValue.DefaultNamespace", "The default namespace can't be deleted.")
    found = namespace_of(call)
    if found.functions:
        raise ApiError("FailedOperation.DeleteNamespace", "The namespace still has functions.")
    del region_functions(call).namespaces[found.name]
    return {}


@serve("scf", "ListNamespaces")
def list_namespaces(call: Call) -> Mapping[str, Any]:
    """Return the namespaces that fit all that is searched for."""
    order = _ORDERS.get(call.text("Orderby") or "Name")
    if order is None:
        raise ApiError("InvalidParameterValue.OrderBy", f"Orderby is one of {', '.join(_ORDERS)}.")
    found = [one for one in region_functions(call).namespaces.values() if _fits(call, one)]
    found.sort(key=order, reverse=is_descending(call))
    return {"Namespaces": [_described(one) for one in page(found, *part(call))], "TotalCount": len(found)}


def _fits(call: Call, namespace: Namespace) -> bool:
    texts = {"Namespace": namespace.name, "Description": namespace.description}
    for one in call.items("SearchKey"):
        if one["Key"] not in texts:
            raise ApiError("InvalidParameterValue.SearchKey", f"The Key is one of {', '.join(texts)}.")
        if one["Value"] not in texts[one["Key"]]:
            return False
    return True


def _described(namespace: Namespace) -> dict[str, Any]:
    return {
        "ModTime": local(namespace.modified),
        "AddTime": local(namespace.created),
        "Description": namespace.description,
        "Name": namespace.name,
        "Type": "default",
    }
