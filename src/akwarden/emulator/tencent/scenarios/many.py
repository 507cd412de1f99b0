"""Users that are alike, each with what a share of them has.

The same file always makes the same users: who of them has what is drawn from their names, whatever the seed.
"""

from collections.abc import Iterator
from random import Random

from akwarden.emulator.tencent.scenarios.parts import MisfitError
from akwarden.emulator.tencent.scenarios.wanted import Span, WantedKey, WantedMany, WantedManyKeys, WantedUser


def users_of(many: WantedMany, path: str) -> Iterator[WantedUser]:
    """Yield the users; raises MisfitError where their names can't be made."""
    names = _names(many, path)
    random = Random("/".join(names))  # noqa: S311  a draw that a file repeats
    console = _chosen(random, range(len(names)), many.console)
    mfa = _chosen(random, sorted(console), many.mfa)
    holders = [_chosen(random, range(len(names)), keys.share) for keys in many.keys]
    for number, name in enumerate(names):
        wanted = [keys for keys, of in zip(many.keys, holders, strict=True) if number in of]
        made = tuple(_key(random, keys) for keys in wanted)
        age = None if many.age is None else max(_days(random, many.age), *(key.age for key in made), 0)
        yield WantedUser(
            name=name,
            kind=many.kind,
            age=age,
            remark=many.remark,
            email=many.email.replace("{name}", name),
            console=number in console,
            mfa=number in mfa,
            login=_days(random, many.login) if many.login is not None and number in console else None,
            groups=many.groups,
            policies=many.policies,
            boundary=many.boundary,
            keys=made,
        )


def _names(many: WantedMany, path: str) -> list[str]:
    if many.names and not (many.count or many.name):
        return list(many.names)
    if many.names or not many.count or "{n}" not in many.name:
        mend = "write `count: 20` and `name: dev-{n}`, or a list of `names`"
        raise MisfitError(path, "it does not say whom to make", mend=mend)
    width = len(str(many.count))
    return [many.name.replace("{n}", f"{number:0{width}}") for number in range(1, many.count + 1)]


def _chosen(random: Random, numbers: range | list[int], share: float) -> frozenset[int]:
    """Return so many of the numbers as the share says, to the nearest."""
    return frozenset(random.sample(numbers, int(share * len(numbers) + 0.5)))


def _key(random: Random, keys: WantedManyKeys) -> WantedKey:
    age = _days(random, keys.age)
    return WantedKey(
        age=age,
        used=None if keys.used is None else min(_days(random, keys.used), age),
        status=keys.status,
        description=keys.description,
        made_by=keys.made_by,
    )


def _days(random: Random, span: Span) -> float:
    """Return a number of days out of a span."""
    if isinstance(span, tuple):
        return round(random.uniform(*span), 2)
    return span
