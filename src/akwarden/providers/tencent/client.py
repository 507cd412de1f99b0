"""Calls Tencent Cloud for one account: at its pace, again where it was busy, and only what the table has."""

import random
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import TypeVar

import msgspec

from akwarden.errors import CloudError, CredentialError, ThrottledError, UnreachableError
from akwarden.model.credential import Credential
from akwarden.model.lease import Lease
from akwarden.providers.inventory import Access, CloudCall, Tally
from akwarden.providers.pace import Pace
from akwarden.providers.tencent.answer import read
from akwarden.providers.tencent.connection import Answer, Connection, Outcome, Refusal, Silence
from akwarden.providers.tencent.endpoints import Endpoint, endpoint_of, read_endpoint
from akwarden.providers.tencent.permissions import call_of
from akwarden.providers.tencent.refusal import error_of, is_passing, is_throttle, words

TRIES = 5
_LONGEST_PAUSE = 20.0
_RENEWED = 60
"""Seconds before the end of a key when the next one is asked for."""
_A_SECOND = 20
"""Calls of one account to one action, where its document says nothing else."""
_RATES = MappingProxyType({("cam", "DescribeRoleList"): 10})
_BURST = 10
"""One call in so many may come at once: with the steady ones they make the whole rate of a second."""
VERSIONS = MappingProxyType(
    {
        "cam": "2019-01-16",
        "clb": "2018-03-17",
        "cloudaudit": "2019-03-19",
        "cvm": "2017-03-12",
        "lighthouse": "2020-03-24",
        "organization": "2021-03-31",
        "scf": "2018-04-16",
        "sts": "2018-08-13",
        "vpc": "2017-03-12",
    }
)
"""The version of each service's interface that is spoken."""
_NOTHING: Mapping[str, object] = MappingProxyType({})
T = TypeVar("T")


class Timing(msgspec.Struct, frozen=True, kw_only=True):
    """Where time and chance come from."""

    sleep: Callable[[float], None] = time.sleep
    random: Callable[[], float] = random.random
    """A number from 0 to 1."""
    clock: Callable[[], float] = time.monotonic
    """Seconds that never go back."""
    now: Callable[[], float] = time.time
    """Seconds since 1970."""
    backoff: float = 0.5
    """Seconds that pass at most before a second try; twice as many before each further one."""


_TIMING = Timing()


