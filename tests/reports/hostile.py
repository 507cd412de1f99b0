"""Strategies for findings and reports whose every string was written by an attacker."""

import unicodedata

from hypothesis import strategies as st
from tests.reports.samples import coverage, finding, fingerprint, report

from akwarden.model.artifact import Skipped
from akwarden.model.finding import Allowed, AllowedBy, FrameLine, SecretView
from akwarden.model.location import Location
from akwarden.model.severity import Confidence, Severity
from akwarden.model.verification import Active, Inactive, Unverified

ATTACKS = (
    "\x1b[2J\x1b[31m",
    "\x9b1A",
    "\x1b]0;title\x07",
    "\r\n",
    "\n\n3 keys",
    "\u202e\u2066",
    "\u200b\ufeff",
    "\u2028",
    "\udcff\udc80",
    "\ud800",
    "\U000e0041",
    "\0",
    '=cmd|"/c calc"!A1',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    " =1",
    '</pre></style><script>alert(1)</script><img src=x onerror="x">',
    "'\"><",
    "&amp;&#x1b;",
    "[text](1)",
    "{0}",
    "../../etc/passwd",
    "//host/share",
    "http://user@host/%00?#",
    "C:\\a",
    "旧配置",
    "e\u0301",
    "👩\u200d💻",
)

words = st.sampled_from(ATTACKS) | st.text(st.characters(exclude_categories=()), max_size=8)
"""Strings to attack with."""
numbers = st.integers(1, 2**40)

locations = st.builds(
    Location,
    source=words,
    vpath=words,
    line=st.just(7) | numbers,
    column=numbers,
    offset=numbers,
    commit=st.none() | words,
    author=st.none() | words,
    committed_at=st.none() | words,
    in_head=st.none() | st.booleans(),
    last_seen_at=st.none() | words,
    character=st.none() | numbers,
)


secrets = st.builds(SecretView, mask=words, fingerprint=st.sampled_from([fingerprint("a"), fingerprint("b")]))

frames = st.lists(st.builds(FrameLine, number=st.just(7) | numbers, text=words), max_size=3).map(tuple)

findings = st.builds(
    finding,
    id=words,
    rule=words,
    provider=words,
    severity=st.sampled_from(Severity),
    confidence=st.sampled_from(Confidence),
    title=words,
    key_id=st.none() | words,
    secret=st.none()
    | st.builds(SecretView, mask=words, fingerprint=st.sampled_from([fingerprint("a"), fingerprint("b")])),
    parts=st.sampled_from([("key_id",), ("key_id", "secret"), ("token",)]),
    location=locations,
    occurrences=numbers,
    related=st.lists(locations, max_size=6).map(tuple),
    verification=st.builds(Active, words) | st.builds(Inactive, words) | st.builds(Unverified, words),
    remediation=words,
    frame=frames,
    example=st.booleans(),
    allowed=st.none() | st.builds(Allowed, by=st.sampled_from(AllowedBy), reason=words),
)

coverages = st.builds(
    coverage,
    skipped=st.lists(st.builds(Skipped, vpath=words, reason=words), max_size=11).map(tuple),
    interrupted=st.booleans(),
)

reports = st.builds(
    lambda found, seen, targets: report(*found, coverage=seen, targets=targets),
    st.lists(findings, max_size=3),
    coverages,
    st.lists(words, max_size=6).map(tuple),
)


def is_calm(text: str) -> bool:
    """Say whether every character of `text` is visible, a space or a line feed."""
    return all(each.isprintable() or each == "\n" or unicodedata.category(each) == "Zs" for each in text)
