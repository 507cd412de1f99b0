"""The permanent keys of an account, and when they were used the last time."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

import msgspec

from akwarden.model.access_key import AccessKey, AccessKeyId, KeyStatus, LastUse
from akwarden.providers.tencent.answer import from_milliseconds, moment
from akwarden.providers.tencent.client import Client
from akwarden.providers.tencent.pages import batches
from akwarden.providers.tencent.rights import Rights

_MOST_ASKED = 10
"""Ids that one call of GetSecurityLastUsed takes."""


class _Key(msgspec.Struct, frozen=True, rename="pascal"):
    """A row of ListAccessKeys."""

    access_key_id: str = ""
    status: str = ""
    create_time: str = ""
    description: str = ""


class _Keys(msgspec.Struct, frozen=True):
    rows: tuple[_Key, ...] = msgspec.field(name="AccessKeys", default=())


class _Use(msgspec.Struct, frozen=True, rename="pascal"):
    """A row of GetSecurityLastUsed."""

    secret_id: str = ""
    last_used_date: str = ""
    """The day, told a day late."""
    last_secret_used_date: str = ""
    """Milliseconds since 1970."""


class _Uses(msgspec.Struct, frozen=True):
    rows: tuple[_Use, ...] = msgspec.field(name="SecretIdLastUsedRows", default=())


def keys_of(client: Client, owner: str | None) -> tuple[AccessKey, ...]:
    """Return the keys of a user, or of who calls."""
    asked = {"TargetUin": int(owner)} if owner is not None else {}
    rows = client.ask("cam", "ListAccessKeys", _Keys, asked).rows
    return tuple(_key(row) for row in rows if row.access_key_id)


def _key(row: _Key) -> AccessKey:
    status = KeyStatus.ACTIVE if row.status.lower() == "active" else KeyStatus.INACTIVE
    return AccessKey(
        id=AccessKeyId(row.access_key_id),
        status=status,
        created_at=moment(row.create_time),
        note=row.description,
    )


def last_uses(client: Client, rights: Rights, keys: Sequence[AccessKeyId]) -> Mapping[AccessKeyId, LastUse]:
    """Return when keys were used, ten a call; without those that the cloud does not tell of."""
    asked = [*dict.fromkeys(keys)]
    client.tally.spared(len(asked) - -(-len(asked) // _MOST_ASKED))
    return dict(_uses(client, rights, asked))


def _uses(
    client: Client, rights: Rights, keys: Sequence[AccessKeyId]
) -> Iterator[tuple[AccessKeyId, LastUse]]:
    for ids in batches(keys, _MOST_ASKED):
        asked = {"SecretIdList": list(ids)}
        ask = partial(client.ask, "cam", "GetSecurityLastUsed", _Uses, asked)
        for row in rights.require("cam", "GetSecurityLastUsed", ask).rows:
            if row.secret_id in ids:
                yield AccessKeyId(row.secret_id), LastUse(at=_at(row))


def _at(row: _Use) -> datetime | None:
    """Return the moment of the last use; the beginning of its day where only that is told."""
    return from_milliseconds(row.last_secret_used_date) or moment(row.last_used_date)
