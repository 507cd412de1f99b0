"""Steering an emulator as one does from outside."""

import http.client
import json
from typing import Any

from akwarden.emulator.tencent.server import Emulator

HEADER = {"X-Emulator-Control": "1"}


def steer(
    emulator: Emulator, method: str, path: str, content: Any = None, headers: dict[str, str] = HEADER
) -> tuple[int, Any]:
    """Give the status and the content of an answer; `content` goes as JSON, or as it is where it is bytes."""
    body = (
        content
        if isinstance(content, bytes)
        else json.dumps(content).encode()
        if content is not None
        else b""
    )
    connection = http.client.HTTPConnection(emulator.address, timeout=100)
    try:
        connection.request(method, f"/_emulator/{path}", body, headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()
