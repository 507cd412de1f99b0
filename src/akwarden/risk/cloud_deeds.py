"""What a cloud did about a key by itself, in words: facts of the key, and no risks.

- AWS attaches a quarantine policy to a user when it saw a key of the user in public. It denies some actions;
  it disables no key (AWS, Managed Policy Reference: AWSCompromisedKeyQuarantineV3).
- Tencent Cloud disables a key that was not used for 90 days (Tencent Cloud, announcement: access keys that
  were not used for 90 days are disabled, from 2025-06-30 on). A list of keys does not tell which those are,
  and so the words leave open who did it.
"""

from datetime import datetime

from akwarden.model.access_key import KeyStatus
from akwarden.model.key_row import KeyFacts
from akwarden.model.principal import PrincipalType

_DISABLED_AFTER = 90
"""Days after which Tencent Cloud disables a key that nobody uses."""


def quarantined_words(facts: KeyFacts) -> str | None:
    """Return that AWS quarantined the user of a key that is not deleted; None where it did not."""
    if facts.quarantine is None or facts.status is KeyStatus.DELETED:
        return None
    why = "AWS saw this key or another one of the user in public"
    return f"AWS attached {facts.quarantine} to its user: {why}"


def disabled_words(facts: KeyFacts, now: datetime) -> str | None:
    """Return that Tencent Cloud may have disabled a key; None for another key, or where too little is known.

    Those of the main account are left out: the announcement is not known to be about them.
    """
    if facts.provider != "tencent" or facts.status is not KeyStatus.INACTIVE:
        return None
    if facts.principal_type is PrincipalType.ROOT:
        return None
    since = facts.last_used_at or (facts.created_at if facts.last_use_known else None)
    idle = 0 if since is None else (now - since).days
    if idle < _DISABLED_AFTER:
        return None
    return f"disabled, and nobody used it for {idle:,} days: Tencent Cloud disables such keys by itself"
