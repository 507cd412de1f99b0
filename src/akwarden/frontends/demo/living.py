"""Lets the demo go on while somebody looks: calls come in, are fetched and judged, and alarms rise."""

import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Final

from akwarden.errors import AkwardenError
from akwarden.frontends.demo import records
from akwarden.frontends.demo.coming import Due, coming
from akwarden.frontends.demo.delivering import deliver
from akwarden.frontends.demo.inventory import stored
from akwarden.frontends.demo.scene import Scene
from akwarden.workflows.accounts.access import Leases
from akwarden.workflows.events.pull_many import pull_accounts
from akwarden.workflows.events.pulling import PullWanted
from akwarden.workflows.events.tidying import tidy
from akwarden.workflows.usage.following import follow

_PAUSE: Final = 2.0
"""Seconds between two looks at what is due."""
_FETCH: Final = 20.0
"""Seconds between two fetches."""
_TIDY: Final = 100
"""After so many fetches the lake is put in order: each makes small files."""
_LOG: Final = logging.getLogger("akwarden.demo")


class Living(threading.Thread):
    """Goes on until the scene is told to stop; what fails once is tried again."""

    def __init__(self, scene: Scene) -> None:
        """Take a scene that is prepared."""
        super().__init__(name="demo", daemon=True)
        self._scene = scene
        self._due: set[str] = set()
        """Accounts with calls that nobody has fetched."""
        self._fetches = 0
        self._leases = scene.leases()

    def run(self) -> None:
        """Live."""
        scene = self._scene
        calls = coming(scene.company.organisation, scene.now())
        upcoming = next(calls, None)
        waited = _FETCH
        while not scene.stop.is_set():
            try:
                upcoming = self._deliver(calls, upcoming)
                if waited >= _FETCH and self._due:
                    self.fetch()
                    waited = 0.0
            except (AkwardenError, OSError) as error:
                _LOG.warning("the demo does not go on for now: %s", error)
            scene.stop.wait(_PAUSE)
            waited += _PAUSE

    def _deliver(self, calls: Iterator[Due], upcoming: Due | None) -> Due | None:
        """Put what is due into the logs of the clouds, and return what comes next."""
        now = self._scene.now().timestamp()
        while upcoming is not None and upcoming.at <= now:
            name = deliver(self._scene.servers, upcoming.record)
            if name is not None:
                self._due.add(name)
            upcoming = next(calls, None)
        return upcoming

    def fetch(self) -> None:
        """Fetch what came in, and judge it."""
        names, self._due = self._due, set()
        fetch(self._scene, names, self._leases)
        self._fetches += 1
        if self._fetches % _TIDY == 0:
            tidy(self._scene.lake, self._scene.now(), keep_days=self._scene.settings.audit.keep_days)


def fetch(scene: Scene, names: Iterable[str], leases: Leases) -> int:
    """Fetch the calls of accounts by the names of these, judge them, and return how many were new."""
    wanted = set(names)
    results = pull_accounts(
        scene.state,
        scene.lake,
        [one for one in stored(scene) if one.account.name in wanted],
        leases,
        make_tools=scene.tools,
        wanted=PullWanted(),
        tell=lambda _name, _words: None,
    )
    new = 0
    with closing(results):
        for one in results:
            if one.error is not None:
                _LOG.warning("calls of %s could not be fetched: %s", one.account.account.name, one.error)
            new += one.count.imported
    if new:
        follow(scene.state, scene.lake, scene.now())
        records.detect(scene, lambda _: None)
    return new
