"""One scan within a time budget, whatever comes of it: what was found, and why there may be more."""

import re
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from akwarden.errors import AkwardenError
from akwarden.model.artifact import Skipped
from akwarden.model.finding import Finding
from akwarden.settings import ScanSettings, Settings
from akwarden.sources.protocol import Source
from akwarden.workflows.allowing.grounds import open_rules
from akwarden.workflows.baseline import read_baseline
from akwarden.workflows.deadline import Deadline
from akwarden.workflows.masking import Veil, masked_path
from akwarden.workflows.scan import Outcome, Scan
from akwarden.workflows.target_file import TextOfTarget, text_on_disk
from akwarden.workflows.worker import sentence

_KEY_BYTES = 32
_HISTORY = "commits"
_OBJECTS = "objects"
_OBJECT = re.compile(rf"({_OBJECTS}/(?:[0-9a-f]{{64}}|[0-9a-f]{{40}}))(?=!/|$)")
_COMMIT_SHOWN = 12


class Judged(msgspec.Struct, frozen=True):
    """What came out within the time."""

    findings: Sequence[Finding] = ()
    """Those at or over `scan.fail_on`."""
    failure: str | None = None
    """Why there may be more."""
    error: Exception | None = None
    """What was raised, for whoever shows it."""
    veil: Veil = Veil()
    """Hides what was found wherever else it stands."""


class _Scanned(msgspec.Struct, frozen=True):
    """A scan that came to an end, be it an early one."""

    outcome: Outcome
    gap: str | None
    """What was not read, where that counts: its place, and why."""


def judge(
    settings: Settings, source: Callable[[], Source | None], text_of: TextOfTarget = text_on_disk
) -> Judged:
    """Scan what `source` opens; None is nothing to scan. Raises KeyboardInterrupt, and nothing else.

    `text_of` reads the ignore files that belong to it.
    """
    limit = Deadline(settings.hook.seconds)
    scanned: _Scanned | None = None
    error: Exception | None = None
    try:
        with limit:
            opened = source()
            if opened is None:
                return Judged()
            scanned = _scanned(settings.scan, opened, text_of, limit)
    except KeyboardInterrupt:
        if not limit.passed:
            raise
    # Whatever it is, git waits for a word about the push; the result says what it was.
    except Exception as failed:  # noqa: BLE001
        error = failed
    if scanned is not None and scanned.outcome.coverage.interrupted and not limit.passed:
        raise KeyboardInterrupt
    found = scanned.outcome.findings if scanned else ()
    counted = [one for one in found if one.allowed is None and one.severity.at_least(settings.scan.fail_on)]
    veil = scanned.outcome.veil if scanned else Veil()
    return Judged(counted, _failure(settings, scanned, error), error, veil)


def _scanned(settings: ScanSettings, source: Source, text_of: TextOfTarget, limit: Deadline) -> _Scanned:
    targets = [source.name]
    baseline = read_baseline(Path(settings.baseline), targets) if settings.baseline else None
    opened = open_rules(targets, settings, text_of=text_of)
    # Fingerprints are compared within this one run, so no key of the home is needed; and no cloud is called.
    scan = Scan(opened.rules, settings, fingerprint_key=secrets.token_bytes(_KEY_BYTES))
    try:
        outcome = scan.run([source], baseline, opened.allowing)
        skipped = outcome.coverage.skipped
        gap = next((one for one in skipped if settings.strict or _is_wide(one)), None)
        return _Scanned(outcome, outcome.veil.over(_words(gap, source, limit)) if gap else None)
    finally:
        source.close()


def _failure(settings: Settings, scanned: _Scanned | None, error: Exception | None) -> str | None:
    """Return why not all was judged."""
    if error is not None:
        return reason_of(error)
    if scanned is None or scanned.outcome.coverage.interrupted:
        return f"the check takes longer than {settings.hook.seconds:g} seconds (hook.seconds)"
    return scanned.gap


def reason_of(error: Exception) -> str:
    """Return what a failure says for itself; one that is not ours is told by its kind alone."""
    if isinstance(error, AkwardenError):
        return sentence(error)
    return f"a defect in akwarden: {type(error).__name__}"


def _words(gap: Skipped, source: Source, limit: Deadline) -> str:
    """Return the place of what was not read, as a person knows it, and why."""
    try:
        place = _place(gap, source)
    except AkwardenError:
        place = gap.vpath
    except KeyboardInterrupt:
        if not limit.passed:
            raise
        place = gap.vpath
    return f"{place}: {gap.reason}" if place else gap.reason


def _place(gap: Skipped, source: Source) -> str:
    """Return the path and the commit of a git object, else the vpath itself."""
    named = _OBJECT.match(gap.vpath)
    place = next(iter(source.places([named[1]]).get(named[1], ())), None) if named else None
    if named is None or place is None:
        return gap.vpath
    path = f"{masked_path(place.vpath)}{gap.vpath[named.end() :]}"
    return f"{path}, commit {place.commit[:_COMMIT_SHOWN]}" if place.commit else path


def _is_wide(gap: Skipped) -> bool:
    """Say whether a record stands for more than one file: nobody knows what was behind it."""
    return gap.vpath in {"", gap.source, _OBJECTS} or gap.vpath.partition("/")[0] == _HISTORY
