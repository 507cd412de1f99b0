from pathlib import Path

import pytest
from sqlalchemy import select
from tests.store.databases import postgresql, state
from tests.store.rows import NOW, add_address, add_key, key_id
from tests.workflows.notes.said import said

from akwarden.errors import EditError
from akwarden.model.note import NoteField, NoteKind, Subject
from akwarden.store import edits
from akwarden.store.state import State
from akwarden.store.tables import addresses
from akwarden.workflows.notes.importing import KEYS, NETWORKS, FileKind, Imported, import_file
from akwarden.workflows.notes.saving import Saying

__all__ = ["postgresql", "state"]

KEY, OTHER = (Subject(NoteKind.KEY, key_id(number)) for number in (1, 2))
OFFICE = Subject(NoteKind.IP, "198.51.100.0/24")


def take(
    state: State, folder: Path, content: str, kind: FileKind = KEYS, *, dry_run: bool = False
) -> Imported:
    """Import a file with this content."""
    file = folder / "said.csv"
    file.write_text(content, newline="")
    return import_file(state, file, kind, Saying(actor="ann", now=NOW, dry_run=dry_run))


def test_a_file_is_one_edit_that_can_be_undone_as_a_whole(state: State, tmp_path: Path) -> None:
    done = take(state, tmp_path, f"key_id,remark,owner,tags\n{KEY.name},Pay,ann,a b\n{OTHER.name},Ads,,\n")

    assert done.saved.edit is not None
    assert (done.saved.edit.lines, done.saved.edit.title) == (4, "import of said.csv: 2 keys")
    assert said(state, KEY) == {"remark": "Pay", "owner": "ann", "tags": '["a","b"]'}
    with state.writing() as connection:
        edits.undo(connection, done.saved.edit.number, actor="ann", now=NOW)
    assert said(state, KEY) == said(state, OTHER) == {}


def test_a_dry_run_tells_what_would_change_and_changes_nothing(state: State, tmp_path: Path) -> None:
    done = take(state, tmp_path, f"key_id,remark\n{KEY.name},Pay\n", dry_run=True)

    (line,) = done.saved.lines
    assert (line.subject, line.field, line.before, line.after) == (KEY, NoteField.REMARK, None, "Pay")
    assert done.saved.edit is None
    assert said(state, KEY) == {}


def test_a_second_import_of_the_same_file_changes_nothing(state: State, tmp_path: Path) -> None:
    content = f"key_id,remark\n{KEY.name},Pay\n"
    take(state, tmp_path, content)

    again = take(state, tmp_path, content)

    assert (again.saved.lines, again.saved.edit, again.lines) == ((), None, 1)


def test_an_empty_cell_clears_and_a_column_that_is_not_there_does_not(state: State, tmp_path: Path) -> None:
    take(state, tmp_path, f"key_id,remark,owner\n{KEY.name},Pay,ann\n")

    take(state, tmp_path, f"key_id,remark\n{KEY.name},\n")

    assert said(state, KEY) == {"owner": "ann"}


def test_every_wrong_line_is_named_and_none_is_taken(state: State, tmp_path: Path) -> None:
    long = "x" * 201

    done = take(
        state, tmp_path, f"key_id,remark\n{KEY.name},Pay\nno,x\n{OTHER.name},{long}\n,x\n{key_id(3)},a,b\n"
    )

    assert [fault.line for fault in done.faults] == [3, 4, 5, 6]
    assert all(fault.mend for fault in done.faults)
    assert done.saved.edit is None
    assert said(state, KEY) == {}


def test_a_line_that_stands_twice_counts_once_and_with_other_words_is_wrong(
    state: State, tmp_path: Path
) -> None:
    same = take(state, tmp_path, f"key_id,remark\n{KEY.name},Pay\n{KEY.name},Pay\n")
    other = take(state, tmp_path, f"key_id,remark\n{KEY.name},Pay\n{KEY.name},Ads\n")

    assert (same.faults, len(same.saved.lines)) == ((), 1)
    (fault,) = other.faults
    assert (fault.line, fault.what) == (3, f"{KEY.name} stands in line 2 already, with other words")


def test_keys_that_the_inventory_does_not_have_are_taken_and_told(state: State, tmp_path: Path) -> None:
    with state.writing() as connection:
        add_key(connection, 1)

    done = take(state, tmp_path, f"key_id,remark\n{KEY.name},Pay\n{OTHER.name},Ads\n")

    assert done.saved.warnings == (f"not in the inventory: 1 key; what is said waits for them: {OTHER.name}",)
    assert said(state, OTHER) == {"remark": "Ads"}


def test_a_table_of_ours_is_taken_with_all_its_columns(state: State, tmp_path: Path) -> None:
    done = take(state, tmp_path, f"key_id,provider,account,remark,advice\n{KEY.name},tencent,1,Pay,fine\n")

    assert said(state, KEY) == {"remark": "Pay"}
    assert "the columns provider, account, advice" in done.saved.warnings[0]


def test_a_file_that_says_nothing_is_refused(state: State, tmp_path: Path) -> None:
    with pytest.raises(EditError, match="says nothing"):
        take(state, tmp_path, f"key_id\n{KEY.name}\n")


def test_networks_of_a_file_become_addresses_of_ours(state: State, tmp_path: Path) -> None:
    with state.writing() as connection:
        add_address(connection, None, "192.0.2.1/32", kind="vpn")

    take(
        state,
        tmp_path,
        f"network,kind,label,remark,owner\n{OFFICE.name},office,Berlin,2nd floor,it\n192.0.2.1,none,,,\n",
        NETWORKS,
    )

    with state.reading() as connection:
        (row,) = connection.execute(select(addresses))
    assert (row.network, row.kind, row.label, row.resource, row.account_id) == (
        OFFICE.name,
        "office",
        "Berlin",
        "Berlin",
        None,
    )
    assert (row.low, row.high) == ("00000000000000000000ffffc6336400", "00000000000000000000ffffc63364ff")
    assert said(state, OFFICE)["remark"] == "2nd floor"


def test_a_network_of_the_wrong_kind_or_form_is_named(state: State, tmp_path: Path) -> None:
    content = "network,kind\n198.51.100.7/24,office\n198.51.100.0/24,ofice\n1.2.3,vpn\n"

    done = take(state, tmp_path, content, NETWORKS)

    assert [fault.line for fault in done.faults] == [2, 3, 4]


def test_fifty_thousand_lines_are_taken_at_once(state: State, tmp_path: Path) -> None:
    lines = "".join(f"{key_id(number)},remark {number}\n" for number in range(50_000))

    done = take(state, tmp_path, f"key_id,remark\n{lines}")

    assert done.saved.edit is not None
    assert done.saved.edit.lines == 50_000
