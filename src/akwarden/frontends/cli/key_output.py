"""How keys are written: the columns of a table, and the page of one."""

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from operator import attrgetter

from akwarden.frontends.cli.alarm_words import alarm_words
from akwarden.frontends.cli.listing import Columns, ago
from akwarden.model.access_key import KeyStatus
from akwarden.model.key_row import KeyRow
from akwarden.model.key_use import KeyUse
from akwarden.model.leak import Leak
from akwarden.model.permission import Permission
from akwarden.model.rights_use import RightsUse, ServiceUse, UseState
from akwarden.model.risk import Risk
from akwarden.model.temporary_key_row import TemporaryKeyRow
from akwarden.model.used_key import IssuerPage, UsedKeyPage
from akwarden.reports.json_encoding import encode
from akwarden.reports.visible import clipped, visible
from akwarden.reports.wording import counted
from akwarden.workflows.keys.listing import ListedKey
from akwarden.workflows.keys.page import KeyPage, PastNote

_PLACES_SHOWN, _HISTORY_SHOWN = 10, 10
_NOT_KNOWN = "not known"
_STATES = {
    UseState.CALLED: "called in {days} days",
    UseState.NOT_CALLED: "not called in {days} days",
    UseState.NOT_RECORDED: "not recorded, so not known",
}


def _last_used(one: ListedKey) -> object:
    """Return when a key was used, or the word for why there is no time."""
    if one.facts.last_used_at is not None:
        return one.facts.last_used_at
    return "never" if one.facts.last_use_known else _NOT_KNOWN


_OF_ROW: Mapping[str, Callable[[ListedKey], object]] = {
    name: attrgetter(f"row.{name}") for name in KeyRow.__struct_fields__
}
_MORE: Mapping[str, Callable[[ListedKey], object]] = {
    "account_name": lambda one: one.facts.account_name,
    "last_used": _last_used,
    "last_used_service": lambda one: one.facts.last_used_service,
    "last_used_region": lambda one: one.facts.last_used_region,
    "guess": lambda one: one.facts.guess,
    "arn": lambda one: one.facts.arn,
    "mfa": lambda one: one.facts.mfa,
    "console_login": lambda one: one.facts.console_login,
    "first_seen_at": lambda one: one.facts.first_seen_at,
    "deleted_at": lambda one: one.facts.deleted_at,
    "cloud_note": lambda one: one.facts.cloud_note,
    "reason": lambda one: one.row.reasons[0] if one.row.reasons else None,
}
KEY_COLUMNS: Columns[ListedKey] = Columns(
    values={**_OF_ROW, **_MORE},
    in_text=(
        "advice",
        "key_id",
        "status",
        "account_name",
        "principal",
        "last_used",
        "leaks",
        "risks",
        "alarms",
        "owner",
        "remark",
        "reason",
    ),
    in_csv=KeyRow.__struct_fields__,
)
"""The columns of `keys list`."""


def page_lines(page: KeyPage, form: str, at: datetime) -> Iterator[str]:
    """Yield the page of a key as JSON or for people."""
    lines = [encode(page)] if form == "json" else _page(page, at)
    return (f"{line}\n" for line in lines)


def _page(page: KeyPage, at: datetime) -> Iterator[str]:
    """Yield what is wrong and what to do, whose it is, what it may do, where it leaked, its history."""
    key = page.key
    yield visible(f"{key.key_id}  ({key.advice.replace('_', ' ')})")
    yield from (visible(f"  - {reason}") for reason in key.reasons)
    yield visible(f"Next: {page.next_action}")
    yield ""
    yield from (f"{name + ':':<14}{value}" for name, value in _facts(page, at))
    yield from _used(page.use)
    yield from _section("May do", _permissions(page))
    yield from _section("Rights used", rights_words(page.rights_used, at))
    yield from _section("Alarms", map(alarm_words, page.alarms))
    yield from _section("Risks", map(_risk, page.risks))
    yield from _section("Leaks", leak_words(page.leaks))
    yield from _section("History", _history(page.history))
    spots = (visible(f"{one.unseen}: {one.reason}. Mend: {one.mend}") for one in page.blind_spots)
    yield from _section("Not seen", spots)


def _risk(risk: Risk) -> str:
    """Return a risk in one line, with what shows more of it."""
    detail = f": {risk.detail}" if risk.detail else ""
    more = "" if risk.first_seen_at is None else f", akwarden risks show {risk.id[:12]}"
    return visible(f"{risk.severity}: {risk.title}{detail} ({risk.rule}{more})")


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    """Yield a section with its lines, or nothing."""
    for number, line in enumerate(lines):
        if number == 0:
            yield ""
            yield f"{title}:"
        yield f"  {line}"


