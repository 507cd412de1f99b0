from typing import Any

import pytest
from httpx import Response
from sqlalchemy import insert, select, update
from tests.frontends.api.client import NOW, Site
from tests.store.rows import add_account, add_key, add_leak, add_principal, ago, key_id

from akwarden.model.person import Grant, Role
from akwarden.query.tree import Holder
from akwarden.store.access import groups
from akwarden.store.audit_log import log
from akwarden.store.tables import access_keys, leak_places, leaks, risks
from akwarden.workflows.posture.leaked import judge_leaked

VIEWER, ANALYST, OF_SHOP = Grant(Role.VIEWER), Grant(Role.ANALYST), Grant(Role.ANALYST, "shop")
ALIVE, DEAD, FOREIGN = (f"leak-{key_id(number)}" for number in (1, 2, 3))


@pytest.fixture
def found(site: Site) -> Site:
    """Give a site with leaks of a key that works, one that does not, one of another account, and a token."""
    with site.server.state.writing() as connection:
        shop = add_account(connection, "shop", number="100000000001")
        lab = add_account(connection, "lab", number="200000000002")
        groups.keep(connection, "shop", [Holder("tencent", "100000000001")], NOW)
        who = add_principal(connection, shop)
        add_leak(connection, add_key(connection, 1, account_id=shop, principal_id=who))
        add_leak(connection, add_key(connection, 2, account_id=shop, status="inactive"), fingerprint="abc123")
        add_leak(connection, add_key(connection, 3, account_id=lab), severity="high")
        add_leak(connection, "token", key_id=None, severity="low", fingerprint="abc123")
        judge_leaked(connection, [key_id(number) for number in (1, 2, 3)], NOW)
    return site


def decide(
    site: Site, decision: str, *, by: Grant = ANALYST, ground: str | None = None, **said: Any
) -> Response:
    """Decide about leaks, by default about that of the key that works."""
    meant: dict[str, Any] = {} if ground is None else {"as": ground}
    if "q" not in said:
        meant["ids"] = [ALIVE]
    with site.browser(by) as browser:
        return browser.post("/api/v1/leaks/decide", json={"decision": decision, **meant, **said})


def undo(site: Site, number: int, *, by: Grant = ANALYST) -> Response:
    """Take a decision back."""
    with site.browser(by) as browser:
        return browser.post(f"/api/v1/decisions/{number}/undo")


def listed(site: Site, q: str = "", *, by: Grant = ANALYST, **asked: Any) -> Any:
    """Give a page of the list."""
    with site.browser(by) as browser:
        return browser.get("/api/v1/leaks", params={"q": q, **asked}).json()


def ids(page: Any) -> list[str]:
    """Give the ids of the leaks of a page."""
    return [row["leak"]["id"] for row in page["rows"]]


def kept(site: Site) -> dict[str, tuple[str, str | None]]:
    """Give how the leaks are kept: status and owner."""
    with site.server.state.reading() as connection:
        rows = connection.execute(select(leaks.c.id, leaks.c.status, leaks.c.owner))
        return {row.id: (row.status, row.owner) for row in rows}


def test_leaks_are_listed_with_keys_that_work_first_a_page_at_a_time(found: Site) -> None:
    page = listed(found, limit=1)
    pages = ids(page)
    while page["next"] is not None:
        page = listed(found, limit=1, after=page["next"])
        pages += ids(page)

    assert pages == [ALIVE, FOREIGN, "leak-token", DEAD]
    assert (page["total"], page["hidden"]) == (4, 0)


@pytest.mark.parametrize("sort", ["first", "last", "key", "owner", "account", "case", "places", "-severity"])
def test_every_order_pages_over_all_leaks(found: Site, sort: str) -> None:
    page = listed(found, sort=sort, limit=1)
    one = ids(page)
    while page["next"] is not None:
        page = listed(found, sort=sort, limit=1, after=page["next"])
        one += ids(page)

    assert one == ids(listed(found, sort=sort))
    assert len(set(one)) == 4


def test_equal_secrets_are_found_by_their_fingerprint(found: Site) -> None:
    assert set(ids(listed(found, "fingerprint:abc123"))) == {DEAD, "leak-token"}


def test_who_sees_one_account_sees_the_leaks_of_its_keys_alone(found: Site) -> None:
    page = listed(found, by=OF_SHOP)
    with found.browser(OF_SHOP) as browser:
        answers = [browser.get(f"/api/v1/leaks/{id_}") for id_ in (ALIVE, FOREIGN, "leak-token", "leak-none")]

    assert ids(page) == [ALIVE, DEAD]
    assert [one.status_code for one in answers] == [200, 404, 404, 404]
    assert len({one.json()["detail"] for one in answers[1:]}) == 1


def test_rows_and_pages_tell_some_places_and_how_many_there_are(found: Site) -> None:
    place = {"leak_id": ALIVE, "finding_id": "f", "source": "shop", "line": 1, "first_seen_at": ago(1)}
    with found.server.state.writing() as connection:
        more = [{**place, "id": f"more-{at}", "vpath": f"{at:04d}.env"} for at in range(600)]
        connection.execute(insert(leak_places), more)

    row = listed(found, f"key:{key_id(1)}")["rows"][0]
    with found.browser(VIEWER) as browser:
        page = browser.get(f"/api/v1/leaks/{ALIVE}").json()

    assert (len(row["leak"]["places"]), row["places_in_all"]) == (3, 601)
    assert row["leak"]["places"][0]["vpath"] == "config/app.ini"
    assert (len(page["row"]["leak"]["places"]), page["row"]["places_in_all"]) == (500, 601)
    assert len(page["risk"]["evidence"]) <= 500
    assert page["not_fixed_since"] == f"{key_id(1)} is active in account shop"


