"""Hands what changes on to everybody who listens: one thread looks, however many there are.

The rules that this module keeps:

- What is seen is cut to who listens: jobs of others and alarms of other accounts are not told.
- Who takes nothing for too long is let go, and finds out what was missed when coming back.
- Whoever may not be here any more, or may see other accounts than before, is let go within seconds. To listen
  is not to be here: it makes no session last longer.
- Nobody takes the places of all others: one person has so many.
- When the server stops, all are let go at once.
"""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from time import monotonic
from typing import Final

import msgspec
from sqlalchemy import Connection

from akwarden.access.roles import Right, reach
from akwarden.errors import AkwardenError, redact
from akwarden.frontends.api.server import Server
from akwarden.languages.answers import in_language
from akwarden.languages.language import Language
from akwarden.model.freshness import Freshness
from akwarden.model.job import Job
from akwarden.model.person import Caller
from akwarden.workflows.access.scope import EVERYWHERE, Scope, scope_of
from akwarden.workflows.access.standing import standing
from akwarden.workflows.jobs import freshness, news
from akwarden.workflows.jobs.news import AlarmNews, News, Position
from akwarden.workflows.jobs.starting import may_see, sees_all

MOST_LISTENERS: Final = 2_000
"""More at once are asked to come later."""
MOST_OF_PERSON: Final = 50
"""Of these, so many are of one person: of all their browsers and programs."""
MOST_WAITING: Final = 200
"""Messages that wait for one listener; then it is let go."""
LOOK_SECONDS: Final = 1.0
STANDING_SECONDS: Final = 3.0
FRESH_SECONDS: Final = 15.0
_LOG: Final = logging.getLogger("akwarden.events")

Frame = bytes


class AlarmsRaised(msgspec.Struct, frozen=True):
    """Alarms that came, of those that whoever listens may see."""

    new: int
    """How many."""
    newest_at: str
    """When the last of them was raised."""


def frame(event: str, data: bytes, position: str | None = None) -> Frame:
    """Return a message as it is sent; the data are one line of JSON."""
    head = f"id: {position}\n" if position else ""
    return f"{head}event: {event}\ndata: ".encode() + data + b"\n\n"


class Listener:
    """One who listens; all of it happens in the event loop."""

    def __init__(self, caller: Caller, scope: Scope, language: Language = Language.ENGLISH) -> None:
        """Take who it is, what they may see, and in which language they are told."""
        self.caller, self.scope, self.language = caller, scope, language
        self.sees_all = sees_all(caller)
        self.reach = reach(caller, Right.READ)
        self.gone = False
        self._waiting: deque[Frame] = deque()
        self._wake = asyncio.Event()

    def offer(self, frames: Iterable[Frame]) -> None:
        """Let messages wait to be sent; one who does not keep up is let go."""
        self._waiting.extend(frames)
        if len(self._waiting) > MOST_WAITING:
            self.let_go()
        elif self._waiting:
            self._wake.set()

    def let_go(self) -> None:
        """End it."""
        self.gone = True
        self._waiting.clear()
        self._wake.set()

    async def next(self, seconds: float) -> Frame:
        """Return all that waits; nothing when nothing came for so long, or it was let go."""
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return b""
        self._wake.clear()
        found = b"".join(self._waiting)
        self._waiting.clear()
        return found


class Hub:
    """All who listen to one server; its methods are for the event loop."""

    def __init__(self, server: Server) -> None:
        """Take the server; nobody looks before somebody listens."""
        self._server = server
        self._listeners: set[Listener] = set()
        self._looking: threading.Thread | None = None
        self._position: Position | None = None
        self._fresh: Freshness | None = None

    @property
    def listening(self) -> int:
        """How many listen now; asked for from any thread."""
        return len(self._listeners)

    @property
    def is_full(self) -> bool:
        """Whether nobody more may listen now."""
        return self.listening >= MOST_LISTENERS

    def is_full_for(self, caller: Caller) -> bool:
        """Say whether a person listens as often as one may."""
        mine = sum(one.caller.person_id == caller.person_id for one in self._listeners)
        return mine >= MOST_OF_PERSON

    def join(self, listener: Listener) -> None:
        """Tell somebody what changes from now on; nothing where the last place was taken meanwhile."""
        is_full = self.is_full or self.is_full_for(listener.caller)
        self._listeners.add(listener)
        if is_full or self._server.stopping.is_set():
            listener.let_go()
        elif self._looking is None:
            loop = asyncio.get_running_loop()
            self._looking = threading.Thread(target=self._look, args=(loop,), name="events", daemon=True)
            self._looking.start()
        elif self._fresh is not None:
            listener.offer(_freshness(self._fresh, [listener])[listener])

    def leave(self, listener: Listener) -> None:
        """Tell somebody nothing any more."""
        self._listeners.discard(listener)

    # In the thread

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Look every second until the server stops."""
        looks = _Looks(self._server, lambda: list(self._listeners))
        try:
            while not self._server.stopping.is_set():
                if self._listeners:
                    seen = looks.once()
                    if seen is not None:
                        loop.call_soon_threadsafe(self._deliver, seen)
                self._server.stopping.wait(LOOK_SECONDS)
            loop.call_soon_threadsafe(self._let_all_go)
        except RuntimeError:  # the loop has ended, and with it everybody who listened
            return

    # In the loop

    def _let_all_go(self) -> None:
        for listener in self._listeners:
            listener.let_go()

    def _deliver(self, seen: "Seen") -> None:
        listeners = list(self._listeners)
        if seen.news is not None:
            for listener, frames in news_frames(seen.news, listeners).items():
                listener.offer(frames)
        if seen.fresh is not None:
            self._fresh = seen.fresh
            for listener, frames in _freshness(seen.fresh, listeners).items():
                listener.offer(frames)
        for listener in seen.fallen:
            listener.let_go()


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What one look has found; None for what was not looked at, or is as before."""

    news: News | None = None
    fresh: Freshness | None = None
    fallen: tuple[Listener, ...] = ()
    """Those who may not be here any more, or not see just the same."""


