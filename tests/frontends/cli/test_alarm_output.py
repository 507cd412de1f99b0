from typing import Any

import msgspec
import pytest
from tests.store.raised import event, signal
from tests.store.rows import NOW, key_id

from akwarden.frontends.cli.alarm_output import page_lines
from akwarden.frontends.cli.alarm_words import status_words
from akwarden.model.alarm import AlarmStatus
from akwarden.model.alarm_page import AlarmCall, AlarmEvent, AlarmPage, Usual, UsualValue
from akwarden.risk.alarms import Standing, alarm_of, gathered

(ABOUT,) = gathered([signal("a", 1, 2)]).values()
ALARM = alarm_of(ABOUT, Standing(count=31))
CALL = AlarmCall(
    service="cam",
    action="CreateUser",
    region=None,
    source_ip="203.0.113.9",
    ip_country="NL",
    ip_org="Evil Hosting",
    client="sdk-python",
    key_id=key_id(1),
    principal_name="alice",
    error_class="denied",
    error_code="UnauthorizedOperation",
    resource=None,
)


def lines(**values: Any) -> list[str]:
    """Give the page of an alarm for people."""
    page = AlarmPage(
        alarm=ALARM,
        level=3,
        opened_at=NOW,
        parts=ABOUT.parts,
        key_ids=ABOUT.key_ids,
        principals=ABOUT.principals,
        events=(),
        usual=None,
        key=None,
        permissions=(),
        rights_used=None,
        leaks=(),
        related=(),
    )
    return "".join(page_lines(msgspec.structs.replace(page, **values), "text", NOW)).splitlines()


def test_a_call_says_what_from_where_and_how_it_ended() -> None:
    worked = msgspec.structs.replace(
        CALL, error_class="none", error_code=None, ip_country=None, ip_org=None, client=None
    )
    page = lines(
        events=(
            AlarmEvent(at=event(1).at, id="e1", call=CALL),
            AlarmEvent(at=event(2).at, id="e2", call=worked),
            AlarmEvent(at=event(3).at, id="e3", call=None),
        )
    )

    at = page.index("Calls:")
    assert page[at + 1 : at + 5] == [
        "  12:01:00  cam:CreateUser  203.0.113.9 (NL Evil Hosting, sdk-python)  UnauthorizedOperation  e1",
        "  12:02:00  cam:CreateUser  203.0.113.9  ok  e2",
        "  12:03:00  event e3 (its record is not in the event lake)",
        "  and 28 more",
    ]


def test_what_was_usual_is_told_by_its_kind() -> None:
    values = tuple(
        UsualValue(dimension=kind, value=value, count=count, days=3, last_at=NOW)
        for kind, value, count in (("ip", "192.0.2.7", 1200), ("ip", "192.0.2.8", 1), ("mood", "x", 2))
    )
    page = lines(usual=Usual(since=NOW, calls=1201, days=14, values=values))

    at = page.index("Usual before:")
    assert page[at + 1 : at + 4] == [
        "  known since 2026-06-01: 1,201 calls on 14 days",
        "  addresses: 192.0.2.7 (1,200 calls), 192.0.2.8 (1 call)",
        "  mood: x (2 calls)",
    ]


@pytest.mark.parametrize("text", ["a\x1b]0;x\x07", "b\u202eevil", "c\r\nNext: rm", "d\u200b"])
def test_nothing_that_a_caller_chose_steers_the_terminal(text: str) -> None:
    call = msgspec.structs.replace(
        CALL, action=text, source_ip=text, ip_org=text, client=text, error_code=text
    )
    hostile = msgspec.structs.replace(
        ALARM, title=text, principal=text, source_ips=(text,), subject=text, next_action=text, owner=text
    )
    usual = UsualValue(dimension=text, value=text, count=1, days=1, last_at=NOW)

    page = lines(
        alarm=hostile,
        key_ids=(text,),
        principals=(text,),
        events=(AlarmEvent(at=NOW, id=text, call=call), AlarmEvent(at=NOW, id=text, call=None)),
        usual=Usual(since=None, calls=None, days=None, values=(usual,)),
    )

    assert [line for line in page if not line.isprintable()] == []
    assert sum(line.startswith("Next: ") for line in page) == 1


def test_many_addresses_are_told_in_part() -> None:
    many = msgspec.structs.replace(ALARM, source_ips=tuple(f"192.0.2.{number}" for number in range(14)))

    (line,) = [line for line in lines(alarm=many) if line.startswith("From:")]

    assert line.endswith("192.0.2.9 and 4 more")


@pytest.mark.parametrize(
    ("status", "reason", "words"),
    [
        (AlarmStatus.OPEN, None, "open"),
        (AlarmStatus.HANDLED, None, "handled"),
        (AlarmStatus.IGNORED, "false_alarm: new office", "ignored (false alarm: new office)"),
        (AlarmStatus.IGNORED, "accepted: not a false_alarm", "ignored (accepted: not a false_alarm)"),
    ],
)
def test_a_status_is_told_with_its_reason(status: AlarmStatus, reason: str | None, words: str) -> None:
    assert status_words(msgspec.structs.replace(ALARM, status=status, status_reason=reason)) == words
