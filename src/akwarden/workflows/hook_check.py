"""Decides for the hook that git runs whether a commit or a push goes through.

The rules that this module enforces:

- Findings at or over `scan.fail_on` block, also those that were seen before the time ran out.
- Where not all could be judged and nothing was found, `hook.on_failure` decides; also where the settings
  themselves are wrong, as far as that one can be read.
- A skip with a reason lets through what was found, once it is on record.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from akwarden.errors import AkwardenError, TargetError
from akwarden.model.finding import Finding
from akwarden.model.hook import Choices, HookKind
from akwarden.settings import OnFailure, Settings, load
from akwarden.sources.exclude import excludes
from akwarden.sources.git.command import Repository
from akwarden.sources.git.commits import roots_among
from akwarden.sources.git.hooks import common_dir, head, takes_push_options
from akwarden.sources.git.push import Update, pushed, read_updates
from akwarden.sources.git.repository import find_repository
from akwarden.sources.git.scope import NOTHING
from akwarden.sources.git.source import HistorySource
from akwarden.sources.git.staged import NoPlainFileError, StagedSource, staged_file
from akwarden.sources.protocol import Source
from akwarden.workflows.hook_failure import stated_on_failure
from akwarden.workflows.hook_scan import Judged, judge, reason_of
from akwarden.workflows.skip import LOG_NAME, Move, append, reason_given, skip_record
from akwarden.workflows.target_file import LARGEST, TextOfTarget, UnreadableError, as_text, text_on_disk

_NAME = "."


class Passed(msgspec.Struct, frozen=True):
    """Nothing was found that counts."""


class Blocked(msgspec.Struct, frozen=True):
    """There are keys in it."""

    findings: Sequence[Finding]
    choices: Choices


class Unchecked(msgspec.Struct, frozen=True):
    """It could not be checked, and nothing was found as far as that went."""

    why: str
    is_refused: bool
    error: Exception | None
    """What failed, for whoever shows it."""
    not_recorded: str | None = None
    """Why a skip, with a reason, did not count."""


class LetThrough(msgspec.Struct, frozen=True):
    """Somebody chose to pass the check by, and that is on record."""

    findings: Sequence[Finding]
    reason: str
    failure: str | None
    """Why the findings may not be all."""


class NoReason(msgspec.Struct, frozen=True):
    """Somebody wanted to pass the check by and did not say why."""


Verdict = Passed | Blocked | Unchecked | LetThrough | NoReason


def decide(kind: HookKind, env: Mapping[str, str], given: Callable[[], bytes], *, now: datetime) -> Verdict:
    """Judge what git asks about, in the working folder, by the settings in force there.

    `given` returns what git tells on standard input. Raises what failed where not even the settings say what
    becomes of a failure: the script that git runs knows what they said when it was installed.
    """
    try:
        settings = load(Path.cwd(), env, {}).settings
        return check(kind, settings, env, given(), now=now)
    except Exception as error:
        stated = stated_on_failure(Path.cwd(), env)
        if stated is None:
            raise
        return Unchecked(reason_of(error), stated is OnFailure.REJECT, error)


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
    text_of = _staged_text(repository) if kind is HookKind.PRE_COMMIT else text_on_disk
    judged = judge(settings, _opener(kind, repository, updates, settings.scan.exclude), text_of)
    not_recorded = None
    if reason is not None:
        log = Path(settings.hook.log) if settings.hook.log else None
        try:
            log = log or common_dir(repository) / LOG_NAME
            moves = _moves(kind, repository, updates)
            record = skip_record(kind, repository, moves, judged, reason=reason, env=env, now=now)
            append(log, record)
        except (OSError, AkwardenError) as error:
            why = getattr(error, "strerror", None) or str(error)
            not_recorded = f"{log}: {why}" if log else why
        else:
            return LetThrough(judged.findings, record.reason, judged.failure)
    return _verdict(kind, settings, repository, judged, not_recorded)


def _verdict(
    kind: HookKind, settings: Settings, repository: Repository, judged: Judged, not_recorded: str | None
) -> Verdict:
    """Return what becomes of it where nobody passes the check by."""
    if judged.findings:
        choices = Choices(
            may_skip=not_recorded is None and _may_skip(kind, repository),
            may_allow=settings.scan.allow,
            not_recorded=not_recorded,
            roots=_roots(repository, judged.findings),
        )
        return Blocked(judged.findings, choices)
    if judged.failure is not None:
        is_refused = settings.hook.on_failure is OnFailure.REJECT
        return Unchecked(judged.failure, is_refused, judged.error, not_recorded)
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


def _roots(repository: Repository, findings: Sequence[Finding]) -> Collection[str]:
    """Return the commits with a key that have none before them; none where git does not tell."""
    places = (place for one in findings for place in (one.location, *one.related))
    with suppress(AkwardenError):
        return roots_among(repository, sorted({place.commit for place in places if place.commit}))
    return ()


def _staged_text(repository: Repository) -> TextOfTarget:
    """Return what reads files of the project as the next commit would have them.

    One that is not part of the commit would let through here what nobody else sees allowed.
    """

    def text_of(target: str, name: str) -> str | None:  # noqa: ARG001  there is only one target
        try:
            content = staged_file(repository, name, most=LARGEST + 1)
        except NoPlainFileError as error:
            raise UnreadableError("what is staged there is not a plain file") from error
        return None if content is None else as_text(content)

    return text_of


def _moves(kind: HookKind, repository: Repository, updates: Sequence[Update]) -> list[Move]:
    if kind is HookKind.PRE_COMMIT:
        ref, current = head(repository)
        return [Move(ref, current, None)]
    return [Move(u.ref, _id(u.old), _id(u.new)) for u in updates]


def _id(object_id: str) -> str | None:
    return None if NOTHING.fullmatch(object_id) else object_id
