"""Threads that take turns, and what happens when one keeps its turn for long."""

import threading
import time
from collections.abc import Iterator

import pytest

from akwarden import turns
from akwarden.turns import in_turns, turn


def test_items_come_in_order_and_the_generator_is_closed_with_its_reader() -> None:
    closed = []

    def numbers() -> Iterator[int]:
        try:
            yield from range(5)
        finally:
            closed.append(True)

    items = in_turns(numbers())

    assert [next(items), next(items)] == [0, 1]
    items.close()  # type: ignore[attr-defined]  # it is a generator
    assert closed == [True]
    assert list(in_turns(numbers())) == [0, 1, 2, 3, 4]


def test_two_threads_do_not_run_at_the_same_time_while_turns_are_short(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, "_PATIENCE", 60)
    inside, most = [0], [0]

    def work() -> None:
        for _ in range(50):
            with turn():
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                time.sleep(0.0001)
                inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == [1]


def test_who_waits_for_long_goes_on_without_a_turn_and_leaves_the_other_his() -> None:
    came = threading.Event()

    def work() -> None:
        with turn():
            came.set()

    with turn():
        thread = threading.Thread(target=work)
        thread.start()
        assert came.wait(60)
    thread.join()
    with turn():
        pass


def test_a_turn_ends_with_an_error_too() -> None:
    def broken() -> Iterator[int]:
        yield from (1 // zero for zero in [0])

    for _ in range(2):
        try:
            next(in_turns(broken()))
        except ZeroDivisionError:
            begun = time.monotonic()
            with turn():
                pass
            assert time.monotonic() - begun < 5
