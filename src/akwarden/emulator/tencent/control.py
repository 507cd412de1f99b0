"""Steering an emulator from outside: its accounts, faults, clock and events, below `/_emulator/`.

Whoever steers sends the header `X-Emulator-Control: 1`, which no page in a browser can send to another place,
and calls this machine by a name that is always its own: a page whose name was made to mean it stays outside.
"""

import re
from typing import Any

import msgspec

from akwarden.emulator.tencent.envelope import Raw
from akwarden.emulator.tencent.faults import Faults, read_fault
from akwarden.emulator.tencent.history import Put, put_event
from akwarden.emulator.tencent.state import Cloud

HEADER = "x-emulator-control"
_OWN_HOST = re.compile(
    r"(?:https?://)?(?:localhost|[0-9.]{7,15}|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?/?", re.IGNORECASE
)
MOST_ADVANCE = 10 * 366 * 86_400
"""Seconds by which the clock moves at most at a time: ten years."""


class Control:
    """Answers those who steer."""

    def __init__(self, cloud: Cloud, faults: Faults) -> None:
        """Take what is steered."""
        self._cloud = cloud
        self._faults = faults

    def request_id(self) -> str:
        """Return an id for a request that goes no further."""
        return self._cloud.ids.request_id()

    def answer(self, method: str, path: str, raw: Raw) -> tuple[int, Any]:
        """Return the HTTP status and the content of an answer."""
        if raw.header(HEADER) != "1" or not _OWN_HOST.fullmatch(raw.header("host")):
            return 403, {"error": f"send the header {HEADER}: 1, to localhost or an address"}
        try:
            content = msgspec.json.decode(raw.body) if raw.body else {}
            return self._answer(method, path, content if isinstance(content, dict) else {})
        except (ValueError, TypeError, RecursionError) as error:  # what is no JSON is a ValueError as well
            return 400, {"error": str(error)}

    def _answer(self, method: str, path: str, content: dict[str, Any]) -> tuple[int, Any]:
        match method, path:
            case "GET", "accounts":
                return 200, {"accounts": accounts_of(self._cloud)}
            case "GET", "faults":
                return 200, {"faults": self._faults.all}
            case "POST", "faults":
                self._faults.add(read_fault(content))
                return 200, {"faults": self._faults.all}
            case "DELETE", "faults":
                self._faults.clear()
                return 200, {"faults": []}
            case "GET", "clock":
                return 200, {"now": self._cloud.clock.now(), "offset": self._cloud.clock.offset}
            case "POST", "clock":
                self._cloud.clock.advance(_seconds(content.get("advance", 0.0)))
                return 200, {"now": self._cloud.clock.now(), "offset": self._cloud.clock.offset}
            case "POST", "events":
                event = put_event(self._cloud, msgspec.convert(content, Put))
                return 200, {"number": event.number, "request_id": event.request_id}
            case _:
                known = "GET accounts; GET, POST or DELETE faults; GET or POST clock; POST events"
                return 404, {"error": known}


def _seconds(value: Any) -> float:
    if not isinstance(value, int | float) or not abs(value) <= MOST_ADVANCE:
        message = f"advance is a number of seconds, at most {MOST_ADVANCE}"
        raise ValueError(message)
    return float(value)


def accounts_of(cloud: Cloud) -> list[dict[str, str]]:
    """Return the accounts with a root key of each, as the line that is printed at the start."""
    found = []
    for account in cloud.accounts.values():
        root = next(iter(account.keys_of(account.uin)), None)
        found.append(
            {
                "uin": str(account.uin),
                "appid": str(account.appid),
                "name": account.name,
                "secret_id": root.secret_id if root else "",
                "secret_key": root.secret_key if root else "",
            }
        )
    return found
