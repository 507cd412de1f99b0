"""Judges of keys that no account lists: keys of projects, of gateways, of the root."""

from collections.abc import Iterator

import msgspec

from akwarden.detectors.posture.ages import last
from akwarden.detectors.posture.key_facts import history
from akwarden.detectors.posture.protocol import Judging
from akwarden.model.access_key import UnlistedGuess
from akwarden.model.posture import Seen
from akwarden.model.severity import Severity

_WORDS = {
    UnlistedGuess.ROOT: "probably a root key",
    UnlistedGuess.PROJECT: "probably a project key",
    UnlistedGuess.GATEWAY: "a key of an API gateway",
}


class UnlistedSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which keys are seen."""

    guesses: tuple[UnlistedGuess, ...]
    """What they may be."""
    unsure_severity: Severity
    """Where nothing shows that it works."""


def unlisted_key(judging: Judging, settings: UnlistedSettings) -> Iterator[Seen]:
    """Yield keys that no account lists and that nobody can therefore look after; a leaked one is a leak's."""
    for key in judging.facts.unlisted:
        if key.open_leaks or key.guess is None or key.guess not in settings.guesses:
            continue
        used = key.last_used_at
        words = "whether it works is not known" if used is None else last("used", used, judging.now)
        yield Seen(
            principal=None,
            key=key.id,
            detail=f"{_WORDS.get(key.guess, 'a key')}; {words}",
            evidence=(history(key, judging.now),),
            severity=settings.unsure_severity if used is None else None,
        )
