"""Requests that no honest client sends: each is refused in words, and none is a defect."""

import base64
import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.frontends.api.client import Site, site_on
from tests.store.databases import postgresql, state
from tests.store.rows import add_account, add_key, add_principal

from akwarden.model.person import Grant, Role
from akwarden.store.state import State, open_engine

__all__ = ["postgresql", "state"]

VIEWER = Grant(Role.VIEWER)
HIDDEN = ("keeper", "hidden", "pass", "127.0.0.1", "5432", "refused")
"""What an address of a database holds, and what a driver says of it."""
HUGE = (1 << 63, -(1 << 63) - 1, 10**300)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"step": "x", "credential": ' + b'{"a": ' * 100_000,
        b'{"step": "x", "credential": {"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}",
        b'{"step": "\xff", "credential": {}}',
        b"\xff\xfe{\x00",
        b'{"step": "\\ud800", "credential": {}}',
        b'{"step": 1e999, "credential": {}}',
        b"",
    ],
    ids=["lists", "objects", "closed", "bytes", "utf-16", "half a pair", "number", "nothing"],
)
def test_a_body_that_is_no_json_is_refused(site: Site, body: bytes) -> None:
    with site.anonymous() as browser:
        answer = browser.post(
            "/api/v1/login/passkey/finish", content=body, headers={"Content-Type": "application/json"}
        )

    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


def test_nobody_is_told_where_a_database_is_that_can_t_be_reached(tmp_path: Path) -> None:
    state = open_engine(tmp_path, "postgresql://keeper:pass@127.0.0.1:1/hidden?connect_timeout=2")
    site = site_on(state, tmp_path)
    with closing(site.server), site.anonymous() as browser:
        answer = browser.get("/api/v1/login")

    assert answer.status_code == 503
    assert answer.json()["detail"] == "the database can't be used"
    assert [one for one in HIDDEN if one in answer.text] == []


def test_a_text_with_a_zero_byte_is_refused_or_of_nothing(state: State, tmp_path: Path) -> None:
    site = site_on(state, tmp_path)
    with closing(site.server), site.admin() as browser:
        typed = {"login": "a\0b", "password": "seven blue horses"}
        statuses = {
            browser.get("/api/v1/keys/AKID%00").status_code,
            browser.get("/api/v1/jobs", params={"after": "1-\0"}).status_code,
            browser.post("/api/v1/login", json=typed).status_code,
            browser.delete("/api/v1/me/sessions/a%00b").status_code,
        }

    assert statuses <= {200, 400, 401, 404}


def test_a_body_that_is_too_large_is_refused(site: Site) -> None:
    with site.anonymous() as browser:
        answer = browser.post("/api/v1/login", content=b" " * (3 << 20))

    assert answer.status_code == 413


@pytest.fixture
def listed(site: Site) -> Site:
    """Give a site with two keys."""
    with site.server.state.writing() as connection:
        account = add_account(connection)
        principal = add_principal(connection, account)
        for number in (1, 2):
            add_key(connection, number, account_id=account, principal_id=principal)
    return site


def altered(cursor: str, at: int, value: Any) -> str:
    """Give a cursor with another value in one place."""
    values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    values[at] = value
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def test_a_cursor_with_what_no_database_compares_is_none_of_the_list(listed: Site) -> None:
    with listed.browser(VIEWER) as browser:
        cursor = browser.get("/api/v1/keys", params={"limit": 1}).json()["next"]
        wrong = [altered(cursor, 1, number) for number in HUGE] + [altered(cursor, -1, "AKID\0")]
        answers = [browser.get("/api/v1/keys", params={"after": one}).status_code for one in wrong]
        right = browser.get("/api/v1/keys", params={"after": altered(cursor, 1, (1 << 63) - 1)})

    assert answers == [400] * len(wrong)
    assert right.status_code == 200
