"""Alarms about calls that were imported and judged, and what audit records tell around them."""

from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from sqlalchemy import insert, update
from tests.frontends.api.client import Site
from tests.frontends.api.rest.lake_site import FIRST, NOW, ONE, lake_site

from akwarden.errors import LakeError
from akwarden.model.person import Grant, Role
from akwarden.query.tree import Holder
from akwarden.store.access import groups
from akwarden.store.lake.months import to_micros
from akwarden.store.tables import baselines, leaks
from akwarden.workflows.detection.detecting import Detecting
from akwarden.workflows.detection.judging import Judge
from akwarden.workflows.detection.ruleset import DetectionRule, load_behavior
from akwarden.workflows.events.asking import spoken
from akwarden.workflows.events.deadline import within_seconds
from akwarden.workflows.events.opening import events_of

__all__ = ["lake_site"]
RULE = "leaked-key-used"
VIEWER, OF_LAB = Grant(Role.VIEWER), Grant(Role.ANALYST, "lab")
ANALYST = Grant(Role.ANALYST)


@pytest.fixture
def judged(lake_site: Site) -> Site:
    """Give the server with what one rule raises about the calls of its lake."""
    server = lake_site.server
    with server.state.writing() as connection:
        connection.execute(update(leaks).values(first_seen_at=FIRST))
        groups.keep(connection, "lab", [Holder("tencent", "200000000002")], NOW)
    detecting = Detecting(server.state, server.lake, Judge(_rules()), lambda: NOW)
    assert sum(len(step.merged.raised) for step in detecting.steps())
    return lake_site


@cache
def _rules() -> list[DetectionRule]:
    return [one for one in load_behavior().rules if one.rule.id == RULE]


def got(site: Site, path: str, *, by: Grant = VIEWER, **asked: Any) -> Any:
    """Give what an address answers."""
    with site.browser(by) as browser:
        return browser.get(f"/api/v1/{path}", params=asked).json()


def last_alarm(site: Site) -> Any:
    """Give the alarm with the last call."""
    return got(site, "alarms", sort="last")["rows"][0]


def test_an_alarm_tells_its_calls_in_lanes_of_addresses_by_the_hour(judged: Site) -> None:
    alarm = last_alarm(judged)

    found = got(judged, f"alarms/{alarm['id']}/calls")

    assert alarm["key_id"] == ONE
    assert [event["call"]["key_id"] for event in found["events"]] == [ONE] * len(alarm["events"])
    lanes = {lane["source_ip"]: lane for lane in found["lanes"]}
    assert set(lanes) == {"203.0.113.9", "2001:db8::7"}
    assert [(hour["at"], hour["calls"]) for hour in lanes["203.0.113.9"]["hours"]] == [
        ("2025-06-01T10:00:00Z", 1),
        ("2025-06-01T11:00:00Z", 1),
    ]
    assert [mark["at"] for mark in lanes["2001:db8::7"]["marks"]] == ["2025-06-01T11:55:00Z"]
    assert all(lane["named"] and not lane["hours"][0]["failed"] for lane in lanes.values())
    assert (found["more_addresses"], found["has_records"]) == (0, True)
    assert found["since"] < alarm["first_at"] < alarm["last_at"] < found["until"]


def test_what_it_did_stands_beside_what_was_usual(judged: Site) -> None:
    alarm = last_alarm(judged)
    with judged.server.state.writing() as connection:
        usual = {
            **{name: alarm[name] for name in ("provider", "account", "subject")},
            "dimension": "ip",
            "value": "203.0.113.9",
            "days": 7,
            "count": 42,
            "weight": 42_000,
            "first": to_micros(FIRST),
            "last": to_micros(NOW),
        }
        connection.execute(insert(baselines).values(usual))

    found = got(judged, f"alarms/{alarm['id']}/calls")

    beside = {(one["dimension"], one["value"]): one for one in found["beside"]}
    told = {"dimension": "ip", "value": "203.0.113.9", "now": 2, "before": 40, "days": 7}
    assert beside["ip", "203.0.113.9"] == told
    assert (beside["ip", "2001:db8::7"]["now"], beside["ip", "2001:db8::7"]["before"]) == (1, 0)
    assert {lane["source_ip"]: lane["known"] for lane in found["lanes"]} == {
        "203.0.113.9": True,
        "2001:db8::7": False,
    }


def test_a_rule_is_shown_and_replayed(judged: Site) -> None:
    alarm = last_alarm(judged)

    rule = got(judged, f"alarms/{alarm['id']}/rule")
    replay = got(judged, f"alarms/{alarm['id']}/replay")

    assert (rule["rule"]["id"], "key_leaked_at" in rule["detection"]) == (RULE, True)
    assert (replay["rule"], replay["days"]) == (RULE, 30)
    assert [(one["subject"], one["events"]) for one in replay["subjects"]] == [(f"key:{ONE}", 5)]


