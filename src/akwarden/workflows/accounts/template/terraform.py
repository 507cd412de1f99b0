"""The role as a Terraform configuration; the account and the external id can be given when it is applied."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from akwarden.policy.document import Language
from akwarden.providers.provider import Provider
from akwarden.workflows.accounts.template.dialect import Dialect, Form
from akwarden.workflows.accounts.template.hcl import (
    Block,
    Encoded,
    Expression,
    HclValue,
    Template,
    quoted,
    written,
)
from akwarden.workflows.accounts.template.permissions import permissions, trust
from akwarden.workflows.accounts.template.values import JsonValue
from akwarden.workflows.accounts.template.wanted import Wanted
from akwarden.workflows.accounts.template.words import ABOUT_POLICY, ABOUT_ROLE

_PARTITION = "${data.aws_partition.current.partition}"
_ACCOUNT = "${var.trusted_account}"
_ROLE_NAME = Expression("var.role_name")


def terraform(provider: Provider, dialect: Dialect, wanted: Wanted) -> str:
    """Return the configuration."""
    principal = Template(dialect.trusted(_ACCOUNT, _PARTITION))
    trusted = trust(dialect, principal, Template("${var.external_id}"))
    allowed = permissions(provider, dialect, wanted)
    make = _OF_CLOUD[dialect.language]
    return written((_versions(dialect), *_variables(dialect, wanted), *make(allowed, trusted)))


def _versions(dialect: Dialect) -> Block:
    name, source, version = {
        Language.CAM: ("tencentcloud", "tencentcloudstack/tencentcloud", ">= 1.81"),
        Language.IAM: ("aws", "hashicorp/aws", ">= 5.0"),
    }[dialect.language]
    needed: dict[str, JsonValue] = {"source": source, "version": version}
    return Block(
        "terraform",
        {"required_version": ">= 1.2"},
        (Block("required_providers", {name: needed}),),
    )


def _variables(dialect: Dialect, wanted: Wanted) -> tuple[Block, ...]:
    return (
        _variable(
            "trusted_account", "The account whose identities may take the role", dialect.account, wanted.trust
        ),
        _variable(
            "external_id",
            "What they have to know for it; akwarden wants it with --external-id",
            dialect.external_id,
            wanted.external_id,
        ),
        _variable(
            "role_name", "What the role and its policy are called", dialect.role_name, wanted.role_name
        ),
    )


def _variable(name: str, description: str, form: Form, default: str | None) -> Block:
    attributes: dict[str, HclValue] = {"description": description, "type": Expression("string")}
    if default is not None:
        attributes["default"] = default
    length = f"length(var.{name}) >= {form.least} && length(var.{name}) <= {form.most}"
    check = Block(
        "validation",
        {
            "condition": Expression(f"can(regex({quoted(form.pattern)}, var.{name})) && {length}"),
            "error_message": f"It has {form.told}.",
        },
    )
    return Block(f'variable "{name}"', attributes, (check,))


def _tencent(allowed: JsonValue, trusted: JsonValue) -> tuple[Block, ...]:
    owner = "${data.tencentcloud_user_info.current.owner_uin}"
    arn = Template(f"qcs::cam::uin/{owner}:roleName/${{tencentcloud_cam_role.akwarden.name}}")
    return (
        Block('data "tencentcloud_user_info" "current"'),
        Block(
            'resource "tencentcloud_cam_policy" "akwarden"',
            {"name": _ROLE_NAME, "description": ABOUT_POLICY, "document": Encoded(allowed)},
        ),
        Block(
            'resource "tencentcloud_cam_role" "akwarden"',
            {
                "name": _ROLE_NAME,
                "description": ABOUT_ROLE,
                "console_login": False,
                "document": Encoded(trusted),
            },
        ),
        Block(
            'resource "tencentcloud_cam_role_policy_attachment" "akwarden"',
            {
                "role_id": Expression("tencentcloud_cam_role.akwarden.id"),
                "policy_id": Expression("tencentcloud_cam_policy.akwarden.id"),
            },
        ),
        _output(arn),
    )


def _aws(allowed: JsonValue, trusted: JsonValue) -> tuple[Block, ...]:
    return (
        Block('data "aws_partition" "current"'),
        Block(
            'resource "aws_iam_policy" "akwarden"',
            {"name": _ROLE_NAME, "description": ABOUT_POLICY, "policy": Encoded(allowed)},
        ),
        Block(
            'resource "aws_iam_role" "akwarden"',
            {"name": _ROLE_NAME, "description": ABOUT_ROLE, "assume_role_policy": Encoded(trusted)},
        ),
        Block(
            'resource "aws_iam_role_policy_attachment" "akwarden"',
            {
                "role": Expression("aws_iam_role.akwarden.name"),
                "policy_arn": Expression("aws_iam_policy.akwarden.arn"),
            },
        ),
        _output(Expression("aws_iam_role.akwarden.arn")),
    )


_OF_CLOUD: Mapping[Language, Callable[[JsonValue, JsonValue], tuple[Block, ...]]] = MappingProxyType(
    {Language.CAM: _tencent, Language.IAM: _aws}
)


def _output(arn: HclValue) -> Block:
    return Block('output "role_arn"', {"description": "For akwarden: --from role:ARN", "value": arn})
