"""Fetches the events of one log, window by window, and commits them with how far the log is read."""

import hashlib
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from akwarden.model.audit_record import RecordBlock
from akwarden.providers.audit_pull import EventLog, EventPage, Window
from akwarden.store.lake import sources
from akwarden.store.lake.batch import Cursor
from akwarden.store.state import State
from akwarden.workflows.events.ingest import Ingest
from akwarden.workflows.events.pull_cursor import Progress, read_cursor, text_of

BATCH: Final = 10_000
"""Events that are committed together; a page alone would make a file of 50 events."""
_BATCH_BYTES: Final = 16 << 20
_LONGEST: Final = timedelta(seconds=30)
"""How long fetched events may wait for that: what a run that is killed had fetched is fetched again."""


class LogPull:
    """One log under way; for one thread."""

    def __init__(
        self,
        state: State,
        log: EventLog,
        ingest: Ingest,
        source: str,
        *,
        account: int,
        batch: int = BATCH,
        now: Callable[[], datetime],
        stop: threading.Event,
    ) -> None:
        """Take what is fetched, and where it goes; `source` is what the state calls the log.

        `batch` is how many events are committed together.
        """
        with state.reading() as connection:
            known = sources.find(connection, source)
        cursor = read_cursor(known.cursor.text if known and known.cursor else None)
        self.log, self.source, self.ingest = log, source, ingest
        self._state, self._account, self._now, self._stop = state, account, now, stop
        self._batch = batch
        self._progress = Progress(cursor, now(), log.back, log.longest)
        self._window = self._progress.next(now())
        self._lines = 0
        self._begin_batch()

    @property
    def position(self) -> datetime | None:
        """Where it reads next; None when all is read."""
        return self._window.start if self._window is not None else None

    def step(self) -> None:
        """Read one window, or a part of it where the run is to stop.

        Raises CloudError, LakeError, StateError. After an error `commit` keeps what was fetched before it.
        """
        window = self._window
        if window is None:
            return
        if self._read(window):
            self._window = self._progress.next(self._now())
        if self._is_due():
            self.commit()

    def commit(self) -> None:
        """Keep what was fetched, and how far the log is read. Raises LakeError or StateError."""
        cursor = self._progress.cursor
        kept = Cursor(text=text_of(cursor), watermark=cursor.watermark, account_id=self._account)
        if self._pending:
            # The name of the batch holds its records: with the same cursor others may have come late.
            self._digest.update(f"{self.source}\0{kept.text}".encode())
            self.ingest.flush(cursor=kept, key=self._digest.hexdigest())
        else:
            with self._state.writing() as connection:
                sources.reached(connection, self.source, kept, self._now())
        self._begin_batch()

    def fail(self, words: str) -> None:
        """Keep why the log could not be read any further; no secret is in `words`."""
        with self._state.writing() as connection:
            sources.failed(connection, self.source, words, self._now())

    def _read(self, window: Window) -> bool:
        """Read a window; return whether the next one is to be read."""
        newest: datetime | None = None
        events, is_first = 0, True
        for page in self.log.pages(window):
            if is_first and self._progress.narrowed(window, page):
                return True
            is_first = False
            self._take(page)
            events += len(page.rows)
            times = [row.at for row in page.rows if row.at is not None]
            newest = max((*times, newest) if newest is not None else times, default=None)
            if page.is_last:
                break
            if times:
                self._progress.partly(window, min(times), newest)
            if self._stop.is_set():
                return False
            if self._is_due():
                self.commit()
        self._progress.done(window, newest, events)
        return True

    def _take(self, page: EventPage) -> None:
        records = [row.record for row in page.rows]
        if not records:
            return
        for record in records:
            self._digest.update(record)
        lines = range(self._lines + 1, self._lines + len(records) + 1)
        self._lines += len(records)
        self._pending += len(records)
        self._bytes += sum(map(len, records))
        self.ingest.take(RecordBlock(self.source, records, lines, [0] * len(records)))

    def _is_due(self) -> bool:
        if not self._pending:
            return False
        is_large = self._pending >= self._batch or self._bytes >= _BATCH_BYTES
        return is_large or self._now() - self._begun_at >= _LONGEST

    def _begin_batch(self) -> None:
        self._digest = hashlib.blake2b(digest_size=32)
        self._pending = self._bytes = 0
        self._begun_at = self._now()
