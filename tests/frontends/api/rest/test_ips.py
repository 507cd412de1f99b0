from typing import Any

import pytest
from sqlalchemy import insert
from tests.frontends.api.client import Site
from tests.frontends.api.rest.lake_site import NOW, ONE, OTHER, lake_site
from tests.store.raised import put, signal

from akwarden.model.alarm import SignalEvent
from akwarden.model.person import Grant, Role
from akwarden.store.key_alarms import FOLLOWER
from akwarden.store.lake import following
from akwarden.store.tables import account_group_members, account_groups
from akwarden.workflows.events.opening import events_of

__all__ = ["lake_site"]
VIEWER, ANALYST = Grant(Role.VIEWER), Grant(Role.ANALYST)
OWN, FOREIGN, SIX = "203.0.113.9", "198.51.100.1", "2001:db8::7"


def listed(site: Site, **asked: Any) -> list[str]:
    with site.browser(VIEWER) as browser:
        return [row["source_ip"] for row in browser.get("/api/v1/ips", params=asked).json()["rows"]]


def test_addresses_are_listed_with_what_is_known_of_them(lake_site: Site) -> None:
    with lake_site.browser(VIEWER) as browser:
        answer = browser.get("/api/v1/ips").json()

    assert [row["source_ip"] for row in answer["rows"]] == [OWN, SIX, FOREIGN]
    first = answer["rows"][0]
    assert (first["type"], first["trust"], first["resource"]) == ("own", "trusted", "ins-1")
    assert (first["calls"], first["keys"], sum(first["spark"])) == (5, 2, 3)
    assert (answer["total"], answer["hidden"], answer["next"]) == (3, 0, None)
    assert answer["as_of"] == "2025-06-01T12:00:00Z"


def test_what_people_say_can_be_asked_for(lake_site: Site) -> None:
    with lake_site.browser(ANALYST) as browser:
        said = {"kind": "ip", "names": [f"{FOREIGN}/32"], "field": "remark", "value": ["Pay gate"]}
        assert browser.post("/api/v1/notes", json=said).status_code == 200

    assert listed(lake_site, q="trust:trusted") == [OWN]
    assert listed(lake_site, q="trust:known") == [FOREIGN]
    assert listed(lake_site, q="trust:unknown") == [SIX]
    assert listed(lake_site, q='remark:"pay gate"') == [FOREIGN]
    assert listed(lake_site, q="remark:none") == [OWN, SIX]
    assert listed(lake_site, q="-remark:none") == [FOREIGN]
    assert listed(lake_site, q="pay") == [FOREIGN]
    assert listed(lake_site, q="type:own,reserved", sort="ip") == [FOREIGN, OWN, SIX]


def test_numbers_keys_and_networks_can_be_asked_for(lake_site: Site) -> None:
    assert listed(lake_site, q=f"key:{OTHER}") == [OWN, FOREIGN]
    assert listed(lake_site, q="keys>1") == [OWN]
    assert listed(lake_site, q="denied>0") == [FOREIGN]
    assert listed(lake_site, q="ip:203.0.113.0/24") == [OWN]
    assert listed(lake_site, q="ip:2001:db8::/32") == [SIX]
    assert listed(lake_site, q="last<1h first>1d") == [OWN]


def test_with_a_key_only_its_calls_count(lake_site: Site) -> None:
    with lake_site.browser(VIEWER) as browser:
        rows = browser.get("/api/v1/ips", params={"key": ONE}).json()["rows"]

    assert [(row["source_ip"], row["calls"], row["keys"], row["spark"]) for row in rows] == [
        (OWN, 4, 1, None),
        (SIX, 1, 1, None),
    ]


