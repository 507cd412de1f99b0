from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.providers.tencent.answer import flag, from_milliseconds, moment, number, read


class _Row(msgspec.Struct, frozen=True, rename="pascal"):
    uin: str = ""
    tags: tuple[str, ...] = ()


def test_a_number_a_text_and_a_flag_are_read_alike() -> None:
    assert read(_Row, {"Uin": 100000000001}) == read(_Row, {"Uin": "100000000001"}) == _Row("100000000001")
    assert read(_Row, {"Uin": True}) == _Row("1")


def test_nulls_and_unknown_fields_are_passed_over() -> None:
    assert read(_Row, {"Uin": None, "Tags": ["a", None, 1], "New": {"deep": [1]}}) == _Row("", ("a", "1"))


def test_what_no_database_takes_is_replaced() -> None:
    assert read(_Row, {"Uin": "a\x00b\ud800c"}).uin == "a\ufffdb\ufffdc"


def test_a_list_where_none_can_be_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        read(_Row, {"Uin": [1]})


def test_times_without_a_zone_are_those_of_beijing() -> None:
    assert moment("2025-01-31 08:00:00") == datetime(2025, 1, 31, 0, 0, tzinfo=UTC)
    assert moment("2025-01-31") == datetime(2025, 1, 30, 16, 0, tzinfo=UTC)
    assert moment("2025-01-31T00:00:00Z") == datetime(2025, 1, 31, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "0000-00-00 00:00:00", "-", "soon", "2025-02-30", "0001-01-01 00:00:00"]
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert moment(text) is None


def test_milliseconds_are_times_and_zero_is_none() -> None:
    assert from_milliseconds("1735689600000") == datetime(2025, 1, 1, tzinfo=UTC)
    assert [from_milliseconds(text) for text in ("0", "", "-5", "9" * 18)] == [None] * 4


def test_flags_are_on_off_or_not_told() -> None:
    assert [flag(text) for text in ("1", "0", "true", "False", "")] == [True, False, True, False, None]


@given(st.text())
def test_no_text_is_too_odd_for_a_number_or_a_time(text: str) -> None:
    assert isinstance(number(text), int)
    assert moment(text) is None or isinstance(moment(text), datetime)
    from_milliseconds(text)


@given(st.recursive(st.none() | st.text() | st.integers() | st.floats(), st.lists, max_leaves=5))
def test_an_answer_is_read_or_refused(value: Any) -> None:
    try:
        found = read(_Row, {"Uin": value, "Tags": value})
    except msgspec.ValidationError:
        assert value is not None
        return
    assert isinstance(found.uin, str)
