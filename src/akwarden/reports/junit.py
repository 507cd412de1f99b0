"""JUnit XML, for servers that show what they are told as the results of tests.

No standard describes it; this is what Jenkins ("JUnit Plugin"), GitLab ("Unit test reports") and the usual
actions of GitHub read of it. The scan itself is a test that passes, so that a clean report is not one without
tests. A name stands once, since GitLab leaves out the second test of a name, and it holds no line number, so
that an edit above a key makes no new test of it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import UTC
from typing import TextIO
from xml.etree import ElementTree as ET

from akwarden.model.finding import Finding
from akwarden.reports.artifact_uri import artifact_path
from akwarden.reports.code_frame import marked_lines
from akwarden.reports.coverage_words import STOPPED, aside_sentences, scanned_words, skipped_place
from akwarden.reports.leaked_key import LeakedKey, group_by_key, short_key_id
from akwarden.reports.place import history_of, label_of, path_of
from akwarden.reports.protocol import RenderOptions, Report
from akwarden.reports.visible import clipped, visible
from akwarden.reports.wording import allowed_words, counted, key_words, rule_words, verification_words

_SUITE = "akwarden"
_PLACES_SHOWN = 5


class JunitRenderer:
    """The format for test reports: a test that fails for each finding, one that is skipped for each gap."""

    name = "junit"

    def render(self, report: Report, out: TextIO, options: RenderOptions) -> None:  # noqa: ARG002, no choices
        """Write one suite."""
        suites = ET.Element("testsuites")
        suites.append(_suite(report))
        ET.indent(suites)
        out.write('<?xml version="1.0" encoding="utf-8"?>\n')
        out.write(ET.tostring(suites, encoding="unicode") + "\n")


def _suite(report: Report) -> ET.Element:
    """Return the suite with its tests and how many there are of each outcome."""
    cases = list(_with_own_names(_cases(report)))
    outcomes = Counter(child.tag for case in cases for child in case)
    suite = ET.Element(
        "testsuite",
        name=_SUITE,
        tests=str(len(cases)),
        failures=str(outcomes["failure"]),
        errors=str(outcomes["error"]),
        skipped=str(outcomes["skipped"]),
        time=_seconds(report),
        timestamp=f"{report.started_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}",
    )
    suite.extend(cases)
    return suite


def _seconds(report: Report) -> str:
    """Return how long the scan took, as a test's time is written."""
    return f"{max(report.seconds, 0.0):.3f}"


def _with_own_names(cases: Iterable[ET.Element]) -> Iterator[ET.Element]:
    """Yield the tests; one whose name is taken gets a number behind it."""
    taken: set[str] = set()
    counts: Counter[str] = Counter()
    for case in cases:
        wanted = name = case.get("name", "")
        while name in taken:
            counts[wanted] += 1
            name = f"{wanted} ({counts[wanted] + 1})"
        taken.add(name)
        case.set("name", name)
        yield case


def _cases(report: Report) -> Iterator[ET.Element]:
    """Yield the scan itself, then every finding, then everything that was not scanned."""
    yield _scan(report)
    key_ids = frozenset(each.key_id for each in report.findings if each.key_id)
    for finding in report.findings:
        yield _found(finding, key_ids)
    for each in report.coverage.skipped:
        case = _case("not-scanned", skipped_place(each, report))
        _add(case, "skipped", clipped(each.reason), message=clipped(each.reason))
        yield case


def _case(kind: str, name: str, **more: str) -> ET.Element:
    """Return a test of a class, both safe to show."""
    return ET.Element("testcase", {"classname": f"{_SUITE}.{kind}", "name": name, "time": "0", **more})


def _add(case: ET.Element, outcome: str, text: str, **attributes: str) -> None:
    """Give a test a part with a text in it, all of it safe to show."""
    ET.SubElement(case, outcome, attributes).text = text


def _scan(report: Report) -> ET.Element:
    """Return the test that says whether the scan came to its end, and tells what it looked at."""
    case = _case("scan", "the scan came to its end")
    case.set("time", _seconds(report))
    if report.coverage.interrupted:
        _add(case, "error", STOPPED, type="interrupted", message=STOPPED)
    words = [f"akwarden {report.version}", scanned_words(report), *aside_sentences(report.coverage)]
    _add(case, "system-out", "\n".join(words))
    return case


def _found(finding: Finding, key_ids: AbstractSet[str]) -> ET.Element:
    """Return the test that failed by `finding`, or is skipped where it is allowed.

    Every id among `key_ids` is shortened.
    """
    place, line = artifact_path(finding.location), str(max(finding.location.line, 1))
    case = _case(visible(finding.rule), _name(finding), file=place, line=line)
    (key,) = group_by_key([finding])
    text = "\n".join([*_facts(finding, key), *_frame(finding, key_ids), *_other_places(key)])
    if finding.allowed:
        _add(case, "skipped", text, message=allowed_words(finding.allowed))
    else:
        _add(case, "failure", text, type=visible(finding.rule), message=visible(finding.title))
    return case


def _name(finding: Finding) -> str:
    """Return the path and the key, in a form that stays the same while the key stays in the file."""
    mask = finding.secret.mask if finding.secret else finding.title
    key = short_key_id(finding.key_id) if finding.key_id else mask
    return f"{clipped(path_of(finding.location))}: {clipped(key)}"


def _facts(finding: Finding, key: LeakedKey) -> Iterator[str]:
    """Yield where it is, what it is, and what to do."""
    yield label_of(finding.location)
    history = history_of(finding.location)
    if history:
        yield history
    yield f"key: {key_words(key)}"
    yield f"rule: {rule_words(finding)}, {finding.severity} severity"
    yield f"validity: {verification_words(finding.verification)}"
    if finding.example:
        yield "note: an example key or a placeholder"
    if finding.remediation:
        yield f"what to do: {visible(finding.remediation)}"


def _frame(finding: Finding, key_ids: AbstractSet[str]) -> Iterator[str]:
    """Yield the lines around the key, after an empty one."""
    lines = list(marked_lines(finding, key_ids))
    digits = max((len(str(line.number)) for line in lines), default=0)
    if lines:
        yield ""
    for line in lines:
        if line.follows_gap:
            yield f"  {'':>{digits}} ..."
        yield f"{'>' if line.is_primary else ' '} {line.number:>{digits}} | {line.text}".rstrip(" ")


def _other_places(key: LeakedKey) -> Iterator[str]:
    """Yield the first of the other places, after an empty line, and how many more there are."""
    places = key.places[1 : _PLACES_SHOWN + 1]
    hidden = key.occurrences - 1 - len(places)
    if places or hidden > 0:
        yield ""
    yield from (f"also {label_of(place)}" for place in places)
    if hidden > 0:
        yield f"and {counted(hidden, 'more place')}"