def _facts(page: KeyPage, at: datetime) -> Iterator[tuple[str, str]]:
    """Yield what is known of a key, what people say first."""
    key = page.key
    yield "Owner", visible(key.owner or f"nobody yet: akwarden keys owner {key.key_id} NAME")
    yield "Remark", visible(key.remark or "-")
    if key.tags:
        yield "Tags", visible(", ".join(key.tags))
    yield "Account", visible(_account(page))
    yield (
        "Principal",
        visible(
            f"{key.principal or _NOT_KNOWN}" + (f" ({key.principal_type})" if key.principal_type else "")
        ),
    )
    if page.arn:
        yield "ARN", visible(page.arn)
    yield "Sign-in", f"password: {_yes(page.console_login)}, second factor: {_yes(page.mfa)}"
    yield "Status", visible(_status(page, at))
    yield "Made", _when(key.created_at, at) or _NOT_KNOWN
    yield "Last used", visible(_last_use(page, at))
    yield "From where", _from_where(page.use)
    if page.cloud_note:
        yield "At the cloud", clipped(page.cloud_note)


def of_records_lines(page: UsedKeyPage | IssuerPage, form: str) -> Iterator[str]:
    """Yield the page of what only audit records know as JSON or for people."""
    if form == "json":
        return iter([f"{encode(page)}\n"])
    lines = _used_key(page) if isinstance(page, UsedKeyPage) else _issuer(page)
    return (f"{line}\n" for line in lines)


def _issuer(page: IssuerPage) -> Iterator[str]:
    yield visible(f"{page.issuer}  (temporary keys were issued to it)")
    for one in page.use:
        account = one.account or f"{counted(one.accounts, 'account')}"
        said = (counted(one.keys, "key"), counted(one.source_ips, "address"), counted(one.calls, "call"))
        yield visible(f"{one.provider} {account}: {', '.join(said)}, {one.failed:,} failed")
    yield from _section("Alarms", map(alarm_words, page.alarms))
    yield from _section("Keys", (visible(_issued(one)) for one in page.keys))
    yield ""
    yield visible(f"All of them: akwarden keys temporary {shlex.quote(page.issuer)}")


def _issued(one: TemporaryKeyRow) -> str:
    """Return a temporary key in one line."""
    session = f", session {one.session_name}" if one.session_name else ""
    last = f", last {one.last_at:%Y-%m-%d %H:%M} UTC" if one.last_at else ""
    return f"{one.key_id}: {counted(one.calls, 'call')}{session}{last}"


def _used_key(page: UsedKeyPage) -> Iterator[str]:
    yield visible(f"{page.key_id}  ({page.key_type or 'key'}, known from audit records alone)")
    facts = {
        "Issued to": page.issuer,
        "Account": page.account and f"{page.provider} {page.account}",
        "Principal": page.principal,
        "Session": page.session_name,
        "From where": _from_where(page.use),
    }
    yield from (visible(f"{name + ':':<14}{value}") for name, value in facts.items() if value)
    yield from _section("Alarms", map(alarm_words, page.alarms))
    yield from _used(page.use)


def _used(use: KeyUse | None) -> Iterator[str]:
    """Yield from where a key was used, for what, and what was new."""
    if use is not None:
        yield from _section("Used from", _addresses(use))
        yield from _section("Called most", _apis(use))
        yield from _section("For the first time", _firsts(use))


def _from_where(use: KeyUse | None) -> str:
    """Return how a key is used, in one line."""
    if use is None:
        return "not known: no audit records are read"
    if not use.calls:
        return "no call with it is in the audit records"
    hours = ", ".join(f"{hour:02}" for hour in sorted(use.usual_hours))
    usual = f"; mostly in the hours {hours} (UTC)" if hours else ""
    count, calls = counted(use.source_ips, "address"), counted(use.calls, "call")
    return f"{count}, {calls}, {use.calls_24h:,} in the last 24 h, {use.failed:,} failed{usual}"


def _addresses(use: KeyUse) -> Iterator[str]:
    for one in use.addresses:
        place = " ".join(word for word in (one.ip_country, one.ip_org) if word)
        said = one.remark or one.owner
        words = ", ".join(word for word in (one.type.value, place, said) if word)
        last = f", last {one.last_at:%Y-%m-%d %H:%M} UTC" if one.last_at else ""
        yield visible(f"{one.source_ip} ({words}): {counted(one.calls, 'call')}, {one.failed:,} failed{last}")


def _apis(use: KeyUse) -> Iterator[str]:
    for one in use.apis:
        yield visible(f"{one.service}:{one.action}: {counted(one.calls, 'call')}, {one.failed:,} failed")


