"""Where a passphrase comes from when nobody is asked for it: the environment, or a file descriptor."""

import os
from collections.abc import Mapping

from akwarden.errors import PassphraseError
from akwarden.model.secret import Secret

NAME = "AKWARDEN_PASSPHRASE"

_LONGEST = 4096


def from_environment(environment: Mapping[str, str]) -> Secret | None:
    """Return the passphrase that the environment holds, or None where it has none or an empty one."""
    found = environment.get(NAME)
    return Secret(os.fsencode(found)) if found else None


def from_descriptor(descriptor: int) -> Secret:
    """Return the first line that `descriptor` gives, without its end; the descriptor stays open.

    Raises PassphraseError when nothing comes, it can't be read, or the line has more than 4096 bytes.
    """
    content = b""
    try:
        while b"\n" not in content and len(content) <= _LONGEST and (more := os.read(descriptor, _LONGEST)):
            content += more
    except OSError as error:
        raise PassphraseError("the passphrase can't be read", why=error.strerror) from error
    line = content.partition(b"\n")[0].removesuffix(b"\r")
    if not line or len(line) > _LONGEST:
        raise PassphraseError("no passphrase was given, or it is longer than can be", mend="give one line")
    return Secret(line)
