import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from akwarden.errors import LakeError
from akwarden.workflows.usage.desk import BusyError, Cancel, Desk, GoneError, TooLongError

_FOREVER = "SELECT count(*) AS n FROM range(100000000000) AS a(x), range(1000000) AS b(y) WHERE a.x * b.y = 7"
_SHORT = timedelta(milliseconds=200)


def test_a_third_question_waits_and_is_told_to_come_again(tmp_path: Path) -> None:
    desk = Desk(wait=_SHORT)
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(desk.asking(tmp_path))
        with pytest.raises(BusyError) as caught, desk.asking(tmp_path):
            pass

    assert "try again" in str(caught.value.mend)
    with desk.asking(tmp_path) as asking:
        assert asking.table("SELECT 1 AS one").to_pylist() == [{"one": 1}]


def test_who_waits_gets_the_turn_of_who_ends(tmp_path: Path) -> None:
    desk = Desk(most=1, wait=timedelta(seconds=100))
    begun, found = threading.Event(), []

    def ask() -> None:
        begun.set()
        with desk.asking(tmp_path) as asking:
            found.append(asking.table("SELECT 2 AS two").to_pylist())

    with desk.asking(tmp_path):
        other = threading.Thread(target=ask)
        other.start()
        begun.wait()
        assert found == []
    other.join(timeout=100)

    assert found == [[{"two": 2}]]


def test_a_question_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    desk = Desk(longest=_SHORT)
    started = time.monotonic()

    with pytest.raises(TooLongError) as caught, desk.asking(tmp_path) as asking:
        asking.table(_FOREVER)

    assert time.monotonic() - started < 10
    assert "narrow the time range" in str(caught.value.mend)


def test_a_question_that_nobody_waits_for_is_stopped(tmp_path: Path) -> None:
    cancel = Cancel()
    timer = threading.Timer(0.2, cancel.set)
    timer.start()

    with pytest.raises(GoneError), Desk().asking(tmp_path, cancel) as asking:
        asking.table(_FOREVER)


def test_a_question_that_nobody_waits_for_any_more_does_not_begin(tmp_path: Path) -> None:
    cancel = Cancel()
    cancel.set()

    with pytest.raises(GoneError), Desk().asking(tmp_path, cancel):
        pytest.fail("it began")


@pytest.mark.parametrize("fails", [lambda: 1 / 0, lambda: next(iter(()))])
def test_a_defect_gives_the_turn_back(tmp_path: Path, fails: Callable[[], object]) -> None:
    desk = Desk(most=1, wait=_SHORT)
    with pytest.raises((ZeroDivisionError, StopIteration)), desk.asking(tmp_path):
        fails()

    with desk.asking(tmp_path) as asking:
        assert asking.table("SELECT 1 AS one").num_rows == 1


def test_what_needs_too_much_memory_is_told(tmp_path: Path) -> None:
    desk = Desk()
    spill = tmp_path / ".spill"
    spill.write_bytes(b"")  # no folder can be made there

    with pytest.raises(LakeError), desk.asking(tmp_path) as asking:
        asking.table("SELECT list(x || repeat('y', 1000)) AS n FROM range(3000000) AS a(x)")


def test_files_that_are_gone_are_told(tmp_path: Path) -> None:
    with pytest.raises(LakeError), Desk().asking(tmp_path) as asking:
        asking.look_at([tmp_path / "it's [gone].parquet"])
