"""Compares what scanners reported with what was planted: recall by provider, precision over all."""

import base64
import binascii
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from akwarden.model.secret import Secret
from corpus import Planted, Snippet
from stand.report import lines, seen

_ENOUGH = 8
"""Characters that a reported text must share with a planted value to count as a report of it."""
_BASE64_RUN = re.compile(rb"[0-9A-Za-z+/_-]{12,}={0,2}")
_BLOCK = re.compile(r"-----BEGIN [^-]+-----\s*(.+?)\s*-----END", re.DOTALL)


@dataclass(frozen=True)
class Finding:
    """One reported finding."""

    reports: Callable[[str], bool]
    """Says whether it reports a value."""
    quiet: bool = False
    """Reported, but below the severity that counts as an alarm."""


Reported = Mapping[str, Sequence[Finding]]
"""The findings by file name."""


@dataclass
class Score:
    """Counts of one contender on one part of the corpus."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    """Credentials of which every part that matters was reported, by provider."""
    pairs: Counter[str] = field(default_factory=Counter)
    pairs_found: Counter[str] = field(default_factory=Counter)
    """Those among them that have an id and a secret."""
    true: int = 0
    false: int = 0
    misses: list[str] = field(default_factory=list)
    """Names of snippets of which something was not found."""
    alarms: list[str] = field(default_factory=list)
    """Names of snippets with a finding that is none."""

    def recall(self, *providers: str) -> float:
        """Return the part of the credentials of these providers, or of all, that was found."""
        names = providers or tuple(self.planted)
        planted = sum(self.planted[name] for name in names)
        return sum(self.found[name] for name in names) / planted if planted else 1.0

    def pair_recall(self, provider: str) -> float:
        """Return the part of a provider's pairs that was found."""
        return self.pairs_found[provider] / self.pairs[provider] if self.pairs[provider] else 1.0

    @property
    def precision(self) -> float:
        """Return the part of the findings that are true."""
        return self.true / (self.true + self.false) if self.true + self.false else 1.0


def score(
    snippets: Iterable[Snippet], reported: Reported, names: Mapping[str, str], *, together: bool = False
) -> Score:
    """Compare; `names` gives the file that each snippet was written to.

    Only what is reported at a severity that counts as an alarm counts as found. With `together` a pair is
    found when one finding reports both of its parts, else when each part is reported.
    """
    result = Score()
    for snippet in snippets:
        findings = reported.get(names[snippet.name], ())
        values = [
            spelling
            for one in snippet.planted
            for value in (one.key_id, one.secret, one.token)
            for spelling in spellings(value, snippet.content)
        ]
        alarms = [f for f in findings if not f.quiet]
        wrong = [f for f in alarms if not any(map(f.reports, values))]
        result.true += len(alarms) - len(wrong)
        result.false += len(wrong)
        result.alarms += [snippet.name] * bool(wrong)
        for one in snippet.planted:
            result.planted[one.provider] += 1
            whole = _is_found(one, alarms, snippet.content, together=together)
            result.found[one.provider] += whole
            is_pair = bool(one.key_id and one.secret)
            result.pairs[one.provider] += is_pair
            result.pairs_found[one.provider] += is_pair and whole
            result.misses += [f"{snippet.name} ({one.provider})"] * (not whole)
    return result


def _is_found(planted: Planted, findings: Sequence[Finding], content: bytes, *, together: bool) -> bool:
    """Say whether the id and the secret were reported; of a pair both must be."""
    needed = [value for value in (planted.key_id, planted.secret) if value] or [planted.token or ""]
    spelled = [spellings(value, content) for value in needed]
    if together:
        return any(all(any(map(finding.reports, some)) for some in spelled) for finding in findings)
    return all(any(any(map(finding.reports, some)) for finding in findings) for some in spelled)


def spellings(value: str | None, content: bytes) -> list[str]:
    """Return what counts as a report of a value.

    The value, also percent-encoded; the body of a PEM block; the last part of an address, which alone is
    secret; and the base64 that a file, or what is encoded in it, has in the place of a user with a password.
    """
    if not value:
        return []
    found = [value, quote(value, safe="")]
    block = _BLOCK.search(value)
    if block:
        body = block[1]
        found += [body, body.replace("\n", "\\n"), "".join(body.split())]
        found += [body.replace("\n", f"\n{' ' * n}") for n in range(1, 17)] + [body.replace("\n", "\r\n")]
    elif "/" in value:
        found.append(value.rpartition("/")[2])
    return found + _joined_with_a_user(value, content)


def _joined_with_a_user(value: str, content: bytes, depth: int = 2) -> list[str]:
    found: list[str] = []
    for run in _BASE64_RUN.findall(content):
        try:
            decoded = base64.b64decode(run, validate=True)
        except binascii.Error:
            continue
        if decoded.endswith(b":" + value.encode()):
            found.append(run.decode())
        elif depth > 1:
            found += _joined_with_a_user(value, decoded, depth - 1)
    return found


def ours(report: Path, key: bytes) -> Reported:
    """Read our own report: a pair is one finding, and its secret is known by its fingerprint."""
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for line in lines(report):
        if line["schema"] != "akwarden.finding/1":
            continue
        key_id, fingerprint = line["key_id"], (line["secret"] or {}).get("fingerprint")

        def reports(value: str, key_id: object = key_id, fingerprint: object = fingerprint) -> bool:
            return value == key_id or Secret(value.encode()).fingerprint(key) == fingerprint

        for place in (line["location"], *line["related"]):
            found[place["vpath"].partition("!/")[0]].append(Finding(reports, line["severity"] == "info"))
    return found


def theirs(report: Path, root: Path) -> Reported:
    """Read a peer's report: every value counts, whether or not it was paired."""
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for one in seen(report):

        def reports(value: str, text: str = one.value) -> bool:
            return value in text or (len(text) >= _ENOUGH and text in value)

        found[_relative(one.place, root)].append(Finding(reports))
    return found


def _relative(place: str, root: Path) -> str:
    path = Path(place.partition("!")[0])
    return path.relative_to(root).as_posix() if path.is_absolute() else path.as_posix()


def write(snippets: Sequence[Snippet], root: Path, folder: str) -> dict[str, str]:
    """Write each snippet into a folder of its own below `folder` of `root`; return the paths by name."""
    names: dict[str, str] = {}
    for number, snippet in enumerate(snippets):
        path = f"{folder}/{number:05}/{Path(snippet.file_name).name}"
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(snippet.content)
        names[snippet.name] = path
    (root.parent / f"{root.name}.{folder}.json").write_text(json.dumps(names), encoding="utf-8")
    return names
