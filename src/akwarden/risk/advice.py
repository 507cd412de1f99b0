"""What to do about a risk, and about a key from what is known of it.

A critical risk calls for action now, a high or medium one for hardening; one that is low or only informs is
fine as it is. Of a key:

- Act now: it is leaked and works, be it that its account says so or that its cloud took it; or a risk of it
  calls for that.
- Harden: it is a root key that works; or it works and was not used for 90 days, or never since it was made 90
  days ago; or it works and AWS quarantined its user; or it is leaked and no account says whether it works; or
  a risk of it calls for that.
- Fine: everything else.

The lists sort by the same rules in the database (`store/key_rows.py`); a test holds both to one answer.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import datetime
from types import MappingProxyType

import msgspec

from akwarden.model.access_key import KeyStatus
from akwarden.model.advice import UNUSED, Advice, AdviceLevel
from akwarden.model.key_row import KeyFacts
from akwarden.model.principal import PrincipalType
from akwarden.model.risk import LEAKED_RULES
from akwarden.model.severity import Severity
from akwarden.risk.cloud_deeds import disabled_words, quarantined_words

_LEVELS = MappingProxyType(
    {
        Severity.CRITICAL: AdviceLevel.ACT_NOW,
        Severity.HIGH: AdviceLevel.HARDEN,
        Severity.MEDIUM: AdviceLevel.HARDEN,
    }
)
_ROOT, _UNUSED = frozenset({"root-key-active"}), frozenset({"key-idle", "key-never-used"})
"""Rules that say what is said here too, of keys whose account was not judged yet."""


class _Reason(msgspec.Struct, frozen=True):
    """One reason, and how urgent it is by itself."""

    level: AdviceLevel
    text: str


def advice_of(severity: Severity) -> AdviceLevel:
    """Return how soon something is to be done about a risk of this severity."""
    return _LEVELS.get(severity, AdviceLevel.FINE)


def advise(facts: KeyFacts, now: datetime) -> Advice:
    """Return what to do about a key, with all reasons there are, the most urgent first."""
    reasons = sorted(_reasons(facts, now), key=lambda one: -one.level.rank)
    level = reasons[0].level if reasons else AdviceLevel.FINE
    return Advice(level, tuple(dict.fromkeys(one.text for one in reasons if one.text)))


def _reasons(facts: KeyFacts, now: datetime) -> Iterator[_Reason]:
    """Yield the reasons, what matters most first among those of one level."""
    if facts.leaks:
        yield _leaked(facts)
    yield from _risks(facts)
    if facts.revoked_leaks and facts.status is KeyStatus.INACTIVE:
        yield _Reason(AdviceLevel.FINE, "leaked, but disabled: delete it, so that nobody enables it again")
    yield from _deeds(facts, now)
    if facts.status is not KeyStatus.ACTIVE:
        return
    if facts.principal_type is PrincipalType.ROOT:
        words = "a root key: it may do everything, and no policy limits it"
        yield _Reason(AdviceLevel.HARDEN, "" if _is_told(facts, _ROOT) else words)
    for reason in _use(facts, now):
        yield _Reason(reason.level, "") if _is_told(facts, _UNUSED) else reason


def _is_told(facts: KeyFacts, rules: AbstractSet[str]) -> bool:
    """Say whether a risk says the same."""
    return any(risk.rule in rules for risk in facts.open_risks)


def _risks(facts: KeyFacts) -> Iterator[_Reason]:
    """Yield what the rules found, the worst first; that it leaked is told in any case, and so not again."""
    for risk in facts.open_risks:
        yield _Reason(risk.advice, "" if risk.rule in LEAKED_RULES else risk.detail)


def _deeds(facts: KeyFacts, now: datetime) -> Iterator[_Reason]:
    """Yield what its cloud did about a key by itself.

    AWS does not say which key of the user it saw, so that a quarantine asks for a look at each that works and
    not for haste with all of them.
    """
    if quarantined := quarantined_words(facts):
        is_active = facts.status is KeyStatus.ACTIVE
        yield _Reason(AdviceLevel.HARDEN if is_active else AdviceLevel.FINE, quarantined)
    if disabled := disabled_words(facts, now):
        yield _Reason(AdviceLevel.FINE, disabled)


def _leaked(facts: KeyFacts) -> _Reason:
    """Return what an open leak means for a key of this status."""
    if facts.status is not KeyStatus.UNLISTED:
        return _Reason(AdviceLevel.ACT_NOW, "leaked, and it still works")
    if facts.works:
        return _Reason(AdviceLevel.ACT_NOW, "leaked, and its cloud took it; no account lists it")
    return _Reason(AdviceLevel.HARDEN, "leaked; no account lists it, so whether it works is not known")


def _use(facts: KeyFacts, now: datetime) -> Iterator[_Reason]:
    """Yield what the last use of a key that works means."""
    if facts.last_used_at is not None:
        if now - facts.last_used_at > UNUSED:
            yield _Reason(AdviceLevel.HARDEN, f"not used for {_days(facts.last_used_at, now)}")
        return
    if not facts.last_use_known:
        yield _Reason(AdviceLevel.FINE, "whether it is used is not known")
    elif facts.created_at is None:
        yield _Reason(AdviceLevel.FINE, "never used; when it was made is not known")
    elif now - facts.created_at > UNUSED:
        yield _Reason(AdviceLevel.HARDEN, f"never used since it was made {_days(facts.created_at, now)} ago")
    else:
        yield _Reason(AdviceLevel.FINE, "never used yet")


def _days(since: datetime, now: datetime) -> str:
    """Return whole days in words."""
    return f"{(now - since).days:,} days"
