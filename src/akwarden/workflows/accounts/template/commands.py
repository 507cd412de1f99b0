"""The role as commands of a cloud's own command line: policy, role, attachment, in this order."""

import shlex

from akwarden.workflows.accounts.template.values import JsonValue, as_json
from akwarden.workflows.accounts.template.wanted import Wanted
from akwarden.workflows.accounts.template.words import ABOUT_POLICY, ABOUT_ROLE

_BEGIN = """\
#!/bin/sh
# Makes the role with which akwarden reads this account. It is run by whoever may make roles in it.
# It stops at the first command that fails, as at a name that is in use.
set -eu

policy={policy}
trust={trust}
"""
_TENCENT = """
policy_id=$(tccli cam CreatePolicy --PolicyName {name} --PolicyDocument "$policy" \\
  --Description {about_policy} --filter PolicyId)
tccli cam CreateRole --RoleName {name} --PolicyDocument "$trust" --ConsoleLogin 0 \\
  --Description {about_role}
tccli cam AttachRolePolicy --PolicyId "$policy_id" --AttachRoleName {name}
"""
_AWS = """
# Else every answer waits in a pager.
AWS_PAGER=
export AWS_PAGER

policy_arn=$(aws iam create-policy --policy-name {name} --policy-document "$policy" \\
  --description {about_policy} --query Policy.Arn --output text)
aws iam create-role --role-name {name} --assume-role-policy-document "$trust" \\
  --description {about_role}
aws iam attach-role-policy --role-name {name} --policy-arn "$policy_arn"
"""


def tccli(wanted: Wanted, allowed: JsonValue, trusted: JsonValue) -> str:
    """Return the commands for Tencent Cloud."""
    return _filled(_TENCENT, wanted, allowed, trusted)


def awscli(wanted: Wanted, allowed: JsonValue, trusted: JsonValue) -> str:
    """Return the commands for AWS."""
    return _filled(_AWS, wanted, allowed, trusted)


def _filled(commands: str, wanted: Wanted, allowed: JsonValue, trusted: JsonValue) -> str:
    """Return a script; everything that is put into it is quoted for the shell."""
    values = {
        "policy": as_json(allowed),
        "trust": as_json(trusted),
        "name": wanted.role_name,
        "about_policy": ABOUT_POLICY,
        "about_role": ABOUT_ROLE,
    }
    return (_BEGIN + commands).format_map({key: shlex.quote(text) for key, text in values.items()})
