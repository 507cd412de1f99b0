"""The ignore file: which findings are meant to be there, by rule, path and value, each with a reason.

    # rule               path                   value, if any       why
    tencent-access-key   tests/fixtures/**                          # made up for the tests
    aws-access-key       "docs/first steps.md"  id=AKIA…            # printed in the vendor's tutorial
    *                    legacy/app.ini         mask=abcd****wxyz   # disabled in 2024

The rules:

- An entry names a rule, or `*` for all of them, and a path in the words of `--exclude`.
- With a key id, or the mask that a report shows of a secret, it holds for that value only. Without one it
  holds for every value that is ever found there.
- It says why. It never names a line or a commit, so that it outlives edits and rebases.
"""

import difflib
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from akwarden.errors import IgnoreFileError
from akwarden.model.finding import Allowed, AllowedBy
from akwarden.model.rule import PartName
from akwarden.sources.exclude import Excludes, excludes
from akwarden.workflows.findings import Group, Sighting
from akwarden.workflows.masking import masked

FILE_NAME = ".akwardenignore"
ANY_RULE = "*"

_WORD = re.compile(r'"([^"]*)"|([^\s"#]\S*)')
_REASON = re.compile(r'(?:"[^"]*"|[^"])*?(?:^|\s)#(.*)')
_MASK = re.compile(r"\S{4}\*{4}\S{4}")
_KEY_ID = re.compile(r"\S{8,}")
_LINES_SHOWN = 10
_FORM = "an entry reads: RULE PATH [id=KEY_ID or mask=abcd****wxyz] # reason"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an ignore file."""

    line: int
    rule: str
    path: str
    reason: str
    key_id: str | None = None
    mask: str | None = None


def parse(text: str, name: str) -> list[Entry]:
    """Return the entries of an ignore file called `name`.

    Raises IgnoreFileError for the first line that can't be read; the message never repeats the line.
    """
    lines = enumerate(text.split("\n"), 1)
    return [_entry(line.strip(), f"{name}:{n}", n) for n, line in lines if line.strip()[:1] not in {"", "#"}]


def _entry(line: str, place: str, number: int) -> Entry:
    found = _REASON.match(line)
    reason = found[1].strip(" \t#") if found else ""
    words = _words(line[: found.start(1) - 1] if found else line, place)
    if len(words) < 2:  # noqa: PLR2004  a rule and a path
        raise _refused(place, "an entry without a path", "write the path behind the rule; `**` is all paths")
    if len(words) > 3:  # noqa: PLR2004  and a value
        raise _refused(place, "an entry with too many words", "put a path with blanks in it in quotes")
    if not re.search(r"\w", reason):
        raise _refused(place, "an entry without a reason", "write why at the end of the line, behind ` # `")
    rule, path, *value = words
    if excludes([path]) is None:
        raise _refused(place, "a path that names nothing", "write `**` for all paths")
    key_id, mask = _value(value[0], place) if value else (None, None)
    return Entry(number, rule, path, reason, key_id, mask)


def _words(text: str, place: str) -> list[str]:
    """Return the words before the reason; one in quotes may hold blanks."""
    if _WORD.sub("", text).strip():
        raise _refused(place, "an entry with a stray mark", "close the quotes, and put a blank before `#`")
    return [found[1] or found[2] for found in _WORD.finditer(text) if found[1] or found[2]]


def _value(word: str, place: str) -> tuple[str | None, str | None]:
    """Return the key id or the mask that an entry is about."""
    kind, _, value = word.partition("=")
    if kind == "id" and _KEY_ID.fullmatch(value):
        return value, None
    if kind == "mask" and _MASK.fullmatch(value):
        return None, value
    if kind == "mask" and set(value) == {"*"}:
        mend = "a secret this short has no mask that tells it apart: write a baseline for it"
        raise _refused(place, "a mask that fits every short secret", mend)
    mend = "write id= and a whole key id, or mask= and what the report shows of the secret"
    raise _refused(place, "a value that can't be read", mend)


def _refused(place: str, what: str, mend: str) -> IgnoreFileError:
    return IgnoreFileError(f"{place}: {what}", why=_FORM, mend=mend)


class IgnoreFile:
    """Allows what one ignore file says."""

    def __init__(
        self, name: str, entries: Sequence[Entry], rules: Collection[str], *, own_path: str | None = None
    ) -> None:
        """Take the entries and the ids of all rules of the scan.

        `own_path` is where the file itself lies in its target, if it does: it names key ids, and so would be
        a finding by itself.
        """
        self._name = name
        self._entries = [(entry, _path_judge(entry.path)) for entry in entries]
        self._rules = rules
        self._own_path = own_path
        self._used: set[int] = set()

    def allows(self, one: Group) -> Allowed | None:
        """Return why a finding is meant to be there, or None."""
        if one.vpath == self._own_path and all(_is_lone_id(s) for s in one.sightings):
            return Allowed(
                AllowedBy.IGNORE_FILE, f"a key id that {Path(self._name).name} names, or named once"
            )
        reasons = [self._reason(sighting) for sighting in one.sightings]
        return Allowed(AllowedBy.IGNORE_FILE, reasons[0]) if reasons[0] and all(reasons) else None

    def remarks(self, *, whole: bool = True) -> Iterator[str]:
        """Yield a sentence for each entry about a rule that is none, and one for all that fit nothing."""
        idle: list[int] = []
        for entry, _ in self._entries:
            if entry.rule in {ANY_RULE, *self._rules}:
                idle += [] if entry.line in self._used else [entry.line]
            else:
                near = difflib.get_close_matches(entry.rule, self._rules, n=1)
                hint = f"; did you mean {near[0]}?" if near else ""
                shown = masked(entry.rule)
                yield f"{self._name}:{entry.line}: no rule of this scan is called {shown!r}{hint}"
        if idle and whole:
            lines = ", ".join(map(str, idle[:_LINES_SHOWN])) + (", …" if len(idle) > _LINES_SHOWN else "")
            used = f"{len(self._used):,} of {len(self._entries):,} entries used"
            yield f"{self._name}: {used}; nothing fits line{'s' * (len(idle) > 1)} {lines}"

    def _reason(self, sighting: Sighting) -> str | None:
        """Return the reason of the first entry that fits; all that do are of use."""
        fitting = [entry for entry, is_path in self._entries if _fits(entry, is_path, sighting)]
        self._used.update(entry.line for entry in fitting)
        return fitting[0].reason if fitting else None


def _is_lone_id(sighting: Sighting) -> bool:
    return sighting.match.parts == (PartName.KEY_ID,)


def _fits(entry: Entry, is_path: Excludes, sighting: Sighting) -> bool:
    match = sighting.match
    if entry.rule not in {ANY_RULE, match.rule}:
        return False
    if entry.key_id is not None and entry.key_id != match.key_id:
        return False
    if entry.mask is not None and (match.secret is None or entry.mask != match.secret.mask):
        return False
    return is_path(sighting.place.vpath)


def _path_judge(pattern: str) -> Excludes:
    """Return what says whether a pattern fits a path, or the container that a path leads into."""
    judge = excludes([pattern])

    def is_path(vpath: str) -> bool:
        return judge is not None and (judge(vpath) or judge(vpath.partition("!/")[0]))

    return is_path
