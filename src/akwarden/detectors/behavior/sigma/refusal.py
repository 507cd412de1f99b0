"""What Sigma allows and we refuse: a rule that would mean something else here, or nothing, is not run."""

from collections.abc import Iterable
from difflib import get_close_matches

from sigma.exceptions import SigmaError

_SHOWN = 3


class RefusedError(SigmaError):
    """A rule is refused; the message is for whoever wrote it."""


def unknown(kind: str, name: str, known: Iterable[str]) -> RefusedError:
    """Return the refusal of a name that nothing has, with those that are near to it."""
    by_small = {one.lower(): one for one in known}
    near = [by_small[one] for one in get_close_matches(name.lower(), by_small, n=_SHOWN, cutoff=0.6)]
    hint = f"; near to it: {', '.join(near)}" if near else ""
    return RefusedError(f"unknown {kind} `{name}`{hint}")
