"""How risks are written: the columns of a table, the page of one, what to do first, and a check."""

import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from operator import attrgetter

from akwarden.frontends.cli.listing import Columns, ago
from akwarden.model.fix import Fix
from akwarden.model.principal_row import PrincipalRow
from akwarden.model.risk import Evidence, Risk, RiskStatus, TargetKind
from akwarden.model.risk_summary import RiskIdentity, RiskItem
from akwarden.reports.json_encoding import encode
from akwarden.reports.visible import visible
from akwarden.reports.wording import counted
from akwarden.workflows.posture.page import RiskPage
from akwarden.workflows.posture.recheck import Rechecked

SHORT_ID = 12
"""Characters of an id that a table shows; enough to name the risk."""
_NAMED = 5
_EVIDENCE_SHOWN = 20
_TRUST = "trust policy "
_OPEN = re.compile(
    r"(?<!--granularity )\b[A-Z]+(?:_[A-Z]+)+\b|\b(?:NAME|TEXT|GROUP|BUCKET|REGION|TRAIL|CODE1)\b"
)
"""A word of a command that a person fills in."""

_OF_ROW: Mapping[str, Callable[[Risk], object]] = {
    name: attrgetter(name)
    for name in Risk.__struct_fields__
    if name not in {"evidence", "target", "decision"}
}
RISK_COLUMNS: Columns[Risk] = Columns(
    values={
        **_OF_ROW,
        "short_id": lambda risk: risk.id[:SHORT_ID],
        "evidence": lambda risk: tuple(f"{evidence_words(one)};" for one in risk.evidence),
        "target": lambda risk: None if risk.target is None else f"{risk.target.kind} {risk.target.name}",
        "about": lambda risk: risk.key_id or risk.principal or risk.account_name,
        "ignored_because": lambda risk: None if risk.decision is None else risk.decision.reason,
        "ignored_until": lambda risk: None if risk.decision is None else risk.decision.until,
        "ignored_by": lambda risk: None if risk.decision is None else risk.decision.decided_by,
    },
    in_text=(
        "short_id",
        "severity",
        "advice",
        "account_name",
        "principal",
        "key_id",
        "title",
        "detail",
        "owner",
    ),
    in_csv=(
        "id",
        "rule",
        "severity",
        "advice",
        "status",
        "provider",
        "account",
        "account_name",
        "principal",
        "key_id",
        "owner",
        "title",
        "detail",
        "remediation",
        "target",
        "evidence",
        "first_seen_at",
        "changed_at",
        "ignored_because",
        "ignored_until",
    ),
)
"""The columns of `risks list`."""
IDENTITY_COLUMNS: Columns[RiskIdentity] = Columns(
    values={
        **{name: attrgetter(f"principal.{name}") for name in PrincipalRow.__struct_fields__},
        **{name: attrgetter(name) for name in RiskIdentity.__struct_fields__ if name != "principal"},
    },
    in_text=(
        "worst",
        "account_name",
        "principal",
        "principal_type",
        "open",
        "rules",
        "policies",
        "last_used_at",
        "owner",
    ),
    in_csv=(
        "worst",
        "open",
        "rules",
        "policies",
        "last_used_at",
        "never_used_keys",
        *PrincipalRow.__struct_fields__,
    ),
)
KIND_COLUMNS: Columns[RiskItem] = Columns(
    values={name: attrgetter(name) for name in RiskItem.__struct_fields__},
    in_text=("severity", "title", "rule", "accounts", "identities", "keys", "ignored", "open"),
    in_csv=RiskItem.__struct_fields__,
)
FIX_COLUMNS: Columns[Fix] = Columns(
    values={name: attrgetter(name) for name in Fix.__struct_fields__},
    in_text=("severity", "closes", "account_name", "target_kind", "target", "fix", "owners"),
    in_csv=Fix.__struct_fields__,
)
"""The columns of `risks list --first`."""


def evidence_words(one: Evidence) -> str:
    """Return one thing that a risk can be seen by, in words."""
    if one.vpath is not None:
        line = f":{one.line}" if one.line is not None else ""
        commit = f" @{one.commit[:SHORT_ID]}" if one.commit else ""
        return f"{one.source} {one.vpath}{line}{commit}"
    statement = f", statement {one.statement}" if one.statement is not None else ""
    prefix = "" if (one.policy or "").startswith(_TRUST) else "policy "
    parts = (
        f"{prefix}{one.policy}{statement}" if one.policy else None,
        f"allows {one.action}" if one.action else None,
        f"on {one.resource}" if one.resource else None,
        f"if {one.condition}" if one.condition else None,
    )
    said = " ".join(part for part in parts if part)
    return f"{said} ({one.note})" if said and one.note else said or one.note or ""


def status_words(risk: Risk) -> str:
    """Return how far a risk is dealt with, and until when it is ignored."""
    if risk.status is not RiskStatus.IGNORED or risk.decision is None:
        return risk.status
    until = risk.decision.until
    return f"ignored until {until:%Y-%m-%d}" if until else "ignored for good"


def _advice_words(risk: Risk) -> str:
    """Return how soon something is to be done about a risk that is open; nothing for one that is not."""
    return f"{risk.advice.replace('_', ' ')}, " if risk.status is RiskStatus.OPEN else ""


