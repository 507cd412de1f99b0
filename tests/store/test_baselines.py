from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, insert, select
from tests.store.databases import postgresql, state

from akwarden.store.baselines import HALF_LIFE_DAYS, KNOWN_SCHEMA, changed, forget, known, of_dimension, write
from akwarden.store.state import State
from akwarden.store.tables.detection import baselines

__all__ = ["postgresql", "state"]

DAY = 86_400_000_000
Row = dict[str, Any]
KEY = ("provider", "account", "subject", "dimension", "value")
LEARNED = pa.schema(
    [
        *((name, pa.string()) for name in KEY),
        *((name, pa.int64()) for name in ("day", "first", "last", "count")),
        ("is_told_apart", pa.bool_()),
        ("peers", pa.string()),
    ]
)


def event(at: int, subject: str = "key:a", value: str = "1", dimension: str = "ip") -> Row:
    """Give what one event teaches of one value."""
    is_plain = dimension == "any"
    row: Row = {"provider": "aws", "account": "1", "subject": subject, "dimension": dimension}
    row |= {"value": "" if is_plain else value, "at": at, "is_told_apart": not is_plain}
    return row | {"peers": None if is_plain or dimension == "hour" else "peers:" + subject.partition(":")[0]}


def learned(events: Iterable[Row]) -> pa.Table:
    """Give events as a batch has learned them: a row a value and day."""
    rows: dict[Any, Row] = {}
    for one in events:
        day, at = one["at"] // DAY, one["at"]
        row = rows.setdefault(
            (*(one[name] for name in KEY), day), one | {"day": day, "first": at, "last": at, "count": 0}
        )
        row["first"], row["last"] = min(row["first"], at), max(row["last"], at)
        row["count"] += 1
    return pa.Table.from_pylist(
        [{name: row[name] for name in LEARNED.names} for row in rows.values()], LEARNED
    )


def touching(*keys: Sequence[str]) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(KEY, ("aws", "1", *key), strict=True)) for key in keys])


def touched(rows: pa.Table) -> pa.Table:
    """Give the keys that rows of `learned` are about: their own, their dimensions, their peers."""
    found: list[tuple[str, ...]] = []
    for row in rows.to_pylist():
        scope, key = (row["provider"], row["account"]), (row["dimension"], row["value"])
        found += [(*scope, row["subject"], *key), (*scope, row["subject"], row["dimension"], "")]
        found += [(*scope, row["peers"], *key)] if row["peers"] else []
    return pa.Table.from_pylist(
        [dict(zip(KEY, key, strict=True)) for key in sorted(set(found))],
        pa.schema([(name, pa.string()) for name in KEY]),
    )


def merge(connection: Connection, rows: pa.Table, half_life_days: int = HALF_LIFE_DAYS) -> int:
    """Add what a batch has learned, as detection does; give how many rows changed."""
    after = changed(known(connection, touched(rows)), rows, half_life_days)
    write(connection, after)
    return len(after)


def kept(connection: Connection) -> list[Row]:
    """Give all rows of the table."""
    columns = [baselines.c[name] for name in KNOWN_SCHEMA.names]
    return [dict(row) for row in connection.execute(select(*columns).order_by(*columns)).mappings()]


# On both databases


def test_a_dimension_of_a_subject_is_known_as_a_whole(state: State) -> None:
    hours = [event(at, value=str(at), dimension="hour") for at in (1, 2, 3)]
    others = [event(4, subject="key:b", dimension="hour"), event(5), event(6, dimension="any")]
    with state.writing() as connection:
        merge(connection, learned([*hours, *others]))
    asked = [("aws", "1", "key:a"), ("aws", "1", "key:a"), ("aws", "2", "key:b"), ("aws", "1", "a\0b")]

    with state.reading() as connection:
        rows = pa.table({name: [one[at] for one in asked] for at, name in enumerate(KEY[:3])})
        found = of_dimension(connection, rows, "hour")

    assert found.schema == KNOWN_SCHEMA
    assert sorted((row["subject"], row["value"], row["count"]) for row in found.to_pylist()) == [
        ("key:a", "", 3),
        *(("key:a", str(at), 1) for at in (1, 2, 3)),
    ]


def test_what_is_merged_is_known(state: State) -> None:
    with state.writing() as connection:
        merge(connection, learned([event(5), event(DAY + 1), event(9, dimension="any")]))
    with state.reading() as connection:
        found = known(connection, touching(("key:a", "ip", "1"), ("key:b", "ip", "1"), ("key:a", "any", "")))

    assert found.schema == KNOWN_SCHEMA
    assert sorted((row["dimension"], row["days"], row["count"]) for row in found.to_pylist()) == [
        ("any", 1, 1),
        ("ip", 2, 2),
    ]


