from typing import Any

import pytest
from tests.providers.tencent.saying import Said, Saying, error
from tests.providers.tencent.shop import told_by

from akwarden.errors import CloudError, MissingRightError
from akwarden.model.function import CloudFunction, FunctionId, Variable
from akwarden.model.secret import Secret
from akwarden.providers.inventory import Tally

ROW = {"FunctionName": "hook", "ModTime": "2025-01-31 08:00:00"}
DETAIL = {
    "Role": "Runner",
    "Environment": {"Variables": [{"Key": "MODE", "Value": "fast"}, {"Key": "N", "Value": 7}]},
}
ONE: dict[str, Said] = {
    "DescribeRegions": {"RegionSet": [{"Region": "ap-guangzhou", "RegionState": "AVAILABLE"}]},
    "ListNamespaces": {"TotalCount": 1, "Namespaces": [{"Name": "default"}]},
    "ListFunctions": {"TotalCount": 1, "Functions": [ROW]},
    "GetFunction": DETAIL,
}


def read(
    known: dict[FunctionId, str] | None = None, **said: Said
) -> tuple[list[CloudFunction], Tally, Saying]:
    """Give the functions where a cloud says this."""
    with Saying({**ONE, **said}) as server:
        inventory = told_by(server.endpoint)
        return [*inventory.functions(known or {})], inventory.tally, server


def test_a_function_comes_with_its_variables_as_secrets() -> None:
    found, _, server = read()

    (one,) = found
    assert (one.id, one.version) == ("ap-guangzhou/default/hook", "2025-01-31 08:00:00")
    assert (one.name, one.region, one.role) == ("hook", "ap-guangzhou", "Runner")
    assert one.variables == (Variable("MODE", Secret(b"fast")), Variable("N", Secret(b"7")))
    assert "fast" not in repr(one)
    assert {"FunctionName": "hook", "Namespace": "default"} in server.sent


def test_a_function_that_is_known_in_its_version_is_not_read_again() -> None:
    found, tally, server = read({FunctionId("ap-guangzhou/default/hook"): "2025-01-31 08:00:00"})

    assert [(one.version, one.variables) for one in found] == [("2025-01-31 08:00:00", None)]
    assert "GetFunction" not in server.asked
    assert tally.saved == 1


def test_variables_that_may_not_be_seen_are_asked_for_again_the_next_time() -> None:
    found, tally, _ = read(GetFunction=error("UnauthorizedOperation"))

    (one,) = found
    assert one.variables is None
    assert [spot.right for spot in tally.blind_spots] == ["scf:GetFunction"]
    again, _, _ = read({one.id: one.version})
    assert again[0].variables is not None


def test_a_function_without_variables_has_none_of_them() -> None:
    found, _, _ = read(GetFunction={"Role": None, "Environment": None})

    assert (found[0].variables, found[0].role) == ((), None)


def test_every_namespace_is_looked_at() -> None:
    spaces: dict[str, Any] = {"TotalCount": 2, "Namespaces": [{"Name": "default"}, {"Name": "pay"}]}

    found, _, _ = read(ListNamespaces=spaces)

    assert [one.id for one in found] == ["ap-guangzhou/default/hook", "ap-guangzhou/pay/hook"]


def test_without_the_right_to_list_namespaces_the_default_one_is_read() -> None:
    found, tally, _ = read(ListNamespaces=error("UnauthorizedOperation"))

    assert [one.id for one in found] == ["ap-guangzhou/default/hook"]
    assert [spot.unseen for spot in tally.blind_spots] == ["the functions outside of the namespace `default`"]


@pytest.mark.parametrize(
    ("action", "code"),
    [("GetFunction", "ResourceNotFound.Function"), ("ListFunctions", "ResourceNotFound.Namespace")],
)
def test_what_is_gone_by_now_is_passed_over(action: str, code: str) -> None:
    with Saying({**ONE, action: error(code)}) as server:
        inventory = told_by(server.endpoint)
        found = [*inventory.functions({})]

    assert found == []
    assert inventory.tally.blind_spots == ()


def test_a_region_without_the_service_is_passed_over() -> None:
    regions: dict[str, Any] = {"RegionSet": [{"Region": "ap-a"}, {"Region": "ap-b"}]}
    answers = iter([error("UnsupportedRegion"), {"TotalCount": 1, "Namespaces": [{"Name": "default"}]}])

    found, _, _ = read(DescribeRegions=regions, ListNamespaces=lambda _: next(answers))

    assert [one.region for one in found] == ["ap-b"]


def test_a_right_that_is_missing_in_one_region_is_not_asked_for_in_the_others() -> None:
    with Saying({**ONE, "DescribeRegions": {}, "ListFunctions": error("UnauthorizedOperation")}) as server:
        server.answers["DescribeRegions"] = {"RegionSet": [{"Region": "ap-a"}, {"Region": "ap-b"}]}
        with pytest.raises(MissingRightError):
            list(told_by(server.endpoint).functions({}))

    assert server.asked.count("ListFunctions") == 1


def test_another_fault_of_a_region_is_an_error() -> None:
    with Saying({**ONE, "ListFunctions": error("FailedOperation")}) as server, pytest.raises(CloudError):
        list(told_by(server.endpoint).functions({}))
