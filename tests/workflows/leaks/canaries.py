"""Secrets that must not turn up: made at run time, and looked for in every spelling in what was kept."""

import base64
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_from_bytes

from akwarden.workflows.rule_check import expand


def tencent_pair(seed: int) -> tuple[str, str]:
    """Give a made-up SecretId and its SecretKey."""
    return expand("AKID{32*A}", seed), expand("{32*A}", seed + 1000)


def aws_pair(seed: int) -> tuple[str, str]:
    """Give a made-up AWS key and its secret, which holds characters that an address writes otherwise."""
    return expand("AKIA{16*B}", seed), expand("{36*A}/{2*A}+", seed + 2000)


def spellings(secret: str) -> Iterator[bytes]:
    """Yield the secret raw, in base64 at each alignment, in hex, as part of an address and in UTF-16."""
    raw = secret.encode()
    yield raw
    yield quote_from_bytes(raw, safe="").encode()
    yield from (raw.hex().encode(), raw.hex().upper().encode())
    yield from (secret.encode("utf-16-le"), secret.encode("utf-16-be"))
    for shift in range(3):
        whole = (len(raw) + shift) // 3 * 4
        for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
            # The first group holds the shift, and what is behind the last whole one depends on what follows.
            yield alphabet(b"\0" * shift + raw)[4 if shift else 0 : whole]


def found_in(folder: Path, secret: str) -> list[str]:
    """Return the files below a folder in which a secret stands in any spelling."""
    wanted = list(spellings(secret))
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(one in path.read_bytes() for one in wanted)
    ]
