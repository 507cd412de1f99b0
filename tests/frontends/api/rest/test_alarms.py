from datetime import timedelta
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import select, update
from tests.frontends.api.client import NOW, Site
from tests.store.raised import of_key, put, signal
from tests.store.rows import add_account, key_id

from akwarden.model.job import JobState
from akwarden.model.person import Grant, Role
from akwarden.model.severity import Severity
from akwarden.model.task import BulkTask
from akwarden.query.tree import Holder
from akwarden.risk.alarms import alarm_id
from akwarden.store.access import groups
from akwarden.store.audit_log import log
from akwarden.store.jobs import unfinished
from akwarden.store.tables import alarms

ONE = signal("new-network", 1)
OTHER = of_key(2, "recon", 2, account="200000000002", severity=Severity.HIGH)
IDS = [alarm_id(ONE), alarm_id(OTHER)]
VIEWER, ANALYST, OF_SHOP = Grant(Role.VIEWER), Grant(Role.ANALYST), Grant(Role.ANALYST, "shop")


@pytest.fixture
def raised(site: Site) -> Site:
    """Give a site with alarms in two accounts, and a group with the account of the first."""
    with site.server.state.writing() as connection:
        add_account(connection, "shop", number="100000000001")
        add_account(connection, "lab", number="200000000002")
        groups.keep(connection, "shop", [Holder("tencent", "100000000001")], NOW)
        put(connection, ONE, OTHER)
    return site


def decide(
    site: Site, decision: str, *, by: Grant = ANALYST, ground: str | None = None, **said: Any
) -> Response:
    """Decide about alarms, by default the first one, and give the answer."""
    meant: dict[str, Any] = {} if ground is None else {"as": ground}
    if "q" not in said:
        meant["ids"] = [IDS[0]]
    with site.browser(by) as browser:
        return browser.post("/api/v1/alarms/decide", json={"decision": decision, **meant, **said})


def undo(site: Site, number: int, *, by: Grant = ANALYST) -> Response:
    """Take a decision back, and give the answer."""
    with site.browser(by) as browser:
        return browser.post(f"/api/v1/decisions/{number}/undo")


def listed(site: Site, q: str = "", *, by: Grant = ANALYST, **asked: Any) -> Any:
    """Give a page of the list."""
    with site.browser(by) as browser:
        return browser.get("/api/v1/alarms", params={"q": q, **asked}).json()


def rules(page: Any) -> list[str]:
    """Give the rules of the alarms of a page."""
    return [row["rule"] for row in page["rows"]]


def statuses(site: Site) -> dict[str, str]:
    """Give how the alarms stand, by their rules."""
    with site.server.state.reading() as connection:
        return {row.rule: row.status for row in connection.execute(select(alarms.c.rule, alarms.c.status))}


def test_alarms_are_listed_the_worst_first_a_page_at_a_time(raised: Site) -> None:
    first = listed(raised, limit=1)
    second = listed(raised, limit=1, after=first["next"])

    assert (rules(first), rules(second)) == (["recon"], ["new-network"])
    assert (first["total"], first["hidden"], second["next"]) == (2, 0, None)


def test_who_sees_one_account_sees_its_alarms_alone(raised: Site) -> None:
    page = listed(raised, by=OF_SHOP)
    with raised.browser(OF_SHOP) as browser:
        paths = ("", "/calls", "/rule", "/replay")
        outside = [browser.get(f"/api/v1/alarms/{IDS[1]}{path}") for path in paths]
        none = [browser.get(f"/api/v1/alarms/{'0' * 64}{path}") for path in paths]

    assert (rules(page), page["total"]) == (["new-network"], 1)
    assert [one.status_code for one in outside] == [404] * 4
    for one, other in zip(outside, none, strict=True):
        assert one.json() | {"request_id": ""} == other.json() | {"request_id": ""}


