"""How alarms are written: the columns of a table, and the page of one."""

import shlex
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from akwarden.frontends.cli.alarm_words import SHORT_ID, alarm_words, status_words
from akwarden.frontends.cli.key_output import leak_words, permission_words, rights_words
from akwarden.frontends.cli.listing import Columns, ago
from akwarden.model.alarm import Alarm, AlarmStatus, Reason
from akwarden.model.alarm_page import AlarmCall, AlarmEvent, AlarmPage, Usual
from akwarden.reports.json_encoding import encode
from akwarden.reports.visible import clipped, visible
from akwarden.reports.wording import counted

_NAMED = 10
_KEYS = 3
_ISSUER = "issuer:"
_LONGEST = 160
_SUCCEEDED = "none"
_KINDS = {
    "ip": "addresses",
    "network": "networks",
    "asn": "autonomous systems",
    "country": "countries",
    "client": "clients",
    "service": "services",
    "action": "APIs",
    "region": "regions",
}
"""What people call the kinds of things that are usual; others are called as they are."""

ALARM_COLUMNS: Columns[Alarm] = Columns(
    values={
        **{name: attrgetter(name) for name in Alarm.__struct_fields__ if name != "reasons"},
        "short_id": lambda alarm: alarm.id[:SHORT_ID],
        "about": lambda alarm: alarm.key_id or alarm.principal or alarm.subject,
        "reasons": lambda alarm: tuple(f"{one.text};" for one in alarm.reasons),
        "reason": lambda alarm: alarm.reasons[0].text if alarm.reasons else None,
    },
    in_text=("short_id", "severity", "about", "title", "count", "last_at", "owner"),
    in_csv=(
        "id",
        "rule",
        "severity",
        "type",
        "status",
        "story",
        "title",
        "provider",
        "account",
        "account_name",
        "subject",
        "principal",
        "key_id",
        "owner",
        "source_ips",
        "count",
        "first_at",
        "last_at",
        "reasons",
        "techniques",
        "next_action",
        "status_reason",
        "changed_at",
        "changed_by",
        "snoozed_until",
    ),
)
"""The columns of `alarms list`."""


def page_lines(page: AlarmPage, form: str, at: datetime) -> Iterator[str]:
    """Yield the page of an alarm as JSON or for people."""
    return (f"{line}\n" for line in ([encode(page)] if form == "json" else _page(page, at)))


def _page(page: AlarmPage, at: datetime) -> Iterator[str]:
    """Yield what is wrong and what to do, why, by which calls, what was usual, what the key may do."""
    alarm = page.alarm
    yield visible(alarm.title)
    rules = counted(len(alarm.rules), "rule")
    yield visible(
        f"{alarm.severity}, {alarm.type}, {status_words(alarm)}, {rules} (alarm {alarm.id[:SHORT_ID]})"
    )
    if alarm.next_action:
        yield visible(f"Next: {alarm.next_action}")
    yield ""
    yield from (f"{name + ':':<12}{visible(value)}" for name, value in _facts(page, at) if value)
    yield from _section("Why", map(_reason, alarm.reasons))
    yield from _section("Calls", _calls(page))
    yield from _section("Usual before", _usual(page.usual))
    yield from _section("Its key may do", map(permission_words, page.permissions))
    yield from _section("Rights used", rights_words(page.rights_used, at))
    yield from _section("Leaked at", leak_words(page.leaks))
    yield from _section("Beside it", map(alarm_words, page.related))
    yield from _section("More of whom it is about", _whom(page))
    yield from _section("When you are done", _closing(alarm))


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number == 0:
            yield ""
            yield f"{title}:"
        yield f"  {visible(line)}"


