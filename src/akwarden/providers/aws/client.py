"""Calls AWS for one account: the calls of the table and no others, again where that may help.

The rules that this module keeps:

- A call that is not in the table is a defect, never made.
- What fails for a moment is tried 5 times, each wait up to twice as long as the one before, at random, so
  that many callers do not come back at once.
- A key that ends is asked for again a minute before its end.
- Every answer is parsed into a struct here; only errors below CloudError come out.
"""

import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec
from botocore import xform_name
from botocore.exceptions import BotoCoreError

from akwarden.errors import CloudError, MissingRightError
from akwarden.model.blind_spot import BlindSpot
from akwarden.model.credential import Credential
from akwarden.model.lease import Lease
from akwarden.model.secret import Secret
from akwarden.providers.aws.partition import home_region
from akwarden.providers.aws.permissions import CALLS, DELIVERY_CALLS
from akwarden.providers.aws.refusal import explain, is_throttled, may_pass
from akwarden.providers.aws.session import new_client, new_session
from akwarden.providers.inventory import Access, CloudCall, Tally
from akwarden.providers.pace import Pace

TRIES = 5
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 20.0
_BEFORE_THE_END = timedelta(seconds=60)
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_NEXT = MappingProxyType(
    {
        "iam": ("Marker", "Marker"),
        "lambda": ("Marker", "NextMarker"),
        "ec2": ("NextToken", "NextToken"),
        "cloudtrail": ("NextToken", "NextToken"),
        "organizations": ("NextToken", "NextToken"),
        "s3": ("ContinuationToken", "NextContinuationToken"),
    }
)
"""By service: how a call names the page that it wants, and how an answer names the next one."""

Answer = TypeVar("Answer")


_A_SECOND = 20
"""Calls of one account, of all services together; AWS publishes no limits of IAM."""
_READING = (*CALLS, *DELIVERY_CALLS)
_FAST = frozenset({"s3"})
"""Services that take thousands of calls a second and are not slowed down ("Optimizing Amazon S3")."""