class _Looks:
    """Looks again and again, at each thing as often as it is due; for one thread."""

    def __init__(self, server: Server, listeners: Callable[[], list[Listener]]) -> None:
        self._server, self._listeners = server, listeners
        self._position: Position | None = None
        self._fresh: Freshness | None = None
        self._fresh_at = self._standing_at = 0.0

    def once(self) -> Seen | None:
        """Return what has changed; None for nothing. What fails is tried again with the next look."""
        try:
            return self._once()
        except AkwardenError as error:
            _LOG.warning("nobody is told what changes, trying again: %s", redact(str(error)))
        except Exception as error:  # a look that ends would end all  # noqa: BLE001
            _LOG.error("nobody is told what changes, trying again: %s", type(error).__name__)
        return None

    def _once(self) -> Seen | None:
        listeners = self._listeners()
        with self._server.state.reading() as connection:
            if self._position is None:
                self._position = news.newest(connection)
            found = news.since(connection, self._position)
            moved = found.position != self._position
            self._position = found.position
            seen = Seen(
                news=found if moved else None,
                fresh=self._freshly(connection, moved=moved),
                fallen=self._fallen(connection, listeners),
            )
        return None if seen == Seen() else seen

    def _freshly(self, connection: Connection, *, moved: bool) -> Freshness | None:
        now = monotonic()
        if not moved and now < self._fresh_at:
            return None
        self._fresh_at = now + FRESH_SECONDS
        server = self._server
        fresh = freshness.freshness(connection, server.settings.work, server.clock())
        if self._fresh is not None and _same(fresh, self._fresh):
            return None
        self._fresh = fresh
        return fresh

    def _fallen(self, connection: Connection, listeners: list[Listener]) -> tuple[Listener, ...]:
        now = monotonic()
        if now < self._standing_at:
            return ()
        self._standing_at = now + STANDING_SECONDS
        distinct = {one.caller.pass_id: one.caller for one in listeners}
        stand = standing(connection, distinct.values(), self._server.clock())
        # Who is in an account group is not on anybody's session: what it shows may be another today.
        scopes = {where: scope_of(connection, where) for where in {one.reach for one in listeners}}
        return tuple(
            one for one in listeners if one.caller.pass_id not in stand or one.scope != scopes[one.reach]
        )


def _same(one: Freshness, other: Freshness) -> bool:
    """Say whether there is nothing new but the time; detection that has judged everything is up to now."""
    return [(s.name, s.late, s.error, s.checked_at if s.account else None) for s in one.sources] == [
        (s.name, s.late, s.error, s.checked_at if s.account else None) for s in other.sources
    ]


def news_frames(found: News, listeners: Sequence[Listener]) -> dict[Listener, list[Frame]]:
    """Return what each listener is told of what has changed."""
    position = found.position.text
    alarms = _alarms(found.alarms, position)
    jobs = {
        language: [(one, _job(one.job, language, position)) for one in found.jobs]
        for language in {one.language for one in listeners}
    }
    told = {}
    for listener in listeners:
        spoken = jobs[listener.language]
        if listener.sees_all:
            told[listener] = [text for _, text in spoken] + alarms
            continue
        mine = [text for one, text in spoken if may_see(listener.caller, one)]
        seen = [one for one in found.alarms if listener.scope.has(one.provider, one.account)]
        told[listener] = mine + _alarms(seen, position)
    return told


def _job(job: Job, language: Language, position: str) -> Frame:
    return frame("job", msgspec.json.encode(in_language(job, language)), position)


def _alarms(alarms: Sequence[AlarmNews], position: str) -> list[Frame]:
    if not alarms:
        return []
    newest = max(one.newest_at for one in alarms)
    raised = AlarmsRaised(sum(one.new for one in alarms), newest.isoformat().replace("+00:00", "Z"))
    return [frame("alarms", msgspec.json.encode(raised), position)]


def _freshness(whole: Freshness, listeners: Sequence[Listener]) -> dict[Listener, list[Frame]]:
    parts: dict[tuple[Scope, Language], Frame] = {}
    told = {}
    for listener in listeners:
        seen = EVERYWHERE if listener.sees_all else listener.scope
        part = seen, listener.language
        if part not in parts:
            cut = in_language(freshness.within(whole, seen), listener.language)
            parts[part] = frame("freshness", msgspec.json.encode(cut))
        told[listener] = [parts[part]]
    return told