def _facts(page: AlarmPage, at: datetime) -> Iterator[tuple[str, str | None]]:
    alarm = page.alarm
    account = f"{alarm.provider} {alarm.account}"
    yield "Account", f"{alarm.account_name} ({account})" if alarm.account_name else account
    yield "Keys" if len(page.key_ids) > 1 else "Key", _keys(page)
    yield "Called by", _few(page.principals)
    yield "About", None if alarm.key_id else alarm.subject
    yield "Owner", alarm.owner or "nobody is noted"
    yield "Remark", None if page.key is None else page.key.remark
    yield "From", _few(alarm.source_ips)
    yield "First call", f"{alarm.first_at:%Y-%m-%d %H:%M:%S} UTC ({ago(alarm.first_at, at)})"
    yield "Last call", f"{alarm.last_at:%Y-%m-%d %H:%M:%S} UTC, {counted(alarm.count, 'call')}"
    yield "Rules", _few(alarm.rules)
    yield "ATT&CK", _few(alarm.techniques)
    if alarm.snoozed_until is not None and alarm.snoozed_until > at:
        yield "Snoozed", f"until {alarm.snoozed_until:%Y-%m-%d %H:%M} UTC"
    if alarm.status is not AlarmStatus.OPEN and alarm.changed_at is not None:
        who = f"by {alarm.changed_by} at {alarm.changed_at:%Y-%m-%d %H:%M} UTC"
        yield alarm.status.value.capitalize(), who


def _keys(page: AlarmPage) -> str:
    """Return the keys, and what its cloud does with the only one."""
    if page.key is None:
        return _few(page.key_ids)
    return f"{page.key.key_id} ({page.key.status}, {page.key.advice.replace('_', ' ')})"


def _few(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _reason(one: Reason) -> str:
    return f"{one.text} ({one.weight:+.1f})"


def _calls(page: AlarmPage) -> Iterator[str]:
    """Yield the calls, those that the event lake does not have by their ids."""
    yield from map(_call_line, page.events)
    more = page.alarm.count - len(page.events)
    if more > 0:
        yield f"and {more:,} more"


def _call_line(event: AlarmEvent) -> str:
    time = f"{event.at:%H:%M:%S}"
    if event.call is None:
        return clipped(f"{time}  event {event.id} (its record is not in the event lake)", _LONGEST)
    call = event.call
    return clipped(
        f"{time}  {call.service}:{call.action}  {_from(call)}  {_ending(call)}  {event.id}", _LONGEST
    )


def _from(call: AlarmCall) -> str:
    """Return where a call came from, and with what."""
    place = " ".join(word for word in (call.ip_country, call.ip_org) if word)
    words = ", ".join(word for word in (place, call.client) if word)
    address = call.source_ip or "no address"
    return f"{address} ({words})" if words else address


def _ending(call: AlarmCall) -> str:
    return "ok" if call.error_class == _SUCCEEDED else call.error_code or call.error_class


def _usual(usual: Usual | None) -> Iterator[str]:
    """Yield since when the subject is known, and what it does most."""
    if usual is None:
        return
    if usual.since is not None:
        days = counted(usual.days or 0, "day")
        yield f"known since {usual.since:%Y-%m-%d}: {counted(usual.calls or 0, 'call')} on {days}"
    for kind, values in groupby(usual.values, key=attrgetter("dimension")):
        said = ", ".join(f"{one.value} ({counted(one.count, 'call')})" for one in values)
        yield clipped(f"{_KINDS.get(kind, kind)}: {said}", 2 * _LONGEST)


def _whom(page: AlarmPage) -> Iterator[str]:
    """Yield what shows more of whoever temporary keys were issued to, and of keys without a page here."""
    kind, colon, name = page.alarm.subject.partition(":")
    if f"{kind}{colon}" == _ISSUER:
        yield f"akwarden keys show {shlex.quote(name)}"
    if page.key is None:
        yield from (f"akwarden keys show {shlex.quote(key_id)}" for key_id in page.key_ids[:_KEYS])


def _closing(alarm: Alarm) -> Iterator[str]:
    """Yield the commands that end it."""
    name = alarm.id[:SHORT_ID]
    if alarm.status is AlarmStatus.OPEN:
        yield f"akwarden alarms handle {name} --reason 'what was done'"
        yield f"akwarden alarms ignore {name} --as false_alarm"
    else:
        yield f"akwarden alarms reopen {name}"