def test_pages_follow_each_other_in_each_order(lake_site: Site) -> None:
    for sort in (
        "last",
        "-last",
        "first",
        "calls",
        "failed",
        "denied",
        "keys",
        "alarms",
        "country",
        "network",
        "ip",
    ):
        with lake_site.browser(VIEWER) as browser:
            first = browser.get("/api/v1/ips", params={"sort": sort, "limit": 2}).json()
            rest = browser.get("/api/v1/ips", params={"sort": sort, "after": first["next"]}).json()

        found = [row["source_ip"] for page in (first, rest) for row in page["rows"]]
        assert sorted(found) == sorted([OWN, SIX, FOREIGN]), sort
        assert rest["next"] is None


def test_facets_count_each_address_once(lake_site: Site) -> None:
    with lake_site.browser(VIEWER) as browser:
        facets = browser.get("/api/v1/ips/facets").json()["facets"]

    by_field = {one["field"]: {v["value"]: v["count"] for v in one["values"]} for one in facets}
    assert by_field["type"] == {"reserved": 2, "own": 1}
    assert by_field["trust"] == {"unknown": 2, "trusted": 1}
    assert all(sum(values.values()) == 3 for values in by_field.values())


def test_the_map_counts_what_has_no_place(lake_site: Site) -> None:
    with lake_site.browser(VIEWER) as browser:
        world = browser.get("/api/v1/ips/map").json()

    assert (world["points"], world["no_place"], world["no_place_calls"]) == ([], 3, 7)


def test_the_page_of_an_address_shows_its_keys(lake_site: Site) -> None:
    with lake_site.browser(VIEWER) as browser:
        page = browser.get(f"/api/v1/ips/{OWN}").json()
        unknown = browser.get("/api/v1/ips/192.0.2.77")
        wrong = browser.get("/api/v1/ips/no-address")

    assert [(one["key_id"], one["calls"]) for one in page["keys"]] == [(ONE, 4), (OTHER, 1)]
    assert page["row"]["calls"] == 5
    assert [one["resource"] for one in page["own"]] == ["ins-1", "Berlin"]
    assert (unknown.status_code, wrong.status_code) == (404, 400)


def grant_of(site: Site, *numbers: str) -> Grant:
    """Make a group with the accounts of some numbers, and return the role of a viewer for it."""
    rows = [{"account_group": "some", "provider": "tencent", "number": number} for number in numbers]
    with site.server.state.writing() as connection:
        connection.execute(insert(account_groups).values(name="some", created_at=NOW))
        if rows:
            connection.execute(insert(account_group_members), rows)
    return Grant(Role.VIEWER, "some")


def test_who_sees_the_account_sees_its_addresses(lake_site: Site) -> None:
    with lake_site.browser(VIEWER) as browser:
        account = browser.get("/api/v1/calls").json()["rows"][0]["account"]
    with lake_site.browser(grant_of(lake_site, account), login="one") as browser:
        answer = browser.get("/api/v1/ips").json()

        assert [(row["source_ip"], row["calls"], row["keys"]) for row in answer["rows"]] == [
            (OWN, 5, 2),
            (SIX, 1, 1),
            (FOREIGN, 1, 1),
        ]
        assert sum(answer["rows"][0]["spark"]) == 3
        assert browser.get("/api/v1/calls/histogram").json()["total"] == 6


def test_who_sees_no_account_sees_no_address_and_no_call(lake_site: Site) -> None:
    with lake_site.browser(grant_of(lake_site)) as browser:
        assert browser.get("/api/v1/ips").json()["total"] == 0
        assert browser.get("/api/v1/ips/map").json()["no_place"] == 0
        assert browser.get(f"/api/v1/ips/{OWN}").status_code == 404
        assert browser.get("/api/v1/calls").json()["rows"] == []
        assert browser.get("/api/v1/calls/histogram").json()["total"] == 0
        assert browser.get("/api/v1/calls/export").content == b""


TRUST = {
    "networks": [FOREIGN],
    "key": OTHER,
    "reason": "nightly backup",
    "owner": "ops",
    "until": "2025-07-01T00:00:00Z",
}


