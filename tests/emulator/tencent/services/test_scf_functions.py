"""Functions and their versions: made, changed, published, deleted; and the namespaces that they are in."""

import base64
from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, emulator
from tests.emulator.tencent.services.cam_texts import allow
from tests.emulator.tencent.services.granted import granted

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.scf.state import ScfState, add_alias, add_function, add_layer, zipped
from akwarden.emulator.tencent.state import Role
from akwarden.policy.grammar import Language, read_policy

__all__ = ["emulator"]
ZIP = base64.b64encode(zipped({"index.py": "def main_handler(event, context): ..."})).decode()
CODE = {"ZipFile": ZIP}


@pytest.fixture(scope="module")
def scf(emulator: Emulator) -> Any:
    return client("scf", emulator)


def made(scf: Any, name: str, **more: Any) -> str:
    ask(scf, "CreateFunction", **{"FunctionName": name, "Code": CODE, **more})
    return name


def variables(**values: str) -> dict[str, Any]:
    return {"Variables": [{"Key": key, "Value": value} for key, value in values.items()]}


@pytest.fixture(autouse=True)
def _empty(emulator: Emulator) -> None:
    account_of(emulator).state(ScfState).regions.regions.clear()


def test_function_that_was_made_is_read_with_its_variables(scf: Any) -> None:
    made(
        scf, "first", Environment=variables(DB="pass"), Description="of the tests", MemorySize=256, Timeout=9
    )

    found = ask(scf, "GetFunction", FunctionName="first")

    assert found["Environment"]["Variables"] == [{"Key": "DB", "Value": "pass"}]
    assert (found["MemorySize"], found["Timeout"], found["Description"]) == (256, 9, "of the tests")
    assert (found["Runtime"], found["Status"], found["Type"]) == ("Python2.7", "Active", "Event")
    assert (found["FunctionVersion"], found["Namespace"]) == ("$LATEST", "default")
    assert found["CodeSize"] == len(base64.b64decode(ZIP))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"FunctionName": "a"}, "InvalidParameterValue.FunctionName"),
        ({"FunctionName": "1st"}, "InvalidParameterValue.FunctionName"),
        ({"FunctionName": "end-"}, "InvalidParameterValue.FunctionName"),
        ({"FunctionName": "a" * 61}, "InvalidParameterValue.FunctionName"),
        ({"Namespace": "none"}, "ResourceNotFound.Namespace"),
        ({"MemorySize": 65}, "InvalidParameterValue.MemorySize"),
        ({"MemorySize": 3200}, "InvalidParameterValue.MemorySize"),
        ({"Timeout": 0}, "LimitExceeded.Timeout"),
        ({"Timeout": 901}, "LimitExceeded.Timeout"),
        ({"Runtime": "Cobol"}, "InvalidParameterValue.Runtime"),
        ({"Handler": "?"}, "InvalidParameterValue.Handler"),
        ({"Type": "Cron"}, "InvalidParameterValue.FunctionType"),
        ({"Description": "d" * 1001}, "InvalidParameterValue.Description"),
        ({"Role": "nobody"}, "ResourceNotFound.Role"),
        ({"Environment": variables(A="one letter")}, "InvalidParameterValue.Environment"),
        ({"Environment": variables(AB="")}, "InvalidParameterValue.Environment"),
        ({"Environment": variables(SCF_X="x")}, "InvalidParameterValue.EnvironmentSystemProtect"),
        ({"Environment": variables(TENCENTCLOUD_X="x")}, "InvalidParameterValue.EnvironmentSystemProtect"),
        ({"Environment": variables(BIG="x" * 4094)}, "InvalidParameterValue.EnvironmentExceededLimit"),
        ({"Layers": [{"LayerName": "none", "LayerVersion": 1}]}, "ResourceNotFound.LayerVersion"),
        ({"Layers": [{"LayerName": "none", "LayerVersion": 1}] * 6}, "LimitExceeded.Layers"),
    ],
)
def test_function_that_can_not_be_is_refused(scf: Any, more: dict[str, Any], code: str) -> None:
    assert code_of(scf, "CreateFunction", **{"FunctionName": "refused", "Code": CODE, **more}) == code


def test_name_is_taken_once(scf: Any) -> None:
    made(scf, "taken")

    refused = code_of(scf, "CreateFunction", FunctionName="taken", Code=CODE)

    assert refused == "ResourceInUse.FunctionName"


def test_role_must_be_there(scf: Any, emulator: Emulator) -> None:
    text = allow("scf:GetFunction")
    role = Role(1, "runner", text, read_policy(text, Language.CAM), 0.0, 0.0)
    account_of(emulator).roles[1] = role

    made(scf, "with-role", Role="runner")

    assert ask(scf, "GetFunction", FunctionName="with-role")["Role"] == "runner"


def test_configuration_is_changed_in_part(scf: Any) -> None:
    made(scf, "changed", Environment=variables(AA="1"), Timeout=7)

    ask(scf, "UpdateFunctionConfiguration", FunctionName="changed", Environment=variables(BB="2"))

    found = ask(scf, "GetFunction", FunctionName="changed")
    assert (found["Environment"], found["Timeout"]) == (variables(BB="2"), 7)


def test_runtime_is_not_changed(scf: Any) -> None:
    made(scf, "runtime", Runtime="Python3.9")

    refused = code_of(scf, "UpdateFunctionConfiguration", FunctionName="runtime", Runtime="Go1")

    assert refused == "InvalidParameterValue.Runtime"


