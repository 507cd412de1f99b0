"""Reads who there is in an account, and what each of them has: keys, policies, groups, last uses."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial

import msgspec

from akwarden.errors import CloudError, CredentialError, MissingRightError, UnreachableError
from akwarden.model.access_key import AccessKeyId, LastUse
from akwarden.model.blind_spot import BlindSpot
from akwarden.model.principal import Holdings, Principal, PrincipalType
from akwarden.store.inventory.holdings import forget, merge_holdings
from akwarden.store.inventory.principals import merge_principals
from akwarden.workflows.sync.reading import Reading

_SHARE = 64
"""Principals that are looked at before what they have is written."""
_IDS = 10
"""Keys whose last use one task asks for."""


def read_people(kind: PrincipalType, reading: Reading, pool: Executor, cursor: str) -> None:
    """Read all principals of a kind behind `cursor`, and mark as gone who is not there any more.

    Raises CloudError where they can't be listed; one that can't be read is a blind spot.
    """
    tally, account, now = reading.inventory.tally, reading.account, reading.now()
    cut = tally.cut
    listed = sorted(reading.inventory.principals(kind), key=_order)
    whole = tally.cut == cut
    reading.write(kind, cursor, lambda c: merge_principals(c, account, kind, listed, now, whole=whole))
    left = [one for one in listed if _order(one) > _cursor_order(cursor)]
    for start in range(0, len(left), _SHARE):
        reading.tell(f"{kind}s: {len(listed) - len(left) + start} of {len(listed)}")
        _read_share(kind, reading, pool, left[start : start + _SHARE])


def _order(principal: Principal) -> tuple[int, str]:
    return _cursor_order(principal.id)


def _cursor_order(text: str) -> tuple[int, str]:
    """Order ids so that those that are numbers stand as numbers do."""
    return len(text), text


def _read_share(kind: PrincipalType, reading: Reading, pool: Executor, share: Sequence[Principal]) -> None:
    """Read what some principals have, and keep it."""
    found = list(pool.map(partial(_inspect, reading), share))
    held = _with_uses(reading, pool, [one for one in found if isinstance(one, Holdings)])
    gone = [principal.id for principal, one in zip(share, found, strict=True) if one is None]
    account, provider, now = reading.account, reading.provider.name, reading.now()
    reading.write(
        kind,
        share[-1].id,
        lambda c: merge_holdings(c, provider, account, held, now) + forget(c, account, gone, now),
    )


def _inspect(reading: Reading, principal: Principal) -> Holdings | BlindSpot | None:
    """Return what a principal has, None when it is gone, or what is not seen of it."""
    reading.check()
    try:
        return reading.inventory.inspect(principal)
    except (CredentialError, UnreachableError):
        raise
    except CloudError as error:
        spot = BlindSpot(
            right=f"{principal.type} {principal.id}",
            unseen=f"keys and policies of {principal.name}",
            reason=error.why or error.what,
            mend=error.mend or "run akwarden sync again",
        )
        reading.inventory.tally.blind(spot)
        return spot


def _with_uses(reading: Reading, pool: Executor, held: Sequence[Holdings]) -> list[Holdings]:
    """Return the same with the last use of each key, as far as the cloud tells it."""
    ids = [key.id for one in held for key in one.keys or ()]
    uses: dict[AccessKeyId, LastUse] = {}
    for answer in pool.map(partial(_last_uses, reading), _slices(ids)):
        uses |= answer
    return [_used(one, uses) for one in held]


def _slices(ids: Sequence[AccessKeyId]) -> Iterator[Sequence[AccessKeyId]]:
    yield from (ids[start : start + _IDS] for start in range(0, len(ids), _IDS))


def _last_uses(reading: Reading, ids: Sequence[AccessKeyId]) -> Mapping[AccessKeyId, LastUse]:
    try:
        return reading.inventory.last_uses(ids)
    except MissingRightError as error:
        reading.blind(error)
        return {}


def _used(held: Holdings, uses: Mapping[AccessKeyId, LastUse]) -> Holdings:
    if not held.keys:
        return held
    keys = tuple(
        msgspec.structs.replace(key, last_use=uses[key.id]) if key.id in uses else key for key in held.keys
    )
    return msgspec.structs.replace(held, keys=keys)
