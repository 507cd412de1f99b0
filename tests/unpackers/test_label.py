import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.unpackers.label import printable, readable


@pytest.mark.parametrize(
    ("raw", "label"),
    [
        (b"folder/a.txt", "folder/a.txt"),
        (b"./folder/a.txt", "folder/a.txt"),
        (b"../../etc/passwd", "../../etc/passwd"),
        (b"/etc/passwd", "/etc/passwd"),
        (b"C:\\Windows\\x", "C:\\Windows\\x"),
        (b"a\0b", "a\\x00b"),
        (b"a\nb\x1b[31m", "a\\nb\\x1b[31m"),
        ("gpj.\N{RIGHT-TO-LEFT OVERRIDE}exe".encode(), "gpj.\\u202eexe"),
        ("密钥.txt".encode(), "密钥.txt"),
        ("密钥.txt".encode("gbk"), "密钥.txt"),
        (b"caf\x82.txt", "café.txt"),
        (b"", "(no name)"),
        (b"./", "(no name)"),
    ],
)
def test_name_is_kept_and_made_fit_to_print(raw: bytes, label: str) -> None:
    assert readable(raw) == label


def test_long_name_keeps_its_two_ends() -> None:
    label = printable("a" * 70_000 + ".tar.gz")

    assert len(label) <= 1001
    assert label.startswith("aaa")
    assert label.endswith(".tar.gz")


@given(st.binary(max_size=300))
def test_any_bytes_give_a_printable_name(raw: bytes) -> None:
    label = readable(raw)

    assert label
    assert label.isprintable()


@given(st.text(st.characters(), max_size=100))
def test_any_text_gives_a_printable_name_even_lone_surrogates(name: str) -> None:
    label = printable(name)

    assert label.isprintable()
    assert label.encode()
