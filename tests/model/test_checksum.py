import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.model.checksum import Checksum, crc32_base62, in_base62, is_right

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@given(st.text(max_size=60))
def test_a_checksum_is_the_crc_32_of_all_before_it_in_base_62(text: str) -> None:
    found = crc32_base62(text)

    number = 0
    for digit in found:
        number = number * 62 + DIGITS.index(digit)
    assert (len(found), number) == (6, zlib.crc32(text.encode()))
    assert is_right(text + found, Checksum.CRC32_BASE62)


@pytest.mark.parametrize("text", ["", "a", "akw_", "000000", "é" * 9])
def test_what_does_not_end_in_its_checksum_is_not_right(text: str) -> None:
    assert not is_right(text + "zzzzz!", Checksum.CRC32_BASE62)


def test_a_number_in_base_62_has_zeros_before_it() -> None:
    assert [in_base62(number, 3) for number in (0, 9, 10, 35, 36, 61, 62)] == [
        *("000", "009", "00A", "00Z", "00a", "00z", "010")
    ]
