import subprocess
import sys
import threading

import pytest

from akwarden.workflows.crew import Crew


def test_results_come_in_the_order_of_the_work() -> None:
    with Crew(3, "test") as crew:
        assert list(crew.map(lambda number: number * 2, range(50))) == list(range(0, 100, 2))


def test_no_more_threads_work_than_there_may_be() -> None:
    gate, lock, at_once, most = threading.Event(), threading.Lock(), [0], [0]
    both = threading.Barrier(2)

    def work(_: int) -> None:
        with lock:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        both.wait(60)
        gate.wait(0.02)
        with lock:
            at_once[0] -= 1

    with Crew(2, "test") as crew:
        list(crew.map(work, range(12)))

    assert most == [2]


def test_what_one_call_raises_comes_out_where_its_result_is_asked_for() -> None:
    def divide(number: int) -> float:
        return 1 / number

    with Crew(1, "test") as crew:
        first, second = crew.submit(divide, 0), crew.submit(divide, 2)

    with pytest.raises(ZeroDivisionError):
        first.result()
    assert second.result() == 0.5


def test_what_has_not_begun_is_left_when_it_is_told_to_end() -> None:
    began, gate = threading.Event(), threading.Event()
    crew = Crew(1, "test")

    def work() -> bool:
        began.set()
        return gate.wait(60)

    running, waiting = crew.submit(work), crew.submit(work)
    began.wait(60)
    crew.shutdown(wait=False, cancel_futures=True)
    gate.set()

    assert running.result(60)
    assert waiting.cancelled()


def test_a_call_that_hangs_does_not_hold_the_program() -> None:
    code = (
        "import time\n"
        "from akwarden.workflows.crew import Crew\n"
        "crew = Crew(2, 'test')\n"
        "crew.submit(time.sleep, 600)\n"
        "crew.shutdown(wait=False, cancel_futures=True)\n"
    )

    done = subprocess.run([sys.executable, "-c", code], timeout=200, check=False)

    assert done.returncode == 0
