"""A fix: one thing to do at one place, and the risks that it closes."""

import msgspec

from akwarden.model.risk import TargetKind
from akwarden.model.said import Said
from akwarden.model.severity import Severity


class Fix(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.fix/1"):
    """One thing to do, and what it closes."""

    fix: str
    """What to do, as queries name it: `fix:"Give it fewer rights"`."""
    title: Said
    """The same, in words for people."""
    target_kind: TargetKind
    """What it changes."""
    target: str
    """What that is called."""
    target_id: str
    """What never changes of it at its cloud."""
    provider: str
    account: str | None
    """The number of the account."""
    account_name: str | None
    """What people call the account."""
    severity: Severity
    """That of the worst risk that it closes."""
    closes: int
    """How many open risks it closes."""
    owners: tuple[str, ...]
    """Whom to ask, as people noted it."""
    rules: tuple[str, ...]
    """The rules whose risks it closes."""
    principals: tuple[str, ...]
    """Whom they are about."""
    keys: tuple[str, ...]
    """The keys that they are about."""
    risks: tuple[str, ...]
    """The ids of what it closes, the worst first."""
