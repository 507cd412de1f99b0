import re
import string
import time
import unicodedata
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.detectors.secrets.scanning import AWS, KEYS, TENCENT, key, scan

from akwarden.detectors.secrets.frame import WIDTH, frame, short_id
from akwarden.model.finding import FrameLine
from akwarden.workflows.rule_check import expand

PIECE = 6
"""Characters of a value that nobody must see in a row: more than a mask shows at either end."""

HOSTILE = st.lists(
    st.one_of(
        st.binary(max_size=30),
        st.sampled_from(
            [
                b"\x1b[2J",
                b"\x1b]8;;http://x\x07",
                b"\x9b31m",
                b"\0",
                b"\r",
                b"\b\b",
                b"\xff\xfe",
                b"\xed\xa0\x80",
            ]
        ),
        st.sampled_from(["\u202e", "\u2066", "\u200b", "\u2028", "\ufeff", "\u0085", "é", "密", "🔑"]).map(
            str.encode
        ),
        st.sampled_from([b"-" * 60 + b"+", b"_/" * 40, b"a " * 60, b"=" * 50, b"\t" * 9]),
    ),
    max_size=12,
).map(b"".join)


def lines(text: str | bytes) -> list[str]:
    return [line.text for match in scan(text) for line in match.frame]


def shown(text: str | bytes) -> str:
    return "\n".join(lines(text))


def pieces(value: str) -> set[str]:
    """Return every piece of a value that must not be seen."""
    return {value[at : at + PIECE] for at in range(len(value) - PIECE + 1)}


def leaks(value: str, text: str) -> set[str]:
    return {piece for piece in pieces(value) if piece in text}


def test_pair_shows_its_lines_with_the_secret_masked() -> None:
    key_id, secret = key()

    assert [m.frame for m in scan(f"# cloud\nSecretId: {key_id}\nSecretKey: {secret}  # robot\n")] == [
        (
            FrameLine(2, f"SecretId: {short_id(key_id)}"),
            FrameLine(3, f"SecretKey: {secret[:4]}****{secret[-4:]}  # robot"),
        )
    ]


def test_parts_on_one_line_share_a_line() -> None:
    key_id, secret = key()

    assert lines(f'f("{key_id}", "{secret}")') == [
        f'f("{short_id(key_id)}", "{secret[:4]}****{secret[-4:]}")'
    ]


def test_id_shows_its_first_six_and_last_eleven_characters() -> None:
    assert short_id("AKID0123456789abcdef") == "AKID01…56789abcdef"
    assert short_id("AKID0123456789abc") == "AKID0123456789abc"


