"""The fast pass: all anchor patterns of all rules, and their encoded prefixes, in one Hyperscan database.

A hit says only "a value may end near here". Hits may be false, they may never be missing; what is
true is decided by `values` on the bytes themselves, so the result does not depend on where a buffer begins.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import hyperscan

from akwarden.detectors.secrets.encodings import encoded_patterns
from akwarden.errors import RuleError
from akwarden.model.rule import PartName, Rule, RuleSet

_FLAGS = hyperscan.HS_FLAG_DOTALL
_ESCAPE_OR_CLASS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_UNBOUNDED = re.compile(r"[*+]|\{\d*,\}")


@dataclass(frozen=True, slots=True)
class Ends:
    """Where anchors end: offsets, ascending and distinct."""

    plain: Sequence[int]
    encoded: Sequence[int]
    """Of beginnings of keys in encoded text."""
    free: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """Of those of `plain` whose rules have a form without an edge, which anchors end there."""
    imported: Sequence[tuple[int, int]] = ()
    """Of imported rules, each with its number among these."""

    def within(self, low: int, high: int) -> "Ends":
        """Return those behind `low` and up to `high`."""
        plain, encoded = ([e for e in some if low < e <= high] for some in (self.plain, self.encoded))
        imported = [hit for hit in self.imported if low < hit[0] <= high]
        return Ends(plain, encoded, {e: self.free[e] for e in plain if e in self.free}, imported)


class Anchors:
    """A compiled database; shared by threads, each of which scans with a scratch of its own."""

    def __init__(self, database: hyperscan.Database, ruleset: RuleSet) -> None:
        """Take a database that was compiled, or loaded, for these rules."""
        self._database = database
        self._imported = len(imported_anchors(ruleset))
        plain, free = anchor_patterns(ruleset), free_anchors(ruleset)
        self._clear = self._imported + len(plain)
        self._free = {n: pattern for n, pattern in enumerate(plain, self._imported) if pattern in free}

    @classmethod
    def compile(cls, ruleset: RuleSet) -> "Anchors":
        """Compile the anchors of all rules; raises RuleError naming the pattern that can't be."""
        clear = [*(anchor for _, anchor in imported_anchors(ruleset)), *anchor_patterns(ruleset)]
        for pattern in clear:
            _refuse_unbounded(pattern)
        patterns = [*clear, *encoded_patterns(ruleset)]
        database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        try:
            database.compile(
                expressions=[p.encode() for p in patterns],
                ids=list(range(len(patterns))),
                flags=[_FLAGS] * len(patterns),
            )
        except hyperscan.error as error:
            raise _bad_pattern(patterns, error) from error
        return cls(database, ruleset)

    @classmethod
    def load(cls, dump: bytes, ruleset: RuleSet) -> "Anchors":
        """Load what `dump` gave for these rules; raises ValueError when it was made elsewhere."""
        try:
            database = hyperscan.loadb(dump, hyperscan.HS_MODE_BLOCK)
            database.scratch = hyperscan.Scratch(database)
        except hyperscan.error as error:
            raise ValueError(str(error)) from error
        return cls(database, ruleset)

    def dump(self) -> bytes:
        """Return the database as bytes, valid for this kind of machine and library version."""
        return hyperscan.dumpb(self._database)

    def scratch(self) -> hyperscan.Scratch:
        """Return working memory for one thread."""
        return hyperscan.Scratch(self._database)

    def ends(self, data: memoryview, scratch: hyperscan.Scratch) -> "Ends":
        """Return where anchors end; the GIL is free meanwhile."""
        plain: set[int] = set()
        encoded: set[int] = set()
        free: dict[int, frozenset[str]] = {}
        imported: set[tuple[int, int]] = set()
        first_plain, first_encoded, free_patterns = self._imported, self._clear, self._free

        def on_match(pattern: int, _start: int, end: int, _flags: int, _context: object) -> None:
            if pattern < first_plain:
                imported.add((end, pattern))
            else:
                (plain if pattern < first_encoded else encoded).add(end)
                if pattern in free_patterns:
                    free[end] = free.get(end, frozenset()) | {free_patterns[pattern]}

        self._database.scan(data, match_event_handler=on_match, scratch=scratch)  # type: ignore[type-var]  # takes any buffer
        return Ends(sorted(plain), sorted(encoded), free, sorted(imported))


def anchor_patterns(ruleset: RuleSet) -> Sequence[str]:
    """Return every distinct anchor pattern of our own rules, in the order of the rules."""
    seen: dict[str, None] = {}
    for rule in ruleset.rules:
        if rule.imported:
            continue
        for name in PartName:
            part = rule.part(name)
            seen.update(dict.fromkeys(part.anchors if part else ()))
    return list(seen)


def free_anchors(ruleset: RuleSet) -> frozenset[str]:
    """Return the anchors of all rules that have a form without an edge."""
    found: set[str] = set()
    for rule in ruleset.rules:
        parts = [part for name in PartName if (part := rule.part(name))]
        if any(not form.edge for part in parts for form in part.forms):
            found.update(anchor for part in parts for anchor in part.anchors)
    return frozenset(found)


def imported_anchors(ruleset: RuleSet) -> Sequence[tuple[Rule, str]]:
    """Return every anchor of the imported rules, each with its rule, in the order of the rules."""
    parts = [(rule, rule.secret) for rule in ruleset.rules if rule.imported and rule.secret]
    return [(rule, anchor) for rule, part in parts for anchor in part.anchors]


def _refuse_unbounded(pattern: str) -> None:
    """Raise RuleError for a pattern that could span more than the scanner keeps of a stream."""
    if _UNBOUNDED.search(_ESCAPE_OR_CLASS.sub("", pattern)):
        raise RuleError(
            f"anchor {pattern!r} has no bounded length",
            why="`*`, `+` and `{n,}` reach over any number of bytes",
            mend="give the repetition an upper bound, such as `{1,24}`",
        )


def _bad_pattern(patterns: Sequence[str], error: Exception) -> RuleError:
    """Find the pattern that Hyperscan refuses, which its own message does not name."""
    for pattern in patterns:
        try:
            hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK).compile(
                expressions=[pattern.encode()], ids=[0], flags=[_FLAGS]
            )
        except hyperscan.error as reason:
            return RuleError(
                f"anchor {pattern!r} can't be compiled",
                why=str(reason),
                mend="use a pattern of bounded length without look-around or back-references",
            )
    return RuleError("the anchors can't be compiled together", why=str(error))
