from akwarden.model.severity import Severity
from akwarden.risk.alarm_level import level_of


def test_the_five_severities_are_the_five_levels_of_the_security_center() -> None:
    assert {one.value: level_of(one) for one in Severity} == {
        "critical": 5,
        "high": 4,
        "medium": 3,
        "low": 2,
        "info": 1,
    }
