import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection, delete, insert, update
from tests.store.audit_log.logs import event, forged
from tests.store.audit_log.logs import log as honest
from tests.store.databases import postgresql, state

from akwarden.errors import AuditLogError, StateError
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Entry, Event, decode
from akwarden.store.audit_log.head import Head
from akwarden.store.audit_log.verify import Fault, FaultKind, Whole, verify
from akwarden.store.state import State
from akwarden.store.tables import audit_records

__all__ = ["postgresql", "state"]

_NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)

# What another process does: adds some records to a state, each in a transaction of its own.
_APPENDER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Event
from akwarden.store.migration import open_state
home, url, who, count = sys.argv[1:]
state = open_state(Path(home), url or None)
for number in range(int(count)):
    with state.writing() as connection:
        log.append(connection, Event(at=datetime.now(UTC), actor=who, action="test", object=str(number)))
state.close()
"""


def fill(state: State, size: int) -> None:
    """Add the records of an honest log."""
    with state.writing() as connection:
        for number in range(1, size + 1):
            log.append(connection, event(number))


def read(state: State) -> list[Entry]:
    """Give all entries."""
    with state.reading() as connection:
        return list(log.entries(connection))


def judged(state: State, heads: Sequence[Head] = ()) -> Whole | Fault:
    """Give what the verifier says."""
    with state.reading() as connection:
        return verify(log.entries(connection), heads)


def taken(state: State) -> Head:
    """Give the head of a log that is whole."""
    with state.reading() as connection:
        head = log.head(connection, _NOW)
    assert isinstance(head, Head)
    return head


def test_records_are_chained_in_the_order_in_which_they_came(state: State) -> None:
    fill(state, 5)

    assert read(state) == honest(5)
    assert isinstance(judged(state), Whole)


def test_a_record_is_kept_only_with_what_it_records(state: State) -> None:
    fill(state, 1)

    with pytest.raises(ZeroDivisionError), state.writing() as connection:
        _append_and_fail(connection)

    assert [entry.number for entry in read(state)] == [1]


def _append_and_fail(connection: Connection) -> float:
    log.append(connection, event(2))
    return 1 / 0


def test_an_event_that_can_not_be_kept_leaves_nothing(state: State) -> None:
    wrong = Event(at=datetime(2026, 1, 1), actor="a", action="b", object="c")  # noqa: DTZ001  what is refused

    with pytest.raises(AuditLogError), state.writing() as connection:
        log.append(connection, wrong)

    assert read(state) == []


def test_the_latest_records_come_in_their_order(state: State) -> None:
    fill(state, 4)

    with state.reading() as connection:
        found = [entry.number for entry in log.latest(connection, 2)]
        last = log.last(connection)

    assert found == [3, 4]
    assert last is not None
    assert last.number == 4


def test_an_empty_log_has_no_last_record_and_a_head(state: State) -> None:
    with state.reading() as connection:
        assert log.last(connection) is None
    assert taken(state).size == 0


def test_records_of_an_action_and_an_object_are_found_from_the_newest_on(state: State) -> None:
    names = ['a"b\\c', "a", "é中", "a"]
    with state.writing() as connection:
        for number, name in enumerate(names):
            # The object of another record has the words of an action: it is no such record.
            log.append(connection, Event(at=_NOW, actor='"action":"put"', action="put", object=name))
            log.append(connection, Event(at=_NOW, actor=str(number), action="get", object='"action":"put"'))

    with state.reading() as connection:
        of_a = [record.number for record in log.records_of(connection, "put", of="a")]
        quoted = [record.object for record in log.records_of(connection, "put", of=names[0])]
        wide = [record.object for record in log.records_of(connection, "put", of=names[2])]
        every = [record.number for record in log.records_of(connection, "put")]

    assert of_a == [7, 3]
    assert (quoted, wide) == ([names[0]], [names[2]])
    assert every == [7, 5, 3, 1]


def test_a_head_vouches_for_a_log_that_grew(state: State) -> None:
    fill(state, 3)
    head = taken(state)
    with state.writing() as connection:
        log.append(connection, event(4))

    found = judged(state, [head])

    assert isinstance(found, Whole)
    assert (found.size, found.vouched) == (4, 3)


def test_a_log_that_was_changed_has_no_head(state: State) -> None:
    fill(state, 3)
    _change(state)

    with state.reading() as connection:
        assert log.head(connection, _NOW) == Fault(FaultKind.CHANGED, 2, 2)


def _change(state: State) -> None:
    """Change a record, and its digest with it."""
    (_, entry, _) = read(state)
    other = forged(entry, actor="nobody")
    with state.writing() as connection:
        connection.execute(
            update(audit_records)
            .where(audit_records.c.number == 2)
            .values(canonical=other.canonical, digest=other.digest)
        )


def _delete(state: State) -> None:
    with state.writing() as connection:
        connection.execute(delete(audit_records).where(audit_records.c.number == 2))


def _cut(state: State) -> None:
    with state.writing() as connection:
        connection.execute(delete(audit_records).where(audit_records.c.number == 3))


def _reorder(state: State) -> None:
    """Let the second and the third row change places."""
    first, second, third = read(state)
    with state.writing() as connection:
        connection.execute(delete(audit_records))
        for number, entry in ((1, first), (2, third), (3, second)):
            values = {**msgspec.structs.asdict(entry), "number": number}
            connection.execute(insert(audit_records).values(values))


def _blank(state: State) -> None:
    with state.writing() as connection:
        connection.execute(update(audit_records).where(audit_records.c.number == 2).values(canonical=b""))


@pytest.mark.parametrize(
    ("edit", "kind", "number"),
    [
        (_change, FaultKind.CHANGED, 2),
        (_delete, FaultKind.MISSING, 2),
        (_reorder, FaultKind.CHANGED, 2),
        (_cut, FaultKind.TRUNCATED, 3),
        (_blank, FaultKind.CHANGED, 2),
    ],
)
def test_what_somebody_did_to_the_rows_is_seen(
    state: State, edit: Callable[[State], None], kind: FaultKind, number: int
) -> None:
    fill(state, 3)
    head = taken(state)

    edit(state)

    found = judged(state, [head])
    assert isinstance(found, Fault)
    assert (found.kind, found.number) == (kind, number)


def test_two_processes_that_add_at_once_keep_one_chain(state: State) -> None:
    url = "" if state.is_sqlite else state.engine.url.render_as_string(hide_password=False)
    home = Path(state.place).parent if state.is_sqlite else Path("/nonexistent")
    command = [sys.executable, "-c", _APPENDER, str(home), url]

    running = [subprocess.Popen([*command, who, "25"]) for who in ("one", "two", "three")]
    codes = [process.wait(timeout=250) for process in running]

    records = [decode(entry.canonical) for entry in read(state)]
    assert codes == [0, 0, 0]
    assert judged(state) == Whole(75, taken(state).hash, 0)
    for who in ("one", "two", "three"):
        assert [record.object for record in records if record.actor == who] == [str(n) for n in range(25)]


def test_a_number_that_is_taken_ends_the_transaction(state: State) -> None:
    fill(state, 1)
    (entry,) = read(state)

    with pytest.raises(StateError), state.writing() as connection:
        connection.execute(insert(audit_records).values(msgspec.structs.asdict(entry)))

    assert read(state) == [entry]
