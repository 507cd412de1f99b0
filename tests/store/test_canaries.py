from datetime import timedelta

import msgspec
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, key_id

from akwarden.model.canary import Canary
from akwarden.store import canaries
from akwarden.store.state import State

__all__ = ["postgresql", "state"]

ONE = Canary(
    key_id=key_id(1),
    provider="tencent",
    account="100000000001",
    place="/bait",
    minted=True,
    created_at=NOW,
    created_by="bob",
)


def test_canaries_are_remembered_and_forgotten(state: State) -> None:
    other = msgspec.structs.replace(ONE, key_id=key_id(2), account=None, created_at=NOW + timedelta(days=1))
    with state.writing() as connection:
        canaries.put(connection, msgspec.structs.replace(ONE, place="elsewhere", removed_at=NOW))
        canaries.put(connection, ONE)
        canaries.put(connection, other)
        canaries.put(connection, msgspec.structs.replace(ONE, key_id=key_id(3)))
        canaries.remove(connection, key_id(3), NOW)
        canaries.remove(connection, key_id(3), NOW + timedelta(days=1))

    with state.reading() as connection:
        assert canaries.listed(connection) == [other, ONE]
        assert [one.key_id for one in canaries.listed(connection, with_removed=True)] == [
            key_id(2),
            key_id(1),
            key_id(3),
        ]
        gone = canaries.one(connection, key_id(3))
        assert gone is not None
        assert gone.removed_at == NOW
        assert canaries.one(connection, key_id(4)) is None
        assert canaries.key_ids(connection) == {key_id(1), key_id(2)}
        assert canaries.among(connection, [key_id(1), key_id(3), key_id(4)]) == {key_id(1)}
