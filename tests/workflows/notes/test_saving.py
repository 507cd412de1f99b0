import pytest
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_address, add_key, key_id
from tests.workflows.notes.said import said

from akwarden.errors import EditError, UsageError
from akwarden.model.note import NoteField, NoteKind, Subject
from akwarden.store.state import State
from akwarden.store.tables import access_keys
from akwarden.workflows.notes.saving import Saying, say_of_key, say_of_network, undo

__all__ = ["postgresql", "state"]

KEY = Subject(NoteKind.KEY, key_id(12))
SAYING = Saying(actor="ann", now=NOW, dry_run=False)
TRYING = Saying(actor="ann", now=NOW, dry_run=True)


@pytest.fixture
def keys(state: State) -> State:
    """Give a state with three keys."""
    with state.writing() as connection:
        for number in (11, 12, 112):
            add_key(connection, number)
    return state


@pytest.mark.parametrize("piece", [key_id(12), "000000012", "AKID00000000000000000000000000000012"])
def test_a_key_is_named_by_its_id_or_by_how_it_ends(keys: State, piece: str) -> None:
    saved = say_of_key(keys, piece, NoteField.REMARK, ["Pay"], SAYING)

    assert saved.warnings == ()
    assert said(keys, KEY) == {"remark": "Pay"}


@pytest.mark.parametrize(
    ("piece", "what"),
    [
        ("00012", "no key '00012' is known"),
        ("AKID00", "several keys begin or end with 'AKID00'"),
        ("nothing", "no key 'nothing' is known"),
        ("", "no key '' is known"),
        ("%%%%%%%%", "no key '%%%%%%%%' is known"),
    ],
)
def test_a_piece_that_is_too_short_or_fits_several_or_none_is_refused(
    keys: State, piece: str, what: str
) -> None:
    with pytest.raises(UsageError, match=what):
        say_of_key(keys, piece, NoteField.REMARK, ["Pay"], SAYING)


def test_a_mistyped_piece_is_led_to_the_nearest(keys: State) -> None:
    with pytest.raises(UsageError) as refused:
        say_of_key(keys, "AKID0000x000", NoteField.REMARK, ["Pay"], SAYING)

    assert refused.value.mend == "akwarden keys list shows all keys"


def test_a_whole_id_that_nobody_knows_is_taken_with_a_warning_and_the_nearest(keys: State) -> None:
    unknown = key_id(912)

    saved = say_of_key(keys, unknown, NoteField.REMARK, ["Pay"], SAYING)

    assert saved.warnings[0].startswith(f"{unknown} is not in the inventory")
    assert "did you mean" in saved.warnings[0]
    assert said(keys, Subject(NoteKind.KEY, unknown)) == {"remark": "Pay"}


def test_what_is_said_survives_that_the_key_goes_and_comes_back(keys: State) -> None:
    say_of_key(keys, KEY.name, NoteField.OWNER, ["team-pay"], SAYING)

    with keys.writing() as connection:
        connection.execute(access_keys.delete())
    with keys.writing() as connection:
        add_key(connection, 12)

    assert said(keys, KEY) == {"owner": "team-pay"}


def test_an_empty_text_clears(keys: State) -> None:
    say_of_key(keys, KEY.name, NoteField.REMARK, ["Pay"], SAYING)

    say_of_key(keys, KEY.name, NoteField.REMARK, [""], SAYING)

    assert said(keys, KEY) == {}


def test_tags_are_replaced_as_a_whole(keys: State) -> None:
    say_of_key(keys, KEY.name, NoteField.TAGS, ["a", "b"], SAYING)

    saved = say_of_key(keys, KEY.name, NoteField.TAGS, ["c"], SAYING)

    assert [(line.before, line.after) for line in saved.lines] == [('["a","b"]', '["c"]')]


def test_a_dry_run_changes_nothing(keys: State) -> None:
    saved = say_of_key(keys, KEY.name, NoteField.REMARK, ["Pay"], TRYING)

    assert (len(saved.lines), saved.edit) == (1, None)
    assert said(keys, KEY) == {}


def test_a_network_is_noted_by_one_name_however_it_is_written(keys: State) -> None:
    say_of_network(keys, "::ffff:192.0.2.7", NoteField.REMARK, ["Jump host"], SAYING)

    assert said(keys, Subject(NoteKind.IP, "192.0.2.7/32")) == {"remark": "Jump host"}


def test_a_remark_on_a_network_of_a_file_leaves_what_the_file_said(keys: State) -> None:
    with keys.writing() as connection:
        add_address(connection, None, "192.0.2.0/24", kind="office", label="Berlin")

    say_of_network(keys, "192.0.2.0/24", NoteField.REMARK, ["2nd floor"], SAYING)

    assert said(keys, Subject(NoteKind.IP, "192.0.2.0/24")) == {
        "network_kind": "office",
        "label": "Berlin",
        "remark": "2nd floor",
    }


def test_undo_tells_first_and_then_does(keys: State) -> None:
    saved = say_of_key(keys, KEY.name, NoteField.REMARK, ["Pay"], SAYING)
    assert saved.edit is not None

    tried = undo(keys, saved.edit.number, TRYING)
    still = said(keys, KEY)
    undo(keys, saved.edit.number, SAYING)

    assert [(line.before, line.after) for line in tried.lines] == [("Pay", None)]
    assert (still, said(keys, KEY)) == ({"remark": "Pay"}, {})


def test_undo_of_what_is_not_there_is_refused_also_when_it_is_only_tried(keys: State) -> None:
    with pytest.raises(EditError, match="no edit 3"):
        undo(keys, 3, TRYING)
