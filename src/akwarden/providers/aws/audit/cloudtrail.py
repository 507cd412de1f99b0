"""Reads CloudTrail records, however they are wrapped.

- A record by itself, as the files of a trail and the CLI have it.
- An entry of LookupEvents, with the record as text in `CloudTrailEvent`.
- An envelope of EventBridge, with the record in `detail`.
- A row of CloudTrail Lake, and records whose keys a table has in lower case (`reshape`).
- What a tool for logs, or a collection of samples, wraps a record in, such as `{"event": …}` (`reshape`).

What an event tells besides its fields:

- A time without a zone is presumed to be UTC.
- A failed sign-in to the console is of the class of signatures: a credential was refused.
- An Insight is no call of anybody: it becomes an event of CloudTrail itself, named after the kind of insight,
  with the call that it is about as its resource.
"""

import re
import time
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from typing import Final, NamedTuple

import msgspec

from akwarden.model.event import ActorType, Channel, ErrorClass, Event, EventFormat, ReadWrite
from akwarden.providers.audit import RecordError
from akwarden.providers.aws.audit.access import access_of
from akwarden.providers.aws.audit.caller import Caller, caller_of
from akwarden.providers.aws.audit.moment import Moment, quality_at, read_time
from akwarden.providers.aws.audit.outcome import class_of, class_of_message
from akwarden.providers.aws.audit.place import Place, place_of
from akwarden.providers.aws.audit.record import Loose, TrailRecord, text_of, truth_of
from akwarden.providers.aws.audit.reshape import carried, reshaped
from akwarden.providers.aws.audit.sensitive import SENSITIVE
from akwarden.providers.aws.audit.target import resource_of

_SOURCE: Final = re.compile(rb'"event_?source"\s*:\s*"[a-z0-9.-]+\.amazonaws\.com', re.IGNORECASE).search
_INSIGHT: Final = "cloudtrail"
_SIGN_IN: Final = "AwsConsoleSignIn"
_CONSOLE_TYPES: Final = frozenset([_SIGN_IN, "AwsConsoleAction"])
_CONSOLE_AGENTS: Final = ("console.", "signin.amazonaws.com", "[S3Console", "S3Console", "AWSConsole")
_FAILED: Final = "Failure"
_NOBODY: Final = Caller()
_NOWHERE: Final = Place(None, None)


class CloudTrailReader:
    """Reads records of AWS CloudTrail; one instance serves one thread."""

    name = EventFormat.CLOUDTRAIL.value

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """Take the clock, in seconds since 1970: what is more than a day behind it has a doubtful time."""
        self._clock = clock
        self._decode = msgspec.json.Decoder(TrailRecord).decode

    def fits(self, record: bytes) -> bool:
        """Say whether a record looks like one of CloudTrail, however it is wrapped."""
        if b'"awsRegion"' in record or b'"CloudTrailEvent"' in record or b'"awsRegion\\"' in record:
            return True
        return b"amazonaws.com" in record and _SOURCE(record) is not None

    def read(self, record: bytes) -> Event:
        """Return the event of a record; raises RecordError, and nothing else, for one that can't be read."""
        try:
            found = self._shaped(record)
            if found.entry is not None:
                record = found.entry.encode()
                found = self._shaped(record)
            elif found.name is None and (detail := bytes(found.detail)).startswith(b"{"):
                record = detail
                found = self._shaped(record)
            elif found.name is None and found.insight is None and (inside := carried(record)) is not None:
                record = inside
                found = self._shaped(record)
            text = record.decode()
        except UnicodeError as error:
            raise RecordError("it is no UTF-8") from error
        return self._event(found, text)

    def _shaped(self, record: bytes) -> TrailRecord:
        try:
            found = self._decode(record)
        except (msgspec.DecodeError, RecursionError):
            return _reshaped(record)
        # An object of which no key is known may have them in lower case.
        is_known = found.name is not None or found.insight is not None or found.entry is not None
        return found if is_known or bytes(found.detail) else _reshaped(record)

    def _event(self, found: TrailRecord, text: str) -> Event:
        moment = _moment_of(found)
        if found.insight is not None:
            return self._insight(found, moment, text)
        if not found.name:
            raise RecordError("it names no call")
        caller = caller_of(found.identity) if found.identity is not None else _NOBODY
        place = place_of(found.address) if found.address else _NOWHERE
        account = text_of(found.account) or caller.account or ""
        call = _call_of(found.source, found.name)
        end = _end_of(found)
        return Event(
            format=EventFormat.CLOUDTRAIL,
            provider="aws",
            id=found.id or _own_id(text),
            time=moment.micros,
            time_quality=quality_at(moment, self._clock()),
            account=account,
            key_id=caller.key_id,
            key_type=caller.key_type,
            principal_type=caller.type,
            principal_id=caller.id,
            principal_name=caller.name,
            principal_account=caller.account if caller.account != account else None,
            issuer=caller.issuer,
            session_name=caller.session_name,
            service=call.service,
            action=found.name,
            read_write=call.access if found.read_only is None else _access_of(found.read_only, call.access),
            channel=_channel_of(found.type, found.from_console, found.user_agent, caller.type),
            region=found.region or None,
            source_ip=place.address,
            source_service=place.service,
            user_agent=found.user_agent or None,
            error_class=end.error_class,
            error_code=end.code,
            resource=resource_of(found.resources, found.parameters),
            request_id=found.request_id or None,
            mfa=_mfa_of(found),
            sensitive=call.sensitive,
            raw=text,
        )

    def _insight(self, found: TrailRecord, moment: Moment, text: str) -> Event:
        insight = found.insight
        about = (insight.source, insight.name) if insight is not None else ()
        return Event(
            format=EventFormat.CLOUDTRAIL,
            provider="aws",
            id=found.id or _own_id(text),
            time=moment.micros,
            time_quality=quality_at(moment, self._clock()),
            account=text_of(found.account) or "",
            principal_type=ActorType.SERVICE,
            principal_name="cloudtrail.amazonaws.com",
            service=_INSIGHT,
            action=(insight.type if insight is not None else None) or "Insight",
            channel=Channel.SERVICE,
            region=found.region or None,
            source_service="cloudtrail.amazonaws.com",
            resource="/".join(part for part in about if part) or None,
            raw=text,
        )


