"""Takes the secrets out of audit records, before anything else reads them.

The passes, in order:

1. `prefilter`: one automaton over the whole block says which records may hold a secret. Most do not, and
   are handed back as they are.
2. `quick`: what stands in quotes under its name is cut out where it stands.
3. `exact`: the rest is read text by text, at any depth of quoting and encoding, and all that it says is
   looked at by the rules of the catalogue.
"""

from collections.abc import Iterator, Sequence

from akwarden.detectors.records.exact import ExactLook
from akwarden.detectors.records.prefilter import Hit, Patterns, Prefilter, Sign
from akwarden.detectors.records.quick import Cut, DoubtError, cuts
from akwarden.detectors.records.telling import told_quickly
from akwarden.detectors.records.views import readable
from akwarden.detectors.records.walking import MASK_OF_FIELDS
from akwarden.detectors.secrets.scanner import CompiledRules
from akwarden.model.audit_record import RecordBlock, ScrubbedSecret

_LARGE = 1 << 16
"""Bytes of a record that is looked at exactly in any case."""
_MASK = MASK_OF_FIELDS.encode()


class RecordScrubber:
    """Takes secrets out of records; one for each thread."""

    def __init__(self, rules: CompiledRules, prefilter: Prefilter | None = None) -> None:
        """Take the fast pass over these rules, or compile it, which takes about a second."""
        self._prefilter = prefilter or Prefilter(Patterns(rules.ruleset))
        self._exact = ExactLook(rules)

    def scrub(self, block: RecordBlock) -> tuple[Sequence[bytes], Sequence[ScrubbedSecret]]:
        """Return the records in their order without their secrets, and the secrets.

        A record without a secret is the very same object. What was JSON is JSON of the same structure after,
        also where it is quoted inside a string; in place of a value stands `[scrubbed:RULE]`.
        """
        records = block.records
        doubtful = [n for n, record in enumerate(records) if len(record) > _LARGE]
        looked_at = [b"" if len(record) > _LARGE else record for record in records] if doubtful else records
        hits = self._prefilter.hits(looked_at)
        if not hits and not doubtful:
            return records, ()
        clean = list(records)
        told: list[ScrubbedSecret] = []
        for index, found in self._quickly(records, hits, doubtful):
            told += told_quickly(records[index], index, found)
            clean[index] = _without(records[index], found)
        for index, record, secrets in self._exact.scrubbed(records, sorted(doubtful)):
            clean[index] = record
            told += secrets
        return clean, sorted(told, key=lambda secret: secret.record)

    def _quickly(
        self, records: Sequence[bytes], hits: dict[int, list[Hit]], doubtful: list[int]
    ) -> Iterator[tuple[int, Sequence[Cut]]]:
        """Yield records with what is to be cut out of them; those that need more are added to `doubtful`."""
        escaped: list[tuple[int, Sequence[Cut]]] = []
        for index, seen in hits.items():
            try:
                found = cuts(records[index], seen)
            except DoubtError:
                doubtful.append(index)
                continue
            if any(hit.sign is Sign.ESCAPE for hit in seen):
                escaped.append((index, found))
            elif found:
                yield index, found
        for index, found in self._unescaped(records, escaped, doubtful):
            if found:
                yield index, found

    def _unescaped(
        self, records: Sequence[bytes], escaped: Sequence[tuple[int, Sequence[Cut]]], doubtful: list[int]
    ) -> Iterator[tuple[int, Sequence[Cut]]]:
        """Yield those in which nothing more is seen when their escapes are undone."""
        views = [readable(records[index]) for index, _ in escaped]
        hits = self._prefilter.hits(views) if views else {}
        for n, (index, found) in enumerate(escaped):
            try:
                more = cuts(views[n], hits.get(n, ()))
            except DoubtError:
                doubtful.append(index)
                continue
            if len(more) == len(found):
                yield index, found
            else:
                doubtful.append(index)


def _without(record: bytes, found: Sequence[Cut]) -> bytes:
    parts: list[bytes] = []
    done = 0
    for cut in found:
        parts += [record[done : cut.start], _MASK]
        done = cut.end
    return b"".join([*parts, record[done:]])
