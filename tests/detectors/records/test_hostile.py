"""Records that are made to hurt: the time grows with their length alone, and nothing is raised."""

import base64
import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.detectors.records.canaries import block, dumps, scrub, scrubber

from akwarden.workflows.rule_check import expand

SECRET = expand("{32*A}", 77)
PASSWORD = f'"password":"{SECRET}"'

SHAPES: dict[str, Callable[[int], str]] = {
    "one huge text": lambda n: '{"a":"' + "x" * n + f'",{PASSWORD}}}',
    "one huge run of base64": lambda n: '{"a":"' + "Ab3" * (n // 3) + f'",{PASSWORD}}}',
    "words": lambda n: '{"a":"' + "lorem ipsum " * (n // 12) + f'",{PASSWORD}}}',
    "names of secrets": lambda n: '{"a":"' + "token secret password " * (n // 22) + f'",{PASSWORD}}}',
    "names without an end": lambda n: '{"a":"' + "password" * (n // 8) + f'",{PASSWORD}}}',
    "given to nothing": lambda n: '{"a":"' + "password= " * (n // 10) + f'",{PASSWORD}}}',
    "backslashes": lambda n: '{"a":"' + "\\\\" * (n // 2) + f'",{PASSWORD}}}',
    "quotes": lambda n: '{"a":"' + '\\"' * (n // 2) + f'",{PASSWORD}}}',
    "open quotes": lambda n: f"{{{PASSWORD}," + '"\\' * (n // 2),
    "percent signs": lambda n: '{"a":"' + "%25" * (n // 3) + f'",{PASSWORD}}}',
    "brackets": lambda n: "[" * n + PASSWORD,
    "brackets that close": lambda n: '{"a":' * (n // 6) + f"{{{PASSWORD}}}" + "}" * (n // 6),
    "numbers": lambda n: '{"a":[' + "1," * (n // 2) + f"1],{PASSWORD}}}",
    "addresses": lambda n: '{"a":"' + "://a:" * (n // 5) + f'",{PASSWORD}}}',
    "colons": lambda n: '{"a":"' + ":" * n + f'",{PASSWORD}}}',
    "commands": lambda n: '{"a":"' + "mysql curl " * (n // 11) + f'",{PASSWORD}}}',
    "escapes": lambda n: '{"a":"' + "\\u005c" * (n // 6) + f'",{PASSWORD}}}',
    "key ids": lambda n: '{"a":"' + f"{expand('AKIA{16*B}', 1)}, " * (n // 22) + f'",{PASSWORD}}}',
    "private keys": lambda n: '{"a":"' + "PRIVATE KEY----- " * (n // 17) + f'",{PASSWORD}}}',
    "arguments": lambda n: '{"a":"' + "arn:aws:x:secret:" * (n // 17) + f'",{PASSWORD}}}',
}


def seconds(record: bytes) -> float:
    """Return the processor time that one record takes."""
    start = time.process_time()
    clean = scrub([record])
    took = time.process_time() - start
    assert SECRET.encode() not in clean[0]
    return took


@pytest.mark.parametrize("name", SHAPES)
def test_time_grows_with_the_length_alone(name: str) -> None:
    make = SHAPES[name]
    scrub([make(1000).encode()])

    small, large = (make(n).encode() for n in (70_000, 280_000))

    # Four times the length; where time grows with the square, it is 16 times. A busy machine disturbs one
    # try; it does not disturb all.
    assert any(seconds(large) < 10 * max(seconds(small), 0.1) for _ in range(5))


def test_ten_thousand_brackets() -> None:
    record = ("[" * 10_000 + f"{{{PASSWORD}}}" + "]" * 10_000).encode()

    (clean,) = scrub([record])

    assert clean == record.replace(SECRET.encode(), b"[scrubbed:audit-secret-field]")


def test_json_quoted_more_often_than_anybody_does_is_taken_out_whole() -> None:
    text = f"{{{PASSWORD}}}"
    for _ in range(14):
        text = dumps({"a": text})

    (clean,) = scrub([text.encode()])

    assert SECRET.encode() not in clean
    json.loads(clean)


def test_base64_of_base64_of_base64_ends() -> None:
    content = f"password={SECRET}\n".encode()
    for _ in range(10):
        content = b"token: " + base64.b64encode(content) + b"\n"

    (clean,) = scrub([dumps({"a": content.decode()}).encode()])

    assert SECRET.encode() not in clean
    assert b"scrubbed:" in clean


def test_many_large_records_in_one_block() -> None:
    records = [dumps({"text": "lorem ipsum " * 8000, "password": f"{SECRET}{n}"}).encode() for n in range(5)]

    clean, told = scrubber().scrub(block(*records))

    assert [secret.record for secret in told] == [0, 1, 2, 3, 4]
    assert all(SECRET.encode() not in record for record in clean)


@given(st.lists(st.binary(max_size=300), max_size=8))
def test_bytes_of_any_kind_come_back_in_their_order(records: list[bytes]) -> None:
    clean, told = scrubber().scrub(block(*records))

    assert len(clean) == len(records)
    changed = {secret.record for secret in told}
    assert all(
        after == before or n in changed for n, (after, before) in enumerate(zip(clean, records, strict=True))
    )


@pytest.mark.parametrize("end", ["", '"', "=", ":", "\\", '":"', '":"x', "%", "\\u00", "-"])
@pytest.mark.parametrize(
    "name", ["secret", "token", "password", "authorization", "sk", "key", "cookie", "AKID"]
)
def test_a_record_may_end_anywhere(name: str, end: str) -> None:
    records = [f"{start}{name}{end}".encode() for start in ("", '{"', '{"a":"', "-")]

    assert len(scrub(records)) == len(records)


@given(st.text(alphabet='{}[]",:\\ntoken=&%4passwordsecret ', max_size=200))
def test_pieces_of_json_raise_nothing(text: str) -> None:
    assert len(scrub([text.encode(), f'{{"a":{dumps(text)}}}'.encode()])) == 2


@pytest.mark.soak
def test_eight_megabytes() -> None:
    for name, make in SHAPES.items():
        took = seconds(make(8_000_000).encode())

        assert took < 120, name
