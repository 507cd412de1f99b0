import threading
from datetime import UTC, datetime, timedelta

import pytest

from akwarden.workflows.kept import Kept

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


class Made:
    """Counts how often an answer was made."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


def test_a_slow_answer_is_given_again_until_it_is_too_old() -> None:
    kept, made = Kept(slow=0), Made()

    answers = [
        kept.get("q", made, now=NOW + timedelta(seconds=after), seconds=10) for after in (0, 5, 10, 11, 12)
    ]

    assert answers == [1, 1, 1, 2, 2]


def test_what_is_made_quickly_is_made_anew() -> None:
    kept, made = Kept(slow=60), Made()

    assert [kept.get("q", made, now=NOW, seconds=10) for _ in range(3)] == [1, 2, 3]


def test_what_somebody_else_asked_is_given_to_nobody() -> None:
    kept, made = Kept(slow=0), Made()

    assert kept.get(("q", "mine"), made, now=NOW, seconds=10) == 1
    assert kept.get(("q", "yours"), made, now=NOW, seconds=10) == 2


def test_a_failure_is_not_kept() -> None:
    kept = Kept(slow=0)

    def fails() -> int:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011  the very error
        kept.get("q", fails, now=NOW, seconds=10)

    assert kept.get("q", Made(), now=NOW, seconds=10) == 1


def test_the_oldest_answer_goes_first() -> None:
    kept, made = Kept(most=2, slow=0), Made()

    for asked in ("a", "b", "c"):
        kept.get(asked, made, now=NOW, seconds=10)

    assert kept.get("b", made, now=NOW, seconds=10) == 2
    assert kept.get("a", made, now=NOW, seconds=10) == 4


def test_of_those_who_ask_at_once_one_makes_the_answer() -> None:
    kept, made, begun, goes_on = Kept(slow=0), Made(), threading.Event(), threading.Event()
    answers: list[int] = []

    def slowly() -> int:
        begun.set()
        assert goes_on.wait(60)
        return made()

    def ask() -> None:
        answers.append(kept.get("q", slowly, now=NOW, seconds=10))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert begun.wait(60)
    goes_on.set()
    for thread in threads:
        thread.join(60)

    assert answers == [1, 1, 1, 1]
