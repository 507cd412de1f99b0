import hashlib
import json
from pathlib import Path

import msgspec
import pytest

from akwarden.model.secret import Secret
from akwarden.workflows.gitleaks.report import RedactedError, Seen, is_foreign, read_foreign

FINDING = {
    "RuleID": "generic-api-key",
    "Description": "Generic",
    "StartLine": 3,
    "Match": "key = made-up-value",
    "Secret": "made-up-value",
    "File": "src/a.py",
    "Fingerprint": "src/a.py:generic-api-key:3",
}


def seen(*findings: dict[str, object], targets: tuple[str, ...] = ()) -> list[Seen]:
    return list(read_foreign(json.loads(json.dumps(findings)), targets))


def test_a_finding_of_gitleaks_is_its_path_and_its_value() -> None:
    assert seen(FINDING) == [Seen("src/a.py", Secret(b"made-up-value"))]


def test_a_value_is_masked_from_the_moment_it_is_read() -> None:
    assert "made-up-value" not in repr(seen(FINDING))


def test_a_finding_without_a_value_is_left_out() -> None:
    assert seen({**FINDING, "Secret": ""}) == []


@pytest.mark.parametrize("value", ["REDACTED", "made-..."])
def test_a_redacted_report_is_refused(value: str) -> None:
    with pytest.raises(RedactedError):
        seen(FINDING, {**FINDING, "Secret": value})


@pytest.mark.parametrize("broken", [[1], [{}], [{"File": "a"}], [{"File": "a", "Secret": 5}]])
def test_a_list_of_something_else_is_refused(broken: list[object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        list(read_foreign(broken))


def test_a_path_counts_as_seen_from_a_target_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "src").mkdir()
    monkeypatch.chdir(tmp_path)

    from_below = [one.path for one in seen(FINDING, targets=("src", "elsewhere"))]
    absolute = [one.path for one in seen({**FINDING, "File": f"{tmp_path}/src/a.py"}, targets=(".",))]
    single = [one.path for one in seen(FINDING, targets=("src/a.py",))]

    assert from_below == ["src/a.py", "a.py"]
    assert absolute == ["src/a.py"]
    assert single == ["src/a.py", "a.py"]


def test_a_path_into_a_container_is_read_both_ways() -> None:
    paths = [one.path for one in seen({**FINDING, "File": "a.zip!b.tar!c"}, {**FINDING, "File": "wow!.txt"})]

    assert paths == ["a.zip!b.tar!c", "a.zip!/b.tar!/c", "wow!.txt", "wow!/.txt"]


def test_a_baseline_of_detect_secrets_gives_hashes() -> None:
    sha1 = hashlib.sha1(b"made-up-value", usedforsecurity=False).hexdigest()
    written = {
        "version": "1.5.0",
        "plugins_used": [],
        "results": {"a.py": [{"type": "Secret Keyword", "hashed_secret": sha1, "line_number": 3}]},
    }

    assert is_foreign(written)
    assert list(read_foreign(written)) == [Seen("a.py", sha1)]


@pytest.mark.parametrize(
    ("read", "expected"), [([], True), ({"results": {}}, True), ({"salt": "0"}, False), (5, False)]
)
def test_what_another_scanner_wrote_is_told_from_a_baseline(read: object, *, expected: bool) -> None:
    assert is_foreign(read) == expected
