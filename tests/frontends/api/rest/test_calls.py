import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from tests.frontends.api.client import Site
from tests.frontends.api.rest.lake_site import ONE, OTHER, RECORDS, lake_site

from akwarden.model.person import Grant, Role

__all__ = ["lake_site"]
VIEWER = Grant(Role.VIEWER)


def test_the_log_shows_the_last_day_the_newest_first(lake_site: Site) -> None:
    with lake_site.browser(VIEWER) as browser:
        answer = browser.get("/api/v1/calls").json()

    assert [row["key_id"] for row in answer["rows"]] == [ONE, ONE, OTHER, OTHER, ONE, ONE]
    assert (answer["total"], answer["next"]) == (6, None)
    assert answer["newest_at"] == "2025-06-01T11:59:00Z"
    assert answer["oldest_at"] == "2025-05-29T12:00:00Z"


def test_pages_follow_each_other_without_a_gap(lake_site: Site) -> None:
    found: list[str] = []
    after: str | None = ""
    pages = 0
    with lake_site.browser(VIEWER) as browser:
        while after is not None:
            asked: dict[str, str | int] = {"from": "2025-05-01T00:00:00Z", "limit": 2, "after": after}
            page = browser.get("/api/v1/calls", params=asked).json()
            found += [row["event_id"] for row in page["rows"]]
            after, pages = page["next"], pages + 1

    assert (len(found), len(set(found)), pages) == (len(RECORDS), len(RECORDS), 4)


def test_one_call_has_its_record(lake_site: Site) -> None:
    with lake_site.browser(VIEWER) as browser:
        first = browser.get("/api/v1/calls").json()["rows"][0]
        page = browser.get(f"/api/v1/calls/{first['event_id']}", params={"at": first["time"]}).json()
        missing = browser.get("/api/v1/calls/none", params={"at": first["time"]})

    assert page["call"] == first
    assert msgspec.json.decode(page["raw"])["eventID"] == first["event_id"]
    assert missing.status_code == 404


def test_histogram_and_facets_count_what_fits(lake_site: Site) -> None:
    with lake_site.browser(VIEWER) as browser:
        bars = browser.get("/api/v1/calls/histogram", params={"q": f"key:{OTHER}"}).json()
        facets = browser.get("/api/v1/calls/facets", params={"by": "result,key"}).json()["facets"]

    assert (bars["total"], bars["failed"], bars["summed"]) == (2, 1, False)
    assert [(one["value"], one["count"]) for one in facets[0]["values"]] == [("ok", 5), ("denied", 1)]
    assert facets[1]["values"][0] == {"value": ONE, "count": 4, "query": f"key:{ONE}"}


def test_what_is_shown_is_told_as_sql(lake_site: Site) -> None:
    with lake_site.browser(VIEWER) as browser:
        sql = browser.get("/api/v1/calls/sql", params={"q": "result:denied"}).json()["sql"]

    assert sql.startswith("SELECT")
    assert "'denied'" in sql


def test_calls_are_given_as_a_file(lake_site: Site) -> None:
    asked = {"from": "2025-05-01T00:00:00Z"}
    with lake_site.browser(VIEWER) as browser:
        lines = browser.get("/api/v1/calls/export", params=asked)
        parquet = browser.get("/api/v1/calls/export", params={**asked, "format": "parquet"})

    assert lines.headers["content-type"].startswith("application/x-ndjson")
    assert len(lines.content.splitlines()) == len(RECORDS)
    assert pq.read_table(pa.BufferReader(parquet.content)).num_rows == len(RECORDS)


def test_wrong_questions_are_told_what_is_wrong(lake_site: Site) -> None:
    wrong: list[dict[str, str | int]] = [
        {"q": "kye:x"},
        {"after": "x"},
        {"from": "2025-06-02T00:00:00Z", "to": "2025-06-01T00:00:00Z"},
        {"from": "2025-06-02T00:00:00"},
        {"limit": 0},
    ]
    with lake_site.browser(VIEWER) as browser:
        answers = [browser.get("/api/v1/calls", params=one) for one in wrong]

    assert [one.status_code for one in answers] == [400] * len(wrong)
    assert all(one.headers["content-type"] == "application/problem+json" for one in answers)


def test_a_key_has_the_whole_story_of_its_use(lake_site: Site) -> None:
    with lake_site.browser(VIEWER) as browser:
        use = browser.get(f"/api/v1/calls/of-key/{ONE}").json()
        nothing = browser.get("/api/v1/calls/of-key/none").json()

    assert (use["calls"], use["calls_24h"], use["source_ips"]) == (5, 3, 2)
    assert [one["source_ip"] for one in use["addresses"]] == ["203.0.113.9", "2001:db8::7"]
    assert use["apis"][0]["calls"] == 5
    assert (nothing["calls"], nothing["apis"]) == (0, [])


def test_lists_of_keys_show_how_they_are_used(lake_site: Site) -> None:
    with lake_site.browser(VIEWER) as browser:
        rows = browser.get("/api/v1/keys").json()["rows"]
        page = browser.get(f"/api/v1/keys/{ONE}").json()

    used = {row["key_id"]: (row["calls_24h"], row["source_ips"]) for row in rows}
    assert (used[ONE], used[OTHER]) == ((3, 2), (2, 2))
    assert (page["key"]["calls_24h"], page["key"]["source_ips"]) == used[ONE]