def test_the_page_of_an_alarm_comes_without_the_lake(raised: Site) -> None:
    with raised.browser(VIEWER) as browser:
        page = browser.get(f"/api/v1/alarms/{IDS[0]}").json()
        around = browser.get(f"/api/v1/alarms/{IDS[0]}/calls").json()

    assert (page["alarm"]["id"], page["key_ids"]) == (IDS[0], [key_id(1)])
    assert (around["has_records"], around["lanes"], len(around["events"])) == (False, [], 1)
    assert [mark["kind"] for mark in around["marks"]] == ["raised"]


def test_a_handled_alarm_is_hidden_and_comes_back_by_undo(raised: Site) -> None:
    done = decide(raised, "handle", reason="rotated, ticket 1").json()
    hidden = listed(raised)

    again = undo(raised, done["undo"]).json()

    assert (done["changed"], hidden["total"], hidden["hidden"]) == (1, 1, 1)
    assert (again["changed"], again["refused"]) == (1, [])
    assert statuses(raised) == {"new-network": "open", "recon": "open"}
    assert listed(raised)["total"] == 2


def test_an_undo_is_undone(raised: Site) -> None:
    done = decide(raised, "ignore", ground="test").json()

    back = undo(raised, done["undo"]).json()
    forth = undo(raised, back["undo"]).json()
    twice = undo(raised, done["undo"])

    assert (forth["changed"], statuses(raised)["new-network"]) == (1, "ignored")
    assert (twice.status_code, "taken back already" in twice.json()["detail"]) == (400, True)


def test_what_was_changed_since_is_left_and_told(raised: Site) -> None:
    done = decide(raised, "handle", ids=IDS).json()
    decide(raised, "ignore", ground="test")

    back = undo(raised, done["undo"]).json()

    assert statuses(raised) == {"new-network": "ignored", "recon": "open"}
    assert (back["changed"], back["refused_in_all"]) == (1, 1)
    assert back["refused"] == [{"id": IDS[0], "why": "it was changed since"}]


def test_a_snoozed_alarm_comes_back_by_itself(raised: Site) -> None:
    until = NOW + timedelta(hours=4)

    done = decide(raised, "snooze", until=until.isoformat()).json()

    assert (done["changed"], rules(listed(raised)), listed(raised)["hidden"]) == (1, ["recon"], 1)
    (row,) = listed(raised, "snoozed:yes")["rows"]
    assert (row["status"], row["snoozed_until"]) == ("open", "2026-11-30T16:00:00Z")
    raised.server.clock = lambda: until
    assert rules(listed(raised)) == ["recon", "new-network"]
    assert listed(raised, "snoozed:yes")["total"] == 0


@pytest.mark.parametrize(
    "until", [None, "2026-11-30T11:59:59Z", "2027-03-01T12:00:01Z", "2026-12-01T00:00:00"]
)
def test_a_snooze_ends_within_ninety_days(raised: Site, until: str | None) -> None:
    answer = decide(raised, "snooze", until=until)

    assert answer.status_code == 400
    assert listed(raised)["total"] == 2


def test_what_is_closed_can_not_be_snoozed(raised: Site) -> None:
    decide(raised, "handle")

    answer = decide(raised, "snooze", ids=IDS, until="2026-12-01T00:00:00Z")

    assert (answer.status_code, answer.json()["why"]) == (400, "it is handled and not listed anyway")
    assert listed(raised, "snoozed:yes", all=True)["total"] == 0


def test_an_alarm_is_given_to_somebody_and_back(raised: Site) -> None:
    done = decide(raised, "assign", owner="team-pay").json()
    given = listed(raised, "owner:team-pay")

    undo(raised, done["undo"])

    assert rules(given) == ["new-network"]
    assert given["rows"][0]["owner"] == "team-pay"
    assert listed(raised, "owner:team-pay")["total"] == 0
    assert listed(raised, "owner:none")["total"] == 2


