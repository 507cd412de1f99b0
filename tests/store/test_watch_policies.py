import msgspec
from tests.store.databases import postgresql, state
from tests.store.rows import NOW

from akwarden.model.severity import Severity
from akwarden.model.watch_policy import Watched
from akwarden.store import watch_policies
from akwarden.store.state import State
from akwarden.store.watch_policies import NewWatchPolicy

__all__ = ["postgresql", "state"]

WATCHED = Watched(
    where="service:cam", keys=("AKID1",), ips=("203.0.113.0/24",), except_ips=("203.0.113.9/32",)
)
NEW = NewWatchPolicy(name="b", watched=WATCHED, severity=Severity.HIGH, created_at=NOW, created_by="bob")


def test_policies_are_kept_once_switched_and_forgotten(state: State) -> None:
    with state.writing() as connection:
        added = watch_policies.add(connection, NEW)
        again = watch_policies.add(connection, msgspec.structs.replace(NEW, severity=Severity.LOW))
        watch_policies.add(connection, msgspec.structs.replace(NEW, name="a"))
        watch_policies.add(connection, msgspec.structs.replace(NEW, name="c"))
        watch_policies.switch(connection, "a", enabled=False)
        watch_policies.remove(connection, "c")

    with state.reading() as connection:
        listed = watch_policies.listed(connection)
        enabled = watch_policies.enabled(connection)
        none = watch_policies.one(connection, "c")

    assert (added, again) == (True, False)
    assert [(policy.name, policy.enabled) for policy in listed] == [("a", False), ("b", True)]
    assert [policy.name for policy in enabled] == ["b"]
    assert enabled[0].watched == WATCHED
    assert (enabled[0].severity, enabled[0].created_at, enabled[0].created_by) == (Severity.HIGH, NOW, "bob")
    assert none is None
