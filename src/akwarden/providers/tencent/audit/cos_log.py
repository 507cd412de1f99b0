"""Reads lines of COS access logs: calls of the data plane, which CloudAudit does not keep.

The fields and their order are those of "COS, Logging Overview": separated by a space, `-` where there is
nothing, the request line in quotes. That text is percent-encoded is seen in the tools that read such logs.
COS may add fields at the end, and old lines end earlier.
"""

import hashlib
import re
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import unquote

from akwarden.model.event import ActorType, Channel, ErrorClass, Event, EventFormat, ReadWrite
from akwarden.model.finding import KeyType
from akwarden.providers.audit import RecordError
from akwarden.providers.tencent.audit.caller import SHORTEST_TEMPORARY, issuer_of
from akwarden.providers.tencent.audit.moment import moment_of
from akwarden.providers.tencent.audit.origin import origin_of

_BUCKET, _REGION, _TIME, _NAME, _ADDRESS, _KEY = 1, 2, 3, 5, 6, 7
_PATH, _METHOD, _AGENT, _STATUS, _CODE, _MESSAGE = 11, 12, 13, 14, 15, 16
_SOURCE_TYPE, _ACCOUNT, _REQUESTER, _REQUEST_ID = 19, 21, 23, 24
"""Places of the fields, counted from 0."""
_FEWEST = _STATUS + 1
_NEEDED = _REQUEST_ID + 1
_MOST = 128
_LINE = re.compile(
    rb"\s*[0-9]{1,2}\.[0-9]{1,2} [^ {]{1,80}-[0-9]{6,12} [^ ]{1,40} [0-9]{4}-[0-9]{2}-[0-9]{2}[T ]"
)
_FIELD = re.compile(r'"([^"]*)"(?= |$)|([^ ]+)')
_HTTP_STATUS = re.compile(r"[1-5][0-9]{2}")
_NUMBER = re.compile(r"[0-9]{1,20}")
_SHORTEST_ROLE_ID = 19
"""Digits of the id of a role, such as 4611686018427397919; uins have 12 at most."""
_READS = ("get", "head", "list", "options", "select")
_WRITES = (
    *("put", "post", "delete", "upload", "append", "initiate", "complete", "abort", "copy", "restore"),
    *("rename", "multi", "create", "set"),
)
_METHODS = MappingProxyType(
    {
        **dict.fromkeys(("get", "head", "options"), ReadWrite.READ),
        **dict.fromkeys(("put", "post", "delete", "patch"), ReadWrite.WRITE),
    }
)
_SIGNATURE_CODES = frozenset(
    [
        *("InvalidAccessKeyId", "RequestTimeTooSkewed", "SignatureDoesNotMatch"),
        *("ExpiredToken", "InvalidToken", "RequestIsExpired"),
    ]
)
"""The first three by "COS, 403 Error for COS Access"; the others by their names."""
_EXPIRED = "Request has expired"
"""What COS says beside AccessDenied where a signature is too old, by the same document."""
_THROTTLE_CODES = frozenset(["SlowDown", "RequestLimitExceeded", "QpsLimitExceeded"])
_FORMAT, _NO_ERROR = EventFormat.COS_LOG, ErrorClass.NONE
_API, _CDN = Channel.API, Channel.SERVICE
"""The second for objects that the cloud's own CDN fetches."""
_FAILURE, _UNAUTHORISED, _FORBIDDEN, _TOO_MANY, _SERVER = 400, 401, 403, 429, 500


class _Caller(NamedTuple):
    """Who called, field for field as an event tells it."""

    type: ActorType
    id: str | None = None
    account: str | None = None
    """The main account that they are of, where the field has it."""
    key_type: KeyType = KeyType.UNKNOWN
    issuer: str | None = None


class CosLogReader:
    """Reads COS access logs; stateless."""

    name = EventFormat.COS_LOG.value

    def __init__(
        self,
        sensitive: frozenset[str] = frozenset(),
        *,
        accounts: Mapping[str, str] = MappingProxyType({}),
        now: Callable[[], float] = time.time,
    ) -> None:
        """Take our own list of sensitive actions, as `cos:deletebucket`, and the clock in seconds.

        `accounts` has the number of an account by its appid, which each bucket's name ends with: old lines
        have nothing else.
        """
        self._sensitive = sensitive
        self._accounts = accounts
        self._now = now

    def fits(self, record: bytes) -> bool:
        """Say whether a record begins as a line does: version, bucket with its appid, region, time."""
        return _LINE.match(record) is not None

    def read(self, record: bytes) -> Event:
        """Return the event of a line; raises RecordError for one that can't be read."""
        line = record.strip(b"\r\n")
        fields = _fields(line.decode("utf-8", "replace"))
        moment = moment_of(fields[_TIME], self._now(), UTC)
        if moment is None:
            raise RecordError("it has no time that can be read")
        method, key_id, code = _field(fields, _METHOD), _field(fields, _KEY), _field(fields, _CODE)
        action = _field(fields, _NAME) or method.upper()
        if not action:
            raise RecordError("it names no event")
        account = self._account(fields)
        requester = _field(fields, _REQUESTER) if len(fields) > _REQUESTER else None
        who = _caller(requester, account, key_id)
        origin = origin_of(_field(fields, _ADDRESS))
        is_expired = _field(fields, _MESSAGE).startswith(_EXPIRED)
        outcome = _outcome(fields[_STATUS], code, is_expired=is_expired)
        return Event(
            format=_FORMAT,
            provider="tencent",
            id=hashlib.sha256(line).hexdigest(),
            time=moment.micros,
            time_quality=moment.quality,
            account=account,
            key_id=key_id or None,
            key_type=who.key_type,
            principal_type=who.type,
            principal_id=who.id,
            principal_account=who.account if who.account != account else None,
            issuer=who.issuer,
            service="cos",
            action=action,
            read_write=_read_write(action, method),
            channel=_CDN if _field(fields, _SOURCE_TYPE) == "CDN" else _API,
            region=_field(fields, _REGION) or None,
            source_ip=origin.address,
            source_service=origin.service,
            user_agent=_field(fields, _AGENT) or None,
            error_class=outcome,
            error_code=(code or fields[_STATUS]) if outcome is not _NO_ERROR else None,
            resource=_resource(fields),
            request_id=_field(fields, _REQUEST_ID) or None,
            sensitive=f"cos:{action.lower()}" in self._sensitive,
            raw=record.decode("utf-8", "replace"),
        )

    def _account(self, fields: Sequence[str]) -> str:
        """Return the account of the bucket; that of the caller where no field and no appid tells it."""
        account = _field(fields, _ACCOUNT)
        if _NUMBER.fullmatch(account):
            return account
        appid = _field(fields, _BUCKET).rpartition("-")[2]
        caller = _field(fields, _REQUESTER).partition(":")[0]
        return self._accounts.get(appid) or (caller if _NUMBER.fullmatch(caller) else "")


