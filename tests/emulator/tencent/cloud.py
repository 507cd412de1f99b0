"""An emulated cloud for a module's tests, and the official SDK's clients for it."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile

from akwarden.emulator.tencent.schema import services
from akwarden.emulator.tencent.server import Emulator, empty_cloud
from akwarden.emulator.tencent.state import Account, Key

REGION = "ap-guangzhou"


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """Give a running emulator with one account that has only its root key, and no rate limits."""
    cloud, _ = empty_cloud(seed=1)
    with Emulator(cloud, rate_scale=0) as running:
        yield running


def account_of(emulator: Emulator) -> Account:
    """Give the one account of an empty cloud."""
    return next(iter(emulator.cloud.accounts.values()))


def root_key(emulator: Emulator) -> Key:
    """Give the root key of the one account."""
    account = account_of(emulator)
    return account.keys_of(account.uin)[0]


def sdk(service: str) -> tuple[Any, Any]:
    """Give the SDK's client module and its models for a service."""
    version = "v" + services()[service].version.replace("-", "")
    package = f"tencentcloud.{service}.{version}"
    return import_module(f"{package}.{service}_client"), import_module(f"{package}.models")


def client(
    service: str,
    emulator: Emulator,
    secret_id: str | None = None,
    secret_key: str | None = None,
    token: str | None = None,
    **profile: Any,
) -> Any:
    """Give the SDK's client of a service; with the root key where none is given."""
    module, _ = sdk(service)
    root = root_key(emulator)
    credential = Credential(secret_id or root.secret_id, secret_key or root.secret_key, token)
    settings = ClientProfile(
        httpProfile=HttpProfile(protocol="http", endpoint=emulator.address, reqTimeout=100), **profile
    )
    kind = next(v for k, v in vars(module).items() if k.lower() == f"{service}client")
    return kind(credential, REGION, settings)


def ask(on: Any, action: str, **parameters: Any) -> dict[str, Any]:
    """Call an action by name with plain parameters; give the answer's fields."""
    answer: dict[str, Any] = on.call_json(action, parameters)["Response"]
    return answer


def code_of(on: Any, action: str, **parameters: Any) -> str:
    """Give the code with which an action is refused; fails when it is not."""
    with pytest.raises(TencentCloudSDKException) as refused:
        ask(on, action, **parameters)
    return str(refused.value.get_code())
