"""Fetches the audit records of accounts into the lake, by calls and from buckets.

The rules that this module keeps:

- One place that can't be read stops no other: it is a blind spot, or an error that its source keeps.
- Of all logs of an account the one that is furthest behind goes on, so that history comes in its order.
- Whatever ends a run, what was fetched before is kept, and the next run goes on there.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from time import monotonic

import msgspec

from akwarden.errors import (
    AccountError,
    AkwardenError,
    CloudError,
    CredentialError,
    MissingRightError,
    UnreachableError,
)
from akwarden.model.artifact import Skipped
from akwarden.model.blind_spot import BlindSpot
from akwarden.providers.audit_pull import AbsentLogError, AuditPull, BucketAddress
from akwarden.providers.inventory import Access
from akwarden.providers.provider import Provider
from akwarden.store.account_rows import StoredAccount
from akwarden.store.lake.lake import Lake
from akwarden.store.state import State
from akwarden.store.turn import turn
from akwarden.workflows.events.ingest import Ingest, IngestCount, Tools
from akwarden.workflows.events.pulled_bucket import BucketPull
from akwarden.workflows.events.pulled_log import BATCH, LogPull

Tell = Callable[[str], None]


class PullWanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be fetched of an account."""

    events: bool = True
    """What calls look up: 90 days, without the calls that only touch data."""
    delivered: bool = False
    """What lies in the buckets that the account's own trails name."""
    buckets: tuple[BucketAddress, ...] = ()
    """Buckets that are named by the user."""
    batch: int = BATCH
    """Looked-up events that are committed together."""


class Pulled(msgspec.Struct, frozen=True, kw_only=True):
    """What became of fetching the records of one account."""

    account: StoredAccount
    seconds: float = 0.0
    count: IngestCount = IngestCount()
    objects: int = 0
    """Objects of buckets that were read."""
    known_objects: int = 0
    """Those that were read before and were passed over."""
    ignored: int = 0
    """Files that hold no events."""
    skipped: tuple[Skipped, ...] = ()
    """Objects that could not be read, or only in part, with the reason."""
    blind_spots: tuple[BlindSpot, ...] = ()
    calls: int = 0
    """Calls that were made, tries again included."""
    throttled: int = 0
    """Answers that said: too many calls."""
    error: AkwardenError | None = None
    """Why not all was fetched; the next run goes on there."""
    stopped: bool = False
    """Whether it was told to stop; the next run goes on there."""


def pull_account(
    state: State,
    lake: Lake,
    stored: StoredAccount,
    provider: Provider,
    access: Access,
    *,
    tools: Tools,
    wanted: PullWanted,
    stop: threading.Event,
    tell: Tell,
) -> Pulled:
    """Fetch what is new of an account. A failure is in what comes back and is never raised.

    `tools` belong to the calling thread.
    """
    began = monotonic()
    try:
        run = _Run(state, lake, stored, provider, access, tools=tools, stop=stop, tell=tell)
    except AkwardenError as error:
        return Pulled(account=stored, error=error)
    try:
        with turn(state, f"pull {stored.id}") as ours:
            if not ours:
                raise AccountError(
                    f"the records of {stored.account.name} are being fetched by another akwarden",
                    mend="wait until that one has ended",
                )
            run.all(wanted)
    except AkwardenError as error:
        run.error = error
    return run.result(monotonic() - began)