class Client:
    """AWS as one account sees it; shared by threads."""

    def __init__(
        self,
        access: Access,
        tally: Tally,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
        calls: Iterable[CloudCall] = _READING,
    ) -> None:
        """Take how the account is reached; `jitter` gives a number from 0 up to 1.

        `calls` are those that may be made; those that read unless told.
        """
        self._table = frozenset(calls)
        self.access = access
        self.tally = tally
        self.sleep = sleep
        self.session = new_session()
        self._now = now
        self._jitter = jitter
        self._lock = threading.Lock()
        rate = _A_SECOND * (access.rate or 1)
        self._pace = Pace(rate, burst=max(1, int(rate)), clock=time.monotonic)
        self._lease: Lease | None = None
        self._clients: dict[tuple[str, str], Any] = {}

    def ask(
        self, call: CloudCall, parameters: Mapping[str, Any], kind: type[Answer], *, region: str | None = None
    ) -> Answer:
        """Make one call and return its answer; `region` for a service that has regions."""
        return self._parsed(call, self._send(call, parameters, region), kind)

    def pages(
        self, call: CloudCall, parameters: Mapping[str, Any], kind: type[Answer], *, region: str | None = None
    ) -> Iterator[Answer]:
        """Make one call after another until all pages are there, and yield them as they come."""
        wanted, next_page = _NEXT[call.service]
        seen: set[str] = set()
        asked = dict(parameters)
        while True:
            answer = self._send(call, asked, region)
            yield self._parsed(call, answer, kind)
            token = answer.get(next_page)
            if not token:
                return
            if token in seen:
                raise CloudError(f"{call.service}:{call.action} gives the same page again and again")
            seen.add(token)
            asked[wanted] = token

    @contextmanager
    def needing(self, call: CloudCall) -> Iterator[None]:
        """Remember it when a call is not allowed, and let MissingRightError go on."""
        try:
            yield
        except MissingRightError as error:
            self.blind(call, error.reason)
            raise

    def blind(self, call: CloudCall, reason: str) -> None:
        """Remember that a call is not allowed, and so what is not seen."""
        right = call.right or call.action
        self.tally.blind(BlindSpot(right=right, unseen=call.unseen, reason=reason, mend=f"allow {right}"))

    def _send(self, call: CloudCall, parameters: Mapping[str, Any], region: str | None) -> Mapping[str, Any]:
        """Make one call, again where that may help."""
        if call not in self._table:
            message = f"{call.service}:{call.action} is not in the table of calls"
            raise ValueError(message)
        region = region or home_region(self.access.site, call.service)
        attempt = 1
        while True:
            is_paced = self.access.rate and call.service not in _FAST
            if is_paced and (wait := self._pace.reserve()) > 0:
                self.sleep(wait)
            client, credential = self._client(call.service, region)
            answer = _tried(client, call, parameters)
            self.tally.called()
            if not isinstance(answer, Exception):
                self.tally.was_allowed(call)
                return answer
            if is_throttled(answer):
                self.tally.was_throttled()
            if attempt == TRIES or not may_pass(answer):
                # It has no cause or context: those would hold the whole answer of the other side.
                raise explain(answer, call, credential, self._now())
            self.sleep(self._jitter() * min(_LONGEST_WAIT, _FIRST_WAIT * 2**attempt))
            attempt += 1

    def _client(self, service: str, region: str) -> tuple[Any, Credential]:
        """Return a client whose key works for a while, and the key."""
        with self._lock:
            lease = self._lease
            if lease is None or self._ends(lease):
                lease = self._lease = self.access.lease()
                self._clients.clear()
            key = (service, region)
            if key not in self._clients:
                self._clients[key] = self._made(service, region, lease.credential)
            return self._clients[key], lease.credential

    def _made(self, service: str, region: str, credential: Credential) -> Any:
        """Return a new client."""
        endpoint = self._endpoint(service)
        try:
            return new_client(self.session, service, region, credential=credential, endpoint=endpoint)
        except (BotoCoreError, ValueError) as error:
            why = f"its region, its address or the key is none ({type(error).__name__})"
            raise CloudError(f"{service} can't be called", why=why) from None

    def _ends(self, lease: Lease) -> bool:
        """Say whether a key ends in a moment."""
        return lease.expires_at is not None and lease.expires_at - self._now() <= _BEFORE_THE_END

    def _endpoint(self, service: str) -> str | None:
        """Return the address that replaces the public one, or None."""
        address = self.access.endpoints.get(service) or self.access.endpoints.get("*")
        if address is None:
            return None
        parts = urlsplit(address)
        if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            return address
        raise CloudError(
            f"the address of {service} can't be used",
            why="without encryption only addresses of this machine are called",
            mend="write it as https://HOST",
        )

    def _parsed(self, call: CloudCall, answer: Mapping[str, Any], kind: type[Answer]) -> Answer:
        """Return an answer as a struct."""
        try:
            return msgspec.convert(answer, kind, dec_hook=_secret)
        except msgspec.ValidationError as error:
            why = str(error)
            raise CloudError(
                f"{call.service}:{call.action} gave an unknown kind of answer", why=why
            ) from None


def _tried(client: Any, call: CloudCall, parameters: Mapping[str, Any]) -> Mapping[str, Any] | Exception:
    """Make one call once, and return its answer, or what was raised."""
    try:
        answer: Mapping[str, Any] = getattr(client, xform_name(call.action))(**parameters)
    except Exception as error:  # noqa: BLE001  its parsers raise whatever Python does on what is no answer
        return error
    return answer


def _secret(kind: type, value: object) -> Secret:
    """Return the value of an answer as a secret."""
    if kind is Secret and isinstance(value, str):
        return Secret(value.encode("utf-8", "surrogatepass"))
    raise NotImplementedError
