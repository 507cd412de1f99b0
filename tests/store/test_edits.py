from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, key_id

from akwarden.errors import EditError
from akwarden.model.note import NoteField, NoteKind, Subject
from akwarden.store import edits, notes
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import decode
from akwarden.store.edits import Wanted
from akwarden.store.state import State
from akwarden.store.tables import addresses, audit_records, edit_lines

__all__ = ["postgresql", "state"]

KEY = Subject(NoteKind.KEY, key_id())
NETWORK = Subject(NoteKind.IP, "198.51.100.0/24")


def say(state: State, *wanted: Wanted, actor: str = "ann") -> int | None:
    """Make a change and give the number of its edit."""
    with state.writing() as connection:
        made = edits.change(connection, wanted, title="a change", actor=actor, now=NOW)
    return None if made is None else made.edit.number


def remark(text: str | None, subject: Subject = KEY) -> Wanted:
    """Give the wish for a remark."""
    return Wanted(subject, NoteField.REMARK, text)


def undo(state: State, number: int) -> None:
    """Undo an edit."""
    with state.writing() as connection:
        edits.undo(connection, number, actor="ben", now=NOW + timedelta(hours=1))


def change_and_fail(connection: Connection) -> None:
    """Make a change in a transaction that fails behind it."""
    edits.change(connection, [remark("Pay")], title="a change", actor="ann", now=NOW)
    _ = 1 // 0


def said(state: State, subject: Subject = KEY) -> dict[NoteField, str]:
    """Give what is said of a subject."""
    with state.reading() as connection:
        found = notes.said(connection, [subject]).get(subject, {})
    return {field: value for field, value in found.items() if value is not None}


def test_a_change_is_kept_with_what_stood_there_before_and_who_made_it(state: State) -> None:
    say(state, remark("Pay"))
    say(state, remark("Pay gateway"), actor="ben")

    with state.reading() as connection:
        last, first = edits.history(connection, KEY)
        note = notes.note_of(connection, KEY)

    assert note is not None
    assert (note.remark, note.changed_by, note.changed_at) == ("Pay gateway", "ben", NOW)
    assert (last.line.before, last.line.after, last.edit.actor) == ("Pay", "Pay gateway", "ben")
    assert (first.line.before, first.line.after) == (None, "Pay")


def test_a_change_of_one_thing_leaves_the_others(state: State) -> None:
    say(state, remark("Pay"), Wanted(KEY, NoteField.OWNER, "team-pay"))

    say(state, Wanted(KEY, NoteField.TAGS, '["prod"]'))

    assert said(state) == {
        NoteField.REMARK: "Pay",
        NoteField.OWNER: "team-pay",
        NoteField.TAGS: '["prod"]',
    }


def test_what_is_so_already_is_no_edit_and_no_record(state: State) -> None:
    say(state, remark("Pay"))

    assert say(state, remark("Pay")) is None
    with state.reading() as connection:
        assert len(list(log.entries(connection))) == len(list(edits.listed(connection))) == 1


def test_every_edit_stands_in_the_audit_log_without_its_words(state: State) -> None:
    number = say(state, remark("Pay gateway"))

    with state.reading() as connection:
        (entry,) = log.entries(connection)

    record = decode(entry.canonical)
    assert (record.action, record.actor, record.details["edit"]) == ("note.change", "ann", number)
    assert b"Pay gateway" not in entry.canonical


def test_a_change_is_made_with_all_that_belongs_to_it_or_not_at_all(state: State) -> None:
    with pytest.raises(ZeroDivisionError), state.writing() as connection:
        change_and_fail(connection)

    assert said(state) == {}
    with state.reading() as connection:
        counted = [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (edit_lines, audit_records)
        ]
    assert counted == [0, 0]


def test_undo_sets_back_what_was_said_and_is_an_edit_itself(state: State) -> None:
    say(state, remark("first"))
    second = say(state, remark("second"))
    assert second is not None

    undo(state, second)

    assert said(state) == {NoteField.REMARK: "first"}
    with state.reading() as connection:
        last, before, _ = edits.listed(connection)
    assert (last.title, last.actor) == (f"undo of edit {second}", "ben")
    assert before.undone_at == NOW + timedelta(hours=1)


def test_an_undo_can_be_undone(state: State) -> None:
    number = say(state, remark("Pay"))
    assert number is not None
    undo(state, number)

    undo(state, number + 1)

    assert said(state) == {NoteField.REMARK: "Pay"}


def test_what_was_changed_again_since_is_not_undone_and_named(state: State) -> None:
    other = Subject(NoteKind.KEY, key_id(2))
    number = say(state, remark("Pay"), remark("Ads", other))
    assert number is not None
    say(state, remark("Advertising", other))

    with pytest.raises(EditError) as refused:
        undo(state, number)

    assert refused.value.why == f"changed again since: the remark of {other.name}"
    assert said(state) == {NoteField.REMARK: "Pay"}


def test_an_edit_is_undone_once(state: State) -> None:
    number = say(state, remark("Pay"))
    assert number is not None
    undo(state, number)

    with pytest.raises(EditError, match="undone already"):
        undo(state, number)


def test_there_is_no_undo_for_an_edit_that_nobody_made(state: State) -> None:
    with pytest.raises(EditError, match="no edit 7"):
        undo(state, 7)


def test_a_network_of_a_file_comes_and_goes_with_its_edit(state: State) -> None:
    number = say(
        state,
        Wanted(NETWORK, NoteField.NETWORK_KIND, "office"),
        Wanted(NETWORK, NoteField.LABEL, "Berlin"),
        remark("2nd floor", NETWORK),
    )
    assert number is not None

    with state.reading() as connection:
        there = connection.execute(select(addresses)).one()
    undo(state, number)
    with state.reading() as connection:
        gone = connection.execute(select(addresses)).all()

    assert (there.network, there.kind, there.label, there.account_id) == (
        NETWORK.name,
        "office",
        "Berlin",
        None,
    )
    assert gone == []
    assert said(state, NETWORK) == {}


_values = st.sampled_from([None, "one", "two", "three"])


@given(steps=st.lists(st.dictionaries(st.sampled_from([1, 2, 3]), _values, min_size=1), max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=20)
def test_undoing_all_edits_from_the_last_one_leads_back_to_where_they_began(
    state: State, steps: list[dict[int, str | None]]
) -> None:
    subjects = {number: Subject(NoteKind.KEY, key_id(number)) for number in (1, 2, 3)}
    before = {number: said(state, subject) for number, subject in subjects.items()}

    made = [say(state, *(remark(text, subjects[number]) for number, text in step.items())) for step in steps]
    for number in reversed([one for one in made if one is not None]):
        undo(state, number)

    assert {number: said(state, subject) for number, subject in subjects.items()} == before
