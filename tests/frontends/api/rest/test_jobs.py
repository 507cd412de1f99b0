import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.frontends.api.client import NOW, Site, site_on

from akwarden.model.account import Account, AccountNumber, AccountSite, FromEnvironment
from akwarden.model.person import Grant, Role
from akwarden.query.tree import Holder
from akwarden.settings import MIB, load
from akwarden.store import account_rows, jobs
from akwarden.store.access import groups
from akwarden.store.migration import open_state

ANALYST, VIEWER = Grant(Role.ANALYST), Grant(Role.VIEWER)
PARTLY = Grant(Role.ANALYST, "pay")
JOBS, UPLOADS = "/api/v1/jobs", "/api/v1/uploads"


def started(browser: TestClient[Litestar], kind: str = "report", **more: Any) -> dict[str, Any]:
    answer = browser.post(JOBS, json={"kind": kind, **more})
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_job_is_started_shown_listed_and_cancelled(site: Site) -> None:
    with site.browser(ANALYST, login="ann") as browser:
        job = started(browser, "sync", accounts=["prod"])
        shown = browser.get(f"{JOBS}/{job['id']}").json()
        listed = browser.get(JOBS).json()
        ended = browser.post(f"{JOBS}/{job['id']}/cancel")

    assert (job["state"], job["kind"], job["title"], job["started_by"]) == (
        "waiting",
        "sync",
        "Read prod",
        "ann",
    )
    assert shown == job
    assert listed == {"rows": [job], "next": None}
    assert (ended.status_code, ended.json()["state"]) == (200, "cancelled")


def test_a_click_too_many_starts_nothing(site: Site) -> None:
    with site.browser(ANALYST, login="ann") as ann:
        first, again, other = started(ann), started(ann), started(ann, form="csv")
    with site.browser(ANALYST, login="bob") as bob:
        others = started(bob)

    assert first == again
    assert len({first["id"], other["id"], others["id"]}) == 3


def test_lists_come_in_pages_and_by_kind_and_state(site: Site) -> None:
    with site.browser(ANALYST) as browser:
        ids = [started(browser, "sync", accounts=[f"a{number}"])["id"] for number in range(3)]
        report = started(browser)["id"]
        browser.post(f"{JOBS}/{report}/cancel")
        first = browser.get(JOBS, params={"limit": 3}).json()
        second = browser.get(JOBS, params={"limit": 3, "after": first["next"]}).json()
        reports = browser.get(JOBS, params={"kind": ["report", "scan"]}).json()
        waiting = browser.get(JOBS, params={"state": "waiting"}).json()
        wrong = browser.get(JOBS, params={"after": "nothing"})

    assert sorted(one["id"] for one in first["rows"] + second["rows"]) == sorted([*ids, report])
    assert second["next"] is None
    assert [one["id"] for one in reports["rows"]] == [report]
    assert {one["id"] for one in waiting["rows"]} == set(ids)
    assert wrong.status_code == 400


def test_a_person_sees_own_jobs_and_who_sees_everything_all(site: Site) -> None:
    with site.server.state.writing() as connection:
        groups.keep(connection, "pay", [Holder("tencent", "1")], NOW)
    with site.browser(ANALYST, login="ann") as ann:
        others = started(ann)
    with site.browser(PARTLY, login="partly") as partly:
        mine = started(partly)
        assert {one["id"] for one in partly.get(JOBS).json()["rows"]} == {mine["id"]}
        hidden = partly.get(f"{JOBS}/{others['id']}")
        absent = partly.get(f"{JOBS}/{'0' * 16}")
        assert partly.post(f"{JOBS}/{others['id']}/cancel").status_code == 404
    with site.browser(VIEWER, login="viewer") as viewer:
        assert {one["id"] for one in viewer.get(JOBS).json()["rows"]} == {mine["id"], others["id"]}
        assert viewer.post(f"{JOBS}/{others['id']}/cancel").status_code == 403
    with site.browser(ANALYST, login="ann") as ann:
        assert ann.post(f"{JOBS}/{mine['id']}/cancel").json()["state"] == "cancelled"

    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert {**hidden.json(), "request_id": ""} == {**absent.json(), "request_id": ""}


@pytest.mark.parametrize(
    "task",
    [
        {"kind": "detect"},
        {"kind": "tidy"},
        {"kind": "import", "uploads": ["0" * 32]},
        {"kind": "scan", "url": "https://git.example.com/a.git"},
    ],
)
def test_what_is_about_all_accounts_takes_a_role_for_all(site: Site, task: dict[str, Any]) -> None:
    with site.browser(PARTLY, login="partly") as browser:
        answer = browser.post(JOBS, json=task)
        uploaded = browser.post(UPLOADS, content=b"x")

    assert (answer.status_code, uploaded.status_code) == (403, 403)