def fix_lines(fixes: Iterable[Fix]) -> Iterator[str]:
    """Yield what to do first, for people."""
    for number, one in enumerate(fixes, 1):
        yield visible(f"{number}. {one.fix}") + "\n"
        yield visible(f"   {one.severity}: closes {counted(one.closes, 'risk')} at {_target(one)}") + "\n"
        about = _few(one.principals) if one.target_kind is not TargetKind.PRINCIPAL else _few(one.keys)
        if about:
            yield visible(f"   about: {about}") + "\n"
        yield visible(f"   owner: {_few(one.owners) or 'not known'}; rules: {_few(one.rules)}") + "\n"
        yield f"   more: akwarden risks show {one.risks[0][:SHORT_ID]}\n"


def _target(fix: Fix) -> str:
    """Return where a fix is made."""
    account = f"{fix.account_name} ({fix.provider} {fix.account})" if fix.account else "no account of ours"
    if fix.target_kind is TargetKind.ACCOUNT:
        return f"account {account}"
    return f"{fix.target_kind} {fix.target} of {account}"


def _few(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def page_lines(page: RiskPage, form: str, at: datetime) -> Iterator[str]:
    """Yield the page of a risk as JSON or for people."""
    return (f"{line}\n" for line in ([encode(page)] if form == "json" else _page(page, at)))


def _page(page: RiskPage, at: datetime) -> Iterator[str]:
    """Yield what is wrong and what to do, by what it is seen, why it matters, and the steps."""
    risk = page.risk
    yield visible(f"{risk.title}: {risk.detail}" if risk.detail else risk.title)
    status = f"{_advice_words(risk)}{status_words(risk)}"
    yield visible(f"{risk.severity}, {status}, rule {risk.rule} (risk {risk.id[:SHORT_ID]})")
    yield visible(f"What to do: {risk.remediation}")
    yield ""
    yield from (f"{name + ':':<12}{visible(value)}" for name, value in _facts(page, at) if value)
    yield from _section("Seen by", map(evidence_words, risk.evidence[:_EVIDENCE_SHOWN]))
    if len(risk.evidence) > _EVIDENCE_SHOWN:
        yield f"  and {len(risk.evidence) - _EVIDENCE_SHOWN:,} more: --format json has all"
    yield from _section("Why it matters", page.why.split("\n"))
    yield from _section("Take care", page.careful.split("\n"))
    yield from _section("Step by step", (f"{n}. {step}" for n, step in enumerate(page.console, 1)))
    yield from _section(_command_title(page), page.cli)
    yield from _section("See whether it worked", _checks(risk))
    read = (f"{one.title}: {one.url}" if one.url else one.title for one in page.references)
    yield from _section("Read", read)
    spots = (f"{one.unseen}: {one.reason}. Mend: {one.mend}" for one in page.blind_spots)
    yield from _section("Not seen in its account", spots)


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(line for line in lines if line.strip()):
        if number == 0:
            yield ""
            yield f"{title}:"
        yield f"  {visible(line.strip())}"


def _command_title(page: RiskPage) -> str:
    """Return where the commands are to be called, and what of them is left open."""
    risk = page.risk
    account = f" in account {risk.account_name} ({risk.account})" if risk.account else ""
    is_open = any(_OPEN.search(line) for line in page.cli if not line.startswith("#"))
    return f"By command{account}{'; words in capitals are yours to fill in' if is_open else ''}"


def _checks(risk: Risk) -> Iterator[str]:
    """Yield the command that asks the cloud again: about the risk, or if that can't be, the whole account."""
    if risk.status is RiskStatus.CONVERGED or risk.account_name is None:
        return
    about_account = risk.target is not None and risk.target.kind is TargetKind.ACCOUNT
    if risk.principal_id is not None or about_account:
        yield f"akwarden risks recheck {risk.id[:SHORT_ID]}"
    else:
        yield f"akwarden sync {shlex.quote(risk.account_name)}"


def _facts(page: RiskPage, at: datetime) -> Iterator[tuple[str, str | None]]:
    risk = page.risk
    yield "Account", f"{risk.account_name} ({risk.provider} {risk.account})" if risk.account else None
    yield "Principal", _principal(page) if risk.principal else None
    yield "ARN", page.principal_arn
    yield "Key", risk.key_id
    yield "Owner", risk.owner or "nobody is noted"
    yield "Fix at", f"{risk.target.kind} {risk.target.name}" if risk.target else None
    yield "First seen", _when(risk.first_seen_at, at)
    yield "Changed", _when(risk.changed_at, at)
    if risk.decision is not None:
        who = f"by {risk.decision.decided_by} at {risk.decision.decided_at:%Y-%m-%d %H:%M} UTC"
        yield "Ignored", f"{who}: {risk.decision.reason}"


def _principal(page: RiskPage) -> str:
    """Return what the principal is, its name, and its id where that is another one."""
    risk = page.risk
    kind = f"{page.principal_kind} " if page.principal_kind and page.principal_kind != risk.principal else ""
    number = f" ({risk.principal_id})" if risk.principal_id != risk.principal else ""
    return f"{kind}{risk.principal}{number}"


def _when(moment: datetime | None, at: datetime) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%d %H:%M} UTC ({ago(moment, at)})"


def recheck_lines(found: Rechecked, form: str) -> Iterator[str]:
    """Yield what became of a risk."""
    if form == "json":
        yield f"{encode(found)}\n"
        return
    risk = found.risk
    asked = f"asked for {', '.join(found.asked)} with {counted(found.calls, 'call')}"
    yield visible(f"risk {risk.id[:SHORT_ID]} is {status_words(risk)}: {risk.title} ({asked})") + "\n"
    if risk.status is not RiskStatus.CONVERGED:
        yield visible(f"  {risk.detail}") + "\n"
    for spot in found.blind_spots:
        yield visible(f"  not seen: {spot.unseen}: {spot.reason}. Mend: {spot.mend}") + "\n"
