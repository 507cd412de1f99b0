import json
import re
from typing import Any

import pytest
from tests.workflows.accounts.template.hcl_reading import Code, Read, read
from tests.workflows.accounts.template.templates import EXTERNAL_ID, TRUSTED, made, role_of

from akwarden.providers.registry import PROVIDERS
from akwarden.workflows.accounts.template.wanted import Kind

KINDS = {
    "tencent": (
        "tencentcloud_cam_policy",
        "tencentcloud_cam_role",
        "tencentcloud_cam_role_policy_attachment",
    ),
    "aws": ("aws_iam_policy", "aws_iam_role", "aws_iam_role_policy_attachment"),
}
DOCUMENTS = {"tencent": ("document", "document"), "aws": ("policy", "assume_role_policy")}


def blocks_of(provider: str, **more: Any) -> dict[tuple[str, ...], Read]:
    """Give the blocks of a configuration by their labels, with the variables at the values of a template."""
    values = {
        "var.trusted_account": TRUSTED[provider],
        "var.external_id": EXTERNAL_ID,
        "data.aws_partition.current.partition": "aws",
    }
    return {block.labels: block for block in read(role_of(provider, Kind.TERRAFORM, **more), values)}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_documents_are_those_of_the_role(provider: str) -> None:
    blocks = blocks_of(provider)
    role = json.loads(role_of(provider, Kind.ROLE))

    policies = [
        blocks["resource", kind, "akwarden"].attributes[name]
        for kind, name in zip(KINDS[provider], DOCUMENTS[provider], strict=False)
    ]

    assert policies == [role["permission_policy"], role["trust_policy"]]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_is_referred_to_is_there(provider: str) -> None:
    blocks = blocks_of(provider)
    text = role_of(provider, Kind.TERRAFORM)

    known = {"var." + labels[1] for labels in blocks if labels[0] == "variable"}
    known |= {".".join(labels[1:]) for labels in blocks if labels[0] == "resource"}
    known |= {".".join(labels) for labels in blocks if labels[0] == "data"}
    named = re.findall(r"\b(var\.\w+|data\.\w+\.\w+|(?<!data\.)(?:tencentcloud|aws)_\w+\.akwarden)\b", text)

    assert len(named) > 8
    assert set(named) <= known


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_policy_is_attached_to_the_role(provider: str) -> None:
    blocks = blocks_of(provider)
    policy, role, attachment = KINDS[provider]

    attached = blocks["resource", attachment, "akwarden"].attributes.values()

    assert [one.text.rpartition(".")[0] for one in attached] == [f"{role}.akwarden", f"{policy}.akwarden"]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_account_can_be_given_later_and_the_external_id_is_there(provider: str) -> None:
    later = {b.labels: b for b in read(made(provider, Kind.TERRAFORM, external_id=EXTERNAL_ID))}
    now = blocks_of(provider)

    assert "default" not in later["variable", "trusted_account"].attributes
    assert now["variable", "trusted_account"].attributes["default"] == TRUSTED[provider]
    assert now["variable", "external_id"].attributes["default"] == EXTERNAL_ID
    assert now["variable", "role_name"].attributes["default"] == "akwarden-reader"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_variables_are_checked_by_patterns_that_terraform_takes(provider: str) -> None:
    checks = [b.blocks[0] for b in blocks_of(provider).values() if b.labels[0] == "variable"]

    for check in checks:
        condition = check.attributes["condition"]
        assert isinstance(condition, Code)
        found = re.fullmatch(
            r'can\(regex\("\^(\[[^\]]+\]\+)\$", var\.\w+\)\) && length\(var\.\w+\) >= \d+ '
            r"&& length\(var\.\w+\) <= \d+",
            condition.text,
        )
        assert found
        assert re.fullmatch(found[1], TRUSTED[provider])
        assert check.attributes["error_message"].endswith(".")
    assert len(checks) == 3


def test_nobody_signs_in_to_the_console_with_the_role() -> None:
    role = blocks_of("tencent")["resource", "tencentcloud_cam_role", "akwarden"]

    assert role.attributes["console_login"] is False


def test_no_key_is_made() -> None:
    assert not any("key" in kind for provider in PROVIDERS for _, kind, *_ in _resources(provider))


def _resources(provider: str) -> list[tuple[str, ...]]:
    return [labels for labels in blocks_of(provider) if labels[0] == "resource"]
