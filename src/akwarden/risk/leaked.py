"""Judges a key that leaked: how bad it is goes by what the inventory says of the key.

- A key that works is the worst there is: `leaked-key-active`.
- A key that no account lists may work, and nobody here can disable it by itself: `leaked-key-unlisted`.
  Where its cloud was asked and took it, something is to be done now.
- A key that is disabled or deleted is left as a note: `leaked-key-disabled`.
"""

import hashlib

from akwarden.model.access_key import KeyStatus
from akwarden.model.advice import AdviceLevel
from akwarden.model.leak import CLOSED, LeakPlace, LeakStatus
from akwarden.model.risk import LEAKED_RULES, Evidence, LeakedKey, Risk, RiskStatus, Target, TargetKind
from akwarden.model.severity import Severity
from akwarden.risk.advice import advice_of
from akwarden.risk.unlisted import guess_words

ACTIVE, UNLISTED, DISABLED = LEAKED_RULES


def risk_of(key: LeakedKey) -> Risk:
    """Return the risk of a leaked key; there always is one, if only a low one."""
    rule, severity = _verdict(key.status)
    return Risk(
        id=hashlib.sha256(f"{rule}\0{key.provider}\0{key.key_id}".encode()).hexdigest(),
        rule=rule,
        severity=severity,
        advice=_advice(key, severity),
        title=_title(key),
        provider=key.provider,
        account=key.account,
        principal=key.principal,
        key_id=key.key_id,
        owner=key.owner,
        evidence=tuple(map(_evidence, key.places)),
        status=_status(key),
        remediation=_remediation(key),
        detail=_detail(key),
        account_name=key.account_name,
        target=Target(kind=TargetKind.KEY, id=key.key_id, name=key.key_id),
    )


def _verdict(status: KeyStatus) -> tuple[str, Severity]:
    """Return the rule and the severity that a status of the key stands for."""
    match status:
        case KeyStatus.ACTIVE:
            return ACTIVE, Severity.CRITICAL
        case KeyStatus.UNLISTED:
            return UNLISTED, Severity.HIGH
        case KeyStatus.INACTIVE | KeyStatus.DELETED:
            return DISABLED, Severity.LOW


def _advice(key: LeakedKey, severity: Severity) -> AdviceLevel:
    """Return how soon something is to be done: at once for a key that no account lists and its cloud took."""
    if key.status is KeyStatus.UNLISTED and key.works:
        return AdviceLevel.ACT_NOW
    return advice_of(severity)


def _status(key: LeakedKey) -> RiskStatus:
    """Return how far a risk is dealt with: as far as the leak of the key that is dealt with least."""
    statuses = set(key.statuses)
    if statuses == {LeakStatus.IGNORED}:
        return RiskStatus.IGNORED
    return RiskStatus.CONVERGED if statuses <= set(CLOSED) else RiskStatus.OPEN


def _title(key: LeakedKey) -> str:
    match key.status:
        case KeyStatus.ACTIVE:
            return f"A leaked key is active in account {_account(key)}"
        case KeyStatus.UNLISTED:
            return f"A leaked key that no account lists: {guess_words(key.guess)}"
        case KeyStatus.INACTIVE:
            return "A leaked key is disabled"
        case KeyStatus.DELETED:
            return "A leaked key was deleted"


def _detail(key: LeakedKey) -> str:
    """Return where it stands, in short."""
    if not key.places:
        return "where it stands is not known any more"
    first, others = key.places[0], len(key.places) - 1
    more = f" and {others:,} more {'place' if others == 1 else 'places'}" if others else ""
    line = f":{first.line}" if first.line is not None else ""
    return f"it stands in {first.source} {first.vpath}{line}{more}"


def _remediation(key: LeakedKey) -> str:
    match key.status:
        case KeyStatus.ACTIVE:
            whose = f" of {key.principal}" if key.principal else ""
            return (
                f"Disable the key{whose} in account {_account(key)} now, or rotate it if calls depend on it; "
                "then look in the audit log of the cloud for what it was used for."
            )
        case KeyStatus.UNLISTED:
            return (
                "Find out whose key it is, and have it disabled there; `akwarden scan --verify` asks the "
                "cloud whether it works. If it belongs to an account of yours, add that account."
            )
        case KeyStatus.INACTIVE:
            return "Delete the key so that nobody enables it again, and take it out of the places."
        case KeyStatus.DELETED:
            return "Take it out of the places, so that nobody has to look at it again."


def _account(key: LeakedKey) -> str:
    """Return the name of the account with its number, as far as they are known."""
    if key.account_name is None:
        return key.account or "(not known)"
    return f"{key.account_name} ({key.account})" if key.account else key.account_name


def _evidence(place: LeakPlace) -> Evidence:
    return Evidence(source=place.source, vpath=place.vpath, line=place.line, commit=place.commit)
