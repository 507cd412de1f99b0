import hashlib
import json
from pathlib import Path

import pytest

from akwarden.errors import BaselineError
from akwarden.model.secret import Secret
from akwarden.workflows.baseline import (
    Baseline,
    Known,
    check_writable,
    new_baseline,
    read_baseline,
    write_baseline,
)

VALUE = Secret(b"a value that nobody should read")
OTHER = Secret(b"another value, of no one")


def test_entry_is_found_again_after_writing_and_reading(tmp_path: Path) -> None:
    baseline = new_baseline()
    entry = baseline.entry("aws-access-key", "src/a.py", VALUE)

    count = write_baseline(tmp_path / "b.json", baseline, [entry, entry])

    assert count == 1
    read = read_baseline(tmp_path / "b.json")
    assert read.entry("aws-access-key", "src/a.py", VALUE) in read.entries


def test_two_baselines_write_one_value_differently() -> None:
    one, other = (new_baseline().entry("r", "p", VALUE) for _ in range(2))

    assert one.fingerprint != other.fingerprint


def test_another_value_in_the_same_place_is_not_the_same_entry() -> None:
    baseline = new_baseline()

    assert baseline.entry("r", "p", VALUE) != baseline.entry("r", "p", Secret(b"a new value, same place"))


def test_file_holds_no_value(tmp_path: Path) -> None:
    baseline = new_baseline()
    write_baseline(tmp_path / "b.json", baseline, [baseline.entry("r", "p", VALUE)])

    assert VALUE.reveal() not in (tmp_path / "b.json").read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        "",
        '{"salt": "00", "entries": [], "schema": "akwarden.baseline/1"}',
        '{"salt": "zz", "entries": []}',
        '{"salt": "' + "00" * 32 + '", "entries": [], "schema": "akwarden.baseline/9"}',
        '{"salt": "' + "00" * 32 + '", "entries": [{"rule": "r"}]}',
        '{"salt": "' + "00" * 32 + '", "entrys": []}',
    ],
)
def test_broken_file_is_refused_with_the_mend(tmp_path: Path, content: str) -> None:
    (tmp_path / "b.json").write_text(content)

    with pytest.raises(BaselineError) as refused:
        read_baseline(tmp_path / "b.json")

    assert "--write-baseline" in str(refused.value.mend)


def test_missing_file_is_refused_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="no baseline file") as refused:
        read_baseline(tmp_path / "none.json")

    assert "--write-baseline" in str(refused.value.mend)


def test_file_that_can_not_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="can't be written") as refused:
        write_baseline(tmp_path / "no" / "folder" / "b.json", new_baseline(), [])

    assert "--write-baseline" in str(refused.value.mend)


def test_what_can_not_be_written_is_known_before_and_nothing_is_left(tmp_path: Path) -> None:
    check_writable(str(tmp_path / "b.json"))

    assert list(tmp_path.iterdir()) == []
    for path in (str(tmp_path / "no" / "b.json"), ""):
        with pytest.raises(BaselineError, match="can't be written") as refused:
            check_writable(path)
        assert "--write-baseline" in str(refused.value.mend)


def test_entries_are_in_one_order_whatever_order_they_came_in(tmp_path: Path) -> None:
    baseline = Baseline("11" * 32, ())
    entries = [baseline.entry("r", path, VALUE) for path in "cab"]

    write_baseline(tmp_path / "one", baseline, entries)
    write_baseline(tmp_path / "other", baseline, reversed(entries))

    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_a_finding_is_known_by_its_rule_its_path_and_its_first_value() -> None:
    empty = new_baseline()
    known = Known(Baseline(empty.salt, (empty.entry("r", "p", VALUE),)))

    assert known.holds("r", "p", [VALUE, OTHER])
    assert not known.holds("r", "p", [OTHER, VALUE])
    assert not known.holds("r", "q", [VALUE])
    assert not known.holds("s", "p", [VALUE])
    assert not Known(empty).holds("r", "p", [VALUE])


def test_a_report_of_gitleaks_knows_a_value_at_its_path_under_any_rule(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(json.dumps([{"RuleID": "x", "File": "src/a.py", "Secret": VALUE.reveal().decode()}]))

    read = read_baseline(path)

    assert VALUE.reveal() not in repr(read).encode()
    known = Known(read)
    assert known.holds("aws-access-key", "src/a.py", [VALUE])
    assert known.holds("any", "src/a.py", [OTHER, VALUE])
    assert not known.holds("any", "src/b.py", [VALUE])
    assert not known.holds("any", "src/a.py", [OTHER])


def test_a_report_counts_from_the_target_as_well(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    file = f"{tmp_path}/src/a.py"
    path.write_text(json.dumps([{"RuleID": "x", "File": file, "Secret": VALUE.reveal().decode()}]))

    known = Known(read_baseline(path, [str(tmp_path / "src"), "-"]))

    assert known.holds("any", "a.py", [VALUE])
    assert not known.holds("any", "src/a.py", [VALUE])


def test_a_baseline_of_detect_secrets_knows_a_value_by_its_hash(tmp_path: Path) -> None:
    sha1 = hashlib.sha1(VALUE.reveal(), usedforsecurity=False).hexdigest()
    path = tmp_path / ".secrets.baseline"
    path.write_text(json.dumps({"version": "1", "results": {"a.py": [{"hashed_secret": sha1}]}}))

    known = Known(read_baseline(path))

    assert known.holds("any", "a.py", [VALUE])
    assert not known.holds("any", "a.py", [OTHER])


def test_a_redacted_report_is_refused_with_the_mend(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(json.dumps([{"File": "a", "Secret": "REDACTED"}]))

    with pytest.raises(BaselineError, match="redacted") as refused:
        read_baseline(path)

    assert "--redact" in (refused.value.mend or "")


def test_a_list_of_something_else_is_no_baseline(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text('[{"DetectorName": "AWS"}]')

    with pytest.raises(BaselineError, match="is not a baseline"):
        read_baseline(path)
