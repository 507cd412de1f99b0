"""What somebody reads whose role is for some accounts: nothing of the others, not even that it is there."""

from datetime import timedelta
from typing import Any

import pytest
from tests.frontends.api.client import NOW, Site
from tests.store.raised import of_key, put
from tests.store.rows import NOW as RAISED
from tests.store.rows import add_account, add_key, add_principal, key_id

from akwarden.model.person import Grant, Role
from akwarden.query.tree import Holder
from akwarden.risk.alarms import alarm_id
from akwarden.store.access import groups
from akwarden.store.key_alarms import FOLLOWER
from akwarden.store.lake import following

MINE, OTHERS = ("100000000001", "200000000002")
RULE = "administrator-given"
OWN = of_key(1, RULE, 1, account=MINE)
THEIRS = of_key(2, RULE, 2, account=OTHERS, key_ids=(key_id(2), key_id(1)))


@pytest.fixture
def two(site: Site) -> Site:
    """Give a site with two accounts and an alarm in each; the second one names a key of the first."""
    site.server.clock = lambda: RAISED + timedelta(hours=1)
    with site.server.state.writing() as connection:
        for number, account in ((1, MINE), (2, OTHERS)):
            row = add_account(connection, f"account-{number}", number=account)
            add_key(connection, number, account_id=row, principal_id=add_principal(connection, row))
        groups.keep(connection, "mine", [Holder("tencent", MINE)], NOW)
        following.move(connection, FOLLOWER, 1, NOW)
        put(connection, OWN, THEIRS)
    return site


def read(site: Site, path: str, *grants: Grant) -> Any:
    """Give what somebody reads: by default somebody who sees the first account only."""
    with site.browser(*(grants or (Grant(Role.ANALYST, "mine"),))) as browser:
        return browser.get(f"/api/v1{path}").json()


@pytest.mark.parametrize("path", [f"/rules/calls/{RULE}", f"/alarms/{alarm_id(OWN)}/rule"])
def test_of_a_rule_the_alarms_of_other_accounts_do_not_count(two: Site, path: str) -> None:
    assert read(two, path)["fired"]["open"] == 1
    assert read(two, path, Grant(Role.VIEWER))["fired"]["open"] == 2


def test_of_a_key_the_alarms_of_other_accounts_are_not_told(two: Site) -> None:
    shown = read(two, f"/keys/{key_id(1)}")["alarms"]
    whole = read(two, f"/keys/{key_id(1)}", Grant(Role.VIEWER))["alarms"]

    assert [one["id"] for one in shown] == [alarm_id(OWN)]
    assert {one["id"] for one in whole} == {alarm_id(OWN), alarm_id(THEIRS)}
