"""Cutting files into records: whatever the layout, however broken, and nothing is lost without a word."""

import codecs
import io
import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.audit.cuts import Dribble, check, cut, cut_from, rest_of

from akwarden.sources.audit.cutting import MOST_RECORD
from akwarden.sources.audit.dead_letter import KEPT, Buried
from akwarden.sources.audit.held import CHUNK

SMALL: list[dict[str, Any]] = [
    {
        "eventVersion": "1",
        "eventID": str(n),
        "x": [{"a": 1}, {"a": 2}],
        "s": 'q"{[\\',
        "t": {"eventVersion": 3},
    }
    for n in range(7)
]


def compact(found: object) -> str:
    return json.dumps(found, separators=(",", ":"))


def lines(records: list[dict[str, Any]]) -> str:
    return "".join(f"{compact(one)}\n" for one in records)


LAYOUTS: dict[str, Callable[[list[dict[str, Any]]], str]] = {
    "lines": lines,
    "lines without an end": lambda found: lines(found)[:-1],
    "lines of Windows": lambda found: lines(found).replace("\n", "\r\n"),
    "lines with blank ones": lambda found: "\n\n" + lines(found).replace("\n", "\n \t\n\n"),
    "lines that are indented": lambda found: "".join(f"  {compact(one)} \n" for one in found),
    "lines with NULs": lambda found: "\0\0\0" + lines(found) + "\0" * 5000 + "\n" + lines([]),
    "one behind the other": lambda found: "".join(map(compact, found)),
    "one behind the other with commas": lambda found: ",".join(map(compact, found)),
    "pretty": lambda found: "\n".join(json.dumps(one, indent=2) for one in found),
    "list": compact,
    "pretty list": lambda found: json.dumps(found, indent=4),
    "list of lines": lambda found: "[\n" + ",\n".join(map(compact, found)) + "\n]\n",
    "Records": lambda found: compact({"Records": found}),
    "pretty Records": lambda found: json.dumps({"Records": found}, indent=1),
    "Events with more around": lambda found: compact(
        {"NextToken": 'a"Records":[', "More": {"Records": [1]}, "Events": found, "End": {"a": ["]}"]}}
    ),
    "events": lambda found: compact({"events": found}),
    "EventList": lambda found: compact({"EventList": found}),
    "Results": lambda found: compact({"Results": found}),
    "two lists": lambda found: compact({"Events": found[:3], "Other": [1], "Records": found[3:]}),
    "an answer": lambda found: compact({"Response": {"ListOver": True, "Events": found, "RequestId": "r"}}),
    "files": lambda found: compact({"Records": found[:3]}) + compact({"Records": found[3:]}),
    "lines of files": lambda found: compact({"Records": found[:3]}) + "\n" + compact({"Records": found[3:]}),
    "list of files": lambda found: compact([{"Records": found[:3]}, {"Records": found[3:]}]),
    "lines, then a file": lambda found: lines(found[:3]) + compact({"Records": found[3:]}),
    "a file, then lines": lambda found: compact({"Records": found[:3]}) + "\n" + lines(found[3:]),
    "with an empty one": lambda found: '{"Records":[]}\n' + lines(found) + "[]",
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("count", [1, 7, 2500])
def test_records_are_the_same_in_any_layout(layout: str, count: int) -> None:
    found = [SMALL[n % 7] | {"eventID": str(n)} for n in range(count)]
    data = LAYOUTS[layout](found).encode()

    seen = cut(data)

    assert [json.loads(record) for record in seen.records] == found
    assert (seen.dead, seen.skipped, seen.ignored) == ([], [], [])


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["a", "eventName", "}", '"', "\\", "Recordsx", "é"]),
            st.recursive(
                st.none()
                | st.booleans()
                | st.floats(allow_nan=False, allow_infinity=False)
                | st.text(max_size=9),
                lambda inner: (
                    st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
                ),
                max_leaves=8,
            ),
            min_size=1,
            max_size=4,
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from(sorted(LAYOUTS)),
    st.booleans(),
)
def test_any_records_come_out_of_any_layout(found: list[dict[str, Any]], layout: str, marked: bool) -> None:  # noqa: FBT001
    text = LAYOUTS[layout](found)

    seen = cut(codecs.BOM_UTF8 * marked + text.encode())

    assert [json.loads(record) for record in seen.records] == found
    assert not seen.dead


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("layout", ["lines", "pretty Records", "list"])
def test_utf_16_is_read_as_text(layout: str, encoding: str) -> None:
    seen = cut_from(io.BytesIO(LAYOUTS[layout](SMALL).encode(encoding)))

    assert [json.loads(record) for record in seen.records] == SMALL


