import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.detectors.secrets.scanning import TENCENT, key, rules

from akwarden.detectors.secrets.region import (
    LINE_REACH,
    MARGIN,
    SIGHT,
    Lines,
    Placed,
    TooManyValuesError,
    placed_values,
)
from akwarden.workflows.rule_check import expand


def placed(text: str, ends: list[int] | None = None, *, low: int = 0) -> list[Placed]:
    """Return the values around the anchors of a text, or around other places."""
    data = bytearray(text.encode())
    anchors = rules().anchors
    found = anchors.ends(memoryview(data), anchors.scratch()).plain if ends is None else ends
    return list(placed_values(rules().finder, data, (low, len(data)), found, Lines(data, low)))


def test_value_is_placed_with_its_line() -> None:
    key_id, secret = key()

    first, second = placed(f"# cloud\nid: {key_id}, secret_key={secret} # robot\nend\n")

    assert (first.offset, first.line, first.column, first.anchored) == (12, 2, 5, True)
    assert first.before == b"id: "
    assert second.before == f"id: {key_id}, secret_key=".encode()
    assert second.after == b" # robot"
    assert second.end == second.offset + len(secret)


def test_offset_is_counted_in_the_buffer_and_place_from_the_artifact() -> None:
    key_id, _ = key()

    (value,) = placed(f"other artifact\n\nid: {key_id}", low=16)

    assert (value.offset, value.line, value.column) == (20, 1, 5)


def test_value_that_no_anchor_ends_in_has_no_context() -> None:
    key_id, secret = key()

    first, second = placed(f"{key_id} {secret}")

    assert first.anchored
    assert first.context == f"{key_id} {secret}".encode()
    assert not second.anchored
    assert second.context == b""


def test_context_is_what_is_in_sight() -> None:
    key_id, _ = key()

    (value,) = placed("a" * MARGIN + " " + key_id + " " + "b" * MARGIN)

    assert value.context == b"a" * (SIGHT - 1) + f" {key_id} ".encode() + b"b" * (SIGHT - 1)


def test_long_line_is_kept_for_a_bounded_stretch() -> None:
    key_id, _ = key()

    (value,) = placed(". " * 1000 + key_id + " ." * 1000)

    assert len(value.before) == len(value.after) == LINE_REACH
    assert value.column == 2001


def test_anchor_that_ends_in_no_value_is_looked_at_no_further() -> None:
    assert placed("plain words and no key", [5, 9, 20]) == []


def test_value_is_found_once_however_many_anchors_end_near_it() -> None:
    key_id, _ = key()
    text = f"id: {key_id}"

    assert [v.value.text for v in placed(text, list(range(20, 41)))] == [key_id]


@given(st.lists(st.integers(0, 3 * MARGIN), max_size=4, unique=True).map(sorted), st.integers(0, 99))
def test_every_anchored_value_is_found_once_and_in_order(gaps: list[int], seed: int) -> None:
    keys = [expand("AKID{32*A}", seed + n) for n in range(len(gaps))]

    found = placed("".join("." * gap + "\n" + key_id + "\n" for gap, key_id in zip(gaps, keys, strict=True)))

    assert [v.value.text for v in found] == keys
    assert all(v.anchored for v in found)


@given(st.text("ab\n", max_size=300), st.data())
def test_lines_are_counted_as_splitting_counts_them(text: str, data: st.DataObject) -> None:
    lines, content = Lines(bytearray(text.encode()), 0), text.encode()

    for at in sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=5))):
        lines.advance(at)
        assert lines.number == content.count(b"\n", 0, at) + 1
        assert lines.start == content.rfind(b"\n", 0, at) + 1


def test_more_values_than_are_looked_at_is_an_error_that_says_so() -> None:
    with pytest.raises(TooManyValuesError) as caught:
        placed((key(TENCENT)[0] + "\n") * 20_001)

    assert caught.value.what == "more than 20,000 key-like values in one artifact: not looked at further"


@pytest.mark.parametrize("distance", [1, 2, 12, 24, 30, 33, 400, 4000])
def test_next_value_on_a_line_is_not_missed_after_a_look_at_one_that_is_none(distance: int) -> None:
    """A look says how far it holds; it must not hold for a run that begins later or is cut by its window."""
    key_id, _ = key()
    near_miss = expand("LTAI{30*A}", 1)
    text = f"{near_miss}{' ' * distance}{key_id}{' ' * 9000}{near_miss}{' ' * (4300 + distance % 60)}{key_id}"

    assert [v.value.text for v in placed(text)] == [key_id, key_id]
