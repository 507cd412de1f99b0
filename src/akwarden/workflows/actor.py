"""Who runs a command, for the audit log."""

import os
from collections.abc import Mapping

_LONGEST = 100
_NAMES = ("LOGNAME", "USER", "LNAME", "USERNAME")


def actor(env: Mapping[str, str]) -> str:
    """Return the login name of this process's user; never empty.

    The system is asked first, since the environment says whatever its user likes. It counts where the system
    has no name for the user, as in a container with a made-up user id.
    """
    name = _name_by_system() or next((env[name] for name in _NAMES if env.get(name)), "")
    plain = "".join(character for character in name if character.isprintable())[:_LONGEST].strip()
    return plain or (f"uid {os.getuid()}" if hasattr(os, "getuid") else "unknown")


def _name_by_system() -> str:
    try:
        import pwd  # noqa: PLC0415  not there on Windows

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return ""
