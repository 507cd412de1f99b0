"""Reads records of Tencent Cloud's CloudAudit, by whatever way they came.

A record is read in one pass where it has the shape that most have; `unwrap` takes the others.
"""

import hashlib
import re
import time
from collections.abc import Callable
from types import MappingProxyType

import msgspec

from akwarden.model.event import Channel, Event, EventFormat, ReadWrite
from akwarden.providers.audit import RecordError
from akwarden.providers.tencent.audit.caller import caller_of
from akwarden.providers.tencent.audit.moment import Moment, moment_of
from akwarden.providers.tencent.audit.origin import Origin, origin_of
from akwarden.providers.tencent.audit.outcome import outcome_of
from akwarden.providers.tencent.audit.record import (
    AuditRecord,
    Identity,
    Session,
    text_of,
)
from akwarden.providers.tencent.audit.unwrap import identity_of, session_of, unwrap

UNKNOWN_SERVICE = "unknown"
_FORMAT, _PROVIDER = EventFormat.CLOUDAUDIT, "tencent"
_MARKS = (
    *(b"eventRegion", b"EventRegion", b"apiErrorCode", b"CloudAuditEvent", b"cloudAuditEvent"),
    *(b".tencentyun.com", b".tencentcloudapi.com", b".cloud.tencent"),
)
"""Fields and hosts that only Tencent Cloud has, from the most frequent on."""
_CLOUDTRAIL = b'"awsRegion"'
"""Each record of CloudTrail has it; inside a string of a record its quotes would be escaped."""
_CHANNELS = MappingProxyType(
    {
        "ApiCall": Channel.API,
        "ConsoleCall": Channel.CONSOLE,
        "MiniProgramCall": Channel.MINI_PROGRAM,
    }
)
_ACCESS = MappingProxyType({"Read": ReadWrite.READ, "Write": ReadWrite.WRITE})
_API, _NO_CHANNEL, _NO_ACCESS = Channel.API, Channel.UNKNOWN, ReadWrite.UNKNOWN
_OF_PERSONS = frozenset([Channel.CONSOLE, Channel.MINI_PROGRAM])
_YES = frozenset(["1", 1, "true", "True"])
_NO_RESOURCE = frozenset(["", '["*"]', "[]"])
_MOST_BLANK = 64
_MFA = MappingProxyType({"0": False, "1": True})
_FIRST_RESOURCE = re.compile(r'\s*\[?\s*"?((?:[^"\\\[\],]|\\/)+)')
_NOBODY = Identity()


class CloudAuditReader:
    """Reads CloudAudit; stateless."""

    name = EventFormat.CLOUDAUDIT.value

    def __init__(
        self, sensitive: frozenset[str] = frozenset(), *, now: Callable[[], float] = time.time
    ) -> None:
        """Take our own list of sensitive actions, as `cam:createaccesskey`, and the clock in seconds."""
        self._sensitive = sensitive
        self._now = now
        self._record = msgspec.json.Decoder(AuditRecord)
        self._identity = msgspec.json.Decoder(Identity)
        self._session = msgspec.json.Decoder(Session)

    def fits(self, record: bytes) -> bool:
        """Say whether a record looks like one of CloudAudit: it has fields that only that has."""
        if not record.startswith(b"{") and record[:_MOST_BLANK].lstrip()[:1] != b"{":
            return False
        if _CLOUDTRAIL in record:
            return False
        for mark in _MARKS:  # noqa: SIM110  a generator would take longer than the search
            if mark in record:
                return True
        return False

    def read(self, record: bytes) -> Event:
        """Return the event of a record; raises RecordError for one that can't be read."""
        now = self._now()
        try:
            found = self._typed(record)
        except (ValueError, RecursionError):  # msgspec's errors are ValueErrors
            found = None
        if found is not None and found.name and found.identity is not None:
            moment = moment_of(found.time, now)
            if moment is not None:
                return self._event(found, moment, record)
        found = unwrap(record, now)
        moment = moment_of(found.time, now)
        if moment is None:
            raise RecordError("it has no time that can be read")
        return self._event(found, moment, record)

    def _typed(self, record: bytes) -> AuditRecord:
        """Return a record of a usual shape; raises ValueError for any other."""
        found = self._record.decode(record)
        if found.text:
            return self._record.decode(found.text)
        if found.data is not None:
            return self._record.decode(found.data) if isinstance(found.data, str) else found.data
        return found

    def _event(self, found: AuditRecord, moment: Moment, record: bytes) -> Event:
        channel = _CHANNELS.get(found.channel, _NO_CHANNEL)
        identity = self._identity_of(found.identity)
        session = self._session_of(identity)
        caller = caller_of(identity, session, is_api=channel is _API)
        origin = _origin(found, session, channel)
        outcome = outcome_of(found.refusal, found.error)
        service = found.service.lower() or _service_of(found.source)
        return Event(
            format=_FORMAT,
            provider=_PROVIDER,
            id=found.id or found.request_id or hashlib.sha256(record).hexdigest(),
            time=moment.micros,
            time_quality=moment.quality,
            account=caller.account,
            key_id=caller.key_id,
            key_type=caller.key_type,
            principal_type=caller.type,
            principal_id=caller.id,
            principal_name=caller.name,
            principal_account=caller.other_account,
            issuer=caller.issuer,
            session_name=caller.session_name,
            service=service,
            action=found.name,
            read_write=_ACCESS.get(found.access, _NO_ACCESS),
            channel=channel,
            region=found.region or None,
            source_ip=origin.address,
            source_service=origin.service,
            user_agent=found.user_agent or None,
            error_class=outcome.error_class,
            error_code=outcome.code,
            resource=_resource(found),
            request_id=found.request_id or None,
            mfa=_MFA.get(text_of(session.mfa)) if session is not None else None,
            sensitive=found.sensitive in _YES or f"{service}:{found.name.lower()}" in self._sensitive,
            raw=record.decode("utf-8", "replace"),
        )

    def _identity_of(self, identity: str | Identity | None) -> Identity:
        if isinstance(identity, Identity):
            return identity
        if not identity:
            return _NOBODY
        try:
            return self._identity.decode(identity)
        except (ValueError, RecursionError):
            return identity_of(identity)

    def _session_of(self, identity: Identity) -> Session | None:
        session = identity.session
        if not isinstance(session, str):
            return session
        if not session:
            return None
        try:
            return self._session.decode(session)
        except (ValueError, RecursionError):
            return session_of(session)


def _origin(found: AuditRecord, session: Session | None, channel: Channel) -> Origin:
    """Return where a call came from: the person's address where the console shows one of its own."""
    origin = origin_of(found.address)
    if (origin.address is not None and not origin.is_inner) or channel not in _OF_PERSONS:
        return origin
    for other in (session.user_ip if session is not None else "", found.client_ip):
        person = origin_of(other)
        if person.address is not None and not person.is_inner:
            return person
    return origin


def _service_of(source: str) -> str:
    """Return the service that a host is of, such as `cam.ap-guangzhou.api.tencentyun.com`."""
    host = source.rpartition("://")[2]
    return host.partition("/")[0].partition(".")[0].lower() or UNKNOWN_SERVICE


def _resource(found: AuditRecord) -> str | None:
    """Return the first resource that a record names; `*` names none."""
    if found.resource or found.resources in _NO_RESOURCE:
        return found.resource or None
    match = _FIRST_RESOURCE.match(found.resources)
    first = match[1].replace("\\/", "/").strip() if match else ""
    return first if first not in {"", "*"} else None
