from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.audit_log.logs import forged, head, log, tree, written_anew

from akwarden.store.audit_log.chain import Digest, Entry, digest_of
from akwarden.store.audit_log.verify import Fault, FaultKind, Whole, verify

SIZE = 12
LOG = log(SIZE)
numbers = pytest.mark.parametrize("number", range(1, SIZE + 1))
inner = pytest.mark.parametrize("number", range(1, SIZE))


def fault(kind: FaultKind, number: int) -> Fault:
    """Give the fault of one record."""
    return Fault(kind, number, number)


@given(st.integers(0, 40), st.data())
def test_an_honest_log_is_whole_with_all_its_heads(size: int, data: st.DataObject) -> None:
    entries = log(size)
    saved = data.draw(st.lists(st.integers(0, size), max_size=5))

    found = verify(iter(entries), [head(entries[:each]) for each in saved])

    assert found == Whole(size, tree(entries).root(), max(saved, default=0))


@numbers
def test_a_record_that_was_edited_is_named(number: int) -> None:
    entry = LOG[number - 1]
    edited = msgspec.structs.replace(entry, canonical=entry.canonical.replace(b"alice", b"mallo"))

    assert verify([*LOG[: number - 1], edited, *LOG[number:]]) == fault(FaultKind.CHANGED, number)


@numbers
def test_an_edit_of_anything_that_is_kept_is_named(number: int) -> None:
    entry = LOG[number - 1]
    edits = [
        msgspec.structs.replace(entry, number=number + 1),
        msgspec.structs.replace(entry, digest=Digest(bytes(32))),
        msgspec.structs.replace(entry, canonical=entry.canonical[:-1]),
        Entry(number, b"no record", digest_of(b"no record")),
        Entry(number, entry.canonical + b" ", digest_of(entry.canonical + b" ")),
    ]

    for edited in edits:
        assert verify([*LOG[: number - 1], edited, *LOG[number:]]) == fault(FaultKind.CHANGED, number)


def test_every_flipped_bit_of_a_log_is_noticed() -> None:
    for bit in range(len(LOG[4].canonical) * 8):
        at = bit // 8
        content = LOG[4].canonical
        content = content[:at] + bytes([content[at] ^ 1 << bit % 8]) + content[at + 1 :]
        edited = msgspec.structs.replace(LOG[4], canonical=content)

        assert verify([*LOG[:4], edited, *LOG[5:]]) == fault(FaultKind.CHANGED, 5)


@inner
def test_an_edit_with_a_digest_that_fits_is_named_by_the_record_after_it(number: int) -> None:
    edited = forged(LOG[number - 1], actor="mallory")

    assert verify([*LOG[: number - 1], edited, *LOG[number:]]) == fault(FaultKind.CHANGED, number)


@inner
def test_a_changed_link_is_named_by_the_records_around_it(number: int) -> None:
    edited = forged(LOG[number - 1], previous="ab" * 32)

    assert verify([*LOG[: number - 1], edited, *LOG[number:]]) == fault(FaultKind.CHANGED, number)


@numbers
def test_a_changed_link_is_named_where_a_head_vouches_for_what_it_should_follow(number: int) -> None:
    edited = forged(LOG[number - 1], previous="ab" * 32)
    heads = [head(LOG[: number - 1])]

    assert verify([*LOG[: number - 1], edited, *LOG[number:]], heads) == fault(FaultKind.CHANGED, number)


@inner
def test_a_record_that_was_removed_is_named(number: int) -> None:
    assert verify(LOG[: number - 1] + LOG[number:]) == fault(FaultKind.MISSING, number)


@inner
def test_two_records_that_changed_places_are_named(number: int) -> None:
    swapped = [*LOG[: number - 1], LOG[number], LOG[number - 1], *LOG[number + 1 :]]

    assert verify(swapped) == fault(FaultKind.REORDERED, number)


def test_a_log_that_was_turned_around_is_named() -> None:
    assert verify(LOG[::-1]) == fault(FaultKind.REORDERED, 1)


@numbers
def test_a_record_that_is_there_twice_is_named(number: int) -> None:
    twice = [*LOG[:number], LOG[number - 1], *LOG[number:]]

    found = verify(twice)

    # Both are equal to the last bit, so either may be called the one that was put in.
    assert isinstance(found, Fault)
    assert (found.kind, found.number in {number, number + 1}) == (FaultKind.INSERTED, True)


@inner
def test_a_record_that_was_put_in_before_or_behind_the_right_one_is_named(number: int) -> None:
    put_in = forged(LOG[number - 1], actor="mallory")

    before = verify([*LOG[: number - 1], put_in, *LOG[number - 1 :]])
    behind = verify([*LOG[:number], put_in, *LOG[number:]])

    assert before == fault(FaultKind.INSERTED, number)
    assert behind == fault(FaultKind.INSERTED, number + 1)


