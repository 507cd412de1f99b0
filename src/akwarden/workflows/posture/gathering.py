"""The facts of one account, with what lies outside of it.

That are the keys that no account lists and that can only be of this one, and the calls in its audit records.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from akwarden.model.access_key import UnlistedGuess
from akwarden.model.account import AccountNumber
from akwarden.model.facts import AccountFacts, CallFacts, KeyFact
from akwarden.model.unlisted_key import ListedAccount
from akwarden.providers.aws.account import account_of
from akwarden.store import facts
from akwarden.store.unlisted_keys import listed_accounts

CallsOf = Callable[[str, AccountNumber], CallFacts | None]
"""Says what audit records tell of an account, by its cloud and number; None where there are none of it."""

_FOREIGN = frozenset({UnlistedGuess.OTHER_ACCOUNT, UnlistedGuess.TEMPORARY, None})


def gathered(connection: Connection, account: int, now: datetime) -> AccountFacts:
    """Return what is known of an account, by the number of its row."""
    found = facts.account_facts(connection, account, now)
    unlisted = facts.unlisted_facts(connection, found.provider)
    if not unlisted:
        return found
    ours = [one for one in listed_accounts(connection) if one.provider == found.provider]
    return msgspec.structs.replace(found, unlisted=tuple(_own(found, unlisted, ours)))


def with_calls(facts: AccountFacts, calls_of: CallsOf | None) -> AccountFacts:
    """Return the facts with what audit records tell, where something reads these; raises LakeError."""
    if calls_of is None:
        return facts
    return msgspec.structs.replace(facts, calls=calls_of(facts.provider, facts.number))


def _own(
    account: AccountFacts, unlisted: tuple[KeyFact, ...], ours: list[ListedAccount]
) -> Iterator[KeyFact]:
    """Yield the keys that can be of no other account of ours: an id of AWS tells its account."""
    is_alone = len(ours) == 1
    for key in unlisted:
        if key.guess in _FOREIGN:
            continue
        number = account_of(key.id) if account.provider == "aws" else None
        if number == account.number or (number is None and is_alone):
            yield key