def test_rows_of_a_query_are_records() -> None:
    rows = [[{"eventID": str(n)}, {"eventName": "GetObject"}] for n in range(300)]

    seen = cut(compact({"QueryStatus": "FINISHED", "QueryResultRows": rows, "NextToken": "x"}).encode())

    assert [json.loads(record) for record in seen.records] == rows


def test_lines_of_a_log_are_records_as_they_are() -> None:
    line = "1.0 plans-1250000000 ap-beijing 2024-08-02T08:23:24Z plans.cos.myqcloud.com GetObject 192.0.2.1"
    data = "".join(f"{line} {n} - 200\r\n" for n in range(4000)).encode()

    seen = cut(data)

    assert len(seen.records) == 4000
    assert seen.records[1] == f"{line} 1 - 200".encode()
    assert not seen.dead


class TestNoRecords:
    @pytest.mark.parametrize(
        ("data", "reason"),
        [
            (b"", "empty"),
            (b" \r\n\0", "no records"),
            (b'{"Records":[]}', "no records"),
            (b"[]", "no records"),
        ],
    )
    def test_nothing_is_told(self, data: bytes, reason: str) -> None:
        seen = cut(data)

        assert [one.reason for one in seen.ignored] == [reason]
        assert [seen.records, seen.dead, seen.skipped] == [[], [], []]

    def test_digests_are_counted(self) -> None:
        digest = {
            "awsAccountId": "1",
            "digestStartTime": "2024-08-02T08:00:00Z",
            "logFiles": [{"s3Object": "x"}],
        }

        seen = cut((lines([digest, digest]) + lines(SMALL)).encode())

        assert [(one.reason, one.count) for one in seen.ignored] == [
            ("digests of CloudTrail: they hold no events", 2)
        ]
        assert len(seen.records) == 7

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"Event time,User name,Event source\n2024,alice,s3\n", "a table (CSV)"),
            (b'"eventName","eventTime","x","y"\n', "a table (CSV)"),
            (b"PAR1\x15\x04", "Parquet"),
            (b"\x1f\x8b\x08\0\0\0\0\0\0\0", "a gzip file in which nothing can be read"),
            (random.Random(7).randbytes(5000), "no text"),
        ],
    )
    def test_other_files_are_refused_with_a_reason(self, data: bytes, words: str) -> None:
        seen = cut(data)

        assert len(seen.skipped) == 1
        assert words in seen.skipped[0]
        assert [seen.records, seen.dead] == [[], []]


