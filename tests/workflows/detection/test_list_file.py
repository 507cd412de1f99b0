from pathlib import Path

import pytest
from tests.store.rows import key_id

from akwarden.errors import EditError
from akwarden.workflows.detection.list_file import MOST_LINES, read_keys, read_networks


def written(folder: Path, text: str | bytes) -> Path:
    """Write a list."""
    path = folder / "list.txt"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_keys_are_read_each_once_without_comments_and_blank_lines(tmp_path: Path) -> None:
    text = f"\ufeff# pay\n{key_id(1)}   # the gateway\r\n\n{key_id(2)}\n{key_id(1)}\n"

    found = read_keys(written(tmp_path, text))

    assert (found.values, found.faults) == ((key_id(1), key_id(2)), ())


def test_networks_are_read_as_cidr(tmp_path: Path) -> None:
    found = read_networks(written(tmp_path, "192.0.2.7\n203.0.113.0/24\n::ffff:192.0.2.8\n2001:db8::/32\n"))

    assert found.values == ("192.0.2.7/32", "203.0.113.0/24", "192.0.2.8/32", "2001:db8::/32")


def test_bad_lines_are_named_by_their_numbers(tmp_path: Path) -> None:
    found = read_networks(written(tmp_path, "192.0.2.7\n# x\n203.0.113.5/24\n300.1.1.1\n"))

    assert [(fault.line, fault.what) for fault in found.faults] == [
        (3, "'203.0.113.5/24' has bits behind its prefix"),
        (4, "'300.1.1.1' is no address or network"),
    ]


def test_a_line_that_could_be_a_secret_is_refused_and_not_shown(tmp_path: Path) -> None:
    secret = "aB3" * 13 + "x"

    found = read_keys(written(tmp_path, f"{secret}\n"))

    (fault,) = found.faults
    assert fault.line == 1
    assert secret not in fault.what


def test_a_thousand_lines_are_the_most(tmp_path: Path) -> None:
    lines = [f"10.0.{number // 256}.{number % 256}" for number in range(MOST_LINES + 1)]

    assert len(read_networks(written(tmp_path, "\n".join(lines[:-1]))).values) == MOST_LINES
    with pytest.raises(EditError, match="1,000 are the most"):
        read_networks(written(tmp_path, "\n".join(lines)))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "lists nothing"),
        (b"# only\n", "lists nothing"),
        (b"\xff\xfe1", "UTF-8"),
        (b"x" * (1 << 21), "1 MiB"),
    ],
)
def test_what_is_no_list_is_an_error(content: bytes, what: str, tmp_path: Path) -> None:
    with pytest.raises(EditError, match=what):
        read_keys(written(tmp_path, content))


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EditError, match="can't be read"):
        read_keys(tmp_path / "none.txt")
