import pyarrow as pa
import pytest
from tests.analytics.lake import event

from akwarden.detectors.behavior.columns import ENRICHED
from akwarden.model.alarm import AlarmSubject, AlarmType
from akwarden.model.behavior_rule import BehaviorRule
from akwarden.model.severity import Severity
from akwarden.workflows.detection.signals import Hit, signals_of


def told(reason: str, **cells: object) -> str:
    """Give the reason of a signal about one event with these columns."""
    rule = BehaviorRule(
        id="one",
        title="One",
        description="One.",
        severity=Severity.LOW,
        providers=("tencent",),
        story="story",
        type=AlarmType.ABNORMAL,
        subject=AlarmSubject.KEY,
        reason=reason,
        next="akwarden alarms list",
        weight=1.0,
        quiet=False,
        techniques=(),
        references=(),
    )
    row = dict.fromkeys(ENRICHED) | event() | {"event_hash": 1, "subject": "key:key-a", "score": 0.0}
    row |= {name: False for name, kind in ENRICHED.items() if kind.is_boolean()} | cells
    rich = pa.Table.from_pylist([row], schema=pa.schema(list(ENRICHED.to_pyarrow())))
    [signal] = signals_of([Hit(rule, 1)], rich)
    return signal.reasons[0].text


def test_a_score_is_told_with_one_decimal() -> None:
    assert told("score {score}", score=5.216408385199745) == "score 5.2"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (119, "119 seconds"),
        (120, "2 minutes"),
        (7199, "119 minutes"),
        (7200, "2 hours"),
        (172_799, "47 hours"),
        (5_184_000, "60 days"),
    ],
)
def test_a_time_is_told_in_the_unit_that_fits(seconds: int, said: str) -> None:
    assert told("after {idle_seconds}", idle_seconds=seconds) == f"after {said}"


def test_what_is_not_known_is_said_to_be_unknown() -> None:
    assert told("{ip_org}, {nothing}", ip_org=None) == "unknown, unknown"
