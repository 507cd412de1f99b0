"""Identity providers for roles; a scenario makes them."""

import base64
from collections.abc import Mapping
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.clock import local
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve
from akwarden.emulator.tencent.services.cam.state import CamState

_FOR_ROLES = 11
_ENABLED = 11


@serve("cam", "ListSAMLProviders")
def list_saml_providers(call: Call) -> Mapping[str, Any]:
    """Return all providers that speak SAML, the newest first."""
    providers = sorted(call.account.state(CamState).saml.values(), key=lambda one: one.created, reverse=True)
    rows = [
        {
            "Name": one.name,
            "Description": one.description,
            "CreateTime": local(one.created),
            "ModifyTime": local(one.modified),
        }
        for one in providers
    ]
    return {"TotalCount": len(rows), "SAMLProviderSet": rows}


@serve("cam", "DescribeOIDCConfig")
def describe_oidc_config(call: Call) -> Mapping[str, Any]:
    """Return one provider that speaks OIDC."""
    name = call.text("Name")
    found = call.account.state(CamState).oidc.get(name)
    if found is None:
        raise ApiError("ResourceNotFound.IdentityNotExist", f"The identity provider `{name}` does not exist.")
    return {
        "ProviderType": _FOR_ROLES,
        "IdentityUrl": found.url,
        "IdentityKey": base64.b64encode(found.key.encode()).decode(),
        "ClientId": list(found.clients),
        "Status": _ENABLED,
        "Description": found.description,
        "Name": found.name,
        "AutoRotateKey": int(found.rotates_key),
    }
