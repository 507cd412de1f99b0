"""What the cloud can be asked again about one principal or account, each with few calls, and kept."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

import msgspec
from sqlalchemy import Row, select

from akwarden.errors import AccountError
from akwarden.model.access_key import AccessKeyId, KeyStatus
from akwarden.model.policy import PolicyId
from akwarden.model.principal import COVERED, Holdings, Principal, PrincipalId, PrincipalType
from akwarden.providers.inventory import Inventory
from akwarden.store.account_rows import StoredAccount
from akwarden.store.inventory.belongings import known_policies, merge_groups, merge_policies, merge_trails
from akwarden.store.inventory.holdings import forget, merge_holdings, merge_uses
from akwarden.store.inventory.principals import merge_principals
from akwarden.store.state import State
from akwarden.store.tables import access_keys, principals


class Look(StrEnum):
    """What is asked."""

    KEYS = "keys"
    """The keys of the principal: one call."""
    USES = "uses"
    """When its keys were used: one call at Tencent Cloud, one a key at AWS."""
    PERSON = "person"
    """The principal itself, with all that it has: sign-in, second factor, trust, policies and groups."""
    RIGHTS = "rights"
    """The same, with the policies of the groups and the documents that changed."""
    TRAILS = "trails"
    """The trails of the account."""


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """Who is asked about whom."""

    state: State
    stored: StoredAccount
    inventory: Inventory
    principal: int | None
    """The number of the principal's row; None for what is about the account."""
    now: datetime

    def person(self) -> Principal:
        """Return the principal as it is kept."""
        with self.state.reading() as connection:
            row = connection.execute(select(principals).where(principals.c.id == self.principal)).one()
        return _principal(row)

    def known_keys(self) -> frozenset[AccessKeyId]:
        """Return the ids of its keys that are known and not deleted."""
        query = select(access_keys.c.key_id).where(
            access_keys.c.principal_id == self.principal,
            access_keys.c.status != KeyStatus.DELETED.value,
        )
        with self.state.reading() as connection:
            return frozenset(map(AccessKeyId, connection.execute(query).scalars()))

    def keep(self, held: Holdings | None, principal: PrincipalId) -> None:
        """Keep what a principal has; None marks it as gone."""
        account, provider = self.stored.id, self.stored.account.provider
        with self.state.writing() as connection:
            if held is None:
                forget(connection, account, [principal], self.now)
            else:
                merge_holdings(connection, provider, account, [held], self.now)

    def check_identity(self) -> None:
        """Raise AccountError when the key is one of another account: its answers would be mixed in."""
        account, number = self.inventory.identity().account, self.stored.account.number
        if account != number:
            raise AccountError(
                f"the key of {self.stored.account.name} belongs to account {account}, not {number}",
                mend="correct the place that the key comes from",
            )


def look(what: Look, asking: Asking) -> None:
    """Ask, and keep what the cloud says; raises CloudError, and AccountError for a key of another account."""
    _LOOKS[what](asking)


def _keys(asking: Asking) -> None:
    """Ask for the keys. Key ids are unique everywhere: the known ones come from no other account."""
    person = asking.person()
    held = asking.inventory.keys(person)
    told = frozenset(key.id for key in held.keys or ()) if held is not None else frozenset()
    known = asking.known_keys()
    if not known or not known <= told:
        asking.check_identity()
    asking.keep(held, person.id)


def _uses(asking: Asking) -> None:
    """Ask when the keys were used, of keys that were just asked for."""
    ids = sorted(asking.known_keys())
    uses = asking.inventory.last_uses(ids)
    with asking.state.writing() as connection:
        merge_uses(connection, uses)


def _person(asking: Asking) -> None:
    """List the principals of its kind, which tells sign-in and trust, and look at this one."""
    asking.check_identity()
    person = asking.person()
    kind = next(kind for kind, covered in COVERED.items() if person.type in covered)
    listed = list(asking.inventory.principals(kind))
    with asking.state.writing() as connection:
        merge_principals(connection, asking.stored.id, kind, listed, asking.now)
    there = next((one for one in listed if one.id == person.id), None)
    asking.keep(None if there is None else asking.inventory.inspect(there), person.id)


def _rights(asking: Asking) -> None:
    """Look at the principal, at the groups, and at policies that changed; no policy is taken for gone."""
    _person(asking)
    account, inventory = asking.stored.id, asking.inventory
    groups = list(inventory.groups())
    with asking.state.reading() as connection:
        known = {PolicyId(id_): version for id_, version in known_policies(connection, account).items()}
    changed = list(inventory.policies(known))
    with asking.state.writing() as connection:
        merge_groups(connection, account, groups)
        merge_policies(connection, account, changed)


def _trails(asking: Asking) -> None:
    asking.check_identity()
    refused = asking.inventory.tally.refused
    listed = list(asking.inventory.trails())
    whole = asking.inventory.tally.refused == refused
    with asking.state.writing() as connection:
        merge_trails(connection, asking.stored.id, listed, whole=whole)


_LOOKS: Mapping[Look, Callable[[Asking], None]] = MappingProxyType(
    {Look.KEYS: _keys, Look.USES: _uses, Look.PERSON: _person, Look.RIGHTS: _rights, Look.TRAILS: _trails}
)


def _principal(row: Row[tuple[object, ...]]) -> Principal:
    """Return a row of principals as the cloud told it."""
    return Principal(
        id=PrincipalId(row.cloud_id),
        type=PrincipalType(row.type),
        name=row.name,
        arn=row.arn,
        note=row.note,
        created_at=row.created_at,
        console_login=row.console_login,
        mfa=row.mfa,
        last_login_at=row.last_login_at,
        last_login_ip=row.last_login_ip,
        trust=row.trust,
        session_seconds=row.session_seconds,
    )
