"""The scale that Tencent's Cloud Security Center has for alarms, beside the one of akwarden."""

from akwarden.model.severity import Severity


def level_of(severity: Severity) -> int:
    """Return the level of a severity: 5 for critical, 4 for high, 3 for medium, 2 for low, 1 for a notice."""
    return severity.rank + 1
