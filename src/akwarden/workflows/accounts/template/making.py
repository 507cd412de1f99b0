"""Makes a template: checks what is asked for, and hands it to the one that writes its kind."""

from typing import assert_never

from akwarden.providers.provider import Provider
from akwarden.workflows.accounts.template.checking import check
from akwarden.workflows.accounts.template.cloudformation import cloudformation
from akwarden.workflows.accounts.template.commands import awscli, tccli
from akwarden.workflows.accounts.template.dialect import Dialect, dialect_of
from akwarden.workflows.accounts.template.permissions import permissions, trust
from akwarden.workflows.accounts.template.terraform import terraform
from akwarden.workflows.accounts.template.values import JsonValue, as_json
from akwarden.workflows.accounts.template.wanted import Kind, Wanted


def make(provider: Provider, wanted: Wanted) -> str:
    """Return the text of a template, with a line break at its end.

    Raises UsageError for what can't be made. The external id must be there for every kind but the policy.
    """
    dialect = dialect_of(provider)
    check(provider, dialect, wanted)
    match wanted.kind:
        case Kind.POLICY:
            return as_json(permissions(provider, dialect, wanted)) + "\n"
        case Kind.ROLE:
            return as_json(_role(provider, dialect, wanted)) + "\n"
        case Kind.TERRAFORM:
            return terraform(provider, dialect, wanted)
        case Kind.CLOUDFORMATION:
            return cloudformation(provider, dialect, wanted)
        case Kind.TCCLI:
            return tccli(wanted, permissions(provider, dialect, wanted), _trusted(dialect, wanted))
        case Kind.AWSCLI:
            return awscli(wanted, permissions(provider, dialect, wanted), _trusted(dialect, wanted))
        case _:
            assert_never(wanted.kind)


def _trusted(dialect: Dialect, wanted: Wanted) -> dict[str, JsonValue]:
    """Return the trust policy with the account and the external id in it; both are there, by `check`."""
    principal = dialect.trusted(wanted.trust or "", wanted.site)
    return trust(dialect, principal, wanted.external_id or "")


def _role(provider: Provider, dialect: Dialect, wanted: Wanted) -> dict[str, JsonValue]:
    return {
        "role_name": wanted.role_name,
        "external_id": wanted.external_id or "",
        "trust_policy": _trusted(dialect, wanted),
        "permission_policy": permissions(provider, dialect, wanted),
    }
