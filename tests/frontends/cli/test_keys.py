"""The commands about keys, addresses, principals, edits and reports, each in a process of its own."""

import csv
import io
import json
from pathlib import Path

import pytest
from tests.frontends.cli.program import akwarden
from tests.store.databases import home_state
from tests.store.rows import key_id
from tests.workflows.keys.inventory import add_inventory

from akwarden.errors import ExitCode


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder whose home has a small inventory."""
    state = home_state(tmp_path / "home")
    with state.writing() as connection:
        add_inventory(connection)
    state.close()
    return tmp_path


def test_a_list_on_a_pipe_is_whole_plain_and_tells_what_is_hidden(folder: Path) -> None:
    done = akwarden("keys", "list", folder=folder)

    heading, *lines = done.stdout.splitlines()
    assert done.returncode == ExitCode.OK
    assert heading.split()[:3] == ["ADVICE", "KEY", "ID"]
    assert [line.split()[1] for line in lines] == [key_id(number) for number in (1, 2, 3, 5)]
    assert done.stderr.splitlines() == [
        "4 keys",
        "hidden: 1 deleted: --all-statuses, or --where status:deleted",
    ]


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_a_list_is_json_with_a_schema(folder: Path, form: str) -> None:
    done = akwarden("keys", "list", "--where", "alice", "--format", form, folder=folder)

    (row,) = json.loads(done.stdout) if form == "json" else [json.loads(done.stdout)]
    assert (row["schema"], row["key_id"], row["advice"]) == ("akwarden.key/1", key_id(1), "act_now")
    assert row["source_ips"] is None


def test_a_page_names_the_cursor_of_the_next_one(folder: Path) -> None:
    first = akwarden("keys", "list", "--limit", "3", "--format", "jsonl", folder=folder)
    cursor = first.stderr.splitlines()[0].rpartition(" ")[2]

    rest = akwarden("keys", "list", "--limit", "3", "--after", cursor, "--format", "jsonl", folder=folder)

    assert first.stderr.startswith("3 of 4 keys. More: --all, or --after ")
    keys = [json.loads(line)["key_id"] for line in (first.stdout + rest.stdout).splitlines()]
    assert keys == [key_id(number) for number in (1, 2, 3, 5)]


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("--where", "ownr:x"), "there is no field 'ownr'"),
        (("--sort", "lats"), "can't be sorted by 'lats'"),
        (("--columns", "ownr"), "there is no column 'ownr'"),
        (("--columns", "owner", "--format", "json"), "--columns is only for a table"),
        (("--limit", "1", "--all"), "--limit and --all exclude each other"),
        (("--after", "x"), "the cursor is none of this list"),
    ],
)
def test_what_a_list_does_not_understand_ends_with_2_and_a_mend(
    folder: Path, arguments: tuple[str, ...], what: str
) -> None:
    done = akwarden("keys", "list", *arguments, folder=folder)

    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    assert what in done.stderr
    assert "\nmend: " in done.stderr


def test_the_page_of_a_key_begins_with_what_is_wrong_and_what_to_do(folder: Path) -> None:
    done = akwarden("keys", "show", key_id(1)[-8:], folder=folder)

    first, second, *_ = done.stdout.splitlines()
    assert first == f"{key_id(1)}  (act now)"
    assert second == "  - leaked, and it still works"
    for part in ("Next: Disable", "Owner:", "May do:", "Risks:", "Leaks:", "config/app.ini:3", "Not seen:"):
        assert part in done.stdout


def test_a_remark_is_saved_shown_and_undone(folder: Path) -> None:
    tried = akwarden("keys", "remark", key_id(1), "Pay 支付", "--dry-run", folder=folder)
    saved = akwarden("keys", "remark", key_id(1), "Pay 支付", folder=folder)
    shown = akwarden("keys", "show", key_id(1), folder=folder)
    undone = akwarden("edits", "undo", "1", folder=folder)
    again = akwarden("edits", "undo", "1", folder=folder)

    assert "nothing was changed" in tried.stderr
    assert saved.stderr.splitlines() == [
        f"{key_id(1)} remark: (none) -> Pay 支付",
        "saved as edit 1; undo: akwarden edits undo 1",
    ]
    assert "Pay 支付" in shown.stdout
    assert undone.stderr.splitlines()[-1] == "saved as edit 2; undo: akwarden edits undo 2"
    assert (again.returncode, "undone already" in again.stderr) == (ExitCode.USAGE, True)


def test_a_table_that_was_written_and_edited_is_taken_back(folder: Path) -> None:
    akwarden("keys", "remark", key_id(2), "=1+1", folder=folder)
    columns = ("--columns", "key_id,remark,owner")
    akwarden("keys", "list", "--format", "csv", *columns, "-o", "keys.csv", folder=folder)
    file = folder / "keys.csv"
    lines = [f"{line}ann" if line.startswith(key_id(3)) else line for line in file.read_text().splitlines()]
    file.write_text("\n".join(lines))

    tried = akwarden("keys", "import", "keys.csv", folder=folder)
    taken = akwarden("keys", "import", "keys.csv", "--yes", folder=folder)
    again = akwarden("keys", "import", "keys.csv", "--yes", folder=folder)

    assert tried.stdout.splitlines()[1].split() == [key_id(3), "owner", "(none)", "->", "ann"]
    assert tried.stderr.endswith("this is what would be: add --yes\n")
    assert "4 lines read, 1 change; saved as edit 2" in taken.stderr
    assert "nothing to change" in again.stderr


def test_every_wrong_line_of_a_file_is_named(folder: Path) -> None:
    (folder / "keys.csv").write_text(f"key_id,remark\nno,x\n{key_id(1)},{'x' * 201}\n{key_id(2)},fine\n")

    done = akwarden("keys", "import", "keys.csv", "--yes", "--quiet", folder=folder)

    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    assert [line.partition(" ")[0] for line in done.stderr.splitlines()[:2]] == ["keys.csv:2:", "keys.csv:3:"]
    assert "keys.csv was not taken: 2 faults" in done.stderr


def test_addresses_are_listed_told_noted_and_imported(folder: Path) -> None:
    (folder / "nets.csv").write_text("network,kind,label\n198.51.100.0/24,vpn,Gate\n")

    taken = akwarden("ips", "import", "nets.csv", "--yes", folder=folder)
    noted = akwarden("ips", "remark", "203.0.113.9", "Jump host", folder=folder)
    shown = akwarden("ips", "show", "203.0.113.9", folder=folder)
    listed = akwarden("ips", "own", "--format", "jsonl", folder=folder)

    assert "1 line read, 2 changes; saved as edit 1" in taken.stderr
    assert noted.returncode == ExitCode.OK
    assert shown.stdout.splitlines()[:2] == [
        "203.0.113.9: an address of ours, in a cloud account",
        "Remark: Jump host",
    ]
    rows = [json.loads(line) for line in listed.stdout.splitlines()]
    assert [(row["network"], row["type"], row["remark"]) for row in rows] == [
        ("198.51.100.0/24", "vpn", ""),
        ("203.0.113.0/24", "office", ""),
        ("203.0.113.9/32", "own", "Jump host"),
    ]


def test_principals_are_listed_and_shown(folder: Path) -> None:
    listed = akwarden("principals", "list", "--where", "mfa:no", "--format", "json", folder=folder)
    shown = akwarden("principals", "show", "alice", folder=folder)

    (row,) = json.loads(listed.stdout)
    assert (row["schema"], row["principal"]) == ("akwarden.principal/1", "alice")
    assert key_id(1) in shown.stdout
    assert "Not seen in its account:" in shown.stdout


def test_the_report_is_a_table_a_page_and_json(folder: Path) -> None:
    table = akwarden("report", "keys", folder=folder)
    page = akwarden("report", "keys", "--format", "html", "-o", "keys.html", folder=folder)
    machine = akwarden("report", "keys", "--where", "account:dev", "--format", "json", folder=folder)

    rows = list(csv.DictReader(io.StringIO(table.stdout)))
    assert [row["access_key_id"] for row in rows] == [key_id(number) for number in (1, 2, 3, 5)]
    assert "not seen: prod (100000000001): the access keys of users" in table.stderr
    assert (page.returncode, page.stdout) == (ExitCode.OK, "")
    assert (folder / "keys.html").read_text().startswith("<!doctype html>")
    report = json.loads(machine.stdout)
    assert (report["schema"], len(report["keys"])) == ("akwarden.key-report/1", 1)
    assert report["reproduce"] == "akwarden report keys --where account:dev --format json"


def test_an_empty_home_says_how_to_begin(tmp_path: Path) -> None:
    done = akwarden("keys", "list", folder=tmp_path)

    assert (done.returncode, done.stdout) == (ExitCode.OK, "")
    assert done.stderr.startswith("There are no keys yet. Add an account (akwarden accounts add)")


def test_what_clouds_and_people_wrote_can_not_steer_the_terminal(tmp_path: Path) -> None:
    state = home_state(tmp_path / "home")
    with state.writing() as connection:
        add_inventory(connection)
        connection.exec_driver_sql("UPDATE principals SET name = 'a' || char(27) || '[2Jb'")
        connection.exec_driver_sql("UPDATE access_keys SET note = char(27) || 'x'")
    state.close()

    outputs = [
        akwarden(*arguments, folder=tmp_path).stdout
        for arguments in (("keys", "list"), ("keys", "show", key_id(1)), ("principals", "list"))
    ]

    assert [output for output in outputs if "\x1b" in output] == []
    assert all(r"a\x1b[2Jb" in output for output in outputs)


def test_what_can_be_reached_with_a_key_is_a_sentence_and_a_tree(folder: Path) -> None:
    done = akwarden("keys", "show", key_id(1), "--graph", folder=folder)

    sentence, _, *lines = done.stdout.splitlines()
    assert sentence.startswith(
        "The key stands in config/app.ini:3 and works: as alice it holds Administrator"
    )
    worst = [line for line in lines if line.startswith("* ")][:-1]
    assert [line.removeprefix("*").strip(" ").partition("  [")[0] for line in worst] == [
        key_id(1),
        "stands in config/app.ini:3",
        "acts as alice (user)",
        "holds AdministratorAccess (preset)",
        "may change everything by *",
    ]
    assert "      is in ops (group)" in lines


def test_the_same_is_json_with_its_schema(folder: Path) -> None:
    done = akwarden("keys", "show", key_id(1), "--graph", "--format", "json", folder=folder)

    found = json.loads(done.stdout)
    assert (found["schema"], found["key_id"]) == ("akwarden.key-graph/1", key_id(1))
    assert found["is_full"] is False