def _reshaped(record: bytes) -> TrailRecord:
    try:
        return reshaped(record)
    except (msgspec.DecodeError, RecursionError) as error:
        raise RecordError("it is no JSON object of a known shape") from error
    except UnicodeError as error:
        raise RecordError("it is no UTF-8") from error


def _own_id(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _moment_of(found: TrailRecord) -> Moment:
    text = found.time or found.other_time
    if not text:
        raise RecordError("it has no time")
    moment = read_time(text)
    if moment is None:
        raise RecordError("its time can't be read")
    return moment


class _Call(NamedTuple):
    """What the name of a call tells."""

    service: str
    """By its host; empty where the record names none."""
    access: ReadWrite
    sensitive: bool


@lru_cache(maxsize=1 << 14)
def _call_of(source: str | None, action: str) -> _Call:
    service = (source or "").partition(".amazonaws.")[0].partition(".amazon.")[0].lower()
    return _Call(service, access_of(action), f"{service}:{action}" in SENSITIVE)


def _access_of(read_only: Loose, by_name: ReadWrite) -> ReadWrite:
    reads = truth_of(read_only)
    if reads is None:
        return by_name
    return ReadWrite.READ if reads else ReadWrite.WRITE


@lru_cache(maxsize=1 << 14)
def _channel_of(kind: str | None, from_console: Loose, agent: str | None, caller: ActorType) -> Channel:
    if kind in _CONSOLE_TYPES or truth_of(from_console) or (agent or "").startswith(_CONSOLE_AGENTS):
        return Channel.CONSOLE
    if kind == "AwsServiceEvent" or caller is ActorType.SERVICE:
        return Channel.SERVICE
    return Channel.API


class _End(NamedTuple):
    """How a call ended."""

    error_class: ErrorClass
    code: str | None


_GOOD: Final = _End(ErrorClass.NONE, None)
_REFUSED: Final = _End(ErrorClass.SIGNATURE, _FAILED)


def _end_of(found: TrailRecord) -> _End:
    code = text_of(found.error)
    if code is None and found.message is None and found.type != _SIGN_IN:
        return _GOOD
    if code is not None:
        return _End(class_of(code), code)
    if found.type == _SIGN_IN and _has_failed(bytes(found.response)):
        return _REFUSED
    return _End(class_of_message(found.message), None) if found.message else _GOOD


def _has_failed(response: bytes) -> bool:
    """Say whether what a sign-in answers, such as `{"ConsoleLogin": "Failure"}`, is a failure."""
    try:
        answer = msgspec.json.decode(response)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return False
    return isinstance(answer, dict) and _FAILED in answer.values()


def _mfa_of(found: TrailRecord) -> bool | None:
    session = found.identity.session if found.identity is not None else None
    if session is not None and session.attributes is not None:
        mfa = session.attributes.mfa
        if mfa is not None:
            return truth_of(mfa)
    return truth_of(found.additional.mfa) if found.additional is not None else None
