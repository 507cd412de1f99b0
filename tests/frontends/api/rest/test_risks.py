from typing import Any

import pytest
from httpx import Response
from sqlalchemy import select
from tests.frontends.api.client import NOW, Site
from tests.store.rows import add_account, add_key, add_principal, add_risk, add_run, ago, attach, key_id

from akwarden.model.job import JobState
from akwarden.model.person import Grant, Role
from akwarden.model.task import RecheckTask
from akwarden.query.tree import Holder
from akwarden.store.access import groups
from akwarden.store.audit_log import log
from akwarden.store.jobs import unfinished
from akwarden.store.tables import risk_decisions

VIEWER, ANALYST, OF_SHOP = Grant(Role.VIEWER), Grant(Role.ANALYST), Grant(Role.ANALYST, "shop")
ONE, TWO, LEAKED, OTHER, GONE = (f"{number}" * 64 for number in range(1, 6))


@pytest.fixture
def judged(site: Site) -> Site:
    """Give a site with risks of two accounts."""
    with site.server.state.writing() as connection:
        shop = add_account(connection, "shop", number="100000000001")
        lab = add_account(connection, "lab", number="200000000002")
        groups.keep(connection, "shop", [Holder("tencent", "100000000001")], NOW)
        alice, bob = add_principal(connection, shop, "alice"), add_principal(connection, lab, "bob")
        key = add_key(connection, 1, account_id=shop, principal_id=alice, last_used_at=ago(2))
        add_key(connection, 2, account_id=shop, principal_id=alice, last_used_at=None)
        attach(connection, alice, "policy-1")
        of_alice = {"principal_id": alice, "key_id": key}
        add_risk(
            connection, ONE, shop, severity="high", rule="admin-key", title="Key of an admin", **of_alice
        )
        add_risk(connection, TWO, shop, **of_alice)
        add_risk(connection, LEAKED, shop, rule="leaked-key-active", severity="medium", **of_alice)
        add_risk(connection, OTHER, lab, principal_id=bob)
        add_risk(connection, GONE, shop, status="converged")
        add_run(connection, shop, ago(1))
    return site


def decide(site: Site, decision: str, *, by: Grant = ANALYST, **said: Any) -> Response:
    """Decide about risks, by default about one."""
    meant = {} if "q" in said else {"ids": [TWO]}
    with site.browser(by) as browser:
        return browser.post("/api/v1/risks/decide", json={"decision": decision, **meant, **said})


def got(site: Site, path: str = "", *, by: Grant = ANALYST, **asked: Any) -> Any:
    """Give what an address of the risks answers."""
    with site.browser(by) as browser:
        return browser.get(f"/api/v1/risks{path}", params=asked).json()


def undo(site: Site, number: int, *, by: Grant = ANALYST) -> Response:
    """Take a decision back."""
    with site.browser(by) as browser:
        return browser.post(f"/api/v1/decisions/{number}/undo")


def ignored(site: Site) -> set[str]:
    """Give which risks somebody ignores."""
    with site.server.state.reading() as connection:
        return set(connection.execute(select(risk_decisions.c.risk_id)).scalars())


def test_risks_are_listed_the_worst_first_a_page_at_a_time(judged: Site) -> None:
    first = got(judged, limit=2)
    rest = got(judged, limit=2, after=first["next"])

    assert [row["id"] for row in (*first["rows"], *rest["rows"])] == [ONE, LEAKED, TWO, OTHER]
    assert (first["total"], first["hidden"], rest["next"]) == (4, 1, None)


def test_who_sees_one_account_sees_its_risks_alone(judged: Site) -> None:
    with judged.browser(OF_SHOP) as browser:
        pages = [browser.get(f"/api/v1/risks/{id_}") for id_ in (ONE, OTHER, "f" * 64)]
        rechecks = [browser.post(f"/api/v1/risks/{id_}/recheck") for id_ in (OTHER, "f" * 64)]

    assert {row["id"] for row in got(judged, by=OF_SHOP)["rows"]} == {ONE, TWO, LEAKED}
    assert [one.status_code for one in (*pages, *rechecks)] == [200, 404, 404, 404, 404]
    assert [row["principal"]["principal"] for row in got(judged, "/identities", by=OF_SHOP)["rows"]] == [
        "alice"
    ]
    assert {row["account_name"] for row in got(judged, "/fixes", by=OF_SHOP)["rows"]} == {"shop"}
    assert sum(row["open"] for row in got(judged, "/items", by=OF_SHOP)["rows"]) == 3


def test_items_tell_whom_each_rule_hits_and_which_found_nothing(judged: Site) -> None:
    decide(judged, "ignore", reason="ticket 1")

    items = got(judged, "/items")
    some = got(judged, "/items", q="account:shop")

    by_rule = {row["rule"]: row for row in items["rows"]}
    assert [row["rule"] for row in items["rows"]][:3] == ["admin-key", "leaked-key-active", "key-old"]
    assert by_rule["key-old"] == {
        "schema": "akwarden.risk-kind/1",
        "rule": "key-old",
        "title": "Old key",
        "severity": "low",
        "open": 1,
        "ignored": 1,
        "accounts": 1,
        "identities": 1,
        "keys": 0,
        "query": "rule:key-old",
    }
    assert by_rule["root-no-mfa"]["open"] == 0
    assert [row["rule"] for row in some["rows"]] == ["admin-key", "leaked-key-active", "key-old"]
    assert (items["checked_at"], got(judged, "/items", by=OF_SHOP)["checked_at"]) == (
        None,
        "2026-05-31T12:00:00Z",
    )