def test_a_rule_that_the_alarm_does_not_name_is_missing(judged: Site) -> None:
    path = f"/api/v1/alarms/{last_alarm(judged)['id']}/replay"
    with judged.browser(VIEWER) as browser:
        answer = browser.get(path, params={"rule": "key-from-tor"})

    assert answer.status_code == 404


def test_what_lies_outside_of_the_scope_is_not_told(judged: Site) -> None:
    alarm = last_alarm(judged)
    with judged.browser(OF_LAB) as browser:
        answers = [browser.get(f"/api/v1/alarms/{alarm['id']}{path}") for path in ("", "/calls", "/replay")]

    assert [answer.status_code for answer in answers] == [404] * 3


def test_a_question_that_takes_too_long_is_ended(judged: Site) -> None:
    events = events_of(judged.server.lake)
    wide = events.select(at="event_hash")
    for number in range(12):
        wide = wide.cross_join(events.select(**{f"at{number}": "event_hash"}))
    product = wide["at"].cast("float64") * wide["at0"] * wide["at11"]

    with (
        pytest.raises(LakeError, match=r"longer than 0\.1 seconds") as late,
        within_seconds(events, 0.1, mend="akwarden detect backtest x"),
        spoken(),
    ):
        product.nunique().to_pyarrow()

    assert late.value.mend == "akwarden detect backtest x"


def allow(site: Site, path: str = "", *, by: Grant = ANALYST, **said: Any) -> Any:
    """Ask for an entry of the allow-list, and give the answer."""
    entry = {"q": f"key:{ONE}", "reason": "nightly backup", "owner": "ops"} | said
    with site.browser(by) as browser:
        return browser.post(f"/api/v1/allow{path}", json=entry)


def test_a_preview_lists_the_alarms_that_would_not_be_there(judged: Site) -> None:
    alarms = got(judged, "alarms", all=True)

    whole = allow(judged, "/preview").json()
    part = allow(judged, "/preview", q=f"key:{ONE} ip:2001:db8::/32").json()

    assert (whole["query"], whole["preview"]["looked_at"]) == (f"key:{ONE}", alarms["total"])
    assert {one["id"] for one in whole["preview"]["silenced"]} == {row["id"] for row in alarms["rows"]}
    assert part["preview"]["silenced"] == []
    assert got(judged, "allow")["rows"] == []


def test_an_entry_is_made_listed_and_taken_back(judged: Site) -> None:
    entry = allow(judged).json()
    listed = got(judged, "allow")
    with judged.browser(ANALYST) as browser:
        removed = browser.delete(f"/api/v1/allow/{entry['id']}").json()
        missing = browser.delete("/api/v1/allow/99")

    assert (entry["created_by"], entry["until"]) == ("somebody", "2025-08-30T12:00:00Z")
    assert [row["id"] for row in listed["rows"]] == [entry["id"]]
    assert (removed["status"], missing.status_code) == ("removed", 404)
    assert (got(judged, "allow")["hidden"], len(got(judged, "allow", all=True)["rows"])) == (1, 1)


def test_who_sees_some_accounts_makes_and_sees_entries_for_these_alone(judged: Site) -> None:
    allow(judged)

    own = allow(judged, by=OF_LAB).json()

    assert own["query"] == f"key:{ONE} provider:tencent account:200000000002"
    assert [row["id"] for row in got(judged, "allow", by=OF_LAB)["rows"]] == [own["id"]]
    with judged.browser(OF_LAB) as browser:
        assert browser.delete("/api/v1/allow/1").status_code == 404
        assert browser.delete(f"/api/v1/allow/{own['id']}").status_code == 200


def test_what_can_be_no_entry_is_refused(judged: Site) -> None:
    wrong: list[dict[str, Any]] = [
        {"q": "service:cam"},
        {"q": "keyy:x"},
        {"q": ""},
        {"reason": " "},
        {"owner": ""},
        {"rule": "no-such-rule"},
        {"until": (NOW + timedelta(days=401)).isoformat()},
        {"until": (NOW - timedelta(days=1)).isoformat()},
    ]

    answers = [allow(judged, path, **said).status_code for said in wrong for path in ("", "/preview")]

    assert answers == [400] * (2 * len(wrong))
    assert got(judged, "allow", all=True)["rows"] == []


def test_a_viewer_allows_nothing(judged: Site) -> None:
    assert allow(judged, by=VIEWER).status_code == 403
    assert allow(judged, "/preview", by=VIEWER).status_code == 403
