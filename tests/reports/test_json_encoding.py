import json

from hypothesis import given
from tests.reports.hostile import is_calm, words

from akwarden.reports.json_encoding import encode
from akwarden.reports.visible import encodable


@given(words)
def test_any_string_is_one_calm_line_and_comes_back(raw: str) -> None:
    line = encode({"key": [raw]})

    assert is_calm(line)
    assert json.loads(line) == {"key": [encodable(raw)]}


def test_direction_marks_are_escaped_and_letters_are_not() -> None:
    assert encode("密钥\u202e\x7f\U000e0041") == '"密钥\\u202e\\u007f\\udb40\\udc41"'


def test_bytes_that_are_not_utf8_become_visible() -> None:
    assert encode({"caf\udce9": "\ud800"}) == '{"caf\\\\xe9":"\\\\ud800"}'
