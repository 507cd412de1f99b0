"""One finding as a SARIF result."""

from collections.abc import Iterator
from typing import Any

from akwarden.model.finding import AllowedBy, Finding
from akwarden.model.location import Location
from akwarden.model.severity import Severity
from akwarden.reports.artifact_uri import artifact_uri
from akwarden.reports.code_frame import safe_line
from akwarden.reports.leaked_key import short_key_id
from akwarden.reports.place import history_of, label_of
from akwarden.reports.visible import visible
from akwarden.reports.wording import verification_words

Json = dict[str, Any]
"""A JSON object."""

LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}
"""How SARIF calls each severity."""


def message(text: str) -> Json:
    """Return a message; brackets are escaped, since SARIF reads `[...](...)` in one as a link."""
    return {"text": visible(text).replace("[", "\\[").replace("]", "\\]") or "-"}


def result(finding: Finding, rule_number: int, *, tells_allowed: bool = False) -> Json:
    """Return the result for `finding`, which the rule at `rule_number` of the run gave.

    In one run either all results or none have suppressions: with `tells_allowed` all have.
    """
    return {
        "ruleId": visible(finding.rule),
        "ruleIndex": rule_number,
        "level": LEVELS[finding.severity],
        "message": message(_message_text(finding)),
        "locations": [{"physicalLocation": _primary(finding)}],
        "relatedLocations": [_related(each, number) for number, each in enumerate(finding.related, 1)],
        "occurrenceCount": max(finding.occurrences, 1),
        "partialFingerprints": {"akwardenFinding/v1": finding.id},
        "properties": _properties(finding),
        **({"suppressions": list(_suppressions(finding))} if tells_allowed else {}),
    }


def _message_text(finding: Finding) -> str:
    """Return what a person reads first: what it is, whether it works, since when it is there."""
    key = f": {short_key_id(finding.key_id)}" if finding.key_id else ""
    words = [finding.title + key, verification_words(finding.verification), history_of(finding.location)]
    return " ".join(f"{each[:1].upper()}{each[1:]}." for each in words if each)


def _suppressions(finding: Finding) -> Iterator[Json]:
    """Yield why the finding does not count, if it does not."""
    if finding.allowed:
        in_source = finding.allowed.by is AllowedBy.INLINE
        yield {
            "kind": "inSource" if in_source else "external",
            "status": "accepted",
            "justification": visible(finding.allowed.reason),
            "properties": {"by": finding.allowed.by},
        }


def _primary(finding: Finding) -> Json:
    """Return the primary place, with the masked code around it where no line of that is left out."""
    place: Json = {"artifactLocation": {"uri": artifact_uri(finding.location)}, "region": _region(finding)}
    numbers = [line.number for line in finding.frame]
    if finding.location.line in numbers and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        place["contextRegion"] = {
            "startLine": max(numbers[0], 1),
            "endLine": max(numbers[-1], 1),
            "snippet": {"text": "\n".join(safe_line(line) for line in finding.frame)},
        }
    return place


def _region(finding: Finding) -> Json:
    """Return the line and the column, in characters; in bytes where all that is seen of the line is ASCII."""
    own = next((line for line in finding.frame if line.number == finding.location.line), None)
    region: Json = _line_and_character(finding.location)
    if "startColumn" not in region and (own is None or own.text.replace("…", "").isascii()):
        region["startColumn"] = max(finding.location.column, 1)
    if own is not None:
        region["snippet"] = {"text": safe_line(own)}
    return region


def _related(location: Location, number: int) -> Json:
    """Return another place."""
    return {
        "id": number,
        "physicalLocation": {
            "artifactLocation": {"uri": artifact_uri(location)},
            "region": _line_and_character(location),
        },
        "message": message(", ".join(filter(None, [label_of(location), history_of(location)]))),
    }


def _line_and_character(location: Location) -> Json:
    """Return the line, and the column where it is known in characters."""
    column = {"startColumn": location.character} if location.character else {}
    return {"startLine": max(location.line, 1), **column}


def _properties(finding: Finding) -> Json:
    """Return all that SARIF has no field for, under the names of our own JSON lines."""
    return {
        "severity": finding.severity,
        "confidence": finding.confidence,
        "provider": finding.provider,
        "key_id": finding.key_id,
        "key_type": finding.key_type,
        **({"account": finding.account} if finding.account else {}),
        "parts": finding.parts,
        "secret": finding.secret,
        "verification": finding.verification,
        "location": finding.location,
        "example": finding.example,
        **({"allowed": finding.allowed} if finding.allowed else {}),
    }