class TestBroken:
    ONE, TWO, THREE = (compact(one) for one in SMALL[:3])

    @pytest.mark.parametrize(
        "broken",
        [
            TWO[:30],
            TWO[:-1],
            TWO[1:],
            TWO.replace('"t"', '"t'),
            TWO.replace(":", "", 1),
            TWO.replace("]", "}"),
            "something else",
            TWO + "}" + TWO[:10],
            '{"a":NaN}',
            "[1, 2]",
        ],
    )
    def test_a_broken_line_costs_itself_alone(self, broken: str) -> None:
        data = f"{self.ONE}\n{broken}\n{self.THREE}\n".encode()

        seen = cut(data)

        assert [seen.records[0].decode(), seen.records[-1].decode()] == [self.ONE, self.THREE]
        assert (seen.dead[0].line, seen.dead[-1].line) == (2, 2)
        assert not rest_of(seen, data).strip(b"\n}")

    def test_a_dead_letter_tells_where_and_why(self) -> None:
        broken = self.TWO[:-1]
        seen = cut(f"{self.ONE}\n{broken}\n{self.THREE}\n".encode())

        (letter,) = seen.dead
        assert (letter.vpath, letter.line, letter.offset) == ("a.json", 2, len(self.ONE) + 1)
        assert letter.size == len(broken)
        assert letter.reason == "a bracket where none may open: something before it was not closed"

    @pytest.mark.parametrize(
        "around", ["%s\n", "%s", "[%s]", '{"Records":[%s]}', '{"Response":{"Events":[ %s ,]}}\n']
    )
    @pytest.mark.parametrize("size", [40, 5000, CHUNK])
    def test_what_ends_as_a_record_does_is_kept_whole(self, around: str, size: int) -> None:
        broken = '{"eventVersion":"1","text":"{"a":"%s"}"}' % ("x " * (size // 2))

        seen = cut((around % f"{self.ONE},\n{broken}").encode())

        assert len(seen.records) == 1
        (letter,) = seen.dead
        assert isinstance(letter, Buried)
        assert letter.may_be_read
        assert letter.beginning.reveal().decode() == broken
        assert letter.size == len(broken)
        assert not seen.skipped

    def test_of_what_is_cut_off_or_too_large_only_the_beginning_is_kept(self) -> None:
        large = '{"text":"{"a":"%s"}"}' % ("x " * (MOST_RECORD // 2))
        for broken in (self.TWO[:-2], self.TWO[1:], '{"a":"%s' % ("x " * KEPT), large):
            seen = cut(f"{self.ONE}\n{broken}\n{self.THREE}\n".encode())

            (letter,) = seen.dead
            assert isinstance(letter, Buried)
            assert not letter.may_be_read
            assert len(letter.beginning.reveal()) <= KEPT

    @pytest.mark.parametrize("cut_off", [1, 2, 5, 30])
    def test_a_broken_element_costs_itself_alone(self, cut_off: int) -> None:
        data = f'{{"Records":[{self.ONE},{self.TWO[:-cut_off]},{self.THREE}]}}'.encode()

        seen = cut(data)

        assert [record.decode() for record in seen.records] == [self.ONE, self.THREE]
        assert len(seen.dead) == 1
        assert not seen.skipped

    def test_a_bracket_too_many_ends_a_list_and_loses_no_record(self) -> None:
        data = f'{{"Records":[{self.ONE}}},{self.TWO}]}}\n{self.THREE}'.encode()

        assert len(cut(data).records) == 3

    @pytest.mark.parametrize("indent", [None, 2])
    def test_a_file_that_breaks_off_gives_what_is_there(self, indent: int | None) -> None:
        data = json.dumps({"Records": SMALL}, indent=indent).encode()
        for size in range(40, len(data) - 3, 13):
            seen = cut(data[:size])

            whole = [json.loads(record) for record in seen.records]
            assert whole == SMALL[: len(whole)]
            assert len(whole) >= size * 7 // len(data) - 1
            assert seen.skipped == ["truncated, it seems: the list of records is not closed"]

    def test_lines_of_a_broken_document_are_one_dead_letter(self) -> None:
        data = f"{json.dumps(SMALL[0], indent=2)[:-20]}\n{json.dumps(SMALL[1], indent=2)}".encode()

        seen = cut(data)

        assert [json.loads(record) for record in seen.records] == [SMALL[1]]
        assert len(seen.dead) == 1

    def test_scalars_in_a_list_are_told(self) -> None:
        data = f'[{self.ONE},17,"a,b",null,{self.TWO}]'.encode()

        seen = cut(data)

        assert len(seen.records) == 2
        assert seen.reasons == ["no object"] * 3

    def test_many_odd_lines_in_a_row_are_one_dead_letter_after_a_hundred(self) -> None:
        data = ("odd line\n" * 5000 + lines(SMALL)).encode()

        seen = cut(data)

        assert len(seen.dead) == 101
        assert seen.dead[-1].size > 40_000
        assert len(seen.records) == 7

    def test_nothing_that_could_be_a_key_is_shown(self) -> None:
        key = "Kx9" * 14
        seen = cut(f'{{"secret":"{key[:20]}\\/{key[20:]}", "short":"abc"\n{self.ONE}'.encode())

        assert seen.dead[0].text == '{"secret":"****", "short":"abc"'

    def test_a_read_that_fails_delivers_what_came_before(self) -> None:
        class Failing(io.BytesIO):
            def read(self, size: int | None = -1) -> bytes:
                if self.tell() >= 2 * CHUNK:
                    raise OSError(5, "Input/output error")
                return super().read(size)

        found = [SMALL[n % 7] for n in range(40_000)]

        seen = cut_from(Failing(lines(found).encode()))

        assert len(seen.records) == 2 * CHUNK // len(lines(SMALL[:1]))
        assert seen.skipped == ["it can't be read any further: Input/output error"]
        assert len(seen.dead) == 1


class TestLarge:
    BIG = compact({"eventVersion": "1", "text": "x" * (MOST_RECORD + 5_000_000)})

    @pytest.mark.parametrize(
        "around",
        [("{0}\n{1}\n{2}\n"), ('{{"Records":[{0},{1},{2}]}}'), ("{0}{1}{2}"), ("[\n{0},\n{1},\n{2}\n]")],
    )
    def test_a_record_that_is_too_large_is_passed_over(self, around: str) -> None:
        one, two = compact(SMALL[0]), compact(SMALL[1])
        data = around.format(one, self.BIG, two).encode()

        seen = cut(data)

        assert [record.decode() for record in seen.records] == [one, two]
        assert [(letter.offset, letter.size) for letter in seen.dead] == [
            (data.index(b'{"eventVersion":"1","text"'), len(self.BIG))
        ]
        assert seen.reasons == ["larger than 8 MiB, or not closed"]

    def test_a_large_record_that_is_broken_is_given_up_at_its_fault(self) -> None:
        one, two = compact(SMALL[0]), compact(SMALL[1])
        data = f"{one}\n{self.BIG[:-1]}\n{two}\n".encode()

        seen = cut(data)

        assert [record.decode() for record in seen.records] == [one, two]
        assert [letter.size for letter in seen.dead] == [len(self.BIG) - 1]

    def test_a_record_just_small_enough_is_read(self) -> None:
        large = compact({"text": "x" * (MOST_RECORD - 200_000)})

        assert cut(f'{{"Records":[{large},{large}]}}'.encode()).records == [large.encode()] * 2

    def test_a_line_that_does_not_end_is_passed_over(self) -> None:
        one = compact(SMALL[0])
        data = f"{one}\n{'y' * (MOST_RECORD + 3_000_000)}\n{one}\n".encode()

        seen = cut(data)

        assert len(seen.records) == 2
        assert len(seen.dead) == 1


@pytest.mark.parametrize("layout", ["lines", "Records", "pretty", "one behind the other"])
def test_blocks_do_not_depend_on_how_bytes_arrive(layout: str) -> None:
    found = [SMALL[n % 7] | {"n": n} for n in range(14_000)]
    data = LAYOUTS[layout](found).encode()
    data = data[:900_000] + b"\x01" + data[900_000:]

    at_once, slowly = cut_from(io.BytesIO(data)), cut_from(Dribble(data, 70_001))

    assert at_once == slowly
    assert len(at_once.blocks) > 5


FRAGMENTS = [
    b"{",
    b"}",
    b"[",
    b"]",
    b'"',
    b",",
    b":",
    b"\n",
    b"\\",
    b'{"a":1}',
    b'"Records":',
    b"\0",
    b"x",
    b"\xff",
]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40).map(b"".join) | st.binary(max_size=80))
def test_no_byte_is_lost_without_a_word(data: bytes) -> None:
    seen = cut(data)

    rest = rest_of(seen, data)
    assert seen.skipped or seen.ignored or seen.records or seen.dead
    if b'"Records":' not in rest and not seen.skipped:
        # Only what is between documents, and the brackets of a list.
        assert not rest.removeprefix(codecs.BOM_UTF8).strip(b" \t\r\n\f\v\0,[]}")


@given(st.integers(0, 2**32), st.sampled_from(sorted(LAYOUTS)))
def test_damage_anywhere_is_told_or_harmless(seed: int, layout: str) -> None:
    source = random.Random(seed)
    data = bytearray(LAYOUTS[layout](SMALL * 3).encode())
    for _ in range(source.randint(1, 4)):
        at = source.randrange(len(data))
        data[at : at + source.randint(0, 3)] = source.randbytes(source.randint(0, 3))

    seen = cut_from(io.BytesIO(bytes(data)))

    if not seen.skipped or "UTF" not in seen.skipped[0]:
        check(seen, bytes(data))