def test_published_version_stays_as_it_was(scf: Any) -> None:
    made(scf, "published", Environment=variables(AA="old"))

    version = ask(scf, "PublishVersion", FunctionName="published", Description="one")["FunctionVersion"]
    ask(scf, "UpdateFunctionConfiguration", FunctionName="published", Environment=variables(AA="new"))

    old = ask(scf, "GetFunction", FunctionName="published", Qualifier=version)
    assert (version, old["Environment"], old["Description"]) == ("1", variables(AA="old"), "one")
    assert ask(scf, "GetFunction", FunctionName="published")["Environment"] == variables(AA="new")


def test_change_publishes_where_it_is_asked_to(scf: Any) -> None:
    made(scf, "at-once")

    ask(scf, "UpdateFunctionConfiguration", FunctionName="at-once", Timeout=5, Publish="TRUE")
    ask(scf, "UpdateFunctionCode", FunctionName="at-once", ZipFile=ZIP, Publish="TRUE")

    assert ask(scf, "ListVersionByFunction", FunctionName="at-once")["FunctionVersion"] == [
        "$LATEST",
        "1",
        "2",
    ]


def test_function_is_deleted_with_all_versions_or_one(scf: Any, emulator: Emulator) -> None:
    function = add_function(emulator.cloud, account_of(emulator), "going")
    for _ in range(2):
        ask(scf, "PublishVersion", FunctionName="going")
    add_alias(emulator.cloud, function, "prod", "2")

    ask(scf, "DeleteFunction", FunctionName="going", Qualifier="1")

    assert ask(scf, "ListVersionByFunction", FunctionName="going")["FunctionVersion"] == ["$LATEST", "2"]
    asked = {"FunctionName": "going"}
    assert code_of(scf, "DeleteFunction", Qualifier="2", **asked) == "UnsupportedOperation.AliasBind"
    assert code_of(scf, "DeleteFunction", Qualifier="9", **asked) == "ResourceNotFound.FunctionVersion"
    assert code_of(scf, "DeleteFunction", Qualifier="$LATEST", **asked) == "FailedOperation.DeleteFunction"
    ask(scf, "DeleteFunction", FunctionName="going")
    assert code_of(scf, "GetFunction", FunctionName="going") == "ResourceNotFound.Function"


def test_layer_is_bound_and_unbound(scf: Any, emulator: Emulator) -> None:
    add_layer(emulator.cloud, account_of(emulator), "shared", {"a.py": "A = 1"})
    made(scf, "layered", Layers=[{"LayerName": "shared", "LayerVersion": 1}])
    bound = ask(scf, "GetFunction", FunctionName="layered")["Layers"]

    none = [{"LayerName": "", "LayerVersion": 0}]
    ask(scf, "UpdateFunctionConfiguration", FunctionName="layered", Layers=none)

    assert [layer["LayerName"] for layer in bound] == ["shared"]
    assert ask(scf, "GetFunction", FunctionName="layered")["Layers"] == []


def test_namespace_has_50_functions(scf: Any, emulator: Emulator) -> None:
    for number in range(50):
        add_function(emulator.cloud, account_of(emulator), f"many{number}")

    assert code_of(scf, "CreateFunction", FunctionName="toomany", Code=CODE) == "LimitExceeded.Function"


def test_namespaces_are_made_up_to_five_and_deleted_when_empty(scf: Any) -> None:
    for number in range(4):
        ask(scf, "CreateNamespace", Namespace=f"ns{number}", Description=f"d{number}")
    made(scf, "inside", Namespace="ns1")

    assert code_of(scf, "CreateNamespace", Namespace="ns9") == "LimitExceeded.Namespace"
    assert code_of(scf, "DeleteNamespace", Namespace="ns1") == "FailedOperation.DeleteNamespace"
    assert code_of(scf, "DeleteNamespace", Namespace="default") == "InvalidParameterValue.DefaultNamespace"
    ask(scf, "DeleteNamespace", Namespace="ns0")
    found = ask(scf, "ListNamespaces", Order="DESC")
    assert [one["Name"] for one in found["Namespaces"]] == ["ns3", "ns2", "ns1", "default"]
    search = [{"Key": "Description", "Value": "d2"}]
    assert [one["Name"] for one in ask(scf, "ListNamespaces", SearchKey=search)["Namespaces"]] == ["ns2"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"Namespace": "1st"}, "InvalidParameterValue.NamespaceInvalid"),
        ({"Namespace": "default"}, "ResourceInUse.Namespace"),
        ({"Namespace": "long", "Description": "d" * 1001}, "InvalidParameterValue.Description"),
    ],
)
def test_namespace_that_can_not_be_is_refused(scf: Any, asked: dict[str, Any], code: str) -> None:
    assert code_of(scf, "CreateNamespace", **asked) == code


def test_policy_for_one_function_opens_no_other(scf: Any, emulator: Emulator) -> None:
    made(scf, "open")
    made(scf, "shut")
    uin = account_of(emulator).uin
    resource = f"qcs::scf:ap-guangzhou:uin/{uin}:namespace/default/function/open"
    user = granted(emulator, "one-function", "scf:GetFunction", resource)

    assert ask(user, "GetFunction", FunctionName="open")["FunctionName"] == "open"
    assert code_of(user, "GetFunction", FunctionName="shut") == "AuthFailure.UnauthorizedOperation"
