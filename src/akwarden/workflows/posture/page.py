"""The page of one risk: what is wrong, why that matters, by what it can be seen, and how it is mended."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from akwarden.detectors.posture.remedy import steps
from akwarden.model.access_key import AccessKeyId
from akwarden.model.blind_spot import BlindSpot
from akwarden.model.facts import AccountFacts
from akwarden.model.posture import PostureRule, Remediation, Seen
from akwarden.model.principal import PrincipalId, PrincipalType
from akwarden.model.risk import Risk
from akwarden.model.rule import Reference
from akwarden.model.said import Said
from akwarden.store import facts, key_page_rows
from akwarden.store.moment import rounded
from akwarden.store.risk_listing import Stored
from akwarden.workflows.posture.finding import find_risk

_LEAKED = (
    "Whoever reads the places where the key stands can do whatever the key may do, until the key is disabled."
)


class RiskPage(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.risk-page/1"):
    """Everything that a person needs to act on one risk."""

    risk: Risk
    """The risk as lists give it."""
    why: Said
    """Why it matters."""
    careful: Said
    """What stops or changes besides when it is mended, and how that is taken back."""
    principal_kind: PrincipalType | None
    """What its principal is; None where it has none, or where that one is gone."""
    principal_arn: str | None
    """How the cloud's policies name its principal."""
    console: tuple[Said, ...]
    """How it is mended in the console of the cloud, step by step."""
    cli: tuple[Said, ...]
    """The commands of the cloud's own tool that mend it."""
    references: tuple[Reference, ...]
    """Documents that say the same."""
    blind_spots: tuple[BlindSpot, ...]
    """What can't be seen of the account."""


def risk_page(connection: Connection, name: str, rules: Sequence[PostureRule], now: datetime) -> RiskPage:
    """Return the page of the risk that `name` fits; raises UsageError for none or more than one."""
    at = rounded(now)
    stored = find_risk(connection, name, at)
    rule = next((one for one in rules if one.id == stored.risk.rule), None)
    about = None if stored.account_id is None else _about(connection, stored, at)
    who = next(iter(about.principals), None) if about else None
    mend = Remediation(console=()) if rule is None or about is None else _steps(stored.risk, rule, about)
    return RiskPage(
        risk=stored.risk,
        why=_LEAKED if rule is None else rule.why,
        careful="" if rule is None else rule.careful,
        principal_kind=None if who is None else who.type,
        principal_arn=None if who is None else who.arn,
        console=mend.console,
        cli=mend.cli,
        references=() if rule is None else rule.references,
        blind_spots=()
        if stored.account_id is None
        else key_page_rows.spots(connection, stored.account_id, stored.risk.provider),
    )


def _about(connection: Connection, stored: Stored, now: datetime) -> AccountFacts:
    """Return the account of a risk, with its principal alone."""
    return facts.principal_facts(connection, stored.account_id or 0, stored.principal_id or 0, now)


def _steps(risk: Risk, rule: PostureRule, about: AccountFacts) -> Remediation:
    """Return how it is mended, with the names filled in."""
    seen = Seen(
        principal=None if risk.principal_id is None else PrincipalId(risk.principal_id),
        key=None if risk.key_id is None else AccessKeyId(risk.key_id),
        detail=risk.detail,
        evidence=risk.evidence,
        subject=risk.subject,
    )
    return steps(rule, about, seen)