def _firsts(use: KeyUse) -> Iterator[str]:
    for one in use.firsts:
        what = f"{one.first} {one.value}" if one.value else one.first
        where = f" from {one.source_ip}" if one.source_ip else ""
        yield visible(f"{one.at:%Y-%m-%d %H:%M} UTC: {what}: {one.service}:{one.action}{where}")


def _account(page: KeyPage) -> str:
    key = page.key
    if key.account is None:
        return f"no account lists it: {page.guess_words}" if page.guess_words else _NOT_KNOWN
    department = f", {key.department}" if key.department else ""
    return f"{page.account_name} ({key.provider} {key.account}, {key.site}{department})"


def _status(page: KeyPage, at: datetime) -> str:
    gone = page.key.status is KeyStatus.DELETED and page.deleted_at is not None
    since = f", seen gone {_when(page.deleted_at, at)}" if gone else ""
    return f"{page.key.status}, {page.key.key_type}{since}; first seen {_when(page.first_seen_at, at)}"


def _last_use(page: KeyPage, at: datetime) -> str:
    if page.key.last_used_at is None:
        return "never" if page.last_use_known else _NOT_KNOWN
    place = ", ".join(one for one in (page.last_used_service, page.last_used_region) if one)
    return f"{_when(page.key.last_used_at, at)}" + (f", {place}" if place else "")


def _when(moment: datetime | None, at: datetime) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%d %H:%M} UTC ({ago(moment, at)})"


def _yes(value: bool | None) -> str:  # noqa: FBT001  three words for a flag that may not be known
    return _NOT_KNOWN if value is None else "yes" if value else "no"


def _permissions(page: KeyPage) -> Iterator[str]:
    """Yield the policies, the dangerous ones first."""
    if page.key.principal_type == "root":
        yield "everything: it is a root key, and no policy limits it"
    for one in sorted(page.permissions, key=lambda one: one.warning is None):
        yield visible(permission_words(one))


def permission_words(one: Permission) -> str:
    """Return one policy in words."""
    kind = f"{one.kind}, " if one.kind else ""
    warning = f": {one.warning}" if one.warning else ""
    return f"{one.policy} ({kind}{one.via}){warning}"


def rights_words(use: RightsUse | None, at: datetime) -> Iterator[str]:
    """Yield which services were called, which were not, and of which that is not recorded."""
    if use is None:
        return
    is_short = at - use.since < timedelta(days=use.days)
    short = f", less than {use.days} days: what is called more rarely does not show" if is_short else ""
    yield f"records from {use.since:%Y-%m-%d} to {use.until:%Y-%m-%d}{short}"
    for state, title in _STATES.items():
        found = [_service(one, use) for one in use.services if one.state is state]
        if found:
            yield visible(f"{title.format(days=use.days)}: {', '.join(found)}")
    if use.every_service:
        yield "every other service: not called, or not recorded; it may change something in all of them"


def _service(one: ServiceUse, use: RightsUse) -> str:
    """Return a service with how it was called, or since when that would show."""
    if one.state is UseState.CALLED:
        return f"{one.service} ({counted(one.calls, 'call')}, last {one.last_at:%Y-%m-%d})"
    late = one.recorded_since is not None and one.recorded_since > use.since
    words = (
        f"last {one.last_at:%Y-%m-%d}" if one.last_at else "",
        f"recorded since {one.recorded_since:%Y-%m-%d}" if late else "",
    )
    said = ", ".join(filter(None, words))
    return f"{one.service} ({said})" if said else one.service


def leak_words(leaks: Iterable[Leak]) -> Iterator[str]:
    """Yield leaks with their places."""
    for leak in leaks:
        places = counted(len(leak.places), "place")
        yield visible(f"{leak.status}, {leak.case}, {places}: akwarden leaks show {leak.id[:12]}")
        for place in leak.places[:_PLACES_SHOWN]:
            line = f":{place.line}" if place.line is not None else ""
            commit = f" @{place.commit[:12]}" if place.commit else ""
            yield visible(f"  {place.source} {place.vpath}{line}{commit}")
        if len(leak.places) > _PLACES_SHOWN:
            yield f"  and {len(leak.places) - _PLACES_SHOWN:,} more"


def _history(history: tuple[PastNote, ...]) -> Iterator[str]:
    for one in history[:_HISTORY_SHOWN]:
        change = f"{one.field}: {one.before or '(none)'} -> {one.after or '(none)'}"
        yield visible(f"{one.at:%Y-%m-%d %H:%M} {one.actor}, edit {one.edit}: {change}")
    if len(history) > _HISTORY_SHOWN:
        yield f"and {len(history) - _HISTORY_SHOWN:,} more: --format json has all"