def test_a_leak_is_not_fixed_while_its_key_works(found: Site) -> None:
    refused = decide(found, "close", ground="fixed", reason="deleted").json()
    both = decide(found, "close", ids=[DEAD, ALIVE], ground="fixed", reason="deleted")
    by_query = decide(found, "close", q="account:shop", ground="fixed", reason="deleted").json()

    assert (refused["status"], refused["why"]) == (400, f"{key_id(1)} is active in account shop")
    assert both.status_code == 400
    assert (by_query["changed"], by_query["refused_in_all"]) == (1, 1)
    assert by_query["refused"] == [{"id": ALIVE, "why": f"{key_id(1)} is active in account shop"}]
    assert {id_ for id_, (status, _) in kept(found).items() if status != "open"} == {DEAD}


def test_an_ignored_leak_is_hidden_with_its_risk_and_comes_back_by_undo(found: Site) -> None:
    done = decide(found, "close", ground="ignored", reason="a test key").json()
    hidden = listed(found)
    risk = select(risks.c.status).where(risks.c.key_id == key_id(1))
    with found.server.state.reading() as connection:
        between = connection.execute(risk).scalar_one()

    back = undo(found, done["undo"]).json()

    assert (hidden["total"], hidden["hidden"], between) == (3, 1, "ignored")
    with found.server.state.reading() as connection:
        assert connection.execute(risk).scalar_one() == "open"
    assert (back["changed"], kept(found)[ALIVE]) == (1, ("open", None))


def test_what_was_fixed_is_not_set_back_to_that_once_its_key_works(found: Site) -> None:
    decide(found, "close", ids=[DEAD], ground="fixed", reason="deleted")
    done = decide(found, "reopen", ids=[DEAD]).json()
    with found.server.state.writing() as connection:
        connection.execute(update(access_keys).values(status="active"))

    back = undo(found, done["undo"]).json()

    assert (back["changed"], back["refused"][0]["why"]) == (0, f"{key_id(2)} is active in account shop")
    assert kept(found)[DEAD] == ("open", None)


def test_a_leak_is_given_to_somebody(found: Site) -> None:
    done = decide(found, "assign", owner="team-pay").json()
    given = ids(listed(found, "owner:team-pay"))

    undo(found, done["undo"])

    assert (given, kept(found)[ALIVE]) == ([ALIVE], ("open", None))


def test_each_decision_is_in_the_audit_log(found: Site) -> None:
    decide(found, "assign", owner="team-pay")
    decide(found, "close", ground="ignored", reason="a test key")
    done = decide(found, "reopen").json()
    undo(found, done["undo"])

    with found.server.state.reading() as connection:
        actions = ("leak.assign", "leak.close", "leak.reopen", "leak.undo")
        records = [next(log.records_of(connection, one, of=ALIVE)) for one in actions]

    assert {(one.actor, one.details["key_id"]) for one in records} == {("somebody", key_id(1))}
    assert records[1].details["reason"] == "a test key"
    assert (records[3].details["decision"], records[3].details["status"]) == (done["undo"], "ignored")


def test_nobody_decides_about_leaks_that_they_may_not_see(found: Site) -> None:
    outside = decide(found, "assign", owner="x", ids=[ALIVE, FOREIGN], by=OF_SHOP)
    by_query = decide(found, "assign", owner="x", q="first<9999d", by=OF_SHOP).json()

    assert (outside.status_code, by_query["changed"]) == (404, 2)
    assert {id_ for id_, (_, owner) in kept(found).items() if owner} == {ALIVE, DEAD}
    assert undo(found, by_query["undo"], by=OF_SHOP).json()["changed"] == 2


def test_nobody_takes_back_what_was_about_other_leaks_too(found: Site) -> None:
    done = decide(found, "assign", owner="x", ids=[ALIVE, FOREIGN]).json()

    assert undo(found, done["undo"], by=OF_SHOP).status_code == 404


@pytest.mark.parametrize(
    "said",
    [
        {"reason": "x"},
        {"as": "fixed"},
        {"as": "open", "reason": "x"},
        {"as": "ignored", "reason": "two\nlines"},
        {"as": "ignored", "reason": "x", "q": ""},
    ],
)
def test_what_can_not_be_decided_so_is_refused(found: Site, said: dict[str, Any]) -> None:
    assert decide(found, "close", **said).status_code == 400
    assert {status for status, _ in kept(found).values()} == {"open"}


def test_the_list_is_taken_away_as_a_file(found: Site) -> None:
    with found.browser(OF_SHOP) as browser:
        asked = {"columns": "key_id,validity,path,places", "q": "validity:active"}
        csv = browser.get("/api/v1/leaks/export", params=asked).text

    assert csv.lstrip("\ufeff").splitlines() == [
        "key_id,validity,path,places",
        f"{key_id(1)},active,config/app.ini,1",
    ]


def test_no_answer_holds_a_secret(found: Site) -> None:
    secret = "aB3" * 12

    decide(found, "close", ground="ignored", reason=f"the secret is {secret}")

    with found.browser(VIEWER) as browser:
        texts = [
            browser.get(f"/api/v1/leaks/{ALIVE}").text,
            browser.get("/api/v1/leaks/export?all=true").text,
        ]
    assert not [text for text in texts if secret in text]
