import pytest
from tests.workflows.posture.wanted import Found, Level, Subject, Wanted, missing, unexpected

from akwarden.model.severity import Severity


def _subject(key: str = "") -> Subject:
    return Subject(rule="key-old", account="acme", principal="li.wei", key=key)


def _wanted(level: Level, key: str = "") -> Wanted:
    return Wanted(subject=_subject(key), level=level, why="planted")


def _found(severity: Severity, key: str = "") -> Found:
    return Found(subject=_subject(key), severity=severity, detail="seen")


@pytest.mark.parametrize("level", ["medium", "low", "any"])
def test_what_was_not_found_is_missing(level: Level) -> None:
    told = list(missing([_wanted(level)], []))

    assert told == ["not found: key-old acme li.wei : planted"]


@pytest.mark.parametrize(("level", "severity"), [("medium", Severity.LOW), ("low", Severity.HIGH)])
def test_what_was_found_at_another_level_is_missing(level: Level, severity: Severity) -> None:
    told = list(missing([_wanted(level)], [_found(severity)]))

    assert told == [f"wanted as {level}, found as {severity}: key-old acme li.wei : planted"]


def test_a_risk_of_another_key_is_no_substitute() -> None:
    assert list(missing([_wanted("any", "first")], [_found(Severity.HIGH, "second")])) != []


def test_any_key_will_do_where_none_is_named() -> None:
    wanted, found = [_wanted("any")], [_found(Severity.HIGH, "second")]

    assert list(missing(wanted, found)) == []
    assert list(unexpected(wanted, found)) == []


def test_what_may_be_said_need_not_be() -> None:
    assert list(missing([_wanted("allowed")], [])) == []


@pytest.mark.parametrize("severity", [Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL])
def test_what_nobody_wanted_is_unexpected_where_it_matters(severity: Severity) -> None:
    told = list(unexpected([_wanted("low")], [_found(severity)]))

    assert told == [f"unexpected: {severity} key-old acme li.wei : seen"]


@pytest.mark.parametrize("severity", [Severity.LOW, Severity.INFO])
def test_what_does_not_matter_is_never_unexpected(severity: Severity) -> None:
    assert list(unexpected([], [_found(severity)])) == []
