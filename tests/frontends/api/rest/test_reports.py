import re
from pathlib import Path

from litestar import Litestar
from litestar.testing import TestClient
from tests.frontends.api.client import Site

from akwarden.frontends.api.rest import reports
from akwarden.model.person import Grant, Role
from akwarden.reports.html_head import html_head

PARTLY, OTHERS = Grant(Role.ANALYST, "pay"), Grant(Role.ANALYST, "other")
REPORTS = "/api/v1/reports"
HEAD = html_head("Access keys", version="1", more_style="p { margin: 0 }")


def started(browser: TestClient[Litestar]) -> str:
    answer = browser.post("/api/v1/jobs", json={"kind": "report"})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def built(site: Site, text: str, *, form: str = "html", job: str = "0" * 16) -> str:
    """Put a report where a job would, and return its name."""
    folder = site.server.home / "reports"
    folder.mkdir(exist_ok=True)
    path = folder / f"keys-20261130T120000Z-{job}.{form}"
    path.write_text(text)
    return path.name


def test_reports_are_listed_and_downloaded_by_who_may_see_their_jobs(site: Site) -> None:
    folder = site.server.home / "reports"
    folder.mkdir()
    with site.browser(PARTLY, login="partly") as partly:
        job = started(partly)
        name = f"keys-20261130T120000Z-{job}.html"
        old = f"keys-20261101T120000Z-{job}.html"
        for file, text in ((name, "<p>"), (old, "old"), ("other.txt", "no report")):
            (folder / file).write_text(text)
        mine = partly.get(REPORTS).json()["rows"]
        sent = partly.get(f"{REPORTS}/{name}")
    with site.browser(OTHERS, login="bob") as bob:
        assert bob.get(REPORTS).json() == {"rows": []}
        assert bob.get(f"{REPORTS}/{name}").status_code == 404
    with site.admin() as admin:
        every = admin.get(REPORTS).json()["rows"]
        for other in ("other.txt", "..%2fstate.db", old, "none"):
            assert admin.get(f"{REPORTS}/{other}").status_code == 404

    assert [one["name"] for one in mine] == [one["name"] for one in every] == [name]
    assert (sent.status_code, sent.text) == (200, "<p>")
    assert sent.headers["content-disposition"].startswith("attachment")
    assert sent.headers["content-type"].startswith("application/octet-stream")


def test_a_preview_is_a_page_of_no_origin_that_only_the_console_frames(site: Site) -> None:
    name = built(site, f"<!doctype html>{HEAD}<p>all keys</p>")

    with site.admin() as admin:
        shown = admin.get(f"{REPORTS}/{name}/preview")

    assert (shown.status_code, shown.text) == (200, f"<!doctype html>{HEAD}<p>all keys</p>")
    assert shown.headers["content-type"] == "text/html; charset=utf-8"
    assert shown.headers["content-disposition"].startswith("inline")
    assert shown.headers["x-frame-options"] == "SAMEORIGIN"
    policy = shown.headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "form-action 'none'", "frame-ancestors 'self'", "sandbox"} <= set(policy)
    assert "unsafe" not in " ".join(policy)


def test_the_policy_of_a_preview_lets_the_style_that_the_report_states_and_no_other(site: Site) -> None:
    stated = re.search(r"style-src &#x27;(sha256-[^&]+)&#x27;", HEAD)
    assert stated is not None
    late = built(site, f"<!doctype html>{HEAD}<style>p {{ display: none }}</style>", job="1" * 16)
    bare = built(site, "<p>no head at all</p>", job="2" * 16)

    with site.admin() as admin:
        policies = [
            admin.get(f"{REPORTS}/{name}/preview").headers["content-security-policy"] for name in (late, bare)
        ]

    assert f"style-src '{stated[1]}';" in policies[0]
    assert "style-src 'none';" in policies[1]


def test_what_is_no_page_or_too_large_for_one_is_not_shown(site: Site) -> None:
    table = built(site, "key_id", form="csv")
    small, large = built(site, "<p>", job="1" * 16), built(site, "", job="2" * 16)
    with Path(site.server.home / "reports" / large).open("wb") as stream:
        stream.truncate(reports.MOST_SHOWN + 1)

    with site.admin() as admin:
        rows = {one["name"]: one["previewed"] for one in admin.get(REPORTS).json()["rows"]}
        answers = [admin.get(f"{REPORTS}/{name}/preview").status_code for name in (table, small, large)]

    assert rows == {table: False, small: True, large: False}
    assert answers == [404, 200, 413]


def test_a_preview_is_for_who_may_have_the_report(site: Site) -> None:
    with site.browser(PARTLY, login="partly") as partly:
        name = built(site, "<p>", job=started(partly))
        assert partly.get(f"{REPORTS}/{name}/preview").status_code == 200
    with site.browser(OTHERS, login="bob") as bob:
        assert bob.get(f"{REPORTS}/{name}/preview").status_code == 404
    with site.anonymous() as nobody:
        assert nobody.get(f"{REPORTS}/{name}/preview").status_code == 401
    with site.admin() as admin:
        assert admin.get(f"{REPORTS}/..%2fstate.db/preview").status_code == 404


def test_the_console_itself_stays_framed_by_nobody(site: Site) -> None:
    with site.admin() as admin:
        policy = admin.get(REPORTS).headers["content-security-policy"]

    assert "frame-src 'self';" in policy
    assert policy.endswith("frame-ancestors 'none'")
