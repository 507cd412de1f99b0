import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from akwarden.errors import UsageError
from akwarden.frontends.demo import home
from akwarden.frontends.demo.home import MARK, enter, environment_of, locked, place_of, read_mark, reset
from akwarden.frontends.demo.preset import FULL, SMALL

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


def test_a_new_folder_gets_a_mark_and_keeps_it(tmp_path: Path) -> None:
    place = tmp_path / "new" / "demo"

    first = enter(place, SMALL, NOW)
    again = enter(place, FULL, datetime(2027, 1, 1, tzinfo=UTC))

    assert first == again
    assert again.preset == SMALL
    assert place.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["state.db", "akwarden.toml", "anything"])
def test_a_folder_that_holds_something_is_neither_used_nor_cleared(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("real")

    with pytest.raises(UsageError, match="is no demo"):
        enter(tmp_path, SMALL, NOW)
    with pytest.raises(UsageError, match="is no demo"):
        reset(tmp_path)

    assert (tmp_path / name).read_text() == "real"


def test_a_reset_deletes_what_the_demo_made_and_tells_what_stays(tmp_path: Path) -> None:
    place = tmp_path / "demo"
    enter(place, SMALL, NOW)
    (place / "state.db").write_text("made up")
    (place / "events").mkdir()
    (place / "events" / "a.parquet").write_text("made up")
    (place / "my-notes.txt").write_text("mine")

    left = reset(place)

    assert left == ["my-notes.txt"]
    assert [one.name for one in place.iterdir()] == ["my-notes.txt"]


def test_a_reset_follows_no_link_out_of_the_home(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").write_text("mine")
    place = tmp_path / "demo"
    enter(place, SMALL, NOW)
    (place / "events").symlink_to(outside)

    reset(place)

    assert (outside / "precious").read_text() == "mine"
    assert not place.exists()


def test_a_reset_of_nothing_does_nothing(tmp_path: Path) -> None:
    assert reset(tmp_path / "absent") == []
    assert reset(tmp_path) == []


def test_two_demos_never_share_a_home(tmp_path: Path) -> None:
    enter(tmp_path, SMALL, NOW)

    with locked(tmp_path):
        with pytest.raises(UsageError, match="a demo runs in"), locked(tmp_path):
            pass
        with pytest.raises(UsageError, match="a demo runs in"):
            reset(tmp_path)

    assert read_mark(tmp_path) is not None


def test_a_mark_that_is_damaged_is_told_and_can_be_reset(tmp_path: Path) -> None:
    (tmp_path / MARK).write_text("{")

    with pytest.raises(UsageError, match="can't be read"):
        enter(tmp_path, SMALL, NOW)

    assert reset(tmp_path) == []


@pytest.mark.parametrize("name", ["AKWARDEN_DATABASE_URL", "AKWARDEN_LAKE"])
def test_an_environment_that_leads_to_real_data_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match=f"{name} is set"):
        home.refuse_others({name: "somewhere"})


def test_the_demo_lies_below_the_home_and_sees_nothing_of_its_environment(tmp_path: Path) -> None:
    env = {"AKWARDEN_HOME": str(tmp_path), "AKWARDEN_WORK_SYNC_MINUTES": "7", "PATH": os.defpath}

    place = place_of(env)

    assert place == tmp_path / "demo"
    assert environment_of(place, env) == {"AKWARDEN_HOME": str(place), "PATH": os.defpath}
