"""A fault at every step of one batch, each alone: what was told as imported is there, and nothing twice."""

import shutil
from pathlib import Path

import pytest
from tests.store.databases import postgresql, state
from tests.store.lake.faults import FAULTS, Steps
from tests.store.lake.lakes import ids, wipe
from tests.store.lake.nursery import Child, Nursery, children
from tests.store.lake.workers import MODULE, faulty_batch, first_batch
from tests.store.lake.writers import WRITERS, notes_of

from akwarden.errors import StateError
from akwarden.store.state import State

__all__ = ["children", "postgresql", "state"]

_BEFORE, _AFTER = ids(range(40)), ids(range(90))


class Trial:
    """One batch imported with a fault, then again without."""

    def __init__(self, writer: str, state: State, folder: Path, children: Nursery) -> None:
        """Take what imports, and where."""
        self._writer, self._state, self._folder, self._children = writer, state, folder, children

    def steps(self) -> list[str]:
        """Return the steps of importing the batch."""
        self._begin()
        steps = Steps()
        WRITERS[self._writer](self._state, self._folder, steps).commit(faulty_batch())
        return steps.taken

    def violation(self, fault: str, at: int, *, after: bool) -> str | None:
        """Return what does not hold after a fault at a step, or None."""
        self._begin()
        told = self._commit(fault, at, after=after)
        try:
            self._judge(told=told)
        except Exception as error:  # noqa: BLE001  whatever a broken store throws is the result
            return f"{fault} at {at} {'after' if after else 'before'}: {type(error).__name__} {error}"[:300]
        return None

    def _begin(self) -> None:
        wipe(self._state)
        shutil.rmtree(self._folder, ignore_errors=True)
        WRITERS[self._writer](self._state, self._folder, Steps()).commit(first_batch())

    def _commit(self, fault: str, at: int, *, after: bool) -> bool:
        """Import the batch with the fault, and return whether it was told as imported."""
        if fault == "kill":
            url = "" if self._state.is_sqlite else _url(self._state)
            home = str(Path(self._state.place).parent) if self._state.is_sqlite else "/nonexistent"
            arguments = {"writer": self._writer, "home": home, "url": url, "folder": str(self._folder)}
            arguments |= {"at": str(at), "after": "after" if after else ""}
            (code,) = self._children.run(Child(MODULE, "commit_one", arguments))
            assert code == -9, f"the child ended with {code} at step {at}"
            return False
        steps = Steps(FAULTS[fault], at=at, after=after)
        try:
            WRITERS[self._writer](self._state, self._folder, steps).commit(faulty_batch())
        except (StateError, OSError):
            return False
        return True

    def _judge(self, *, told: bool) -> None:
        """Compare what is there with what may be: all of the batch or nothing; and once again, all of it."""
        writer = WRITERS[self._writer](self._state, self._folder, Steps())
        there = writer.contents()
        assert there in ([_AFTER] if told else [_BEFORE, _AFTER]), "a part of a batch, or twice"
        assert (there == _AFTER) == (writer.cursor() == "2"), "the cursor is not where the events are"
        assert (there == _AFTER) == ("faulty" in notes_of(self._state)), "effects are not where events are"
        if there != _AFTER:
            writer.commit(faulty_batch())
        assert writer.contents() == _AFTER, "lost, or twice"
        assert notes_of(self._state) == {"first", "faulty"}
        writer.check()


def _url(state: State) -> str:
    return state.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def _places(fault: str, steps: list[str], *, sqlite: bool) -> list[tuple[int, bool]]:
    """Return where things go wrong: the number of a step, and whether after it.

    To be killed after a step is to be killed before the next. Files are written the same way whatever the
    database is, so that on the second one the disk fails no more.
    """
    every = range(1, len(steps) + 1)
    match fault:
        case "EIO":
            failing = [at for at in every if sqlite or steps[at - 1] == "commit"]
            return [(at, after) for at in failing for after in (False, True)]
        case "ENOSPC":
            return [(at, False) for at in every] if sqlite else []
        case _:
            return [*((at, False) for at in every), (len(steps), True)]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_any_step_of_a_batch_loses_nothing_and_doubles_nothing(
    fault: str, state: State, tmp_path: Path, children: Nursery
) -> None:
    trial = Trial("lake", state, tmp_path / "lake", children)
    steps = trial.steps()

    found = [
        trial.violation(fault, at, after=after) for at, after in _places(fault, steps, sqlite=state.is_sqlite)
    ]

    assert set(steps) == {"commit", "make folder", "create", "write", "sync", "rename", "sync folder"}
    assert [one for one in found if one is not None] == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_naive_writer_does_not_stand_the_same_faults(
    fault: str, state: State, tmp_path: Path, children: Nursery
) -> None:
    trial = Trial("naive", state, tmp_path / "lake", children)
    steps = trial.steps()

    places = range(1, len(steps) + 1)

    assert any(trial.violation(fault, at, after=False) for at in places)


def test_a_batch_of_which_the_end_was_not_told_is_known_the_next_time(state: State, tmp_path: Path) -> None:
    last = len(_steps_of(state, tmp_path))
    steps = Steps(FAULTS["EIO"], at=last, after=True)
    wipe(state)
    writer = WRITERS["lake"](state, tmp_path / "again", steps)

    writer.commit(faulty_batch())

    assert steps.taken[last - 1 :] == ["commit", "commit"]
    assert writer.contents() == ids(range(30, 90))
    assert notes_of(state) == {"faulty"}
    assert writer.cursor() == "2"


def _steps_of(state: State, tmp_path: Path) -> list[str]:
    steps = Steps()
    WRITERS["lake"](state, tmp_path / "first", steps).commit(faulty_batch())
    return steps.taken
