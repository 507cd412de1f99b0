"""Requests to the buckets of an emulated cloud, signed by hand."""

import time
import xml.etree.ElementTree as ET
from typing import Any
from urllib.parse import quote, urlencode

import httpx
from tests.emulator.tencent.cloud import account_of, root_key

from akwarden.emulator.tencent.server import Emulator
from akwarden.wire import cos

REGION = "ap-guangzhou"


def host_of(emulator: Emulator, bucket: str, region: str = REGION) -> str:
    """Give the host of a bucket whose name is without the appid."""
    return f"{bucket}-{account_of(emulator).appid}.cos.{region}.myqcloud.com"


def times(start: float = -60, end: float = 600) -> str:
    now = time.time()
    return f"{int(now + start)};{int(now + end)}"


def send(
    emulator: Emulator,
    method: str,
    path: str = "/",
    *,
    host: str | None = None,
    key: tuple[str, str] | None = None,
    token: str = "",
    when: str | None = None,
    in_query: bool = False,
    **parameters: str,
) -> httpx.Response:
    """Send a signed request; with the root key where none is given. `max_keys` stands for `max-keys`."""
    root = root_key(emulator)
    secret_id, secret = key or (root.secret_id, root.secret_key)
    named = {name.replace("_", "-"): value for name, value in parameters.items()}
    headers = {"host": host or emulator.address, **({"x-cos-security-token": token} if token else {})}
    request = cos.Request(method=method, path=path, parameters=named, headers=headers)
    signed = cos.authorization(request, when or times(), secret_id, secret.encode())
    query = urlencode(named)
    if in_query:
        query = "&".join(part for part in (query, signed) if part)
    else:
        headers["authorization"] = signed
    url = f"{emulator.endpoint}{quote(path)}?{query}" if query else f"{emulator.endpoint}{quote(path)}"
    return httpx.request(method, url, headers=headers, timeout=100)


def code_in(answer: httpx.Response) -> tuple[int, str]:
    """Give status and code of an error."""
    return answer.status_code, str(ET.fromstring(answer.content).findtext("Code"))  # noqa: S314  our own


def found_in(answer: httpx.Response, path: str) -> list[Any]:
    """Give the texts at a path of an answer."""
    return [one.text or "" for one in ET.fromstring(answer.content).findall(path)]  # noqa: S314
