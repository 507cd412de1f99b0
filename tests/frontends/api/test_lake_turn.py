import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from akwarden.frontends.api.lake_turn import WAITING, lake_turn
from akwarden.frontends.api.problems import ProblemError

PATIENCE = 10.0
AT_ONCE = 2


class Asking:
    """Those who ask the lake until they are told to end."""

    def __init__(self) -> None:
        self.may_end = threading.Event()
        self.has_turn = threading.Semaphore(0)

    def __call__(self) -> str:
        """Ask."""
        with lake_turn("akwarden keys show"):
            self.has_turn.release()
            assert self.may_end.wait(PATIENCE)
        return "answered"


def crowded(asking: Asking, check: Callable[[], None]) -> list[Future[str]]:
    """Let two ask and as many wait as may, look at that, and give what became of them."""
    with ThreadPoolExecutor(AT_ONCE + WAITING) as pool:
        first = [pool.submit(asking) for _ in range(AT_ONCE)]
        for _ in first:
            assert asking.has_turn.acquire(timeout=PATIENCE)
        waiting = [pool.submit(asking) for _ in range(WAITING)]
        time.sleep(0.3)
        try:
            check()
        finally:
            asking.may_end.set()
        return first + waiting


def test_of_many_who_ask_the_lake_a_few_wait_and_the_others_hold_no_thread() -> None:
    took = []

    def check() -> None:
        for _ in range(20):
            begun = time.monotonic()
            with pytest.raises(ProblemError) as refused, lake_turn("akwarden keys show"):
                pass
            took.append(time.monotonic() - begun)
            assert (refused.value.status, refused.value.kind) == (503, "busy")

    done = crowded(Asking(), check)

    assert [one.result() for one in done] == ["answered"] * (AT_ONCE + WAITING)
    # Who waits in line does so for seconds.
    assert min(took) < 1


def test_a_turn_comes_back_also_after_an_error() -> None:
    for _ in range(2 * AT_ONCE):
        with pytest.raises(ZeroDivisionError), lake_turn("akwarden keys show"):
            raise ZeroDivisionError
