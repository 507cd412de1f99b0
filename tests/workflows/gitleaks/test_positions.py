import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.workflows.sighted import LONE_ID, grouped, seen

from akwarden.model.finding import AllowedBy
from akwarden.model.match import Position
from akwarden.workflows.gitleaks.positions import Positions, Spot, spot_of

COMMIT, OTHER = "c0ffee" * 6 + "c0ff", "deadbeef" * 5


def positions(*lines: str) -> Positions:
    return Positions(".gitleaksignore", "\n".join(lines))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a/b.py:aws-access-token:12", Spot(None, "a/b.py", 12)),
        (f"{COMMIT}:a/b.py:generic-api-key:7", Spot(COMMIT, "a/b.py", 7)),
        (f"{COMMIT.upper()}:a\\b.py:r:7", Spot(COMMIT, "a/b.py", 7)),
        ("./a:r:1", Spot(None, "a", 1)),
        ("a.zip!b/c:r:1", Spot(None, "a.zip!b/c", 1)),
        ("a:r", None),
        ("a:r:x", None),
        ("a:r:1:2:3", None),
        ("a:r:" + "9" * 5000, None),
        ("a:r:٣", None),
    ],
)
def test_a_fingerprint_names_a_place(text: str, expected: Spot | None) -> None:
    assert spot_of(text) == expected


@pytest.mark.parametrize(
    ("entry", "is_allowed"),
    [
        # The rule of gitleaks is not compared; the line of either part counts.
        ("conf/app.ini:any-rule:3", True),
        ("conf/app.ini:any-rule:4", True),
        ("conf/app.ini:any-rule:5", False),
        ("app.ini:any-rule:3", False),
        (f"{COMMIT}:conf/app.ini:r:3", True),
        (f"{OTHER}:conf/app.ini:r:3", False),
    ],
)
def test_what_stands_in_the_line_is_allowed(entry: str, *, is_allowed: bool) -> None:
    one = grouped(seen(commit=COMMIT))

    allowed = positions("# old ones", "", entry).allows(one)

    assert (allowed is not None) == is_allowed
    assert allowed is None or allowed.by is AllowedBy.GITLEAKS


def test_from_the_first_sight_on_the_value_is_allowed_wherever_it_moves() -> None:
    moved = seen(position=Position(900, 77, 1), lines=())
    entry = positions(f"{COMMIT}:conf/app.ini:r:3")

    assert entry.allows(grouped(seen(commit=COMMIT), moved))
    assert entry.allows(grouped(moved)) is None


def test_another_value_that_a_later_commit_brings_to_the_line_counts() -> None:
    later = grouped(seen(match=LONE_ID, commit=OTHER, key_id="AKIDanother"))

    assert positions(f"{COMMIT}:conf/app.ini:r:3").allows(later) is None


def test_a_path_into_a_container_is_written_as_gitleaks_does() -> None:
    one = grouped(seen("a.zip!/b.tar!/c.env"))

    assert positions("a.zip!b.tar!c.env:r:3").allows(one)


def test_entries_of_use_are_counted_and_lines_that_are_none_too() -> None:
    read = positions("conf/app.ini:r:3", "conf/app.ini:r:3", "gone.py:r:1", "what is this", "# a comment")
    read.allows(grouped())

    used, unread = read.remarks()

    assert used.startswith(".gitleaksignore: 1 of 2 entries used; ")
    assert ".akwardenignore" in used
    assert unread == ".gitleaksignore: 1 line is no fingerprint and was passed over"
    assert [*positions("what", "is this").remarks()] == [
        ".gitleaksignore: 2 lines are no fingerprints and were passed over"
    ]


def test_an_empty_file_remarks_nothing() -> None:
    assert list(positions("", "# nothing yet").remarks()) == []


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert Positions("x", text).allows(grouped()) is None
