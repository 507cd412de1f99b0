"""Entries of the allow-list for some accounts: made by, and shown to, whoever sees these accounts only.

The rules that this module keeps:

- An entry counts for every account that it does not exclude. So whoever sees some accounts makes entries that
  name these, and sees those entries that name no others.
- An account is named by its number, and by nothing that people may call it.
"""

from collections.abc import Iterable

from akwarden.analytics.calls import CALL_VOCABULARY
from akwarden.errors import QueryError
from akwarden.query.parse import parse
from akwarden.query.spell import spell
from akwarden.query.tree import All, AnyOf, Op, Query, Test, Text, either, every
from akwarden.workflows.access.scope import Scope


def narrowed(where: str, scope: Scope) -> str | None:
    """Return a query over calls that holds in a scope alone; None for a scope without accounts.

    Raises QueryError.
    """
    query = parse(where, CALL_VOCABULARY)
    if scope.everywhere:
        return where
    by_cloud: dict[str, list[str]] = {}
    for provider, number in sorted(scope.accounts):
        by_cloud.setdefault(provider, []).append(number)
    if not by_cloud:
        return None
    held = tuple(
        every((_is("provider", (provider,)), _is("account", numbers)))
        for provider, numbers in by_cloud.items()
    )
    return spell(every((query, either(held))))


def is_within(where: str, scope: Scope) -> bool:
    """Say whether an entry is about accounts of a scope alone."""
    if scope.everywhere:
        return True
    try:
        return _is_within(parse(where, CALL_VOCABULARY), scope)
    except QueryError:
        return False


def _is_within(query: Query, scope: Scope) -> bool:
    parts = query.parts if isinstance(query, All) else (query,)
    if any(isinstance(part, AnyOf) and all(_is_within(one, scope) for one in part.parts) for part in parts):
        return True
    numbers, providers = _named(parts, "account"), _named(parts, "provider")
    if not numbers:
        return False
    if not providers:
        return numbers <= {number for _, number in scope.accounts}
    return all((provider, number) in scope.accounts for provider in providers for number in numbers)


def _is(field: str, values: Iterable[str]) -> Test:
    return Test(field, Op.EQ, tuple(map(Text, values)))


def _named(parts: Iterable[Query], field: str) -> set[str]:
    """Return the values of the first test of a field that names them one by one."""
    for part in parts:
        match part:
            case Test(field=name, op=Op.EQ, values=values) if name == field:
                texts = [one.text for one in values if isinstance(one, Text) and not one.is_glob]
                if len(texts) == len(values):
                    return set(texts)
    return set()
