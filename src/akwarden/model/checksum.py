"""Checksums in which keys end: they tell a real one from a typing error and from what only looks like one."""

import zlib
from enum import StrEnum
from typing import Final

_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CRC32_DIGITS: Final = 6


class Checksum(StrEnum):
    """How the last characters of a key follow from those before."""

    CRC32_BASE62 = "crc32-base62"
    """Six digits of base 62 (`0` to `9`, `A` to `Z`, `a` to `z`): the CRC-32 of all that stands before."""


def crc32_base62(text: str) -> str:
    """Return the six digits in which a key ends that begins with this text."""
    return in_base62(zlib.crc32(text.encode()), _CRC32_DIGITS)


def is_right(key: str, checksum: Checksum) -> bool:
    """Say whether a key ends in its checksum."""
    match checksum:
        case Checksum.CRC32_BASE62:
            return key[-_CRC32_DIGITS:] == crc32_base62(key[:-_CRC32_DIGITS])


def in_base62(number: int, length: int) -> str:
    """Return a number in base 62, with zeros before it."""
    found = ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        found = _DIGITS[digit] + found
    return found.rjust(length, _DIGITS[0])
