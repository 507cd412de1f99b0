"""Names found in containers, made fit to print; they stay labels and are never joined to a path."""

import re
from typing import Final

NAMELESS: Final = "(no name)"

_LONGEST: Final = 1000
_GB2312: Final = re.compile(rb"(?:[\x00-\x7f]|[\xa1-\xf7][\xa1-\xfe])*")


def readable(raw: bytes) -> str:
    """Decodes a name of unknown encoding: UTF-8, else GB 18030 where it looks like it, else code page 437."""
    try:
        return printable(raw.decode("utf-8"))
    except UnicodeDecodeError:
        # Chinese Windows writes GBK without saying so; code page 437 is what the zip format says.
        chinese = _GB2312.fullmatch(raw) is not None
        return printable(raw.decode("gb18030" if chinese else "cp437", "backslashreplace"))


def printable(name: str) -> str:
    """Gives the name with whatever is not printable escaped, and cut in the middle when it is long."""
    name = name.removeprefix("./") or NAMELESS
    if len(name) > _LONGEST:
        half = _LONGEST // 2
        name = f"{name[:half]}\N{HORIZONTAL ELLIPSIS}{name[-half:]}"
    if name.isprintable():
        return name
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in name)
