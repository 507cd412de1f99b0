from typing import Any

import pytest
from tests.providers.tencent.saying import Said, Saying, error
from tests.providers.tencent.shop import document, told_by

from akwarden.errors import MissingRightError
from akwarden.model.policy import LARGEST_DOCUMENT, Policy, PolicyId, PolicyKind
from akwarden.model.principal import Principal, PrincipalId, PrincipalType

USER = Principal(id=PrincipalId("102"), type=PrincipalType.USER, name="x")
OLD, NEW = "2025-01-31 08:00:00", "2025-02-01 08:00:00"
TEXT = document("cam:ListUsers")
GOOD = {"PolicyDocument": TEXT, "PolicyName": "told", "Type": 2, "UpdateTime": OLD}


def row(number: int, *, attached: int = 0, **more: Any) -> dict[str, Any]:
    """Give a row of ListPolicies."""
    return {
        "PolicyId": number,
        "PolicyName": f"policy-{number}",
        "Type": 1,
        "AddTime": OLD,
        "UpdateTime": OLD,
        "AttachEntityCount": attached,
        **more,
    }


def rows(own: list[dict[str, Any]], preset: list[dict[str, Any]]) -> Said:
    """Give what ListPolicies says of both kinds."""

    def answer(sent: dict[str, Any]) -> dict[str, Any]:
        found = own if sent["Scope"] == "Local" else preset
        return {"TotalNum": len(found), "List": found}

    return answer


def read(known: dict[PolicyId, str] | None = None, **said: Said) -> tuple[list[Policy], Saying]:
    """Give the policies where a cloud says this."""
    with Saying({"GetPolicy": GOOD, **said}) as server:
        return [*told_by(server.endpoint).policies(known or {})], server


def test_own_policies_come_all_and_preset_ones_where_somebody_has_them() -> None:
    preset = [
        row(21, Type=2),
        row(22, Type=2, attached=1),
        row(23, Type=2, Attachments="3"),
        row(24, Type=2, AttachEntityBoundaryCount=1),
    ]

    found, _ = read(ListPolicies=rows([row(11), row(12, attached=2)], preset))

    assert [(one.id, one.kind) for one in found] == [
        ("11", PolicyKind.CUSTOM),
        ("12", PolicyKind.CUSTOM),
        ("22", PolicyKind.PRESET),
        ("23", PolicyKind.PRESET),
        ("24", PolicyKind.PRESET),
    ]
    assert {one.document for one in found} == {TEXT}


def test_what_is_known_in_its_version_is_not_asked_for_and_seen_nevertheless() -> None:
    listed = rows([row(11), row(12, UpdateTime=NEW)], [])
    with Saying({"GetPolicy": GOOD, "ListPolicies": listed}) as server:
        inventory = told_by(server.endpoint)
        found = [*inventory.policies({PolicyId("11"): OLD, PolicyId("12"): OLD})]

    assert [(one.id, one.version) for one in found] == [("12", NEW)]
    assert inventory.policies_seen() == {"11", "12"}
    assert (server.asked.count("GetPolicy"), inventory.tally.saved) == (1, 1)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("no JSON", "the document is not JSON"),
        ("[1]", "the document is not an object of JSON"),
        ("", "the document is not JSON"),
        ("[" * 100_000, "the document is not JSON"),
        (
            '{"a": "' + "x" * 2_000_000 + '"}',
            f"the document has 2000009 characters, and {LARGEST_DOCUMENT} are the most that is kept",
        ),
    ],
)
def test_a_document_that_can_not_be_used_is_a_fault_and_is_not_kept(text: str, fault: str) -> None:
    found, _ = read(ListPolicies=rows([row(11)], []), GetPolicy={**GOOD, "PolicyDocument": text})

    (one,) = found
    assert (one.document, one.fault, one.version) == (None, fault, OLD)


def test_a_document_that_may_not_be_read_is_asked_for_again_the_next_time() -> None:
    found, _ = read(ListPolicies=rows([row(11)], []), GetPolicy=error("UnauthorizedOperation"))

    (one,) = found
    assert (one.document, one.fault) == (None, "the cloud does not show the document")
    again, server = read({one.id: one.version}, ListPolicies=rows([row(11)], []))
    assert [policy.document for policy in again] == [TEXT]
    assert server.asked.count("GetPolicy") == 1


def test_a_policy_that_is_gone_by_now_is_passed_over() -> None:
    found, _ = read(ListPolicies=rows([row(11)], []), GetPolicy=error("ResourceNotFound.PolicyIdNotFound"))

    assert found == []


def test_a_preset_policy_that_was_seen_at_somebody_comes_though_the_list_does_not_tell() -> None:
    attached: dict[str, Any] = {"TotalNum": 1, "PolicyList": [{"PolicyId": 31}]}
    said = {
        "*": {},
        "GetPolicy": GOOD,
        "ListPolicies": rows([row(11)], []),
        "ListAttachedUserAllPolicies": attached,
    }
    with Saying(said) as server:
        inventory = told_by(server.endpoint)
        inventory.inspect(USER)
        found = [*inventory.policies({})]
        again = [*inventory.policies({one.id: one.version for one in found})]

    assert [(one.id, one.name, one.kind) for one in found][1:] == [("31", "told", PolicyKind.PRESET)]
    assert again == []
    assert inventory.policies_seen() == {"11", "31"}


def test_without_the_right_to_list_what_somebody_has_comes_before_the_error() -> None:
    attached: dict[str, Any] = {"TotalNum": 1, "PolicyList": [{"PolicyId": 31}]}
    no = error("UnauthorizedOperation")
    said = {"*": {}, "GetPolicy": GOOD, "ListPolicies": no, "ListAttachedUserAllPolicies": attached}
    with Saying(said) as server:
        inventory = told_by(server.endpoint)
        inventory.inspect(USER)
        found: list[Policy] = []
        with pytest.raises(MissingRightError) as refused:
            found.extend(inventory.policies({}))

    assert [one.id for one in found] == ["31"]
    assert refused.value.right == "cam:ListPolicies"
