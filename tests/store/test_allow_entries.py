from datetime import timedelta

import msgspec
from tests.store.databases import postgresql, state
from tests.store.rows import NOW

from akwarden.model.allow_entry import AllowStatus
from akwarden.store import allow_entries
from akwarden.store.allow_entries import NewAllowEntry
from akwarden.store.state import State

__all__ = ["postgresql", "state"]

NEW = NewAllowEntry(
    query="key:AKID1",
    rule=None,
    reason="ticket 1",
    owner="ops",
    until=NOW + timedelta(days=90),
    created_at=NOW,
    created_by="bob",
)


def test_entries_are_kept_with_how_they_stand_and_only_some_count(state: State) -> None:
    with state.writing() as connection:
        ended = allow_entries.add(connection, msgspec.structs.replace(NEW, until=NOW))
        removed = allow_entries.add(connection, NEW)
        counts = allow_entries.add(connection, msgspec.structs.replace(NEW, rule="root-key-call"))
        allow_entries.remove(connection, removed, actor="eve", now=NOW)
        allow_entries.remove(connection, removed, actor="bob", now=NOW + timedelta(days=1))

    with state.reading() as connection:
        listed = allow_entries.listed(connection, NOW)
        in_force = allow_entries.in_force(connection, NOW)
        one = allow_entries.one(connection, removed, NOW)
        none = allow_entries.one(connection, counts + 1, NOW)

    assert [(entry.id, entry.status) for entry in listed] == [
        (counts, AllowStatus.IN_FORCE),
        (removed, AllowStatus.REMOVED),
        (ended, AllowStatus.ENDED),
    ]
    assert [(entry.id, entry.rule, entry.until) for entry in in_force] == [
        (counts, "root-key-call", NOW + timedelta(days=90))
    ]
    assert one is not None
    assert (one.removed_by, one.removed_at) == ("eve", NOW)
    assert none is None
