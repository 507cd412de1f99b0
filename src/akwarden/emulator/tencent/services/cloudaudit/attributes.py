"""By what events can be looked up.

After the field texts of "DescribeEvents" and the sample of "GetAttributeKey"; OnlyRecordNotSeen and
EventPlatform stand in the example of Tencent's Terraform provider.
"""

from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

import msgspec

from akwarden.emulator.tencent.audit import Event
from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.registry import serve

_Reader = Callable[[Event], str]


def _id(event: Event) -> str:
    return event.resource.partition("/")[2]


def _flag(is_so: bool) -> str:  # noqa: FBT001  it becomes text
    return str(int(is_so))


_NO_ERROR = "0"
_READERS: Mapping[str, _Reader] = {
    "RequestId": lambda event: event.request_id,
    "EventName": lambda event: event.action,
    "ActionType": lambda event: "Write" if event.write else "Read",
    "PrincipalId": lambda event: str(event.uin),
    "ResourceType": lambda event: event.service,
    "ResourceId": _id,
    "ResourceName": lambda event: event.resource,
    "AccessKeyId": lambda event: event.secret_id,
    "SensitiveAction": lambda event: _flag(event.sensitive),
    "ApiErrorCode": lambda event: _NO_ERROR if event.is_refused else event.code or _NO_ERROR,
    "CamErrorCode": lambda event: event.code if event.is_refused else _NO_ERROR,
    "SourceIPAddress": lambda event: event.address,
    "OnlyRecordNotSeen": lambda _: "0",
    "EventPlatform": lambda _: "0",
}
_OLD_READERS: Mapping[str, _Reader] = {
    **_READERS,
    "ReadOnly": lambda event: "false" if event.write else "true",
    "Username": lambda event: event.name,
}
_TAGS = "Tags"


class _Tag(msgspec.Struct, frozen=True):
    key: str
    value: str


def matching(
    events: Iterable[Event], attributes: Iterable[Mapping[str, Any]], *, is_old: bool = False
) -> list[Event]:
    """Return the events that fit all attributes; several values of EventName are alternatives.

    Raises ApiError for a key that is not known; LookUpEvents, the old action, knows two more.
    """
    readers = _OLD_READERS if is_old else _READERS
    wanted: dict[str, set[str]] = {}
    tags: list[_Tag] = []
    for number, one in enumerate(attributes):
        key, value = str(one["AttributeKey"]), str(one.get("AttributeValue") or "")
        if key == _TAGS:
            tags += _tags(value)
        elif key in readers:
            wanted.setdefault(key if key == "EventName" else f"{key} {number}", set()).add(value)
        else:
            known = ", ".join([*readers, _TAGS])
            raise ApiError("InvalidParameterValue.attributeKey", f"The AttributeKey is one of {known}.")
    tests = [(readers[key.partition(" ")[0]], values) for key, values in wanted.items()]
    return [
        event
        for event in events
        if all(read(event) in values for read, values in tests) and all(_has(event, tag) for tag in tags)
    ]


def _tags(value: str) -> list[_Tag]:
    try:
        return msgspec.json.decode(value, type=list[_Tag])
    except msgspec.DecodeError:
        message = 'The value of Tags is a list: [{"key":"*","value":"*"}].'
        raise ApiError("InvalidParameter", message) from None


def _has(event: Event, tag: _Tag) -> bool:
    return any(fnmatchcase(one, f"{tag.key}:{tag.value}") for one in event.tags)


_LABELS = (
    ("ReadOnly", "select", "只读", "选择只读值", "Read-only", "Select a value"),
    ("AccessKeyId", "text", "访问密钥", "输入访问密钥", "Access key", "Enter an access key"),
    ("RequestId", "text", "请求ID", "输入请求ID", "Request ID", "Enter a request ID"),
    ("EventName", "select", "事件名称", "选择事件名称", "Event name", "Select an event name"),
    ("ResourceName", "text", "资源名称", "输入资源名称", "Resource name", "Enter a resource name"),
    ("ResourceType", "select", "资源类型", "选择资源类型", "Resource type", "Select a resource type"),
    ("Username", "select", "用户名称", "选择用户名称", "Username", "Select a username"),
)


@serve("cloudaudit", "GetAttributeKey")
def get_attribute_key(call: Call) -> Mapping[str, Any]:
    """Return the keys that the console offers, with labels in one of two languages."""
    language = call.text("WebsiteType", "zh")
    if language not in {"zh", "en"}:
        raise ApiError("InvalidParameterValue", "The parameter `WebsiteType` is zh or en.")
    first = 2 if language == "zh" else 4
    return {
        "AttributeKeyDetails": [
            {
                "Value": row[0],
                "LabelType": row[1],
                "Label": row[first],
                "Starter": row[first + 1],
                "Order": number,
            }
            for number, row in enumerate(_LABELS, 1)
        ]
    }
