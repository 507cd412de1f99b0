"""What principals may call and what they called, action by action, over a real lake of both clouds."""

from pathlib import Path
from typing import Any

import pytest
from tests.workflows.events.imports import NOW, Shop, lines
from tests.workflows.events.test_rights_use import asked, called, shop

from akwarden.model.action_use import IdentityRights
from akwarden.policy.catalogue import load_catalogue
from akwarden.policy.grammar import Language
from akwarden.providers.registry import PROVIDERS
from akwarden.workflows.events.action_use import identity_rights, named
from akwarden.workflows.events.audit_services import audit_services
from akwarden.workflows.events.opening import events_of

__all__ = ["shop"]

pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")


def rights_of(shop: Shop, account: int, principal: int, *records: Any, folder: Path) -> IdentityRights:
    """Give what a principal uses once these records are in the lake as well."""
    (folder / "more").write_bytes(lines(records))
    shop.take(folder / "more")
    with shop.state.reading() as connection:
        return identity_rights(connection, events_of(shop.lake), (account, principal), NOW)


def test_actions_are_held_against_calls_that_were_not_denied(shop: Shop, tmp_path: Path) -> None:
    denied = {"errorCode": "UnauthorizedOperation", "errorMessage": "no"}
    found = rights_of(
        shop,
        1,
        1,
        called(7, "cvm") | {"eventName": "StopInstances"},
        called(8, "cvm") | {"eventName": "StopInstances"},
        called(95, "cvm") | {"eventName": "StartInstances"},
        called(6, "cvm", **denied) | {"eventName": "TerminateInstances"},
        folder=tmp_path,
    )

    assert found.rights_used is not None
    assert found.actions is not None
    rows = {one.action: one for one in found.actions.rows}
    told = {name: rows[name].state.value for name in ("cvm:StopInstances", "cvm:TerminateInstances")}
    assert told == {"cvm:StopInstances": "called", "cvm:TerminateInstances": "not_called"}
    assert (rows["cvm:StopInstances"].calls, rows["cvm:TerminateInstances"].calls) == (2, 0)
    assert found.actions.used == 1
    assert found.actions.other_calls == ("cam:modifyit", "cvm:modifyit")
    assert {one.state.value for one in found.rights_used.services} == {"called", "not_called", "not_recorded"}


def test_small_letters_of_records_do_not_matter(shop: Shop, tmp_path: Path) -> None:
    found = rights_of(shop, 2, 2, asked(2, "ec2", "StopInstances"), folder=tmp_path)

    assert found.actions is not None
    rows = {one.action: one.state.value for one in found.actions.rows}
    assert rows["ec2:StopInstances"] == "called"


def test_nothing_is_said_of_who_is_gone(shop: Shop) -> None:
    with shop.state.reading() as connection:
        found = identity_rights(connection, events_of(shop.lake), (1, 99), NOW)

    assert found == IdentityRights(rights_used=None, actions=None)


def test_calls_count_for_the_action_that_they_take() -> None:
    row = {"calls": 1, "denied": 0, "last_allowed": NOW}
    rows = [
        row | {"service": "lambda", "action": "createfunction20150331"},
        row | {"service": "lambda", "action": "updatefunctioncode20150331v2"},
        row | {"service": "s3", "action": "listobjectsv2"},
        row | {"service": "s3", "action": "headbucket"},
    ]

    found = named(rows, audit_services("aws"))

    assert {name: one.calls for name, one in found.items()} == {
        "lambda:createfunction": 1,
        "lambda:updatefunctioncode": 1,
        "s3:listbucket": 2,
    }


@pytest.mark.parametrize("provider", PROVIDERS)
def test_actions_that_calls_take_are_those_of_policies(provider: str) -> None:
    catalogue = load_catalogue(Language.CAM if provider == "tencent" else Language.IAM)
    known = {one.lower() for one in catalogue.expand("*")}

    actions = audit_services(provider).actions
    taken = {f"{prefix}:{action}" for prefix, names in actions.items() for action in names.values()}
    calls = {f"{prefix}:{call}" for prefix, names in actions.items() for call in names}

    assert taken - known == set()
    assert calls & known == set(), "a call that is an action itself takes that one"


def test_a_name_in_records_that_stands_for_several_services_counts_for_each() -> None:
    row = {"service": "consolesms", "action": "sendsms", "calls": 5, "denied": 2, "last_allowed": NOW}
    refused = {**row, "service": "cvm", "last_allowed": None}

    found = named([row, row, refused], audit_services("tencent"))

    assert {name: one.calls for name, one in found.items()} == {"sms:sendsms": 6}