def test_identities_tell_their_risks_and_their_use(judged: Site) -> None:
    first = got(judged, "/identities", limit=1)
    second = got(judged, "/identities", limit=1, after=first["next"])

    (alice,), (bob,) = first["rows"], second["rows"]
    assert alice["principal"]["principal"] == "alice"
    assert (alice["worst"], alice["open"]) == ("high", 3)
    assert alice["rules"] == ["admin-key", "leaked-key-active", "key-old"]
    assert (alice["policies"], alice["last_used_at"], alice["never_used_keys"]) == (
        1,
        "2026-05-30T12:00:00Z",
        1,
    )
    assert (bob["principal"]["principal"], bob["policies"], bob["last_used_at"]) == ("bob", 0, None)
    assert (first["total"], second["next"]) == (2, None)


def test_an_ignored_risk_is_hidden_and_comes_back_by_undo(judged: Site) -> None:
    done = decide(judged, "ignore", reason="ticket 1", until="2026-12-30T12:00:00Z").json()
    hidden = got(judged)

    back = undo(judged, done["undo"]).json()

    assert (done["changed"], hidden["total"], hidden["hidden"]) == (1, 3, 2)
    assert (back["changed"], ignored(judged), got(judged)["total"]) == (1, set(), 4)


def test_an_undo_brings_back_what_was_decided_before(judged: Site) -> None:
    decide(judged, "ignore", reason="ticket 1", until="2026-12-30T12:00:00Z")
    done = decide(judged, "ignore", reason="ticket 2").json()

    undo(judged, done["undo"])

    (row,) = got(judged, q="status:ignored")["rows"]
    assert (row["decision"]["reason"], row["decision"]["until"]) == ("ticket 1", "2026-12-30T12:00:00Z")


def test_what_was_changed_since_is_left(judged: Site) -> None:
    done = decide(judged, "ignore", ids=[ONE, TWO], reason="ticket 1").json()
    decide(judged, "unignore")

    back = undo(judged, done["undo"]).json()

    assert (back["changed"], back["refused"]) == (1, [{"id": TWO, "why": "it was changed since"}])
    assert ignored(judged) == set()


def test_a_leaked_key_is_ignored_by_its_leak_only(judged: Site) -> None:
    named = decide(judged, "ignore", ids=[TWO, LEAKED], reason="ticket 1")
    by_query = decide(judged, "ignore", q="account:shop", reason="ticket 1").json()

    assert (named.status_code, "akwarden leaks close" in named.json()["mend"]) == (400, True)
    assert (by_query["changed"], [one["id"] for one in by_query["refused"]]) == (2, [LEAKED])
    assert ignored(judged) == {ONE, TWO}


def test_all_that_are_ignored_count_again(judged: Site) -> None:
    decide(judged, "ignore", ids=[ONE, TWO], reason="ticket 1")

    assert decide(judged, "unignore", q="rule:key-old").json()["changed"] == 1
    assert ignored(judged) == {ONE}


def test_each_decision_is_in_the_audit_log(judged: Site) -> None:
    done = decide(judged, "ignore", reason="ticket 1").json()
    undo(judged, done["undo"])

    with judged.server.state.reading() as connection:
        records = [next(log.records_of(connection, one, of=TWO)) for one in ("risk.ignore", "risk.undo")]

    assert [(one.actor, one.details["rule"]) for one in records] == [("somebody", "key-old")] * 2
    assert (records[0].details["reason"], records[1].details["decision"]) == ("ticket 1", done["undo"])


def test_nobody_decides_about_risks_that_they_may_not_see(judged: Site) -> None:
    assert decide(judged, "ignore", ids=[TWO, OTHER], reason="x", by=OF_SHOP).status_code == 404
    assert decide(judged, "ignore", q="rule:key-old", reason="x", by=OF_SHOP).json()["changed"] == 1
    assert ignored(judged) == {TWO}
    done = decide(judged, "ignore", ids=[ONE, OTHER], reason="x").json()
    assert undo(judged, done["undo"], by=OF_SHOP).status_code == 404


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"reason": " "},
        {"reason": "x", "until": "2026-11-30T11:59:59Z"},
        {"reason": "x", "until": "tomorrow"},
        {"reason": "x", "q": ""},
        {"reason": "x", "ids": [GONE]},
    ],
)
def test_what_can_not_be_ignored_so_is_refused(judged: Site, said: dict[str, Any]) -> None:
    assert decide(judged, "ignore", **said).status_code == 400
    assert ignored(judged) == set()


def test_a_recheck_is_a_job_with_the_whole_id(judged: Site) -> None:
    with judged.browser(ANALYST) as browser:
        answer = browser.post(f"/api/v1/risks/{ONE[:8]}/recheck")
    with judged.browser(VIEWER) as browser:
        forbidden = browser.post(f"/api/v1/risks/{ONE}/recheck")

    assert (answer.status_code, answer.json()["kind"], forbidden.status_code) == (202, "recheck", 403)
    with judged.server.state.reading() as connection:
        (job,) = unfinished(connection, JobState.WAITING)
    assert job.task == RecheckTask(risks=(ONE,))


def test_principals_are_listed_and_shown_within_the_scope(judged: Site) -> None:
    with judged.browser(OF_SHOP) as browser:
        listed = browser.get("/api/v1/principals").json()
        one = browser.get("/api/v1/principals/100000000001/alice").json()
        paths = ("200000000002/bob", "100000000001/bob", "200000000002/nobody", "shop/carol")
        outside = [browser.get(f"/api/v1/principals/{path}") for path in paths]

    assert [row["principal"] for row in listed["rows"]] == ["alice"]
    assert {key["key_id"] for key in one["keys"]} == {key_id(1), key_id(2)}
    assert [answer.status_code for answer in outside] == [404] * 4
    assert len({answer.json()["detail"] for answer in outside}) == 1
