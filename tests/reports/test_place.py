import pytest
from hypothesis import given
from tests.reports.hostile import is_calm, locations
from tests.reports.samples import location

from akwarden.model.location import Location
from akwarden.reports.place import history_of, label_of, moment, path_of


@pytest.mark.parametrize(
    ("source", "vpath", "path"),
    [
        (".", "app/config.py", "app/config.py"),
        ("src", "app/config.py", "src/app/config.py"),
        ("../other/", "a.py", "../other/a.py"),
        ("/srv/repo", "a.py", "/srv/repo/a.py"),
        ("/", "etc/app.env", "/etc/app.env"),
        ("conf/.env", ".env", "conf/.env"),
        ("build/app.apk", "app.apk!/classes.dex#strings", "build/app.apk!/classes.dex#strings"),
        ("disk.qcow2", "disk.qcow2!p1:/root/.bash_history", "disk.qcow2/disk.qcow2!p1:/root/.bash_history"),
        ("folder/", "folder", "folder/folder"),
        ("stdin", "-", "stdin"),
        ("stdin", "-!/a.env", "stdin!/a.env"),
        ("https://example.com/r.git", "a.py", "https://example.com/r.git/a.py"),
    ],
)
def test_source_and_vpath_are_one_path(source: str, vpath: str, path: str) -> None:
    assert path_of(location(source=source, vpath=vpath)) == path


def test_label_ends_with_line_and_column() -> None:
    assert label_of(location()) == "app/config.py:12:14"


def test_label_counts_characters_where_they_are_known() -> None:
    assert label_of(location(character=7)) == "app/config.py:12:7"


def test_no_history_outside_a_repository() -> None:
    assert history_of(location()) is None


@pytest.mark.parametrize(
    ("in_head", "last_seen_at", "end"),
    [
        (None, None, ""),
        (True, "2024-05-02T10:00:00Z", ", still in HEAD"),
        (
            False,
            "2024-05-02T10:00:00Z",
            ", gone from HEAD since 2024-05-02 10:00 UTC, still in the history",
        ),
        (False, None, ", gone from HEAD, still in the history"),
    ],
)
def test_history_says_whether_head_still_has_it(
    *, in_head: bool | None, last_seen_at: str | None, end: str
) -> None:
    place = location(
        commit="0123456789abcdef",
        author="Ann <a@example.com>",
        committed_at="2024-03-01T17:30:00+08:00",
        in_head=in_head,
        last_seen_at=last_seen_at,
    )

    assert history_of(place) == "in commit 0123456789ab of 2024-03-01 09:30 UTC by Ann <a@example.com>" + end


def test_time_that_is_none_is_shown_as_it_is() -> None:
    assert moment("yesterday\x1b") == "yesterday\\x1b"
    assert moment("0001-01-01T00:00:00+14:00") == "0001-01-01T00:00:00+14:00"


@given(locations)
def test_labels_of_hostile_places_are_calm(place: Location) -> None:
    assert is_calm(label_of(place))
    assert is_calm(history_of(place) or "")
