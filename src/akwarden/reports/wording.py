"""The sentences and units that every format for people shares."""

from akwarden.model.finding import Allowed, AllowedBy, Finding
from akwarden.model.verification import Active, Inactive, Unverified, Verification
from akwarden.reports.leaked_key import LeakedKey, short_key_id
from akwarden.reports.visible import clipped, visible

_KIBI = 1024
_UNITS = ("KiB", "MiB", "GiB", "TiB")
_MINUTE = 60
_MASKS_SHOWN = 3
_ALLOWED_BY = {
    AllowedBy.INLINE: "allowed in the file itself",
    AllowedBy.IGNORE_FILE: "allowed by an ignore file",
    AllowedBy.GITLEAKS: "allowed by what was written for gitleaks",
    AllowedBy.BASELINE: "known",
}


def counted(number: int, noun: str) -> str:
    """Return `1 key`, `1,204 keys`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


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


def allowed_words(allowed: Allowed) -> str:
    """Return why a finding does not count, safe to show."""
    return f"{_ALLOWED_BY[allowed.by]}: {clipped(allowed.reason)}"


def key_words(key: LeakedKey) -> str:
    """Return the key in its short form, its type and the masks of its secrets, safe to show."""
    if key.key_id is None:
        return _secret_words(key)
    return f"{visible(short_key_id(key.key_id))} ({key.worst.key_type}, {_secret_words(key)})"


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
