"""Values that are text in one record and numbers in another."""

from typing import Any

import pytest

from akwarden.providers.tencent.audit.record import text_of


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1", "1"),
        ("", ""),
        (None, ""),
        (1, "1"),
        (0, "0"),
        (1.0, "1"),
        (1.5, "1.5"),
        (True, "1"),
        (False, ""),
        (100000000001, "100000000001"),
        (float("inf"), "inf"),
    ],
)
def test_text_of_a_value(value: Any, text: str) -> None:
    assert text_of(value) == text
