"""Judges of people who left, and of keys that several people share: by a list of people and by what is noted.

- The list is believed before the notes: where it says that somebody left, a note that says so is left out.
- Somebody who has neither a key that works nor a password can do nothing any more.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from akwarden.detectors.posture.console import PEOPLE
from akwarden.detectors.posture.key_facts import active_keys, history
from akwarden.detectors.posture.protocol import Judging, NoSettings
from akwarden.model.facts import AccountFacts, KeyFact, PrincipalFact
from akwarden.model.posture import Seen
from akwarden.model.risk import Evidence

_WHEN = (
    r"january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn"
    r"|fall|winter|q[1-4]|early|late|20\d\d"
)
_LEFT = re.compile(
    r"离职|离开公司|已离开|前员工|已退出|已调离|"
    rf"\bleft (?:the |our )?(?:company|team|firm|us\b|organi[sz]ation|(?:in|on) (?:{_WHEN})|20\d\d)|"
    r"\b(?:former|ex)[- ](?:employee|colleague|contractor|staff)|\boffboarded\b|\bresigned\b|"
    r"\bno longer (?:with us|works? here|employed)|\bhas left\b",
    re.IGNORECASE,
)
_SHARED = re.compile(
    r"共用|公用|多人(?:使用|共享)|共享(?:账号|帐号|账户|密钥|key|AK)|大家(?:都)?用|合用|"
    r"\bshared (?:by|with|key|user|account|credential|among|between)|\bteam key\b|"
    r"\bused by (?:several|many|all)\b|\bcommon (?:key|account)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\S\s*(?:[,，、;；/&+]|\band\b|和)\s*\S")


def owner_gone(judging: Judging, settings: NoSettings) -> Iterator[Seen]:  # noqa: ARG001
    """Yield whoever can still do something though a list of people says that they, or the owner, left."""
    for principal in _able(judging.facts):
        gone = gone_name(judging.facts, principal)
        if gone is not None:
            yield Seen(
                principal=principal.id,
                detail=f"{gone} left, as the list of people says, and {_means(principal)}",
                evidence=_keys(principal, judging.now),
            )
            continue
        for key in active_keys(principal):
            if key.owner and key.owner.lower() in judging.facts.gone_people:
                yield Seen(
                    principal=principal.id,
                    key=key.id,
                    detail=f"its owner {key.owner} left, as the list of people says, and it works",
                    evidence=(history(key, judging.now),),
                )


def left_note(judging: Judging, settings: NoSettings) -> Iterator[Seen]:  # noqa: ARG001
    """Yield whoever can still do something though what is noted says that they left."""
    for principal in _able(judging.facts):
        if gone_name(judging.facts, principal) is not None:
            continue
        if _LEFT.search(principal.note):
            yield Seen(
                principal=principal.id,
                detail=f"its note says that this person left, and {_means(principal)}",
                evidence=(
                    Evidence(note=f"noted at the cloud: {principal.note}"),
                    *_keys(principal, judging.now),
                ),
            )
            continue
        for key in active_keys(principal):
            text = next(filter(_LEFT.search, _texts(key)), None)
            if text is not None and (key.owner or "").lower() not in judging.facts.gone_people:
                yield _noted(
                    principal, key, "what is noted says that its owner left, and it works", text, judging.now
                )


def key_shared(judging: Judging, settings: NoSettings) -> Iterator[Seen]:  # noqa: ARG001
    """Yield keys that work and that several people use, as what is noted says."""
    for principal in judging.facts.principals:
        of_all = principal.note if _SHARED.search(principal.note) else None
        several = principal.owner if principal.owner and _SEVERAL.search(principal.owner) else None
        for key in active_keys(principal):
            owner = f"owners: {key.owner}" if key.owner and _SEVERAL.search(key.owner) else None
            text = next(filter(_SHARED.search, _texts(key)), None) or of_all or owner or several
            if text is not None:
                yield _noted(principal, key, "what is noted of it says so", text, judging.now)


def gone_name(facts: AccountFacts, principal: PrincipalFact) -> str | None:
    """Return who of those who left a principal is or belongs to, by name, owner, or how its note begins."""
    for name in (principal.name, principal.owner or ""):
        if name.lower() in facts.gone_people:
            return name
    note = principal.note.lower()
    return next((one for one in sorted(facts.gone_people) if one and _begins(note, one)), None)


def _begins(note: str, name: str) -> bool:
    """Say whether a note begins with a name that ends there."""
    rest = note[len(name) :]
    return note.startswith(name) and (not rest or not (name[-1] + rest[0]).isascii() or not rest[0].isalnum())


def _able(facts: AccountFacts) -> Iterator[PrincipalFact]:
    """Yield people and programs that can still do something."""
    for principal in facts.principals:
        if principal.type in PEOPLE and (principal.console_login or active_keys(principal)):
            yield principal


def _means(principal: PrincipalFact) -> str:
    """Return by what a principal can still do something."""
    console = "the console login" if principal.console_login else ""
    count = len(active_keys(principal))
    keys = "" if not count else "the key" if count == 1 else f"{count} keys"
    words = " and ".join(filter(None, (keys, console)))
    return f"{words} still work{'' if count > 1 or (keys and console) else 's'}"


def _keys(principal: PrincipalFact, now: datetime) -> tuple[Evidence, ...]:
    return tuple(Evidence(note=f"{key.id}: {history(key, now).note}") for key in active_keys(principal))


def _texts(key: KeyFact) -> tuple[str, ...]:
    return (key.remark, key.cloud_note, *key.tags)


def _noted(principal: PrincipalFact, key: KeyFact, detail: str, text: str, now: datetime) -> Seen:
    noted = Evidence(note=f"noted: {text}")
    return Seen(principal=principal.id, key=key.id, detail=detail, evidence=(noted, history(key, now)))
