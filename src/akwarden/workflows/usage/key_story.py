"""How one key is used, in full: what only the records tell, such as its APIs and what it did first."""

from datetime import datetime

from msgspec.structs import replace

from akwarden.analytics.calls import Asked, fitting
from akwarden.model.access_key import AccessKeyId
from akwarden.model.key_use import KeyUse
from akwarden.query.tree import All
from akwarden.store.lake.lake import Lake
from akwarden.store.state import State
from akwarden.workflows.access.scope import Scope, scoped
from akwarden.workflows.events.key_use import key_use
from akwarden.workflows.usage.desk import Cancel, Desk
from akwarden.workflows.usage.key_use import key_sums


class KeyStory:
    """Asks the records of one lake about keys; shared by threads."""

    def __init__(self, state: State, lake: Lake, desk: Desk) -> None:
        """Take where names of addresses are, the lake, and where questions stand in line."""
        self._state, self._lake, self._desk = state, lake, desk

    def of(self, key_id: str, now: datetime, scope: Scope, cancel: Cancel | None = None) -> KeyUse:
        """Return how a key is used in the accounts of a scope; raises LakeError.

        The calls of 24 hours are those that lists show, so that no page shows two numbers.
        """
        files = [file.path for file in self._lake.files()]
        with self._desk.asking(self._lake.folder, cancel) as asking:
            asking.look_at(files)
            own = asking.events()
            own = fitting(own.filter(own.key_id == key_id), Asked(query=scoped(All(()), scope), now=now))
            with self._state.reading() as connection:
                use = key_use(connection, own, AccessKeyId(key_id), now)
                sums = key_sums(connection, [key_id], now).get(key_id)
        return use if sums is None or not scope.everywhere else replace(use, calls_24h=sums.calls_24h)
