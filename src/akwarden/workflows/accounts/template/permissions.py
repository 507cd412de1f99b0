"""What a holder of the policy may do: the calls that are made to see what is wanted, and no other."""

import json
from dataclasses import replace

from akwarden.policy.grammar import Effect, Statement, check_size, read_policy, write_policy
from akwarden.providers.inventory import CloudCall, Purpose
from akwarden.providers.provider import Provider
from akwarden.workflows.accounts.template.dialect import Dialect, dialect_of
from akwarden.workflows.accounts.template.values import JsonValue, as_json
from akwarden.workflows.accounts.template.wanted import Wanted


def enters(call: CloudCall) -> bool:
    """Say whether a call takes a role: it is granted for the roles that are meant, and not for all."""
    return (call.service, call.action) == ("sts", "AssumeRole")


def reading(provider: Provider, purposes: frozenset[Purpose]) -> tuple[CloudCall, ...]:
    """Return the calls that only read."""
    return tuple(call for call in provider.calls if call.purpose in purposes and not enters(call))


def permissions(provider: Provider, dialect: Dialect, wanted: Wanted) -> dict[str, JsonValue]:
    """Return the policy as a document, lists wherever the language has them.

    Raises PolicyError for one that is longer than the cloud takes, as with very many members.
    """
    text = provider.policy(reading(provider, wanted.purposes))
    # Through the language of policies and back: what its cloud would not take never gets out.
    policy = read_policy(text, dialect.language)
    if _enters_members(wanted):
        policy = replace(policy, statements=(*policy.statements, _entering(provider, dialect, wanted)))
    document: dict[str, JsonValue] = json.loads(write_policy(policy))
    check_size(as_json(document))
    return document


def enters_any(provider: Provider, wanted: Wanted) -> bool:
    """Say whether the policy lets its holder take roles of every name."""
    return _enters_members(wanted) and "*" in _roles(provider, dialect_of(provider), wanted)


def _enters_members(wanted: Wanted) -> bool:
    return bool(wanted.members) or Purpose.ORGANIZATION in wanted.purposes


def _entering(provider: Provider, dialect: Dialect, wanted: Wanted) -> Statement:
    """Return the statement that lets members be entered."""
    right = next(call.right for call in provider.calls if enters(call) and call.right)
    return Statement(Effect.ALLOW, actions=(right,), resources=_roles(provider, dialect, wanted))


def _roles(provider: Provider, dialect: Dialect, wanted: Wanted) -> tuple[str, ...]:
    """Return the names of the roles that are entered; `*` where none can be named."""
    anywhere = (dialect.any_member,) if dialect.any_member else ()
    numbers = wanted.members or anywhere
    return tuple(provider.role_arn(number, wanted.role_name, wanted.site) for number in numbers) or ("*",)


def trust(dialect: Dialect, principal: JsonValue, external_id: JsonValue) -> dict[str, JsonValue]:
    """Return the trust policy of a role that one account may take, with an external id.

    Both may be what a program puts in their place later, so this is a document and no policy.
    """
    spelling = dialect.spelling
    allow = next(word for word, effect in spelling.effects.items() if effect is Effect.ALLOW)
    return {
        spelling.version: spelling.versions[-1],
        spelling.statement: [
            {
                spelling.effect: allow,
                spelling.principal: {dialect.principal: [principal]},
                spelling.action: [dialect.assume],
                spelling.condition: {dialect.operator: {dialect.external_id_key: external_id}},
            }
        ],
    }
