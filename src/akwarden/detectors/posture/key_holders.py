"""Judges of who has keys, and of what people noted of them."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from akwarden.detectors.posture.key_facts import Held, active_keys, history, keys_with
from akwarden.detectors.posture.protocol import Judging, NoSettings
from akwarden.model.access_key import KeyStatus
from akwarden.model.facts import KeyFact
from akwarden.model.posture import Seen
from akwarden.model.principal import PrincipalType
from akwarden.model.risk import Evidence

_FEW = 2
_ALWAYS = datetime.min.replace(tzinfo=UTC)


def two_active_keys(judging: Judging, settings: NoSettings) -> Iterator[Seen]:  # noqa: ARG001
    """Yield principals with more than one key that works; all their keys are the evidence."""
    for principal in judging.facts.principals:
        keys = active_keys(principal)
        if principal.type is not PrincipalType.ROOT and len(keys) >= _FEW:
            notes = (Evidence(note=f"{key.id}: {history(key, judging.now).note}") for key in keys)
            yield Seen(
                principal=principal.id,
                detail=f"{len(keys)} keys work; the one made first is {_first(keys).id}",
                evidence=tuple(notes),
            )


def _first(keys: Sequence[KeyFact]) -> KeyFact:
    """Return the key that was made first; those of which it is not known come before all others."""
    return min(keys, key=lambda key: key.created_at or _ALWAYS)


def key_with_console(judging: Judging, settings: NoSettings) -> Iterator[Seen]:  # noqa: ARG001
    """Yield principals that sign in to the console and have a key that works as well."""
    for principal in judging.facts.principals:
        keys = active_keys(principal)
        if principal.type is not PrincipalType.ROOT and principal.console_login and keys:
            notes = (Evidence(note=f"{key.id}: {history(key, judging.now).note}") for key in keys)
            yield Seen(
                principal=principal.id,
                detail="one identity for a person at the console and for programs with a key",
                evidence=tuple(notes),
            )


def key_without_owner(judging: Judging, settings: NoSettings) -> Iterator[Seen]:  # noqa: ARG001
    """Yield keys that work and of which nobody noted whose they are."""
    for held in keys_with(judging.facts, KeyStatus.ACTIVE):
        if not (held.key.owner or held.principal.owner):
            yield _seen(held, "nobody is noted as its owner", judging.now)


def key_without_remark(judging: Judging, settings: NoSettings) -> Iterator[Seen]:  # noqa: ARG001
    """Yield keys that work and of which nothing tells what they are for."""
    for held in keys_with(judging.facts, KeyStatus.ACTIVE):
        if not any(text.strip() for text in (held.key.remark, held.key.cloud_note, held.principal.note)):
            yield _seen(
                held, "no remark here, no description at the cloud, no note at its principal", judging.now
            )


def _seen(held: Held, detail: str, now: datetime) -> Seen:
    return Seen(
        principal=held.principal.id, key=held.key.id, detail=detail, evidence=(history(held.key, now),)
    )