def test_a_record_with_a_number_of_long_ago_is_the_one_that_was_put_in_even_when_the_next_follows_it() -> (
    None
):
    put_in = forged(LOG[2], previous=LOG[6].digest.hex())
    linked = forged(LOG[7], previous=put_in.digest.hex())

    assert verify([*LOG[:7], put_in, linked, *LOG[8:]]) == fault(FaultKind.INSERTED, 8)


@inner
def test_a_tail_that_is_missing_is_noticed_by_a_saved_head_and_only_by_it(number: int) -> None:
    short = LOG[:number]

    assert verify(short, [head(LOG)]) == Fault(FaultKind.TRUNCATED, number + 1, SIZE)
    assert verify(short) == Whole(number, tree(short).root(), 0)


def test_a_log_that_is_gone_is_noticed_by_a_saved_head() -> None:
    assert verify([], [head(LOG)]) == Fault(FaultKind.TRUNCATED, 1, SIZE)


@numbers
def test_a_log_that_was_written_anew_is_noticed_by_a_saved_head_and_only_by_it(number: int) -> None:
    anew = written_anew([*LOG[: number - 1], forged(LOG[number - 1], actor="mallory"), *LOG[number:]])

    assert verify(anew) == Whole(SIZE, tree(anew).root(), 0)
    assert verify(anew, [head(LOG)]) == Fault(FaultKind.REWRITTEN, 1, SIZE)


@pytest.mark.parametrize("number", range(5, 9))
def test_heads_on_both_sides_narrow_down_what_was_written_anew(number: int) -> None:
    anew = written_anew([*LOG[: number - 1], forged(LOG[number - 1], actor="mallory"), *LOG[number:]])
    heads = [head(LOG[:8]), head(LOG), head(LOG[:4])]

    assert verify(anew, heads) == Fault(FaultKind.REWRITTEN, 5, 8)


def test_what_came_after_the_last_head_may_be_written_anew_unseen() -> None:
    anew = written_anew([*LOG[:8], *LOG[9:]])

    assert verify(anew, [head(LOG[:8])]) == Whole(SIZE - 1, tree(anew).root(), 8)


def test_a_head_of_another_log_is_noticed() -> None:
    other = written_anew([forged(LOG[0], actor="bob"), *LOG[1:]])

    assert verify(LOG, [head(other)]) == Fault(FaultKind.REWRITTEN, 1, SIZE)


def test_only_the_first_fault_counts() -> None:
    edited = msgspec.structs.replace(LOG[2], canonical=b"{}")

    assert verify([*LOG[:2], edited, *LOG[5:7], LOG[0]], [head(LOG)]) == fault(FaultKind.CHANGED, 3)


def test_a_log_is_read_once_and_not_further_than_the_fault_needs() -> None:
    read: list[int] = []

    def entries() -> Iterator[Entry]:
        for entry in [msgspec.structs.replace(LOG[0], canonical=b"{}"), *LOG[1:]]:
            read.append(entry.number)
            yield entry

    assert verify(entries()) == fault(FaultKind.CHANGED, 1)
    assert read == [1]


operations = st.sampled_from(["edit", "refit", "remove", "swap", "insert", "truncate"])


@given(operations, st.integers(0, SIZE - 1), st.integers(0, SIZE - 1))
def test_whatever_is_done_to_a_log_is_noticed_by_its_head(operation: str, at: int, other: int) -> None:
    entries = list(LOG)
    match operation:
        case "edit":
            entries[at] = msgspec.structs.replace(entries[at], canonical=entries[other].canonical[:-2] + b"}")
        case "refit":
            entries[at] = forged(entries[at], action="secret.seal")
        case "remove":
            del entries[at]
        case "swap":
            entries[at], entries[other] = entries[other], entries[at]
        case "insert":
            entries.insert(at, entries[other])
        case _:
            del entries[at:]

    found = verify(entries, [head(LOG)])

    assert isinstance(found, Whole) is (entries == LOG)


@pytest.mark.parametrize("kind", FaultKind)
def test_each_fault_is_said_in_one_line_that_names_the_record(kind: FaultKind) -> None:
    said = str(Fault(kind, 7, 9))

    assert "record" in said
    assert "7" in said
    assert "\n" not in said


def test_what_is_said_holds_nothing_of_a_record() -> None:
    secretive = forged(LOG[0], object="canary")

    found = verify([msgspec.structs.replace(secretive, digest=Digest(bytes(32)))])

    assert "canary" not in f"{found} {found!r}"
