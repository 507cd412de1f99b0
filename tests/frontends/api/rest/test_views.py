from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.frontends.api.client import Site
from tests.workflows.access.somebody import records

from akwarden.model.person import Grant, Role
from akwarden.query.tree import Holder
from akwarden.store.access import groups

VIEWS = "/api/v1/views"
MINE = {"name": "No owner", "place": "keys", "query": "q=owner:none"}
OURS = {**MINE, "shared_with": "everybody"}
ANALYST, VIEWER, PARTLY = Grant(Role.ANALYST), Grant(Role.VIEWER), Grant(Role.ADMIN, "pay")
LIMITED = Grant(Role.VIEWER, "pay")


def saved(browser: TestClient[Litestar], body: dict[str, Any]) -> dict[str, Any]:
    answer = browser.post(VIEWS, json=body)
    assert answer.status_code == 201, answer.text
    row: dict[str, Any] = answer.json()
    return row


def listed(browser: TestClient[Litestar]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = browser.get(VIEWS).json()["rows"]
    return rows


def test_a_view_is_saved_renamed_pinned_and_forgotten_by_whoever_is_logged_in(site: Site) -> None:
    with site.browser(VIEWER, login="bob") as bob:
        row = saved(bob, MINE)
        place = f"{VIEWS}/{row['id']}"
        renamed = bob.put(place, json={"name": "Whose?", "shared_with": "nobody"}).json()
        pinned = bob.put(f"{place}/pin").json()
        after = listed(bob)
        unpinned = bob.delete(f"{place}/pin").json()
        gone = bob.delete(place)
        rest = listed(bob)

    assert row == {**row, **MINE, "shared_with": "nobody", "owner": "bob", "pinned": False, "editable": True}
    assert (renamed["name"], pinned["pinned"], unpinned["pinned"]) == ("Whose?", True, False)
    assert after == [pinned]
    assert (gone.status_code, rest) == (204, [])


@pytest.mark.parametrize("grant", [VIEWER, Grant(Role.AUDITOR), Grant(Role.APPROVER), PARTLY])
def test_to_share_takes_the_right_to_write_for_all_accounts(site: Site, grant: Grant) -> None:
    with site.server.state.writing() as connection:
        groups.keep(connection, "pay", [Holder("tencent", "1")], site.server.clock())
    with site.browser(grant, login="bob") as bob:
        mine = saved(bob, MINE)
        refused = [
            bob.post(VIEWS, json={**OURS, "place": "ips"}),
            bob.post(VIEWS, json=OURS),
            bob.put(f"{VIEWS}/{mine['id']}", json={"name": "Ours", "shared_with": "unlimited"}),
        ]
        rows = listed(bob)

    assert [(one.status_code, one.json()["detail"][:15]) for one in refused] == [(403, "to share a view")] * 3
    assert rows == [mine]


def test_a_shared_view_is_changed_by_who_shared_it_and_by_an_administrator(site: Site) -> None:
    with site.browser(ANALYST, login="ann") as ann:
        row = saved(ann, OURS)
        place = f"{VIEWS}/{row['id']}"
        assert ann.put(place, json={"name": "Ours", "shared_with": "unlimited"}).status_code == 200
    with site.browser(ANALYST, login="bob") as bob:
        seen = listed(bob)
        refused = [bob.put(place, json={"name": "Mine", "shared_with": "nobody"}), bob.delete(place)]
        pinned = bob.put(f"{place}/pin")
    with site.admin() as admin:
        unshared = admin.put(place, json={"name": "Yours", "shared_with": "nobody"})
        again = [admin.delete(place), admin.put(f"{place}/pin"), admin.delete(f"{place}/pin")]
    with site.browser(ANALYST, login="ann") as ann:
        rest = listed(ann)

    assert [(one["name"], one["owner"], one["editable"]) for one in seen] == [("Ours", "ann", False)]
    assert [one.status_code for one in refused] == [403, 403]
    assert pinned.json()["pinned"]
    assert (unshared.status_code, unshared.json()["shared_with"]) == (200, "nobody")
    assert [one.status_code for one in again] == [404, 404, 404]
    assert [(one["name"], one["shared_with"]) for one in rest] == [("Yours", "nobody")]


@pytest.mark.parametrize("grants", [(), (LIMITED,), (PARTLY, LIMITED)], ids=["none", "viewer", "admin"])
def test_who_sees_some_accounts_only_has_what_was_shared_with_everybody_and_nothing_else(
    site: Site, grants: tuple[Grant, ...]
) -> None:
    with site.browser(ANALYST, login="ann") as ann:
        ours = saved(ann, OURS)
        narrow = saved(ann, {**OURS, "query": "q=account:secret-merger", "shared_with": "unlimited"})
    place = f"{VIEWS}/{narrow['id']}"
    with site.browser(*grants, login="eve") as eve:
        seen = listed(eve)
        answers = [
            eve.put(place, json={"name": "Mine", "shared_with": "nobody"}),
            eve.delete(place),
            eve.put(f"{place}/pin"),
            eve.delete(f"{place}/pin"),
        ]
    with site.browser(VIEWER, login="bob") as bob:
        rows = listed(bob)

    assert [one["id"] for one in seen] == [ours["id"]]
    assert [one.status_code for one in answers] == [404] * 4
    assert not any("merger" in one.text for one in answers)
    assert {one["id"] for one in rows} == {ours["id"], narrow["id"]}


def test_a_view_that_is_for_fewer_people_from_now_on_is_out_of_the_rail_of_the_others(site: Site) -> None:
    with site.browser(ANALYST, login="ann") as ann:
        row = saved(ann, OURS)
    place = f"{VIEWS}/{row['id']}"
    with site.browser(LIMITED, login="eve") as eve:
        assert eve.put(f"{place}/pin").json()["pinned"]
    with site.browser(ANALYST, login="ann") as ann:
        ann.put(place, json={"name": "Ours", "shared_with": "unlimited"})

    with site.browser(LIMITED, login="eve") as eve:
        assert listed(eve) == []


def test_a_token_for_some_accounts_has_no_view_that_its_person_has_for_all_of_them(site: Site) -> None:
    with site.browser(ANALYST, login="ann") as ann:
        saved(ann, {**OURS, "query": "q=account:secret-merger", "shared_with": "unlimited"})
    with site.admin() as admin:
        assert len(listed(admin)) == 1
        body = {"kind": "token", "name": "ci", "grants": [{"role": "viewer", "group": "pay"}]}
        with site.server.state.writing() as connection:
            groups.keep(connection, "pay", [Holder("tencent", "1")], site.server.clock())
        made = admin.post("/api/v1/me/tokens", json=body)
    assert made.status_code == 201, made.text

    with site.anonymous() as program:
        program.headers["Authorization"] = f"Bearer {made.json()['secret']}"

        assert listed(program) == []


def test_the_audit_log_tells_with_whom_a_view_is_shared(site: Site) -> None:
    with site.browser(ANALYST, login="ann") as ann:
        row = saved(ann, {**OURS, "shared_with": "unlimited"})
        ann.put(f"{VIEWS}/{row['id']}", json={"name": "Ours", "shared_with": "everybody"})
        ann.put(f"{VIEWS}/{row['id']}", json={"name": "Ours", "shared_with": "nobody"})

    found = [(one.action, one.details.get("with")) for one in records(site.server.state)]
    assert [one for one in found if one[0].startswith("view.")] == [
        ("view.share", "unlimited"),
        ("view.rename", "everybody"),
        ("view.share", "everybody"),
        ("view.unshare", None),
    ]


@pytest.mark.parametrize("number", ["0", "7", "2147483648", "99999999999999999999"])
def test_a_view_that_is_not_there_is_missing(site: Site, number: str) -> None:
    place = f"{VIEWS}/{number}"

    with site.admin() as admin:
        answers = [
            admin.put(place, json={"name": "None", "shared_with": "nobody"}),
            admin.delete(place),
            admin.put(f"{place}/pin"),
            admin.delete(f"{place}/pin"),
        ]

    assert [one.status_code for one in answers] == [404] * 4


@pytest.mark.parametrize(
    "wrong",
    [
        {"place": "settings"},
        {"place": "//attacker.example"},
        {"query": "q=a b"},
        {"query": "x" * 2001},
        {"name": ""},
        {"name": "x" * 500},
        {"owner": "admin"},
        {"shared_with": "all"},
    ],
)
def test_what_is_no_view_is_refused(site: Site, wrong: dict[str, str]) -> None:
    with site.admin() as admin:
        answer = admin.post(VIEWS, json={**MINE, **wrong})

        assert (answer.status_code, listed(admin)) == (400, [])
