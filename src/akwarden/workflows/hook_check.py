"""Decides for the hook that git runs whether a commit or a push goes through.

The rules that this module enforces:

- Findings at or over `scan.fail_on` block, also those that were seen before the time ran out.
- Where not all could be judged and nothing was found, `hook.on_failure` decides.
- A skip with a reason lets through what was found, once it is on record.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from akwarden.errors import AkwardenError, TargetError
from akwarden.model.finding import Finding
from akwarden.model.hook import HookKind
from akwarden.settings import OnFailure, Settings
from akwarden.sources.exclude import excludes
from akwarden.sources.git.command import Repository
from akwarden.sources.git.hooks import common_dir, head, takes_push_options
from akwarden.sources.git.push import Update, pushed, read_updates
from akwarden.sources.git.repository import find_repository
from akwarden.sources.git.scope import NOTHING
from akwarden.sources.git.source import HistorySource
from akwarden.sources.git.staged import StagedSource
from akwarden.sources.protocol import Source
from akwarden.workflows.hook_scan import judge
from akwarden.workflows.skip import LOG_NAME, Move, append, reason_given, skip_record

_NAME = "."


class Passed(msgspec.Struct, frozen=True):
    """Nothing was found that counts."""


class Blocked(msgspec.Struct, frozen=True):
    """There are keys in it."""

    findings: Sequence[Finding]
    may_skip: bool
    """Whether whoever asks could pass the check by with a reason."""
    not_recorded: str | None
    """Why a skip, with a reason, did not count."""


class Unchecked(msgspec.Struct, frozen=True):
    """It could not be checked, and nothing was found as far as that went."""

    why: str
    is_refused: bool
    error: Exception | None
    """What failed, for whoever shows it."""


class LetThrough(msgspec.Struct, frozen=True):
    """Somebody chose to pass the check by, and that is on record."""

    findings: Sequence[Finding]
    reason: str
    log: Path


class NoReason(msgspec.Struct, frozen=True):
    """Somebody wanted to pass the check by and did not say why."""


Verdict = Passed | Blocked | Unchecked | LetThrough | NoReason


def check(
    kind: HookKind, settings: Settings, env: Mapping[str, str], given: bytes, *, now: datetime
) -> Verdict:
    """Judge what git asks about, in the working folder; `given` is what it tells on standard input.

    Raises UsageError where this is not how git runs such a hook.
    """
    reason = reason_given(kind, env)
    if reason == "":
        return NoReason()
    repository = _repository(env)
    updates = read_updates(given) if kind is HookKind.PRE_RECEIVE else []
    judged = judge(settings, _opener(kind, repository, updates, settings.scan.exclude))
    not_recorded = None
    if reason is not None:
        try:
            log = Path(settings.hook.log) if settings.hook.log else common_dir(repository) / LOG_NAME
            moves = _moves(kind, repository, updates)
            record = skip_record(kind, repository, moves, judged, reason=reason, env=env, now=now)
            append(log, record)
        except (OSError, AkwardenError) as error:
            not_recorded = getattr(error, "strerror", None) or str(error)
        else:
            return LetThrough(judged.findings, record.reason, log)
    if judged.findings:
        return Blocked(judged.findings, _may_skip(kind, repository), not_recorded)
    if judged.failure is not None:
        return Unchecked(judged.failure, settings.hook.on_failure is OnFailure.REJECT, judged.error)
    return Passed()


def _repository(env: Mapping[str, str]) -> Repository:
    """Return the repository at the top of which git runs the hook."""
    found = find_repository(Path.cwd(), env)
    if found is None:
        raise TargetError(
            "the working folder is not the top of a git repository",
            mend="git runs hooks by itself; to try one, run it in the folder that holds .git",
        )
    return found


def _opener(
    kind: HookKind, repository: Repository, updates: Sequence[Update], exclude: Sequence[str]
) -> Callable[[], Source | None]:
    """Return what opens what is to be scanned; that asks git, and so counts towards the time."""
    excluded = excludes(tuple(exclude))

    def opened() -> Source | None:
        if kind is HookKind.PRE_COMMIT:
            return StagedSource(repository, _NAME, excluded=excluded)
        scope = pushed(repository, updates)
        return HistorySource(repository, _NAME, scope, excluded=excluded) if scope.revisions else None

    return opened


def _may_skip(kind: HookKind, repository: Repository) -> bool:
    if kind is HookKind.PRE_COMMIT:
        return True
    with suppress(AkwardenError):  # a finding blocks, whatever else fails
        return takes_push_options(repository)
    return False


def _moves(kind: HookKind, repository: Repository, updates: Sequence[Update]) -> list[Move]:
    if kind is HookKind.PRE_COMMIT:
        ref, current = head(repository)
        return [Move(ref, current, None)]
    return [Move(u.ref, _id(u.old), _id(u.new)) for u in updates]


def _id(object_id: str) -> str | None:
    return None if NOTHING.fullmatch(object_id) else object_id
