from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.model.alarm import AlarmStatus, AlarmSubject, AlarmType, Reason, Signal, SignalEvent
from akwarden.model.severity import Severity
from akwarden.risk.alarms import Standing, alarm_of, gathered, is_raised, opens_again, severity_of

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
OPEN = Standing(count=1)


def event(minute: int = 0, day: int = 0) -> SignalEvent:
    number = day * 1440 + minute
    return SignalEvent(NOON + timedelta(days=day, minutes=minute), number, f"event-{number}")


def signal(rule: str = "new-network", *events: SignalEvent, **more: Any) -> Signal:
    given_ = {
        "rule": rule,
        "title": f"{rule}!",
        "story": "key-abuse",
        "type": AlarmType.ABNORMAL,
        "severity": Severity.MEDIUM,
        "provider": "tencent",
        "account": "100000000001",
        "kind": AlarmSubject.KEY,
        "subject": "key:AKIDa",
        "key_ids": ("AKIDa",),
        "principals": ("deploy",),
        "source_ips": ("203.0.113.9",),
        "events": events or (event(),),
        "reasons": (Reason(text=f"{rule} fired", weight=1.0),),
    }
    return Signal(**(given_ | more))


def only(signals: Sequence[Signal]) -> Any:
    (alarm,) = gathered(signals).values()
    return alarm


def test_signals_of_one_subject_story_and_day_are_one_alarm() -> None:
    alarm = only([signal("b", event(5)), signal("a", event(1), source_ips=("198.51.100.7",))])

    assert [part.rule for part in alarm.parts] == ["a", "b"]
    assert alarm.source_ips == ("198.51.100.7", "203.0.113.9")
    assert (alarm.first_at, alarm.last_at) == (event(1).at, event(5).at)


@pytest.mark.parametrize(
    "other",
    [
        {"events": (event(day=1),)},
        {"subject": "key:AKIDb"},
        {"story": "recon"},
        {"account": "100000000002"},
        {"provider": "aws"},
        {"kind": AlarmSubject.IP},
    ],
    ids=lambda other: next(iter(other)),
)
def test_another_day_subject_or_story_is_another_alarm(other: dict[str, Any]) -> None:
    assert len(gathered([signal(), signal(**other)])) == 2


@st.composite
def signals(draw: st.DrawFn) -> Signal:
    minutes = draw(st.lists(st.integers(0, 60), min_size=1, max_size=30, unique=True))
    rule = draw(st.sampled_from(["a", "b", "c"]))
    names = st.lists(st.sampled_from([f"n{number:02}" for number in range(40)]), max_size=25)
    return signal(
        rule,
        *(event(minute) for minute in sorted(minutes)),
        severity=draw(st.sampled_from(list(Severity))),
        quiet=rule == "c",
        source_ips=tuple(draw(names)),
        key_ids=tuple(draw(names)),
        subject=draw(st.sampled_from(["key:1", "key:2"])),
        reasons=(Reason(text=draw(st.sampled_from("xyz")), weight=draw(st.sampled_from([0.5, 2.0]))),),
    )


@given(st.lists(signals(), min_size=1, max_size=12), st.data())
def test_order_batches_and_repetition_make_no_difference(given_: list[Signal], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(given_))
    cut = data.draw(st.integers(0, len(given_)))

    first = gathered(shuffled[:cut])
    both = first | gathered([*shuffled[cut:], *shuffled[:1]], first)

    assert both == gathered(given_)


def test_a_quiet_rule_alone_raises_nothing_and_two_agree() -> None:
    assert not is_raised(only([signal("a", quiet=True)]))
    assert is_raised(only([signal("a", quiet=True), signal("b", quiet=True)]))
    assert is_raised(only([signal("a", quiet=True), signal("b")]))


def test_the_gravest_loud_rule_names_the_alarm() -> None:
    alarm = alarm_of(
        only(
            [
                signal("a", severity=Severity.LOW),
                signal("b", severity=Severity.HIGH, next_action="akwarden keys show AKIDa"),
                signal("c", severity=Severity.CRITICAL, quiet=True),
            ]
        ),
        OPEN,
    )

    assert (alarm.rule, alarm.title, alarm.severity) == ("b", "b!", Severity.HIGH)
    assert alarm.next_action == "akwarden keys show AKIDa"
    assert alarm.rules == ("a", "b", "c")


def test_several_techniques_of_loud_rules_are_a_step_graver() -> None:
    two = [signal("a", techniques=("T1078.004",)), signal("b", techniques=("T1098",))]
    same = [signal("a", techniques=("T1078.004",)), signal("b", techniques=("T1078",))]
    quiet = [signal("a", techniques=("T1078",)), signal("b", techniques=("T1098",), quiet=True)]
    worst = [critical(one) for one in two]

    assert severity_of(only(two)) is Severity.HIGH
    assert severity_of(only(same)) is Severity.MEDIUM
    assert severity_of(only(quiet)) is Severity.MEDIUM
    assert severity_of(only(worst)) is Severity.CRITICAL


def critical(one: Signal) -> Signal:
    return signal(one.rule, techniques=one.techniques, severity=Severity.CRITICAL)


def test_a_key_is_named_only_where_it_is_one() -> None:
    assert alarm_of(only([signal()]), OPEN).key_id == "AKIDa"
    assert alarm_of(only([signal(), signal("b", key_ids=("AKIDb",))]), OPEN).key_id is None
    assert alarm_of(only([signal(key_ids=())]), OPEN).key_id is None


def test_reasons_are_told_by_weight_and_once() -> None:
    light, heavy = Reason(text="light", weight=0.5), Reason(text="heavy", weight=3.0)
    alarm = alarm_of(only([signal("a", reasons=(light,)), signal("b", reasons=(heavy, light))]), OPEN)

    assert alarm.reasons == (heavy, light)


def test_what_was_handled_opens_again_when_something_came_after() -> None:
    handled = Standing(count=1, status=AlarmStatus.HANDLED, changed_at=NOON)
    ignored = Standing(count=1, status=AlarmStatus.IGNORED, changed_at=NOON)

    assert opens_again(handled, NOON + timedelta(seconds=1))
    assert not opens_again(handled, NOON)
    assert not opens_again(ignored, NOON + timedelta(days=1))
