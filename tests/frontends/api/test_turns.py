import asyncio
import threading

import pytest

from akwarden.frontends.api.problems import ProblemError
from akwarden.frontends.api.turns import Turns

PATIENCE = 10.0


class Judge:
    """Judges when it is told to, and knows how many did at once."""

    def __init__(self) -> None:
        self.may_end = threading.Event()
        self.begun = threading.Semaphore(0)
        self.at_once = self.most = self.judged = 0
        self._lock = threading.Lock()

    def __call__(self) -> str:
        """Judge."""
        with self._lock:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        self.begun.release()
        assert self.may_end.wait(PATIENCE)
        with self._lock:
            self.at_once -= 1
            self.judged += 1
        return "in"


async def begun(turns: Turns, judge: Judge, number: int) -> list[asyncio.Task[str]]:
    """Begin logins, and give them once as many are judged as are at once, and the others wait."""
    tasks = [asyncio.create_task(turns.take(judge)) for _ in range(number)]
    for _ in range(min(number, 2)):
        assert await asyncio.to_thread(judge.begun.acquire, timeout=PATIENCE)
    return tasks


def test_a_few_logins_are_judged_at_once_and_the_others_wait() -> None:
    judge = Judge()

    async def storm() -> list[str]:
        tasks = await begun(Turns(2, 50), judge, 30)
        judge.may_end.set()
        return await asyncio.gather(*tasks)

    assert asyncio.run(storm()) == ["in"] * 30
    assert judge.most == 2


def test_logins_that_wait_take_no_thread_from_others() -> None:
    judge = Judge()

    async def storm() -> int:
        tasks = await begun(Turns(2, 500), judge, 400)
        others = await asyncio.wait_for(asyncio.to_thread(threading.active_count), PATIENCE)
        judge.may_end.set()
        await asyncio.gather(*tasks)
        return others

    before = threading.active_count()
    assert asyncio.run(storm()) - before < 10


def test_where_too_many_wait_the_next_is_asked_to_come_later() -> None:
    judge = Judge()

    async def storm() -> None:
        turns = Turns(2, 3)
        tasks = await begun(turns, judge, 5)
        with pytest.raises(ProblemError) as refused:
            await turns.take(judge)
        assert (refused.value.status, refused.value.retry_after is not None) == (503, True)
        judge.may_end.set()
        await asyncio.gather(*tasks)

    asyncio.run(storm())
    assert judge.judged == 5