class Client:
    """One account, called by several threads."""

    def __init__(
        self,
        access: Access,
        tally: Tally,
        timing: Timing = _TIMING,
        *,
        lookup: Callable[[str, str], CloudCall] = call_of,
    ) -> None:
        """Take how the account is reached, and what counts the calls; raises UsageError for a bad address.

        `lookup` gives the calls that may be made, by service and action; those that read unless told.
        """
        self._lookup = lookup
        for text in access.endpoints.values():
            read_endpoint(text)
        self.access = access
        self.tally = tally
        self._timing = timing
        self._lock = threading.Lock()
        self._lease_lock = threading.Lock()
        self._lease: Lease | None = None
        self._paces: dict[tuple[str, str], Pace] = {}
        self._here = threading.local()

    def ask(
        self,
        service: str,
        action: str,
        kind: type[T],
        parameters: Mapping[str, object] = _NOTHING,
        region: str = "",
    ) -> T:
        """Make a call and return its answer as a struct of `kind`.

        Raises CloudError and those below it, and LookupError for a call that is not in the table.
        """
        call = self._lookup(service, action)
        endpoint = endpoint_of(service, region, self.access.site, self.access.endpoints)
        outcome, credential = self._tried(call, endpoint, parameters, region)
        match outcome:
            case Answer(content=content):
                self.tally.was_allowed(call)
                return _read(call, kind, content)
            case Silence(reason=reason):
                raise UnreachableError(
                    f"Tencent Cloud did not answer {service} {action}",
                    why=reason,
                    mend=f"check {endpoint.host}",
                )
            case Refusal(code=code, message=message, date=date):
                raise self._refused(call, code, words(message, credential), date)

    def _tried(
        self, call: CloudCall, endpoint: Endpoint, parameters: Mapping[str, object], region: str
    ) -> tuple[Outcome, Credential]:
        """Return what came of a call after as many tries as it may have, and the key of the last one."""
        pace = self._pace(call)
        number = 0
        while True:
            if self.access.rate:
                self._pause(pace.reserve())
            credential = self._credential()
            outcome = self._connection(call.service, endpoint).send(
                call.action, parameters, credential, region
            )
            self.tally.called()
            if isinstance(outcome, Refusal) and is_throttle(outcome.code):
                self.tally.was_throttled()
            number += 1
            if number == TRIES or not _may_pass(outcome):
                return outcome, credential
            longest = min(_LONGEST_PAUSE, self._timing.backoff * 2 ** (number - 1))
            self._pause(self._timing.random() * longest)

    def _pause(self, seconds: float) -> None:
        if seconds > 0:
            self._timing.sleep(seconds)

    def _pace(self, call: CloudCall) -> Pace:
        """Return the pace of an action, which all threads share."""
        name = (call.service, call.action)
        with self._lock:
            pace = self._paces.get(name)
            if pace is None:
                most = _RATES.get(name, _A_SECOND) * self.access.rate
                burst = max(1, int(most) // _BURST)
                pace = self._paces[name] = Pace(
                    max(most - burst, most / 2), burst=burst, clock=self._timing.clock
                )
            return pace

    def _credential(self) -> Credential:
        """Return a key that works for a while; asks for the next one shortly before one ends."""
        with self._lease_lock:
            lease = self._lease
            if lease is None or self._ends_soon(lease):
                lease = self._lease = self.access.lease()
                _check(lease.credential)
            return lease.credential

    def _ends_soon(self, lease: Lease) -> bool:
        return lease.expires_at is not None and lease.expires_at.timestamp() - self._timing.now() <= _RENEWED

    def _connection(self, service: str, endpoint: Endpoint) -> Connection:
        """Return this thread's connection."""
        mine: dict[tuple[str, str], Connection] = self._here.__dict__.setdefault("connections", {})
        name = (service, endpoint.host)
        found = mine.get(name)
        if found is None:
            found = mine[name] = Connection(service, VERSIONS[service], endpoint)
        return found

    def _refused(self, call: CloudCall, code: str, reason: str, date: str | None) -> CloudError:
        """Return the error for a refusal."""
        if is_throttle(code):
            return ThrottledError(
                f"Tencent Cloud allows no more calls of {call.service} {call.action}",
                why=f"{TRIES} tries were refused with {code}",
                mend="run the command again later",
            )
        return error_of(call, code, reason, self._skew(date))

    def _skew(self, date: str | None) -> int | None:
        """Return how many seconds the clock of this machine is ahead of the cloud's."""
        try:
            there = parsedate_to_datetime(date or "")
        except ValueError:
            return None
        there = there if there.tzinfo else there.replace(tzinfo=UTC)
        return round((datetime.fromtimestamp(self._timing.now(), UTC) - there).total_seconds())


def _may_pass(outcome: Outcome) -> bool:
    """Say whether the same call may work a little later."""
    match outcome:
        case Refusal(code=code):
            return is_passing(code)
        case Silence(again=again):
            return again
        case _:
            return False


def _read(call: CloudCall, kind: type[T], content: object) -> T:
    try:
        return read(kind, content)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise CloudError(
            f"the answer to {call.service} {call.action} is not one of Tencent Cloud",
            why=f"it can't be read ({type(error).__name__})",
        ) from None


def _check(credential: Credential) -> None:
    """Raise CredentialError for a key with characters that no header can carry."""
    parts = [credential.key_id.encode("utf-8", "replace"), credential.secret.reveal()]
    if credential.token is not None:
        parts.append(credential.token.reveal())
    if not all(part and part.isascii() and part.decode("ascii").isprintable() for part in parts):
        raise CredentialError(
            "the key can't be one of Tencent Cloud",
            why="a part of it is empty or has characters that no key has",
            mend="copy id and secret again, without line ends",
        )
