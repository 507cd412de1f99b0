"""A large organisation in two clouds, made up from a seed, with what must be found in it and why."""

from collections.abc import Callable, Iterator, Sequence
from random import Random

import msgspec
from tests.workflows.posture import key_troubles, right_troubles
from tests.workflows.posture.draft import Draft
from tests.workflows.posture.innocence import add_innocents
from tests.workflows.posture.wanted import Subject, Wanted

from akwarden.model.account import AccountNumber
from akwarden.model.facts import AccountFacts

ACCOUNTS = {"tencent": 20, "aws": 10}
"""In each cloud."""
ROUNDS = 3
"""How often each trouble is planted in each cloud."""
_PEOPLE, _PROGRAMS = 35, 35
_Trouble = Callable[[Draft], None]


class Organisation(msgspec.Struct, frozen=True):
    """All of it."""

    accounts: tuple[AccountFacts, ...]
    wanted: tuple[Wanted, ...]
    near: tuple[Subject, ...]
    """What must not be found, however mild."""


def organisation(seed: int) -> Organisation:
    """Give the same organisation for the same seed."""
    random = Random(seed)
    drafts = [*_cloud("tencent", random), *_cloud("aws", random)]
    return Organisation(
        accounts=tuple(draft.facts() for draft in drafts),
        wanted=tuple(one for draft in drafts for one in draft.wanted),
        near=tuple(one for draft in drafts for one in draft.near),
    )


def _cloud(provider: str, random: Random) -> Iterator[Draft]:
    """Yield the accounts of a cloud, the troubles spread over them."""
    first = 100_000_000_000 + random.randrange(10**9) * 100
    numbers = [AccountNumber(str(first + number)) for number in range(ACCOUNTS[provider])]
    drafts = [Draft(provider, number, random, frozenset(numbers)) for number in numbers]
    tencent = provider == "tencent"
    roots = key_troubles.ROOT if tencent else key_troubles.ROOT_OF_AWS
    for single in (roots, right_troubles.TRAILS):
        _spread(single, random.sample(drafts, len(drafts)))
    own = (*key_troubles.TENCENT, *right_troubles.TENCENT) if tencent else ()
    for _ in range(ROUNDS):
        troubles = [*key_troubles.COMMON, *right_troubles.COMMON, *own]
        _spread(random.sample(troubles, len(troubles)), random.sample(drafts, len(drafts)))
    for draft in drafts:
        add_innocents(draft, _PEOPLE, _PROGRAMS)
        yield draft


def _spread(troubles: Sequence[_Trouble], drafts: Sequence[Draft]) -> None:
    """Plant each trouble in an account, going round."""
    for number, trouble in enumerate(troubles):
        trouble(drafts[number % len(drafts)])