@pytest.mark.parametrize("cloud", KEYS)
@given(before=HOSTILE, between=HOSTILE, after=HOSTILE, seed=st.integers(0, 50))
def test_frame_of_hostile_bytes_is_short_printable_and_shows_no_secret(
    cloud: tuple[str, str], before: bytes, between: bytes, after: bytes, seed: int
) -> None:
    key_id, secret = key(cloud, seed)
    text = b"%s\n%s id=%s %s secret_key=%s %s\n" % (
        before,
        after,
        key_id.encode(),
        between,
        secret.encode(),
        after,
    )

    for line in lines(text):
        assert len(line) <= WIDTH
        assert not [c for c in line if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
        assert not leaks(secret, line)


@given(
    st.lists(st.text(string.ascii_letters + string.digits + "+/", min_size=24, max_size=90), max_size=5),
    st.sampled_from([" ", "  ", "=", ", ", '":"', ";"]),
    st.integers(0, 5),
)
def test_other_key_like_runs_on_the_line_are_masked(runs: list[str], joint: str, at: int) -> None:
    runs = [run + expand("{30*A}", 500 + number) for number, run in enumerate(runs)]
    key_id, _ = key()
    text = joint.join([*runs[:at], "", key_id, "", *runs[at:]])

    for line in lines(text):
        assert not [run for run in runs if leaks(run, line)]


@pytest.mark.parametrize("kept", range(1, 40))
def test_value_that_the_kept_part_of_a_line_cuts_shows_no_piece(kept: int) -> None:
    """400 bytes of the line are kept on either side: a value that lies across their end leaves a piece."""
    key_id, other = key()[0], expand("{40*A}", 7)
    filler = expand("{400*A}", 8)[: 400 - 2 - kept]

    assert not leaks(other, shown(f"{' ' * 300}{other} {filler} {key_id}"))
    assert not leaks(other, shown(f"{key_id} {filler} {other}{' ' * 300}"))


def test_secret_in_an_encoding_that_no_rule_reads_is_masked() -> None:
    for seed in range(30):
        key_id, secret = key(AWS, seed)
        for encoded in (quote(secret, safe=""), secret.replace("/", "\\/"), secret.replace("/", "\\u002f")):
            assert not leaks(secret, shown(f'"id": "{key_id}", "s": "{encoded}"'))
            assert not leaks(encoded, shown(f'"id": "{key_id}", "s": "{encoded}"'))


def test_words_and_paths_stay_readable() -> None:
    key_id, _ = key()

    assert lines(f"see /usr/share/documentation/tencent-cloud/README for {key_id}") == [
        f"…/documentation/tencent-cloud/README for {short_id(key_id)}"
    ]


def test_tab_becomes_spaces_and_a_control_character_a_dot() -> None:
    key_id, _ = key()

    assert lines(f"\t\x1b[31m\u202e{key_id}\x07") == [f"    ·[31m·{short_id(key_id)}·"]


def test_bytes_that_are_no_text_become_replacement_characters() -> None:
    key_id, _ = key()

    assert lines(b"x\xff\xfe " + key_id.encode() + b" \x80") == [f"x\ufffd\ufffd {short_id(key_id)} \ufffd"]


def test_long_line_is_cut_around_the_id() -> None:
    key_id, _ = key()

    (line,) = lines("word " * 2000 + key_id + " word" * 2000)

    assert short_id(key_id) in line
    assert len(line) == WIDTH
    assert line.startswith("…")
    assert line.endswith("…")


def test_line_feed_of_windows_is_not_shown() -> None:
    key_id, _ = key()

    assert lines(f"SecretId={key_id}\r\nnext\r\n") == [f"SecretId={short_id(key_id)}"]


@pytest.mark.parametrize("run", ["-" * 200 + "+", "_" * 200 + "9", "a_" * 100 + "+", "/" * 380 + "1"])
def test_rule_of_dashes_beside_a_key_costs_no_time(run: str) -> None:
    """A pattern that backtracks would need longer than the universe is old."""
    key_id, _ = key()
    begun = time.process_time()

    shown(f"{run} {key_id} {run}")

    assert time.process_time() - begun < 2


def test_nothing_gives_no_lines() -> None:
    assert frame(()) == ()


def test_frame_lines_are_in_order_when_the_secret_comes_first() -> None:
    key_id, secret = key(TENCENT)

    (match,) = scan(f"SecretKey={secret}\n\nSecretId={key_id}\n")

    assert [line.number for line in match.frame] == [1, 3]
    assert re.match(r"SecretKey=.{4}\*{4}.{4}$", match.frame[0].text)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_byte_order_mark_is_not_shown(encoding: str) -> None:
    key_id, secret = key()
    text = f"secret_id = {key_id}\nsecret_key = {secret}\n"

    (match,) = scan(text.encode(encoding))

    assert match.frame[0].text.startswith("secret_id = ")


def test_chinese_in_gb18030_is_shown() -> None:
    key_id, _ = key()

    (match,) = scan(f"密钥：{key_id} # 生产环境".encode("gb18030"))

    assert match.frame[0].text.startswith("密钥：")
    assert match.frame[0].text.endswith("生产环境")
