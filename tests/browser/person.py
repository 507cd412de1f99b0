"""People who are logged in: added and let in as the product does it, without the pages that do it by hand."""

import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import BrowserContext
from tests.browser.console import Console

from akwarden.errors import AccessError
from akwarden.model.person import Grant, Role
from akwarden.model.secret import Secret
from akwarden.store.migration import open_state
from akwarden.workflows.access import people
from akwarden.workflows.access.acting import Acting, Coming
from akwarden.workflows.access.links import Chosen, follow
from akwarden.workflows.access.outcome import LoggedIn
from akwarden.workflows.access.people import Invitation

_COOKIE = "akwarden"


def session_of(console: Console, role: Role, *, group: str | None = None) -> str:
    """Return the session of somebody with a role, for all accounts or for those of one group."""
    login = ".".join(filter(None, [role, group, os.environ.get("PYTEST_XDIST_WORKER")]))
    now = datetime.now(UTC)
    state = open_state(Path(console.home), None)
    try:
        acting = Acting(actor="tests", now=now)
        try:
            invited = people.invite(state, Invitation(login=login, grants=(Grant(role, group),)), acting)
        except AccessError:
            # Somebody of this run has been here before.
            invited = people.new_link(state, login, acting)
        chosen = Chosen(Secret(secrets.token_urlsafe(24).encode()))
        coming = Coming(address="127.0.0.1", agent="tests", now=now)
        outcome = follow(state, invited.link.reveal().decode(), chosen, coming)
    finally:
        state.close()
    assert isinstance(outcome, LoggedIn)
    return outcome.cookie.reveal().decode()


def let_in(context: BrowserContext, console: Console, session: str) -> None:
    """Let a browser show a session, as a login does."""
    context.add_cookies(
        [
            {
                "name": _COOKIE,
                "value": session,
                "url": console.origin,
                "httpOnly": True,
                "sameSite": "Strict",
            }
        ]
    )