def test_a_new_value_counts_for_its_dimension_and_its_peers_once(state: State) -> None:
    with state.writing() as connection:
        merge(connection, learned([event(5), event(6, value="2"), event(7, subject="key:b")]))
        merge(connection, learned([event(8), event(DAY, value="3")]))
        found = {(row["subject"], row["value"]): (row["count"], row["days"]) for row in kept(connection)}

    assert found[("key:a", "")] == (3, 2)
    assert found[("key:b", "")] == (1, 1)
    assert found[("peers:key", "1")] == (2, 1)
    assert found[("peers:key", "3")] == (1, 1)


def test_a_dimension_without_peers_has_none(state: State) -> None:
    with state.writing() as connection:
        merge(connection, learned([event(5, dimension="hour")]))

        assert [(row["subject"], row["value"]) for row in kept(connection)] == [("key:a", ""), ("key:a", "1")]


def test_merging_says_how_many_rows_changed(state: State) -> None:
    with state.writing() as connection:
        assert merge(connection, learned([event(5)])) == 3
        assert merge(connection, learned([event(6)])) == 1
        assert merge(connection, learned([])) == 0


def test_texts_of_every_kind_are_found_again(state: State) -> None:
    texts = ["é", "密钥", "'\"\\%_", "a\nb", "\x7f", "🔑", "x" * 1500, "[1]", "null"]

    with state.writing() as connection:
        merge(connection, learned(event(at, value=text) for at, text in enumerate(texts)))
        found = known(connection, touching(*(("key:a", "ip", text) for text in texts)))

    assert sorted(found["value"].to_pylist()) == sorted(texts)


def test_texts_that_a_database_can_not_keep_are_left_out(state: State) -> None:
    texts = ["a\0b", "x" * 3000, "密" * 900]

    with state.writing() as connection:
        merge(connection, learned([event(1), *(event(2, value=text) for text in texts)]))
        found = known(connection, touching(*(("key:a", "ip", text) for text in texts)))

        assert found.num_rows == 0
        assert {row["value"] for row in kept(connection)} == {"", "1"}


def test_an_empty_state_knows_nothing(state: State) -> None:
    with state.reading() as connection:
        found = known(connection, touching(("key:a", "ip", "1")))
        nothing = known(connection, KNOWN_SCHEMA.empty_table())

    assert found.schema == nothing.schema == KNOWN_SCHEMA
    assert found.num_rows == nothing.num_rows == 0


def test_rows_may_be_written_twice(state: State) -> None:
    rows = changed(KNOWN_SCHEMA.empty_table(), learned([event(5), event(DAY, value="2")]))

    with state.writing() as connection:
        write(connection, rows)
        once = kept(connection)
        write(connection, rows)

        assert kept(connection) == once == rows.to_pylist()


def test_what_is_held_and_not_learned_of_does_not_change(state: State) -> None:
    with state.writing() as connection:
        merge(connection, learned([event(5), event(6, value="2")]))
        held = known(connection, touching(("key:a", "ip", "1"), ("key:a", "ip", "2"), ("key:a", "ip", "")))

    rows = changed(held, learned([event(7)]))

    assert [(row["value"], row["count"]) for row in rows.to_pylist()] == [("1", 2)]


def test_many_rows_are_read_and_merged(state: State) -> None:
    many = [event(at, value=str(at)) for at in range(5100)]

    with state.writing() as connection:
        merge(connection, learned(many))
        found = known(connection, learned(many))

    assert found.num_rows == 5100


def test_what_was_not_seen_for_long_is_forgotten(state: State) -> None:
    with state.writing() as connection:
        merge(
            connection, learned([event(5, value="old"), event(5, dimension="any"), event(5, subject="key:b")])
        )
        merge(connection, learned([event(500 * DAY, value="new"), event(500 * DAY, dimension="any")]))
        merge(connection, learned([event(500 * DAY, subject="key:c")]))

        removed = forget(connection, 100 * DAY)

        assert [(row["subject"], row["dimension"], row["value"]) for row in kept(connection)] == [
            ("key:a", "any", ""),
            ("key:a", "ip", ""),
            ("key:a", "ip", "new"),
            ("key:c", "ip", "1"),
            ("peers:key", "ip", "1"),
            ("peers:key", "ip", "new"),
        ]
    assert removed == 5


def test_that_a_subject_met_new_values_is_forgotten_with_it(state: State) -> None:
    with state.writing() as connection:
        merge(connection, learned([event(5), event(5, dimension="any")]))

        forget(connection, 100 * DAY)

        assert kept(connection) == []


