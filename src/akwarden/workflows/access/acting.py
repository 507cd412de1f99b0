"""Who does something, from where, and when: for the audit log, and for what guards logins."""

from datetime import datetime

import msgspec

from akwarden.store.audit_log.chain import Detail, Event
from akwarden.store.moment import rounded


class Acting(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who changes who may use akwarden."""

    actor: str
    """Their name for the audit log."""
    now: datetime
    """When."""

    def event(self, action: str, of: str, **details: Detail) -> Event:
        """Return what goes into the audit log."""
        return Event(at=rounded(self.now), actor=self.actor, action=action, object=of, details=details)


class Coming(msgspec.Struct, frozen=True, kw_only=True):
    """Where a login comes from."""

    address: str
    """The address of the browser."""
    agent: str
    """What it calls itself; whoever sends it decides."""
    now: datetime
    """When."""
    cookie: str | None = None
    """The session that the browser had before, which ends when a new one begins."""
    device: str | None = None
    """What the browser was given at an earlier login, by which it is known again; it lets nobody in."""
