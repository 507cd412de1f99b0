import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.providers.aws.audit.row_text import Row, read_row


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("{}", {}),
        ("{type=Root}", {"type": "Root"}),
        ("{a=null, b=}", {"a": None, "b": ""}),
        ("{a=x, y, b=z=1}", {"a": "x, y", "b": "z=1"}),
        ("{a={b={c=1}, d=2}, e=3}", {"a": {"b": {"c": "1"}, "d": "2"}, "e": "3"}),
    ],
)
def test_a_row_is_read(text: str, row: Row) -> None:
    assert read_row(text) == row


@pytest.mark.parametrize(
    "text", ["", "x", "{", "{a", "{a=1", "{a=1} x", "{a=[1]}x", "[1]", "{a={b=1}", "{=1}"]
)
def test_another_text_is_no_row(text: str) -> None:
    assert read_row(text) is None


def test_depth_and_length_are_no_trouble() -> None:
    start = time.process_time()

    assert read_row("{a=" * 100_000) is None
    assert read_row("{a=" + ", b" * 200_000 + "}") == {"a": ", b" * 200_000}
    assert time.process_time() - start < 5


@given(st.text(alphabet="{}=, ab", max_size=40))
def test_any_text_is_a_row_or_none(text: str) -> None:
    assert isinstance(read_row(text), dict | None)
