import os
import signal
import time

import pytest

from akwarden.workflows.deadline import Deadline

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "setitimer"), reason="this platform has no interval timer"
)


def test_work_that_ends_in_time_is_left_alone() -> None:
    with Deadline(30) as limit:
        done = sum(range(10))

    assert (done, limit.passed) == (45, False)
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_a_wait_for_a_pipe_ends_when_the_time_is_over() -> None:
    reader, writer = os.pipe()
    limit = Deadline(0.05)
    started = time.monotonic()

    with pytest.raises(KeyboardInterrupt), limit:
        os.read(reader, 1)

    assert limit.passed
    assert time.monotonic() - started < 10
    os.close(reader)
    os.close(writer)


def test_an_interrupt_by_the_user_is_told_from_it() -> None:
    limit = Deadline(30)

    with pytest.raises(KeyboardInterrupt), limit:
        raise KeyboardInterrupt

    assert not limit.passed


def test_whoever_had_the_signal_before_gets_it_back() -> None:
    def theirs(number: int, frame: object) -> None:
        """Do nothing."""

    former = signal.signal(signal.SIGALRM, theirs)
    try:
        with Deadline(30):
            pass

        assert signal.getsignal(signal.SIGALRM) is theirs
    finally:
        signal.signal(signal.SIGALRM, former)