def _fields(line: str) -> list[str]:
    """Return the fields of a line, each at its documented place; raises RecordError for any other."""
    # The one field that is quoted by the documents comes after all that are needed here.
    found = line.split(" ", _NEEDED)
    is_whole = len(found) > _NEEDED and _HTTP_STATUS.fullmatch(found[_STATUS])
    if is_whole and '"' not in line[: len(line) - len(found[_NEEDED])]:
        return found
    return _quoted_fields(line)


def _quoted_fields(line: str) -> list[str]:
    """Return the fields of a line that ends early, or where any field is quoted."""
    found = [match[1] if match[1] is not None else match[2] for match in _FIELD.finditer(line)]
    if len(found) < _FEWEST or len(found) > _MOST:
        raise RecordError("it has not the fields of a line of a COS log")
    return found if _HTTP_STATUS.fullmatch(found[_STATUS]) else _rejoined(found)


def _rejoined(found: list[str]) -> list[str]:
    """Return the fields of a line whose user agent has spaces: it ends where a status follows."""
    for place in range(_STATUS + 1, len(found)):
        if _HTTP_STATUS.fullmatch(found[place]):
            return [*found[:_AGENT], " ".join(found[_AGENT:place]), *found[place:]]
    raise RecordError("it has no HTTP status where a line of a COS log has it")


def _field(fields: Sequence[str], place: int) -> str:
    """Return a field decoded; empty for one that is missing or `-`."""
    if len(fields) <= place or fields[place] == "-":
        return ""
    text = fields[place]
    return unquote(text) if "%" in text else text


@lru_cache(maxsize=1 << 14)
def _caller(requester: str | None, account: str, key_id: str) -> _Caller:
    """Return who called with what kind of key; `requester` is None where the line ends before it.

    The log has no word of sessions, and old temporary ids are as short as lasting ones.
    """
    who = _requester(requester or "", account)
    if not key_id:
        is_anonymous = requester == "" and who.type is ActorType.UNKNOWN
        return who._replace(type=ActorType.ANONYMOUS) if is_anonymous else who
    if who.type is not ActorType.ROLE and len(key_id) < SHORTEST_TEMPORARY:
        return who
    issuer = issuer_of(who.type, who.account or "", who.id or "", "")
    return who._replace(key_type=KeyType.TEMPORARY, issuer=issuer)


def _requester(text: str, account: str) -> _Caller:
    """Return who called: `main account:main account`, `main account:sub-account` or `main account:role`.

    Older documents have one number alone.
    """
    main, colon, own = text.partition(":")
    if not _NUMBER.fullmatch(main) or (colon and not _NUMBER.fullmatch(own)):
        return _Caller(ActorType.UNKNOWN)
    if not colon:
        kind = ActorType.ROOT if main == account else ActorType.UNKNOWN
        return _Caller(kind, main, account or None)
    if own == main:
        return _Caller(ActorType.ROOT, own, main)
    return _Caller(ActorType.ROLE if len(own) >= _SHORTEST_ROLE_ID else ActorType.USER, own, main)


@lru_cache(maxsize=4096)
def _read_write(action: str, method: str) -> ReadWrite:
    name = action.lower()
    if name.startswith(_READS):
        return ReadWrite.READ
    if name.startswith(_WRITES):
        return ReadWrite.WRITE
    return _METHODS.get(method.lower(), ReadWrite.UNKNOWN)


@lru_cache(maxsize=4096)
def _outcome(status: str, code: str, *, is_expired: bool) -> ErrorClass:
    """Return what an HTTP status and a code of "COS, Error Codes" mean."""
    number = int(status)
    if number < _FAILURE:
        return ErrorClass.NONE
    if code in _THROTTLE_CODES or number == _TOO_MANY:
        return ErrorClass.THROTTLED
    if number >= _SERVER:
        return ErrorClass.SERVER
    if is_expired or code in _SIGNATURE_CODES:
        return ErrorClass.SIGNATURE
    return ErrorClass.DENIED if number in {_UNAUTHORISED, _FORBIDDEN} else ErrorClass.REQUEST


def _resource(fields: Sequence[str]) -> str | None:
    """Return the bucket and the path in it."""
    path = _field(fields, _PATH)
    return (
        f"{_field(fields, _BUCKET)}/{path.lstrip('/')}"
        if path not in {"", "/"}
        else _field(fields, _BUCKET) or None
    )
