import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from akwarden.errors import ExitCode, UsageError
from akwarden.frontends.cli.failure import Complaint, end, trace
from akwarden.frontends.cli.flags import Flags


def caught(action: Callable[[], object]) -> BaseException:
    """Give the error that an action ends with."""
    with pytest.raises(BaseException) as info:  # noqa: PT011  whatever it is
        action()
    return info.value


def deep(depth: int) -> None:
    """Fail after calling itself."""
    if depth == 0:
        raise ValueError
    deep(depth - 1)


def test_a_complaint_leaves_out_what_is_not_known() -> None:
    assert list(Complaint("what", "E1").lines(color=False)) == ["error: what [E1]"]


def test_only_the_labels_are_coloured() -> None:
    (line,) = Complaint("what", "E1").lines(color=True)

    assert line == "\x1b[31m\x1b[1merror:\x1b[0m what [E1]"


def test_a_line_break_in_a_message_starts_no_new_line() -> None:
    (line,) = Complaint("one\nerror: two", "E1").lines(color=False)

    assert line == "error: one\\nerror: two [E1]"


def test_colour_follows_the_flag(capsys: pytest.CaptureFixture[str]) -> None:
    end(UsageError("no"), Flags(color=True), {}, report_id="1")

    assert capsys.readouterr().err.startswith("\x1b[31m")


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_not_a_defect(code: int, tmp_path: Path) -> None:
    error = OSError(code, os.strerror(code))

    assert end(error, Flags(), {"AKWARDEN_HOME": str(tmp_path)}, report_id="1") == ExitCode.USAGE
    assert list(tmp_path.iterdir()) == []


def test_a_trace_names_causes_first_and_the_error_last() -> None:
    def fail() -> None:
        try:
            {0: 0}[1]
        except KeyError as error:
            raise ValueError(2) from error

    named = [line for line in trace(caught(fail)).splitlines() if not line.startswith("  ")]

    assert named == ["builtins.KeyError: 1", "builtins.ValueError: 2"]


def test_a_trace_holds_the_members_of_a_group() -> None:
    def fail() -> None:
        raise ExceptionGroup("both", [KeyError(1), OSError("two")])

    assert {"builtins.KeyError: 1", "builtins.OSError: two"} <= set(trace(caught(fail)).splitlines())


def test_a_trace_of_an_endless_recursion_is_short() -> None:
    shown = trace(caught(lambda: deep(500))).splitlines()

    assert len(shown) < 70
    assert any("calls left out" in line for line in shown)


def test_a_trace_names_files_without_the_folders_above_them() -> None:
    shown = trace(caught(lambda: deep(1)))

    assert str(Path(__file__).parent) not in shown
    assert "test_failure.py:" in shown


def test_a_message_that_can_not_be_made_does_not_stop_the_trace() -> None:
    class BrokenError(Exception):
        def __str__(self) -> str:
            raise KeyError

    shown = trace(BrokenError())

    assert shown.endswith("BrokenError: (its message can't be made: KeyError)")


def test_an_endless_chain_of_causes_ends() -> None:
    one, two = ValueError(1), ValueError(2)
    one.__cause__, two.__cause__ = two, one

    assert len(trace(one).splitlines()) == 2
