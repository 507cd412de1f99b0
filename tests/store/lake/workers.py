"""What child processes of tests do with a lake; they are killed while they do it."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
from tests.store.lake.faults import Steps, killed
from tests.store.lake.lakes import NOW, SOURCE, batch, event
from tests.store.lake.writers import WRITERS, LakeWriter, Writer

from akwarden.model.event import Event
from akwarden.store.lake.batch import NewBatch
from akwarden.store.lake.lake import Lake
from akwarden.store.migration import open_state
from akwarden.store.state import State

__all__ = ["commit_one", "import_all", "import_shared"]

MODULE = __name__
BATCHES = 30
"""Batches of one chain."""
_SPAN = 40
"""Events of one batch; half of them are those of the one before."""

# Loads what the first use loads, so that children do not.
pa.array(["once"])


@contextmanager
def _state(home: str, url: str) -> Iterator[State]:
    state = open_state(Path(home), url or None)
    try:
        yield state
    finally:
        state.close()


def faulty_batch() -> NewBatch:
    """Give the batch during which faults happen: two months, and a part that is in the lake already."""
    return batch("faulty", [*range(30, 90), 30], letters=2, cursor="2")


def first_batch() -> NewBatch:
    """Give the batch before it."""
    return batch("first", range(40), cursor="1")


def commit_one(*, writer: str, home: str, url: str, folder: str, at: str, after: str) -> None:
    """Import the batch, and be killed at a step."""
    steps = Steps(killed, at=int(at), after=bool(after))
    with _state(home, url) as state:
        WRITERS[writer](state, Path(folder), steps).commit(faulty_batch())


def numbers_of(index: int) -> range:
    """Give the numbers of the events of a batch of a chain; late ones come in every fifth."""
    start = max(index - 4, 0) if index % 5 == 4 else index
    return range(start * _SPAN // 2, start * _SPAN // 2 + _SPAN)


def chain_batch(source: str, index: int) -> NewBatch:
    """Give a batch of a chain; two sources deliver the same events under other keys."""
    made = batch(f"{source}-{index}", numbers_of(index), letters=int(index % 3 == 0), cursor=str(index))
    return NewBatch(
        key=made.key,
        source=source,
        table=made.table,
        dead_letters=made.dead_letters,
        scrubbed=made.scrubbed,
        cursor=made.cursor,
    )


def import_all(*, writer: str, home: str, url: str, folder: str, acked: str, seed: str) -> None:
    """Go on with a chain where its cursor is; what was imported is told in a file. In between, tidy up."""
    chance = random.Random(int(seed))
    with _state(home, url) as state, Path(acked).open("a", encoding="ascii") as told:
        one = WRITERS[writer](state, Path(folder), Steps())
        cursor = one.cursor()
        for index in range(0 if cursor is None else int(cursor) + 1, BATCHES):
            _tidy(one, chance)
            made = chain_batch(SOURCE, index)
            one.commit(made)
            told.write(f"{made.key}\n")
            told.flush()


def _tidy(writer: Writer, chance: random.Random) -> None:
    """Merge, or delete what is not needed any more, now and then."""
    if not isinstance(writer, LakeWriter):
        return
    match chance.randrange(6):
        case 0 | 1:
            writer.lake.compact(NOW)
        case 2:
            writer.lake.sweep(NOW + timedelta(days=10_000))
        case _:
            return


def import_shared(*, home: str, url: str, folder: str, source: str) -> None:
    """Import a chain of events that another process imports at this moment too."""
    with _state(home, url) as state:
        lake = Lake(state, Path(folder))
        for index in range(BATCHES):
            lake.commit(chain_batch(source, index))
            if index % 7 == 6:
                lake.compact(NOW)


def large_events(number: int) -> list[Event]:
    """Give events with long records."""
    return [event(one, raw=f"{one}" * 400) for one in range(number)]
