"""The role as a template of CloudFormation, for a stack or for a stack set over an organisation.

It makes nothing that belongs to a region, exports nothing and names no account of its own, so one stack set
with one region makes the same role in every account. Functions are written in their long form, which every
reader of YAML takes. After "Template reference" of the AWS CloudFormation documents.
"""

import yaml

from akwarden.providers.provider import Provider
from akwarden.workflows.accounts.template.dialect import Dialect, Form
from akwarden.workflows.accounts.template.permissions import permissions, trust
from akwarden.workflows.accounts.template.values import JsonValue
from akwarden.workflows.accounts.template.wanted import Wanted
from akwarden.workflows.accounts.template.words import ABOUT_POLICY, ABOUT_ROLE

_WIDE = 1_000


def cloudformation(provider: Provider, dialect: Dialect, wanted: Wanted) -> str:
    """Return the template as YAML."""
    template: dict[str, JsonValue] = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": ABOUT_ROLE,
        "Parameters": _parameters(dialect, wanted),
        "Resources": _resources(provider, dialect, wanted),
        "Outputs": {
            "RoleArn": {
                "Description": "For akwarden: --from role:ARN",
                "Value": {"Fn::GetAtt": ["Role", "Arn"]},
            }
        },
    }
    return yaml.safe_dump(template, sort_keys=False, allow_unicode=True, width=_WIDE)


def _parameters(dialect: Dialect, wanted: Wanted) -> dict[str, JsonValue]:
    return {
        "TrustedAccount": _parameter(
            "The account whose identities may take the role", dialect.account, wanted.trust
        ),
        "ExternalId": _parameter(
            "What they have to know for it; akwarden wants it with --external-id",
            dialect.external_id,
            wanted.external_id,
        ),
        "RoleName": _parameter(
            "What the role and its policy are called", dialect.role_name, wanted.role_name
        ),
    }


def _parameter(description: str, form: Form, default: str | None) -> dict[str, JsonValue]:
    default_value: dict[str, JsonValue] = {} if default is None else {"Default": default}
    return {
        "Type": "String",
        "Description": description,
        "AllowedPattern": form.pattern,
        "MinLength": form.least,
        "MaxLength": form.most,
        "ConstraintDescription": f"It has {form.told}.",
        **default_value,
    }


def _resources(provider: Provider, dialect: Dialect, wanted: Wanted) -> dict[str, JsonValue]:
    principal: JsonValue = {"Fn::Sub": dialect.trusted("${TrustedAccount}", "${AWS::Partition}")}
    return {
        "Policy": {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {
                "ManagedPolicyName": _ref("RoleName"),
                "Description": ABOUT_POLICY,
                "PolicyDocument": permissions(provider, dialect, wanted),
                "Roles": [_ref("Role")],
            },
        },
        "Role": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "RoleName": _ref("RoleName"),
                "Description": ABOUT_ROLE,
                "AssumeRolePolicyDocument": trust(dialect, principal, _ref("ExternalId")),
            },
        },
    }


def _ref(name: str) -> JsonValue:
    """Return a reference; a new one each time, since YAML would write the same one as an alias."""
    return {"Ref": name}