def test_the_accounts_of_whoever_starts_it_are_kept_with_a_job(site: Site) -> None:
    with site.server.state.writing() as connection:
        groups.keep(connection, "pay", [Holder("tencent", "1")], NOW)
    with site.browser(PARTLY, login="partly") as browser:
        job = started(browser, "sync")
    with site.server.state.reading() as connection:
        stored = jobs.find(connection, job["id"])

    assert stored is not None
    assert stored.accounts == frozenset({("tencent", "1")})


@pytest.mark.parametrize(
    "task",
    [
        {},
        {"kind": "none"},
        {"kind": "bulk", "q": "status:open", "decision": "ignore"},
        {"kind": "import", "uploads": []},
        {"kind": "import", "uploads": ["../../etc/passwd"]},
        {"kind": "report", "form": "exe"},
        {"kind": "report", "report": "secrets"},
        {"kind": "recheck", "risks": []},
        {"kind": "scan", "url": "http://git.example.com/a.git"},
        {"kind": "scan", "url": "https://user:word@git.example.com/a.git"},
        {"kind": "scan", "url": "file:///etc"},
        {"kind": "sync", "accounts": [""]},
        {"kind": "sync", "accounts": "prod"},
    ],
)
def test_what_is_no_job_is_refused_at_once_and_nothing_is_kept(site: Site, task: dict[str, Any]) -> None:
    with site.admin() as browser:
        answer = browser.post(JOBS, json=task)

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    with site.server.state.reading() as connection:
        assert jobs.page(connection, limit=9).rows == ()


def test_a_password_in_an_address_is_not_repeated(site: Site) -> None:
    word = "hush" * 4
    with site.admin() as browser:
        answer = browser.post(JOBS, json={"kind": "scan", "url": f"https://ann:{word}@git.example.com/a.git"})

    assert answer.status_code == 400
    assert word not in answer.text


# Files


def test_a_file_comes_in_piece_by_piece_and_its_name_is_words_only(site: Site) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(64):
            yield b"x" * MIB

    with site.browser(ANALYST, login="ann") as browser:
        answer = browser.post(UPLOADS, params={"name": "../../a\nb.zip"}, content=pieces())
        made = answer.json()
        job = started(browser, "import", uploads=[made["id"]])

    assert answer.status_code == 201
    assert (made["name"], made["size"]) == ("../../ab.zip", 64 * MIB)
    assert job["title"] == "Import 1 file of audit records"
    lying = sorted(path.name for path in (site.server.home / "uploads").iterdir())
    assert lying == [made["id"], f"{made['id']}.json"]


def test_a_file_that_is_too_large_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    state = open_state(tmp_path, None)
    site = site_on(state, tmp_path)
    small = {"AKWARDEN_SERVER_UPLOAD_MAX_BYTES": "1MiB"}
    site.server.settings = load(None, {**small, "AKWARDEN_HOME": str(tmp_path)}, {}).settings
    try:
        with site.admin() as browser:
            answer = browser.post(UPLOADS, content=b"x" * (MIB + 1))
    finally:
        site.server.close()

    assert answer.status_code == 400
    assert "larger than 1MiB" in answer.json()["detail"]
    assert list((tmp_path / "uploads").iterdir()) == []


def test_the_upload_of_another_is_none(site: Site) -> None:
    with site.browser(ANALYST, login="ann") as ann:
        upload = ann.post(UPLOADS, content=b"x").json()["id"]
    tasks = ({"kind": "import", "uploads": [upload]}, {"kind": "scan", "upload": upload})
    with site.browser(ANALYST, login="bob") as bob:
        assert [bob.post(JOBS, json=task).status_code for task in tasks] == [404, 404]
    with site.browser(ANALYST, login="ann") as ann:
        assert [ann.post(JOBS, json=task).status_code for task in tasks] == [202, 202]


def test_freshness_is_cut_to_the_accounts_of_who_asks(site: Site) -> None:
    with site.server.state.writing() as connection:
        for number in ("1", "2"):
            account_rows.add(connection, _account(number), NOW - timedelta(days=1))
        groups.keep(connection, "pay", [Holder("tencent", "1")], NOW)
    with site.browser(PARTLY, login="partly") as partly:
        part = partly.get("/api/v1/freshness").json()
    with site.admin() as admin:
        whole = admin.get("/api/v1/freshness").json()

    assert [one["account"] for one in part["sources"]] == ["1"]
    assert [one["account"] for one in whole["sources"]] == ["1", "2"]
    assert (part["late"], whole["late"]) == (1, 2)
    assert json.dumps(part).count("prod-2") == 0


def _account(number: str) -> Account:
    return Account(
        provider="tencent",
        number=AccountNumber(number),
        name=f"prod-{number}",
        site=AccountSite.MAINLAND,
        source=FromEnvironment(),
    )
