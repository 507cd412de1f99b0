"""Tries each thing that reading an account needs, with few calls."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice

import msgspec

from akwarden.errors import CloudError, CredentialError, MissingRightError, UnreachableError
from akwarden.model.blind_spot import BlindSpot
from akwarden.model.identity import Identity
from akwarden.model.principal import COVERED, PrincipalType
from akwarden.providers.audit_pull import AbsentLogError, AuditPull, Window
from akwarden.providers.inventory import Access, CloudCall, Inventory, Purpose, Tally
from akwarden.providers.provider import Provider

_PEOPLE = 5
"""Principals that are looked at: the first that has a key shows whether last uses can be seen."""
_MOMENT = timedelta(minutes=1)
"""How long a time is looked at for events: the question is whether they can be asked for."""


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """What an identity may read of its account."""

    identity: Identity
    readable: tuple[CloudCall, ...]
    """What the cloud has answered."""
    blind_spots: tuple[BlindSpot, ...]
    """What it has refused, and what no right can show."""
    untried: tuple[CloudCall, ...]
    """What there was nothing to try with, such as the policies of a group where there is no group."""


def probe(provider: Provider, access: Access, *, manages: bool) -> Probe:
    """Return what can be read.

    Raises CredentialError and UnreachableError, and CloudError when not even the identity can be told.
    """
    inventory, pull = provider.inventory(access), provider.audit_pull(access)
    identity = inventory.identity()
    for part in _parts(inventory, manages=manages):
        _try(provider, inventory.tally, part)
    for part in (partial(_events, pull), pull.deliveries):
        _try(provider, pull.tally, part)
    allowed = inventory.tally.allowed | pull.tally.allowed
    spots = tuple(sorted({(one.right, one.unseen): one for one in _spots(inventory, pull)}.values()))
    refused = {spot.right for spot in spots}
    wanted = needed(provider, manages=manages)
    untried = (call for call in wanted if call.right and call not in allowed)
    return Probe(
        identity=identity,
        readable=tuple(call for call in wanted if call in allowed),
        blind_spots=spots,
        untried=tuple(call for call in untried if call.right not in refused),
    )


def needed(provider: Provider, *, manages: bool) -> tuple[CloudCall, ...]:
    """Return the calls that reading an account makes."""
    return tuple(call for call in provider.calls if manages or call.purpose is not Purpose.ORGANIZATION)


def _parts(inventory: Inventory, *, manages: bool) -> Iterator[Callable[[], object]]:
    """Yield what to try, each by itself."""
    yield from (partial(_people, inventory, kind) for kind in COVERED)
    yield lambda: list(islice(inventory.groups(), 1))
    yield lambda: list(islice(inventory.policies({}), 1))
    yield lambda: list(islice(inventory.functions({}), 1))
    yield lambda: list(islice(inventory.addresses(), 1))
    yield lambda: list(islice(inventory.trails(), 1))
    yield lambda: list(islice(inventory.buckets(), 1))
    if manages:
        yield lambda: list(islice(inventory.members(), 1))


def _people(inventory: Inventory, kind: PrincipalType) -> None:
    """Look at a few principals, until one had a key whose last use could be asked for."""
    for principal in islice(inventory.principals(kind), _PEOPLE):
        held = inventory.inspect(principal)
        if held is not None and held.keys:
            inventory.last_uses([held.keys[0].id])
            return


def _events(pull: AuditPull) -> None:
    """Ask for the events of a minute in the first place that the account uses."""
    now = datetime.now(UTC).replace(microsecond=0)
    for log in pull.logs():
        try:
            next(iter(log.pages(Window(now - _MOMENT, now))), None)
        except AbsentLogError:
            continue
        return


def _spots(inventory: Inventory, pull: AuditPull) -> Iterator[BlindSpot]:
    yield from pull.tally.blind_spots
    yield from inventory.tally.blind_spots


def _try(provider: Provider, tally: Tally, part: Callable[[], object]) -> None:
    """Run one part; what is refused becomes a blind spot."""
    try:
        part()
    except MissingRightError as error:
        tally.blind(blind_spot(provider, error))
    except (CredentialError, UnreachableError):
        raise
    except CloudError as error:
        spot = BlindSpot(
            right=error.code,
            unseen=error.what,
            reason=error.why or error.what,
            mend=error.mend or "try again later",
        )
        tally.blind(spot)


def blind_spot(provider: Provider, error: MissingRightError) -> BlindSpot:
    """Return what is not seen for the want of a right."""
    words = [call.unseen for call in provider.calls if call.right == error.right]
    return BlindSpot(
        right=error.right,
        unseen=words[0] if words else f"what {error.right} would tell",
        reason=error.reason,
        mend=f"allow {error.right}",
    )