def test_what_was_forgotten_is_new_again(state: State) -> None:
    with state.writing() as connection:
        merge(connection, learned([event(5), event(500 * DAY, dimension="any")]))
        forget(connection, 100 * DAY)
        merge(connection, learned([event(501 * DAY)]))

        found = {(row["subject"], row["value"]): row["count"] for row in kept(connection)}

    assert found[("key:a", "")] == 2
    assert found[("peers:key", "1")] == 1


# Against plain Python


class Oracle:
    """The same rows, told one event after the other by plain Python, with lists of all that was seen."""

    def __init__(self, half_life: int) -> None:
        """Know nothing."""
        self.seen: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        self.half_life = half_life

    def learn(self, one: Row) -> None:
        """See one event."""
        key = tuple(one[name] for name in KEY)
        if key not in self.seen and one["is_told_apart"]:
            self.seen[(*key[:4], "")].append(one["at"])
            if one["peers"] is not None:
                self.seen[(*key[:2], one["peers"], *key[3:])].append(one["at"])
        self.seen[key].append(one["at"])

    def rows(self) -> Iterator[Row]:
        """Yield the rows of the table."""
        for key, times in sorted(self.seen.items()):
            days = sorted({at // DAY for at in times})
            yield dict(zip(KEY, key, strict=True)) | {
                "first": min(times),
                "last": max(times),
                "days": len(days),
                "count": len(times),
                "weight": self._weight(times, days),
            }

    def _weight(self, times: Sequence[int], days: Sequence[int]) -> int:
        weight, before = 0, days[0]
        for day in days:
            if day != before:
                weight = weight * round(2**32 * 0.5 ** ((day - before) / self.half_life)) // 2**32
            weight += 1000 * sum(1 for at in times if at // DAY == day)
            before = day
        return weight


@st.composite
def histories(draw: st.DrawFn) -> list[Row]:
    """Give events in the order of time that meet in subjects, values and days."""
    days, parts = st.integers(0, 70), st.sampled_from((0, 1, DAY // 2, DAY - 1))
    times = sorted(draw(st.lists(st.builds(lambda day, part: day * DAY + part, days, parts), max_size=20)))
    subjects = st.sampled_from(("key:a", "key:b", "issuer:a", "account"))
    return [
        event(at, draw(subjects), draw(st.sampled_from("12")), draw(st.sampled_from(("ip", "any", "hour"))))
        for at in times
    ]


@given(history=histories(), cuts=st.sets(st.integers(0, 20)), half_life=st.sampled_from((1, 7, 30)))
def test_events_cut_into_batches_in_any_way_come_to_the_rows_of_plain_python(
    history: list[Row], cuts: set[int], half_life: int
) -> None:
    oracle = Oracle(half_life)
    for one in history:
        oracle.learn(one)

    with _engine().connect() as connection, connection.begin() as transaction:
        for batch in _cut(history, cuts):
            merge(connection, learned(batch), half_life_days=half_life)
        found = kept(connection)
        transaction.rollback()

    assert found == list(oracle.rows())


def _cut(history: Sequence[Row], cuts: set[int]) -> Iterator[Sequence[Row]]:
    places = sorted({0, len(history), *(cut for cut in cuts if cut < len(history))})
    for first, last in pairwise(places):
        yield history[first:last]


@cache
def _engine() -> Engine:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        baselines.create(connection)
    return engine


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_late_batches_come_to_the_same_ends_and_counts(state: State, order: tuple[int, int]) -> None:
    batches = [[event(5), event(3 * DAY)], [event(8 * DAY), event(9 * DAY)]]

    with state.writing() as connection:
        for at in order:
            merge(connection, learned(batches[at]))
        [row] = [row for row in kept(connection) if (row["subject"], row["value"]) == ("key:a", "1")]

    assert (row["first"], row["last"], row["days"], row["count"]) == (5, 9 * DAY, 3 if order[0] else 4, 4)


def merge_and_fail(connection: Connection) -> None:
    merge(connection, learned([event(5)]))
    raise ZeroDivisionError


def test_a_merge_that_fails_leaves_nothing(state: State) -> None:
    with pytest.raises(ZeroDivisionError), state.writing() as connection:
        merge_and_fail(connection)
    with state.reading() as connection:
        assert kept(connection) == []


def test_rows_of_other_accounts_stay(state: State) -> None:
    other = dict(zip(KEY, ("aws", "2", "key:a", "ip", "1"), strict=True))
    with state.writing() as connection:
        connection.execute(
            insert(baselines), [other | {"first": 1, "last": 1, "days": 1, "count": 1, "weight": 1000}]
        )
        merge(connection, learned([event(5)]))

        assert len(kept(connection)) == 4
        assert known(connection, touching(("key:a", "ip", "1"))).num_rows == 1
