from tests.frontends.api.client import Site
from tests.frontends.api.rest.lake_site import lake_site

from akwarden.model.person import Grant, Role
from akwarden.query.tree import Holder
from akwarden.store.access import groups

__all__ = ["lake_site"]
VIEWER = Grant(Role.VIEWER)
ALICE = "/api/v1/principals/100000000001/alice/rights"


def test_rights_of_an_identity_are_told_by_service_and_by_action(lake_site: Site) -> None:
    with lake_site.browser(VIEWER) as browser:
        found = browser.get(ALICE).json()

    assert found.keys() == {"rights_used", "actions"}
    assert found["rights_used"]["days"] == 90
    actions = found["actions"]
    assert actions["granted"] == actions["used"] + actions["never_used"] + actions["not_recorded"]
    assert actions["granted"] == len(actions["rows"]) + actions["left_out"]


def test_nothing_is_said_of_the_rights_of_a_root_identity(lake_site: Site) -> None:
    with lake_site.browser(VIEWER) as browser:
        root = browser.get("/api/v1/principals/100000000001/root/rights").json()

    assert root == {"rights_used": None, "actions": None}


def test_rights_of_somebody_else_s_identity_are_not_there(lake_site: Site) -> None:
    with lake_site.server.state.writing() as connection:
        groups.keep(connection, "none", [Holder("tencent", "7")], lake_site.server.clock())
    with lake_site.browser(Grant(Role.VIEWER, "none"), login="other") as browser:
        hidden = browser.get(ALICE).status_code
    with lake_site.browser(VIEWER) as browser:
        unknown = browser.get("/api/v1/principals/100000000001/nobody/rights").status_code

    assert (hidden, unknown) == (404, 404)
