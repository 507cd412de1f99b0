"""The rights within an account, worked out once for all judges."""

from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.rights import Rights


def rights_of(judging: Judging) -> Rights:
    """Return the rights within an account while it is judged."""
    return judging.derived(_rights)


def _rights(judging: Judging) -> Rights:
    return Rights.of(judging.facts, judging.now)
