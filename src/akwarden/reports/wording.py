"""The sentences and units that every format for people shares."""

from collections import Counter
from collections.abc import Sequence

from akwarden.model.finding import Allowed, AllowedBy, Finding
from akwarden.model.verification import OFFLINE, Active, Inactive, Unverified, Verification
from akwarden.reports.leaked_key import LeakedKey
from akwarden.reports.visible import clipped, visible

_KIBI = 1024
_UNITS = ("KiB", "MiB", "GiB", "TiB")
_MINUTE = 60
_MASKS_SHOWN = 3
_ALLOWED_BY = {
    AllowedBy.INLINE: "allowed in the file itself",
    AllowedBy.IGNORE_FILE: "allowed by an ignore file",
    AllowedBy.GITLEAKS: "allowed by what was written for gitleaks",
}


_VALIDITY = {
    "still works": "still work",
    "no longer works": "no longer work",
    "not known": "not known",
    "not checked": "not checked",
}
"""What is said of one key, and of several, what matters most first."""


def counted(number: int, noun: str) -> str:
    """Return `1 key`, `1,204 keys`, `2 addresses`."""
    ending = "" if number == 1 else "es" if noun.endswith("s") else "s"
    return f"{number:,} {noun}{ending}"


def size(number: int) -> str:
    """Return a number of bytes in a unit a person reads: `812 B`, `1.5 MiB`."""
    if number < _KIBI:
        return f"{number} B"
    power = min((number.bit_length() - 1) // 10, len(_UNITS))
    return f"{number / _KIBI**power:,.1f} {_UNITS[power - 1]}"


def duration(seconds: float) -> str:
    """Return a time span in a unit a person reads: `0.2 s`, `3 min 12 s`."""
    seconds = max(seconds, 0.0)
    if seconds < _MINUTE:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), _MINUTE)
    hours, minutes = divmod(minutes, _MINUTE)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


def verification_words(verification: Verification) -> str:
    """Return whether the key still works, safe to show."""
    match verification:
        case Active(identity=identity):
            return f"still works, belongs to {clipped(identity)}"
        case Inactive(reason=reason):
            return f"no longer works: {clipped(reason)}"
        case Unverified(reason=reason, asked=True):
            return f"not known: {clipped(reason)}"
        case Unverified(reason=reason):
            return f"not checked: {clipped(reason)}"


def validity_counts(keys: Sequence[LeakedKey]) -> str:
    """Return how many keys still work and how many do not, or nothing where nobody was to ask."""
    answers = [key.verification for key in keys]
    if all(answer == OFFLINE for answer in answers):
        return ""
    counts = Counter(map(_validity, answers))
    return ", ".join(
        f"{counts[word]:,} {word if counts[word] == 1 else more}"
        for word, more in _VALIDITY.items()
        if counts[word]
    )


def _validity(verification: Verification) -> str:
    """Return the word by which an answer is counted."""
    match verification:
        case Active():
            return "still works"
        case Inactive():
            return "no longer works"
        case Unverified(asked=asked):
            return "not known" if asked else "not checked"


def allowed_words(allowed: Allowed) -> str:
    """Return why a finding does not count, safe to show; what is known tells by itself whence."""
    said = f"{_ALLOWED_BY[allowed.by]}: " if allowed.by in _ALLOWED_BY else ""
    return said + clipped(allowed.reason) or "known"


def key_words(key: LeakedKey) -> str:
    """Return the key with its whole id, its type and the masks of its secrets, safe to show.

    The id is no secret: it is what a cloud's console and an ignore file want.
    """
    account = f", account {visible(key.account)}" if key.account else ""
    if key.key_id is None:
        return _secret_words(key) + account
    return f"{visible(key.key_id)} ({key.worst.key_type}, {_secret_words(key)}{account})"


def _secret_words(key: LeakedKey) -> str:
    """Return what is known of the secret part."""
    noun = "token" if "token" in key.worst.parts else "secret"
    if not key.masks:
        return f"its {noun} was not found with it"
    masks = ", ".join(visible(mask) for mask in key.masks[:_MASKS_SHOWN])
    hidden = len(key.masks) - _MASKS_SHOWN
    return f"{noun} {masks}" + (f" and {hidden} more" if hidden > 0 else "")


def rule_words(finding: Finding) -> str:
    """Return rule and confidence, safe to show."""
    return f"{clipped(finding.rule)}, {finding.confidence} confidence"
