"""One scan within a time budget, whatever comes of it: what was found, and why there may be more."""

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
from akwarden.workflows.scan import Outcome, Scan
from akwarden.workflows.worker import sentence

_KEY_BYTES = 32
_HISTORY = "commits"
_OBJECTS = "objects"


class Judged(msgspec.Struct, frozen=True):
    """What came out within the time."""

    findings: Sequence[Finding] = ()
    """Those at or over `scan.fail_on`."""
    failure: str | None = None
    """Why there may be more."""
    error: Exception | None = None
    """What was raised, for whoever shows it."""


def judge(settings: Settings, source: Callable[[], Source | None]) -> Judged:
    """Scan what `source` opens; None is nothing to scan. Raises KeyboardInterrupt, and nothing else."""
    limit = Deadline(settings.hook.seconds)
    outcome: Outcome | None = None
    error: Exception | None = None
    try:
        with limit:
            opened = source()
            if opened is None:
                return Judged()
            outcome = _scanned(settings.scan, opened)
    except KeyboardInterrupt:
        if not limit.passed:
            raise
    # Whatever it is, git waits for a word about the push; the result says what it was.
    except Exception as failed:  # noqa: BLE001
        error = failed
    if outcome is not None and outcome.coverage.interrupted and not limit.passed:
        raise KeyboardInterrupt
    found = outcome.findings if outcome else ()
    counted = [one for one in found if one.allowed is None and one.severity.at_least(settings.scan.fail_on)]
    return Judged(counted, _failure(settings, outcome, error), error)


def _scanned(settings: ScanSettings, source: Source) -> Outcome:
    targets = [source.name]
    baseline = read_baseline(Path(settings.baseline), targets) if settings.baseline else None
    opened = open_rules(targets, settings)
    # Fingerprints are compared within this one run, so no key of the home is needed; and no cloud is called.
    scan = Scan(opened.rules, settings, fingerprint_key=secrets.token_bytes(_KEY_BYTES))
    try:
        return scan.run([source], baseline, opened.allowing)
    finally:
        source.close()


def _failure(settings: Settings, outcome: Outcome | None, error: Exception | None) -> str | None:
    """Return why not all was judged."""
    if isinstance(error, AkwardenError):
        return sentence(error)
    if error is not None:
        return f"a defect in akwarden: {type(error).__name__}"
    if outcome is None or outcome.coverage.interrupted:
        return f"the check takes longer than {settings.hook.seconds:g} seconds (hook.seconds)"
    gaps = outcome.coverage.skipped if settings.scan.strict else filter(_is_wide, outcome.coverage.skipped)
    return next((f"{gap.vpath}: {gap.reason}" if gap.vpath else gap.reason for gap in gaps), None)


def _is_wide(gap: Skipped) -> bool:
    """Say whether a record stands for more than one file: nobody knows what was behind it."""
    return gap.vpath in {"", gap.source, _OBJECTS} or gap.vpath.partition("/")[0] == _HISTORY
