"""What can be called: the catalogue of both clouds, and how calls fail.

A text with `<name>` is a template: it is filled with something that the account has, the same in the request,
the answer and the resource of one call. `<new-name>` is made for that call alone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import NamedTuple

import msgspec

from akwarden.emulator.traffic.places import read_data

_SLOT = re.compile(r"<([a-z0-9-]+)>")
GIVEN = frozenset(
    ["account", "request", "now", "now-ms", "region", "service", "action", "arn", "mfa", "expiry", "date"]
)
"""Slots that the renderer fills by itself, with what stands elsewhere in the record."""

_DATES = frozenset(["date", "expiry"])


class Cloud(StrEnum):
    """Whose API it is."""

    TENCENT = "tencent"
    AWS = "aws"


class FailureKind(StrEnum):
    """Why a call fails."""

    SIGNATURE = "signature"
    DISABLED = "disabled"
    """Its key is."""
    EXPIRED = "expired"
    DENIED = "denied"
    THROTTLED = "throttled"
    MISSING = "missing"
    """What it is about is not there, or the service failed."""


REFUSALS = frozenset([FailureKind.SIGNATURE, FailureKind.DISABLED, FailureKind.EXPIRED, FailureKind.DENIED])
"""What CloudAudit keeps in the field of signature and authorisation."""


class Template(NamedTuple):
    """A text with slots."""

    text: str
    """In the form of the operator %."""
    slots: tuple[str, ...]


def template(text: str) -> Template:
    """Return a text with slots as a template."""
    slots = tuple(dict.fromkeys(_SLOT.findall(text)))
    return Template(_SLOT.sub(r"%(\1)s", text.replace("%", "%%")), slots)


class Failure(NamedTuple):
    """One way to fail."""

    kind: FailureKind
    code: str
    message: Template
    old: int = 0
    """Its number in the API 2.0 of Tencent Cloud."""
    service: str = ""
    """The only service that says so; empty for any."""


class Call(NamedTuple):
    """One action of one service."""

    cloud: Cloud
    service: str
    action: str
    version: str
    write: bool
    sensitive: bool
    is_log: bool
    """Whether it is a line of a COS access log."""
    is_data: bool
    """Whether CloudTrail calls it a data event."""
    kind: str
    """The eventType of CloudTrail."""
    asks: Template
    asks_inside: Template
    """The request as it stands inside a string, with the version of the API behind it where it has one."""
    answers: Template
    """Empty where none is recorded."""
    about: Template
    more: Template
    """CloudTrail's additionalEventData."""
    resources: Template
    """CloudTrail's resources."""
    slots: tuple[str, ...]
    """All slots that have to be filled with something of the account."""
    has_date: bool
    """Whether a moment stands somewhere in its request or its answer."""

    @property
    def name(self) -> str:
        """Its service and action, as `cvm:DescribeInstances`."""
        return f"{self.service}:{self.action}"


class _Listed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A call as the data file has it."""

    service: str
    action: str
    asks: str
    version: str = ""
    write: bool = False
    sensitive: bool = False
    log: bool = False
    data: bool = False
    kind: str = "AwsApiCall"
    answers: str = ""
    about: str = ""
    more: str = ""
    arns: tuple[str, ...] = ()


class _ListedFailure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    code: str
    message: str
    old: int = 0
    service: str = ""


@cache
def calls(cloud: Cloud) -> Mapping[str, Call]:
    """Return all calls of a cloud by their names."""
    listed = msgspec.convert(read_data(f"{cloud.value}_calls.yml"), list[_Listed])
    return {call.name: call for call in (_call(cloud, one) for one in listed)}


@cache
def failures(cloud: Cloud) -> Mapping[FailureKind, Sequence[Failure]]:
    """Return the ways in which calls of a cloud fail."""
    listed = msgspec.convert(read_data("failures.yml"), dict[Cloud, dict[FailureKind, list[_ListedFailure]]])
    return {
        kind: [Failure(kind, one.code, template(one.message), one.old, one.service) for one in ways]
        for kind, ways in listed[cloud].items()
    }


def failure_of(call: Call, kind: FailureKind, share: float) -> Failure | None:
    """Return a way in which a call fails, drawn by a number from 0 to 1; None where its cloud has no such."""
    ways = failures(call.cloud).get(kind, ())
    fitting = [one for one in ways if one.service == call.service] or [one for one in ways if not one.service]
    return fitting[int(share * len(fitting))] if fitting else None


@cache
def profile(cloud: Cloud, name: str) -> Sequence[Call]:
    """Return the calls of a profile, each as often as its weight says; picking any gives the mixture."""
    weights: Mapping[str, float] = read_data("profiles.yml")[cloud.value][name]
    least = min(weights.values())
    known = calls(cloud)
    return [known[one] for one, weight in weights.items() for _ in range(max(1, round(weight / least)))]


def profiles() -> Iterator[tuple[Cloud, str]]:
    """Yield the names of all profiles."""
    for cloud, listed in read_data("profiles.yml").items():
        yield from ((Cloud(cloud), name) for name in listed)


def _call(cloud: Cloud, listed: _Listed) -> Call:
    texts = [template(text) for text in (listed.asks, listed.answers, listed.about, listed.more)]
    texts.append(template(_resources(listed.arns)))
    asks, answers, about, more, resources = texts
    slots = dict.fromkeys(slot for one in texts for slot in one.slots)
    if cloud is Cloud.TENCENT:
        answers = template(_inside(listed.answers))
    return Call(
        cloud=cloud,
        service=listed.service,
        action=listed.action,
        version=listed.version,
        write=listed.write,
        sensitive=listed.sensitive,
        is_log=listed.log,
        is_data=listed.data,
        kind=listed.kind,
        asks=asks,
        asks_inside=template(_inside(_with_version(listed.asks, listed.version))),
        answers=answers,
        about=about,
        more=more,
        resources=resources,
        slots=tuple(slot for slot in slots if slot not in GIVEN),
        has_date=not slots.keys().isdisjoint(_DATES),
    )


def _with_version(asks: str, version: str) -> str:
    """Return a request with the version of its API at the end, as the console and SDKs send it."""
    if not version:
        return asks
    return f'{asks[:-1]}{"" if asks == "{}" else ","}"Version":"{version}"}}'


def _inside(text: str) -> str:
    """Return a text as it stands inside a JSON string."""
    return msgspec.json.encode(text).decode()[1:-1]


def _resources(arns: Sequence[str]) -> str:
    """Return the list of resources, each given as its type and its ARN."""
    if not arns:
        return ""
    pairs = [one.partition(" ") for one in arns]
    inner = ",".join(
        f'{{"type":"{kind}","ARN":"{arn}"}}'
        if kind == "AWS::S3::Object"
        else f'{{"accountId":"<account>","type":"{kind}","ARN":"{arn}"}}'
        for kind, _, arn in pairs
    )
    return f"[{inner}]"
