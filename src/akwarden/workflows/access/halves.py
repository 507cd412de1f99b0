"""Remembers the first half of a login, or of what else takes two requests; the second half takes it once."""

from datetime import datetime

from sqlalchemy import Connection

from akwarden.access import random_text
from akwarden.access.session_life import STEP
from akwarden.model.secret import Secret
from akwarden.store.access import steps
from akwarden.store.access.steps import Step, StepKind
from akwarden.store.moment import rounded
from akwarden.store.state import State

MOST = 10_000
"""First halves of nobody in particular that are under way at once."""


def remember(
    connection: Connection, kind: StepKind, content: bytes, now: datetime, *, person_id: int | None = None
) -> Secret:
    """Keep a first half and return what the second one names.

    Whoever begins logins without end fills no table, and keeps nobody out: the oldest ones go.
    """
    at = rounded(now)
    steps.sweep(connection, at)
    if person_id is None:
        steps.trim(connection, MOST - 1)
    token = random_text.secret_text()
    step = Step(kind=kind, person_id=person_id, content=content, expires_at=at + STEP)
    steps.keep(connection, step, random_text.digest(token))
    return Secret(token.encode())


def recall(state: State, kind: StepKind, token: str, now: datetime) -> Step | None:
    """Take a first half away and return it; None where there is none, it is too late, or it was taken."""
    with state.writing() as connection:
        return take(connection, kind, token, now)


def take(connection: Connection, kind: StepKind, token: str, now: datetime) -> Step | None:
    """Do the same in a transaction that may put it back."""
    return steps.take(connection, kind, random_text.digest(token), rounded(now))


def put_back(connection: Connection, token: str, step: Step) -> None:
    """Let a first half that was taken in this transaction be taken again, until its own time is over."""
    steps.keep(connection, step, random_text.digest(token))