class _Run:
    """One run over one account."""

    def __init__(
        self,
        state: State,
        lake: Lake,
        stored: StoredAccount,
        provider: Provider,
        access: Access,
        *,
        tools: Tools,
        stop: threading.Event,
        tell: Tell,
    ) -> None:
        self._state, self._lake, self._stored, self._tools = state, lake, stored, tools
        self._provider, self._access = provider, access
        self._stop, self._tell = stop, tell
        self._pull: AuditPull = provider.audit_pull(access)
        self._ingests: list[Ingest] = []
        self._buckets: list[BucketPull] = []
        self.error: AkwardenError | None = None

    def all(self, wanted: PullWanted) -> None:
        """Fetch all that is wanted. Raises AkwardenError for what ends the whole run."""
        self._check_identity()
        addresses = {address.text: address for address in wanted.buckets}
        if wanted.delivered:
            addresses = {one.text: one for one in self._deliveries()} | addresses
        for address in addresses.values():
            if not self._stop.is_set():
                self._bucket(address)
        if wanted.events and not self._stop.is_set():
            self._events(wanted.batch)

    def _deliveries(self) -> tuple[BucketAddress, ...]:
        """Return where trails deliver; what can't be seen of it is a blind spot."""
        try:
            return self._pull.deliveries()
        except MissingRightError as error:
            self._blind(error, "")
        except (CredentialError, UnreachableError):
            raise
        except CloudError as error:
            self.error = error
        return ()

    def _check_identity(self) -> None:
        """Raise AccountError when the key is one of another account: its cursors would not be ours."""
        number = self._stored.account.number
        found = self._provider.inventory(self._access).identity().account
        if found != number:
            raise AccountError(
                f"the key of {self._stored.account.name} belongs to account {found}, not {number}",
                mend="correct the place that the key comes from, or add the other account",
            )

    def _events(self, batch: int) -> None:
        """Read all logs, that first which is furthest behind."""
        under_way: list[LogPull] = []
        try:
            for log in self._pull.logs():
                source = "/".join(filter(None, (self._place, "events", log.name)))
                ingest = self._ingest(source)
                under_way.append(
                    LogPull(
                        self._state,
                        log,
                        ingest,
                        source,
                        account=self._stored.id,
                        batch=batch,
                        now=self._tools.now,
                        stop=self._stop,
                    )
                )
            while (next_one := _behind(under_way)) is not None and not self._stop.is_set():
                self._tell(f"{next_one.log.name or 'events'} {next_one.position:%Y-%m-%d}")
                if not self._stepped(next_one):
                    under_way.remove(next_one)
        finally:
            for left in under_way:
                left.commit()

    def _stepped(self, log: LogPull) -> bool:
        """Read a window of a log; return whether the log goes on."""
        try:
            log.step()
        except AbsentLogError:
            return False
        except CloudError as error:
            log.commit()
            self._failed(log, error, f" in {log.log.name}" if log.log.name else "")
            return False
        return True

    def _bucket(self, address: BucketAddress) -> None:
        with closing(self._pull.bucket(address)) as store:
            bucket = BucketPull(
                self._state,
                store,
                self._ingest(address.text),
                account=self._stored.id,
                now=self._tools.now,
                stop=self._stop,
                tell=self._tell,
            )
            self._buckets.append(bucket)
            try:
                bucket.run()
            except CloudError as error:
                self._failed(bucket, error, f" into {address.text}")

    def _failed(self, source: LogPull | BucketPull, error: CloudError, where: str) -> None:
        """Keep why a place could not be read to its end; raises the error where no other could be read."""
        source.fail(f"{error.what}: {error.why}" if error.why else error.what)
        match error:
            case CredentialError() | UnreachableError():
                raise error
            case MissingRightError():
                self._blind(error, where)
            case _:
                self.error = self.error or error

    @property
    def _place(self) -> str:
        account = self._stored.account
        return f"{account.provider}:{account.number}"

    def _ingest(self, source: str) -> Ingest:
        self._ingests.append(Ingest(self._state, self._lake, self._tools, source))
        return self._ingests[-1]

    def _blind(self, error: MissingRightError, where: str) -> None:
        """Remember what is not seen for the want of a right."""
        calls = (*self._provider.calls, *self._provider.delivery_calls)
        words = next((call.unseen for call in calls if call.right == error.right), "audit records")
        self._pull.tally.blind(
            BlindSpot(
                right=error.right,
                unseen=f"{words}{where}",
                reason=error.reason,
                mend=f"allow {error.right}",
            )
        )

    def result(self, seconds: float) -> Pulled:
        """Return what became of it."""
        tally, counts = self._pull.tally, [bucket.count for bucket in self._buckets]
        return Pulled(
            account=self._stored,
            seconds=seconds,
            count=sum((one.count for one in self._ingests), IngestCount()),
            objects=sum(one.objects for one in counts),
            known_objects=sum(one.known for one in counts),
            ignored=sum(one.ignored for one in counts),
            skipped=tuple(skipped for one in counts for skipped in one.skipped),
            blind_spots=tally.blind_spots,
            calls=tally.calls,
            throttled=tally.throttled,
            error=self.error,
            stopped=self._stop.is_set(),
        )


def _behind(logs: Sequence[LogPull]) -> LogPull | None:
    """Return the log that is furthest behind; None when all are read."""
    left = [(log.position, number) for number, log in enumerate(logs) if log.position is not None]
    return logs[min(left)[1]] if left else None
