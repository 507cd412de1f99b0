import re

from hypothesis import given
from hypothesis import strategies as st

from akwarden.sources.audit.dead_letter import KEPT, dead_letter, masked


def test_runs_that_could_be_keys_are_masked() -> None:
    assert masked(b'{"a":"%s","b":"short"}' % (b"Q7" * 20)) == '{"a":"****","b":"short"}'


def test_a_key_that_json_escapes_is_masked_whole() -> None:
    assert masked(rb"x abcde\/fgh\u002bij y") == "x **** y"


def test_a_key_across_the_end_shows_nothing() -> None:
    shown = masked(b" " * 195 + b"Z9" * 500)

    assert shown == " " * 195 + "****"


def test_what_is_not_printable_is_escaped() -> None:
    assert masked("a\x00\x1b[31m\u202eb\n".encode() + b"\xff") == "a\\x00\\x1b[31m\\u202eb\\n\\xff"


def test_what_was_called_stays_readable() -> None:
    record = b'{"eventName":"ConsoleLogin","eventSource": "secretsmanager.amazonaws.com","userIdentity":{'

    assert masked(record) == record.decode()


def test_a_name_of_a_call_that_is_more_than_words_is_masked() -> None:
    run = b"Q7" * 20

    assert masked(b'{"eventName":"%s"}' % run) == '{"eventName":"****"}'
    assert masked(b'{"password":"ConsoleLogin"}') == '{"password":"****"}'
    assert masked(b'"eventName":"ConsoleLogin%s"' % run) == '"eventName":"****"'


@given(st.binary(max_size=3 * KEPT))
def test_a_dead_letter_is_short_and_has_no_long_run(data: bytes) -> None:
    letter = dead_letter(data, vpath="x", line=1, offset=0, size=len(data), reason="r")

    assert len(letter.text) <= 200
    assert letter.text.isprintable()
    assert not re.search("[A-Za-z0-9+/=_-]{60,}", letter.text)
