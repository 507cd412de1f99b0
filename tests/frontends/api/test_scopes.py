"""Every route that changes something, asked by somebody whose role is for other accounts: nothing changes.

A new route that changes something fails here until it says what it is asked about, or why no account matters.
"""

from collections.abc import Mapping
from typing import Any

import pytest
from tests.frontends.api.client import NOW, Site
from tests.frontends.api.test_routes import Changing, changing
from tests.store.raised import of_key, put
from tests.store.rows import add_account, add_key, add_principal, add_risk, key_id

from akwarden.access.roles import WHOLE
from akwarden.model.person import Grant, Role
from akwarden.model.severity import Severity
from akwarden.query.tree import Holder
from akwarden.risk.alarms import alarm_id
from akwarden.store.access import groups
from akwarden.store.audit_log import log

MINE, OTHERS = ("100000000001", "200000000002")
ALARM = of_key(2, "recon", 2, account=OTHERS, severity=Severity.HIGH)
RISK = "4" * 64
UNTIL = "2026-12-30T12:00:00Z"
TRUST = {"networks": ["203.0.113.0/24"], "reason": "an office", "owner": "ops", "until": UNTIL}
ALLOW = {"q": f"account:{OTHERS} ip:203.0.113.0/24", "reason": "an office", "owner": "ops", "until": UNTIL}
VIEW = {"name": "Of the lab", "place": "keys", "query": f"q=account:{OTHERS}"}

ASKED: Mapping[str, tuple[str, Any]] = {
    "DELETE /api/v1/allow/1": ("/api/v1/allow/1", None),
    "POST /api/v1/accounts/none/test": ("/api/v1/accounts/lab/test", None),
    "POST /api/v1/alarms/decide": ("/api/v1/alarms/decide", {"ids": [alarm_id(ALARM)], "decision": "handle"}),
    "POST /api/v1/decisions/1/undo": ("/api/v1/decisions/1/undo", None),
    "POST /api/v1/edits/1/undo": ("/api/v1/edits/1/undo", None),
    "POST /api/v1/ips/import": (
        "/api/v1/ips/import",
        {"text": "network,kind\n192.0.2.0/24,office\n", "dry_run": False},
    ),
    "POST /api/v1/jobs/none/cancel": ("/api/v1/jobs/0123456789abcdef0123456789abcdef/cancel", None),
    "POST /api/v1/leaks/decide": ("/api/v1/leaks/decide", {"ids": ["5" * 64], "decision": "reopen"}),
    "POST /api/v1/notes": (
        "/api/v1/notes",
        {"kind": "key", "names": [key_id(2)], "field": "remark", "value": ["mine now"]},
    ),
    "POST /api/v1/risks/decide": (
        "/api/v1/risks/decide",
        {"ids": [RISK], "decision": "ignore", "reason": "it is mine"},
    ),
    "POST /api/v1/risks/none/recheck": (f"/api/v1/risks/{RISK}/recheck", None),
    "DELETE /api/v1/views/1": ("/api/v1/views/1", None),
    "DELETE /api/v1/views/1/pin": ("/api/v1/views/1/pin", None),
    "POST /api/v1/views": ("/api/v1/views", {**VIEW, "shared_with": "everybody"}),
    "PUT /api/v1/views/1": ("/api/v1/views/1", {"name": "Mine", "shared_with": "nobody"}),
    "PUT /api/v1/views/1/pin": ("/api/v1/views/1/pin", None),
}
"""What each route is asked about: something of the other account."""
CUT: Mapping[str, tuple[str, Any]] = {
    "POST /api/v1/jobs": ("/api/v1/jobs", {"kind": "sync", "accounts": ["lab"]}),
    "POST /api/v1/allow": ("/api/v1/allow", ALLOW),
    "POST /api/v1/allow/preview": ("/api/v1/allow/preview", ALLOW),
    "POST /api/v1/ips/trust": ("/api/v1/ips/trust", TRUST),
    "POST /api/v1/ips/trust/preview": ("/api/v1/ips/trust/preview", TRUST),
    "POST /api/v1/keys/export": ("/api/v1/keys/export", {"ids": [key_id(2)]}),
    "POST /api/v1/alarms/export": ("/api/v1/alarms/export", {"ids": [alarm_id(ALARM)]}),
    "POST /api/v1/risks/export": ("/api/v1/risks/export", {"ids": [RISK]}),
    "POST /api/v1/leaks/export": ("/api/v1/leaks/export", {"ids": ["leak-none"]}),
}
"""Jobs, entries and files are narrowed to the accounts of whoever makes them; their own tests say how."""
OF_ONESELF = ("/api/v1/me/", "/api/v1/logout", "/api/v1/uploads")
"""What belongs to a person and to no account."""


@pytest.fixture
def two_accounts(site: Site) -> Site:
    """Give a site with an account that the group `mine` has, and one with a key, an alarm and a risk."""
    with site.server.state.writing() as connection:
        add_account(connection, "shop", number=MINE)
        lab = add_account(connection, "lab", number=OTHERS)
        groups.keep(connection, "mine", [Holder("tencent", MINE)], NOW)
        bob = add_principal(connection, lab, "bob")
        key = add_key(connection, 2, account_id=lab, principal_id=bob)
        add_risk(connection, RISK, lab, principal_id=bob, key_id=key)
        put(connection, ALARM)
    with site.admin() as browser:
        said = {"kind": "key", "names": [key_id(2)], "field": "remark", "value": ["of the lab"]}
        assert browser.post("/api/v1/notes", json=said).json()["edit"] == 1
        decided = {"ids": [alarm_id(ALARM)], "decision": "handle"}
        assert browser.post("/api/v1/alarms/decide", json=decided).json()["undo"] == 1
        assert browser.post("/api/v1/views", json=VIEW).json()["id"] == 1
        made = browser.post("/api/v1/allow", json=ALLOW)
        assert made.status_code < 300, made.text
    return site


def concerned(site: Site) -> list[Changing]:
    """Return the routes for which accounts matter."""
    return [
        route
        for route in changing(site.app)
        if not route.public and route.right not in WHOLE and not route.path.startswith(OF_ONESELF)
    ]


def written(site: Site) -> int:
    """Return how many records the audit log has: each change is one."""
    with site.server.state.reading() as connection:
        return log.count(connection)


def test_every_route_that_changes_something_is_asked(site: Site) -> None:
    assert {repr(route) for route in concerned(site)} == ASKED.keys() | CUT.keys()


def test_nothing_of_other_accounts_is_changed_or_told_apart_from_what_is_not_there(
    two_accounts: Site,
) -> None:
    before, answers = written(two_accounts), {}
    with two_accounts.browser(Grant(Role.ADMIN, "mine"), login="partly") as browser:
        for route in concerned(two_accounts):
            if repr(route) in ASKED:
                path, body = ASKED[repr(route)]
                answers[repr(route)] = browser.request(route.method, path, json=body).status_code

    assert {name: status for name, status in answers.items() if status not in {400, 403, 404}} == {}
    assert written(two_accounts) == before


def test_the_same_is_done_for_who_may(two_accounts: Site) -> None:
    # Else the test above could pass for the wrong reason.
    wanted = ("POST /api/v1/notes", "POST /api/v1/risks/decide", "POST /api/v1/decisions/1/undo")
    with two_accounts.admin() as browser:
        for name in wanted:
            path, body = ASKED[name]
            answer = browser.post(path, json=body)
            assert answer.status_code == 200, (name, answer.text)
            assert answer.json()["changed"] == 1, name
