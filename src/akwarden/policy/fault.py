"""What the linter says about a policy."""

from dataclasses import dataclass

from akwarden.model.severity import Severity


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing in a policy that does not do what it seems to, or that does too much."""

    code: str
    """Stable, in kebab-case."""
    severity: Severity
    statement: int | None
    """The number of the statement, 0 first; None for the whole policy."""
    path: str
    """The element, as `statement[0].action[2]`."""
    message: str
    mend: str
