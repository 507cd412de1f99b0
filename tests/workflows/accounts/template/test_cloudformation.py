import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from tests.workflows.accounts.template.templates import EXTERNAL_ID, TRUSTED, made, role_of

from akwarden.workflows.accounts.template.wanted import Kind

VALUES = {
    "TrustedAccount": TRUSTED["aws"],
    "ExternalId": EXTERNAL_ID,
    "RoleName": "akwarden-reader",
    "AWS::Partition": "aws",
    "Role": "akwarden-reader",
}


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    """Give the template as what it holds."""
    read: dict[str, Any] = yaml.safe_load(role_of("aws", Kind.CLOUDFORMATION))
    return read


def filled(value: Any) -> Any:
    """Give a value with the functions in it carried out."""
    if isinstance(value, list):
        return [filled(one) for one in value]
    if not isinstance(value, dict):
        return value
    if list(value) == ["Ref"]:
        return VALUES[value["Ref"]]
    if list(value) == ["Fn::Sub"]:
        text = value["Fn::Sub"]
        for name, one in VALUES.items():
            text = text.replace(f"${{{name}}}", one)
        return text
    return {name: filled(one) for name, one in value.items()}


def referred(value: Any) -> Iterator[str]:
    """Yield the names that functions refer to."""
    if isinstance(value, dict):
        if list(value) == ["Ref"]:
            yield value["Ref"]
        if list(value) == ["Fn::GetAtt"]:
            yield value["Fn::GetAtt"][0]
        for one in value.values():
            yield from referred(one)
    if isinstance(value, list):
        for one in value:
            yield from referred(one)


def test_the_documents_are_those_of_the_role(template: dict[str, Any]) -> None:
    role = json.loads(role_of("aws", Kind.ROLE))

    made_policy = template["Resources"]["Policy"]["Properties"]
    made_role = template["Resources"]["Role"]["Properties"]

    assert made_policy["PolicyDocument"] == role["permission_policy"]
    assert filled(made_role["AssumeRolePolicyDocument"]) == role["trust_policy"]
    assert filled([made_role["RoleName"], made_policy["ManagedPolicyName"]]) == ["akwarden-reader"] * 2
    assert filled(made_policy["Roles"]) == ["akwarden-reader"]


def test_what_is_referred_to_is_there(template: dict[str, Any]) -> None:
    names = set(referred(template))

    assert names == {"TrustedAccount", "ExternalId", "RoleName", "Role"} - {"TrustedAccount"}
    assert names <= {*template["Parameters"], *template["Resources"]}


def test_a_stack_set_makes_the_same_in_every_account(template: dict[str, Any]) -> None:
    kinds = [one["Type"] for one in template["Resources"].values()]

    assert kinds == ["AWS::IAM::ManagedPolicy", "AWS::IAM::Role"]
    assert "Export" not in json.dumps(template["Outputs"])
    assert "AWS::Region" not in json.dumps(template)
    assert TRUSTED["aws"] not in json.dumps(template["Resources"])


def test_parameters_have_defaults_and_limits(template: dict[str, Any]) -> None:
    later = yaml.safe_load(made("aws", Kind.CLOUDFORMATION, external_id=EXTERNAL_ID))

    defaults = {name: one["Default"] for name, one in template["Parameters"].items()}

    assert defaults == {name: VALUES[name] for name in ("TrustedAccount", "ExternalId", "RoleName")}
    assert "Default" not in later["Parameters"]["TrustedAccount"]
    limits = [(one["MinLength"], one["MaxLength"]) for one in template["Parameters"].values()]
    assert limits == [(12, 12), (2, 1224), (1, 64)]


def test_versions_stay_text_and_nothing_is_written_as_an_alias(template: dict[str, Any]) -> None:
    text = role_of("aws", Kind.CLOUDFORMATION)

    assert template["AWSTemplateFormatVersion"] == "2010-09-09"
    assert "&id" not in text
    assert "*id" not in text
    assert "!" not in text
