"""Glob patterns of paths that are left out."""

import re
from collections.abc import Callable, Iterator, Sequence
from fnmatch import translate

Excludes = Callable[[str], bool]
"""Says whether a path, relative to its source and with forward slashes, is left out."""


def excludes(patterns: Sequence[str]) -> Excludes | None:
    """Return the judge of `patterns`, or None when there are none.

    A pattern matches a whole path, the last part of one, or a folder above it: `*.lock`, `docs/*`, `vendor`,
    `vendor/`. `*` matches a slash as well.
    """
    plain = dict.fromkeys(one for pattern in patterns for one in _plain(pattern))
    if not plain:
        return None
    one = "|".join(f"(?:{translate(pattern)})" for pattern in plain)
    matches = re.compile(one).match

    def is_excluded(path: str) -> bool:
        return any(matches(path[start:end]) is not None for start, end in _cuts(path))

    return is_excluded


def _plain(pattern: str) -> Iterator[str]:
    """Yield a pattern without what other tools need to say `anywhere` and `a folder`."""
    anywhere = pattern.startswith("**/")
    plain = pattern.removeprefix("./").removeprefix("**/").removesuffix("/**").strip("/")
    for one in (plain, plain.replace("/**/", "/")):
        if one:
            yield one
            if anywhere:
                yield f"*/{one}"


def _cuts(path: str) -> list[tuple[int, int]]:
    """Return the bounds of the path, of each folder above it, and of the last part of each of these."""
    ends = [i for i, letter in enumerate(path) if letter == "/"]
    starts = [0, *(end + 1 for end in ends)]
    return [(start, end) for end, own in zip([*ends, len(path)], starts, strict=True) for start in {0, own}]
