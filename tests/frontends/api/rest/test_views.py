from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.frontends.api.client import Site

from akwarden.model.person import Grant, Role
from akwarden.query.tree import Holder
from akwarden.store.access import groups

VIEWS = "/api/v1/views"
MINE = {"name": "No owner", "place": "keys", "query": "q=owner:none"}
OURS = {**MINE, "shared": True}
ANALYST, VIEWER, PARTLY = Grant(Role.ANALYST), Grant(Role.VIEWER), Grant(Role.ADMIN, "pay")


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
        renamed = bob.put(place, json={"name": "Whose?", "shared": False}).json()
        pinned = bob.put(f"{place}/pin").json()
        after = listed(bob)
        unpinned = bob.delete(f"{place}/pin").json()
        gone = bob.delete(place)
        rest = listed(bob)

    assert row == {**row, **MINE, "shared": False, "owner": "bob", "pinned": False, "editable": True}
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
            bob.put(f"{VIEWS}/{mine['id']}", json={"name": "Ours", "shared": True}),
        ]
        rows = listed(bob)

    assert [(one.status_code, one.json()["detail"][:15]) for one in refused] == [(403, "to share a view")] * 3
    assert rows == [mine]


def test_a_shared_view_is_changed_by_who_shared_it_and_by_an_administrator(site: Site) -> None:
    with site.browser(ANALYST, login="ann") as ann:
        row = saved(ann, OURS)
        place = f"{VIEWS}/{row['id']}"
        assert ann.put(place, json={"name": "Ours", "shared": True}).status_code == 200
    with site.browser(ANALYST, login="bob") as bob:
        seen = listed(bob)
        refused = [bob.put(place, json={"name": "Mine", "shared": False}), bob.delete(place)]
        pinned = bob.put(f"{place}/pin")
    with site.admin() as admin:
        unshared = admin.put(place, json={"name": "Yours", "shared": False})
        again = [admin.delete(place), admin.put(f"{place}/pin"), admin.delete(f"{place}/pin")]
    with site.browser(ANALYST, login="ann") as ann:
        rest = listed(ann)

    assert [(one["name"], one["owner"], one["editable"]) for one in seen] == [("Ours", "ann", False)]
    assert [one.status_code for one in refused] == [403, 403]
    assert pinned.json()["pinned"]
    assert (unshared.status_code, unshared.json()["shared"]) == (200, False)
    assert [one.status_code for one in again] == [404, 404, 404]
    assert [(one["name"], one["shared"]) for one in rest] == [("Yours", False)]


@pytest.mark.parametrize("number", ["0", "7", "2147483648", "99999999999999999999"])
def test_a_view_that_is_not_there_is_missing(site: Site, number: str) -> None:
    place = f"{VIEWS}/{number}"

    with site.admin() as admin:
        answers = [
            admin.put(place, json={"name": "None", "shared": False}),
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
    ],
)
def test_what_is_no_view_is_refused(site: Site, wrong: dict[str, str]) -> None:
    with site.admin() as admin:
        answer = admin.post(VIEWS, json={**MINE, **wrong})

        assert (answer.status_code, listed(admin)) == (400, [])