def test_each_decision_is_in_the_audit_log_under_the_name_of_who_made_it(raised: Site) -> None:
    decide(raised, "assign", owner="team-pay")
    done = decide(raised, "snooze", until="2026-12-01T00:00:00Z").json()
    undo(raised, done["undo"])

    with raised.server.state.reading() as connection:
        found = [next(log.records_of(connection, f"alarm.{one}")) for one in ("assign", "snooze", "undo")]

    assert [(one.actor, one.object) for one in found] == [("somebody", IDS[0])] * 3
    assert [one.details.get("owner") for one in found] == ["team-pay", None, "team-pay"]
    assert (found[1].details["until"], found[2].details["decision"]) == ("2026-12-01T00:00:00Z", done["undo"])


def test_nobody_decides_about_alarms_that_they_may_not_see(raised: Site) -> None:
    outside = decide(raised, "handle", ids=IDS, by=OF_SHOP)
    missing = decide(raised, "handle", ids=["0" * 64], by=OF_SHOP)
    by_query = decide(raised, "handle", q="last<9999d", by=OF_SHOP).json()

    assert (outside.status_code, missing.status_code) == (404, 404)
    assert outside.json()["detail"] == missing.json()["detail"]
    assert (by_query["changed"], statuses(raised)) == (1, {"new-network": "handled", "recon": "open"})


def test_nobody_takes_back_what_was_about_more_than_they_may_see(raised: Site) -> None:
    done = decide(raised, "handle", ids=IDS).json()

    answer = undo(raised, done["undo"], by=OF_SHOP)

    assert (answer.status_code, set(statuses(raised).values())) == (404, {"handled"})
    assert [undo(raised, number).status_code for number in (0, 99, 1 << 40)] == [404] * 3


def test_a_viewer_decides_nothing(raised: Site) -> None:
    assert decide(raised, "handle", by=VIEWER).status_code == 403
    assert undo(raised, 1, by=VIEWER).status_code == 403


@pytest.mark.parametrize(
    "said",
    [
        {"ids": []},
        {"q": "rule:recon", "ids": IDS},
        {"q": " "},
        {"q": "rulle:recon"},
        {"decision": "ignore"},
        {"decision": "ignore", "as": "accepted"},
        {"decision": "ignore", "as": "because"},
        {"decision": "close"},
        {"reason": "x" * 201},
        {"decision": "assign", "owner": "x" * 101},
        {"other": 1},
    ],
)
def test_what_can_not_be_decided_so_is_refused_and_nothing_changes(
    raised: Site, said: dict[str, Any]
) -> None:
    answer = decide(raised, **({"decision": "handle"} | said))

    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert set(statuses(raised).values()) == {"open"}


def test_more_than_a_thousand_become_a_job(raised: Site) -> None:
    with raised.server.state.writing() as connection:
        put(connection, *(of_key(number, "many", 3) for number in range(10, 1011)))

    answer = decide(raised, "ignore", q="rule:many", ground="false_alarm", reason="scanner")

    assert (answer.status_code, answer.json()["kind"]) == (202, "bulk")
    with raised.server.state.reading() as connection:
        (job,) = unfinished(connection, JobState.WAITING)
    assert job.task == BulkTask(
        what="alarms", q="rule:many", decision="ignore", ground="false_alarm", reason="scanner"
    )


def test_a_stale_page_decides_by_query_about_nothing_newer(raised: Site) -> None:
    with raised.server.state.writing() as connection:
        connection.execute(
            update(alarms).where(alarms.c.rule == "recon").values(opened_at=NOW + timedelta(seconds=1))
        )

    assert decide(raised, "handle", q="last<9999d").json()["changed"] == 1


def test_the_list_is_taken_away_as_a_file(raised: Site) -> None:
    with raised.browser(OF_SHOP) as browser:
        csv = browser.get("/api/v1/alarms/export", params={"columns": "rule,severity,count"}).text

    assert csv.lstrip("\ufeff").splitlines() == ["rule,severity,count", "new-network,medium,1"]