def test_an_address_is_trusted_with_a_preview_before(lake_site: Site) -> None:
    with lake_site.browser(ANALYST) as browser:
        shown = browser.post("/api/v1/ips/trust/preview", json=TRUST).json()
        entry = browser.post("/api/v1/ips/trust", json=TRUST)
        page = browser.get(f"/api/v1/ips/{FOREIGN}").json()

    assert shown["query"] == f"ip:{FOREIGN} key:{OTHER}"
    assert shown["preview"] == {"looked_at": 0, "silenced": [], "is_partly_known": False}
    assert shown["command"].startswith(
        f"akwarden allow add 'ip:{FOREIGN} key:{OTHER}' --reason 'nightly backup'"
    )
    assert entry.status_code == 201
    assert [one["query"] for one in page["allowed"]] == [shown["query"]]
    assert page["row"]["trust"] == "known"


def raise_alarms(site: Site) -> None:
    """Let a rule have fired for each call from the foreign addresses."""
    events = events_of(site.server.lake)
    found = events.select("event_hash", "event_id", "time", "key_id", "source_ip").to_pyarrow().to_pylist()
    with site.server.state.writing() as connection:
        for row in found:
            if row["source_ip"] in {FOREIGN, SIX}:
                event = SignalEvent(row["time"], row["event_hash"], row["event_id"])
                about = {"key_ids": (row["key_id"],), "subject": f"key:{row['key_id']}", "events": (event,)}
                put(connection, signal("new-network", source_ips=(row["source_ip"],), **about), now=NOW)
        following.move(connection, FOLLOWER, 1, NOW)


@pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
def test_a_preview_lists_the_alarms_that_would_not_be_there(lake_site: Site) -> None:
    raise_alarms(lake_site)
    asked: list[dict[str, Any]] = [
        TRUST,
        {**TRUST, "key": ONE},
        {**TRUST, "key": None, "networks": [FOREIGN, f"{SIX}/128"]},
        {**TRUST, "rule": "new-network"},
        {**TRUST, "service": "nothing"},
    ]
    with lake_site.browser(ANALYST) as browser:
        found = [browser.post("/api/v1/ips/trust/preview", json=one).json()["preview"] for one in asked]
        rows = browser.get("/api/v1/ips", params={"sort": "alarms"}).json()["rows"]

    assert [one["looked_at"] for one in found] == [2] * 5
    assert [len(one["silenced"]) for one in found] == [1, 0, 2, 1, 0]
    assert found[0]["silenced"][0]["key_id"] == OTHER
    assert {row["source_ip"]: row["alarms"] for row in rows} == {FOREIGN: 1, SIX: 1, OWN: 0}
    assert rows[-1]["source_ip"] == OWN
    assert listed(lake_site, q="alarms>0", sort="ip") == [FOREIGN, SIX]


def test_a_viewer_trusts_nothing(lake_site: Site) -> None:
    with lake_site.browser(VIEWER) as browser:
        assert browser.post("/api/v1/ips/trust", json=TRUST).status_code == 403
        assert browser.post("/api/v1/ips/import", json={"text": "network,kind\n"}).status_code == 403


def test_networks_are_named_from_a_file(lake_site: Site) -> None:
    text = f"network,kind,owner\n{FOREIGN},office,team-net\n"
    with lake_site.browser(ANALYST) as browser:
        dry = browser.post("/api/v1/ips/import", json={"text": text}).json()
        done = browser.post("/api/v1/ips/import", json={"text": text, "dry_run": False}).json()
        wrong = browser.post("/api/v1/ips/import", json={"text": "a,b\n"})

    assert (dry["edit"], dry["changed"]) == (None, done["changed"])
    assert done["edit"] is not None
    assert listed(lake_site, q="type:office owner:team-net trust:trusted") == [FOREIGN]
    assert wrong.status_code == 400
    assert "/tmp" not in wrong.text
