"""Reads what else an account has: groups, policies, functions, addresses, trails, buckets and members.

A list of which some parts were refused ends like a whole one, and leaves blind spots: then nothing that is
not in it is taken for gone.
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection

from akwarden.model.function import CloudFunction, FunctionId
from akwarden.model.policy import Policy, PolicyId
from akwarden.store.inventory.belongings import (
    drop_functions,
    drop_policies,
    known_functions,
    known_policies,
    merge_addresses,
    merge_buckets,
    merge_function,
    merge_groups,
    merge_members,
    merge_policies,
    merge_trails,
)
from akwarden.store.inventory.change import Change
from akwarden.workflows.sync.reading import Reading

_T = TypeVar("_T")
_SHARE = 50


def read_groups(reading: Reading, _pool: Executor, _cursor: str) -> None:
    """Read the groups of users and the policies attached to them."""
    groups = list(reading.inventory.groups())
    reading.write("groups", "", lambda c: merge_groups(c, reading.account, groups))


def read_policies(reading: Reading, _pool: Executor, _cursor: str) -> None:
    """Read the documents of policies that are new or changed, and forget those that are gone."""
    account = reading.account
    known = {PolicyId(k): v for k, v in reading.read(lambda c: known_policies(c, account)).items()}
    done = 0
    for share in _shares(reading.inventory.policies(known)):
        _keep_policies(reading, share)
        done += len(share)
        reading.tell(f"policies: {done} read")
    seen = reading.inventory.policies_seen()
    reading.write("policies", "", lambda c: drop_policies(c, account, seen))


def _keep_policies(reading: Reading, share: Sequence[Policy]) -> None:
    reading.write("policies", "", lambda c: merge_policies(c, reading.account, share))


def read_functions(reading: Reading, _pool: Executor, _cursor: str) -> None:
    """Read functions, and look through the environment variables of those that are new or changed."""
    account = reading.account
    known = {FunctionId(k): v for k, v in reading.read(lambda c: known_functions(c, account)).items()}
    seen: set[str] = set()
    refused = reading.inventory.tally.refused
    for function in reading.inventory.functions(known):
        seen.add(function.id)
        reading.tell(f"functions: {len(seen)} read")
        if function.variables is not None:
            _look_through(reading, function)
    if reading.inventory.tally.refused == refused:
        reading.write("functions", "", lambda c: drop_functions(c, account, seen))


def _look_through(reading: Reading, function: CloudFunction) -> None:
    """Keep a function and the leaks in its variables in one transaction: neither is without the other."""
    save = reading.look(function)

    def merge(connection: Connection) -> Change:
        reading.leaks += save(connection)
        return merge_function(connection, reading.account, function)

    reading.write("functions", "", merge)


def read_addresses(reading: Reading, _pool: Executor, _cursor: str) -> None:
    """Read the public addresses of the account."""
    refused = reading.inventory.tally.refused
    listed = list(reading.inventory.addresses())
    whole = reading.inventory.tally.refused == refused
    reading.write("addresses", "", lambda c: merge_addresses(c, reading.account, listed, whole=whole))


def read_trails(reading: Reading, _pool: Executor, _cursor: str) -> None:
    """Read what records the calls of the account."""
    refused = reading.inventory.tally.refused
    listed = list(reading.inventory.trails())
    whole = reading.inventory.tally.refused == refused
    reading.write("trails", "", lambda c: merge_trails(c, reading.account, listed, whole=whole))


def read_buckets(reading: Reading, _pool: Executor, _cursor: str) -> None:
    """Read the buckets of the account and where their access logs go."""
    listed = list(reading.inventory.buckets())
    reading.write("buckets", "", lambda c: merge_buckets(c, reading.account, listed))


def read_members(reading: Reading, _pool: Executor, _cursor: str) -> None:
    """Read the members of the organisation that the account manages, if it does."""
    if reading.stored.account.manages:
        listed = list(reading.inventory.members())
        reading.write("members", "", lambda c: merge_members(c, reading.account, listed))


def _shares(read: Iterable[_T]) -> Iterator[list[_T]]:
    unread = iter(read)
    while share := list(islice(unread, _SHARE)):
        yield share
