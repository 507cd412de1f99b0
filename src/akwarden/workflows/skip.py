"""A check that somebody chose to pass by: the reason they gave, and the line that records it.

The rules that this module enforces:

- A skip needs a reason; one that can't be recorded is none.
- A record holds no secret: masks and key ids only. In the reason, in names and in refs whatever could be a
  key is masked, and so is what was found wherever else it stands.
- A record is one line, appended in one piece to a file that only its owner reads.
"""

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from akwarden.model.finding import Finding
from akwarden.model.hook import HookKind
from akwarden.reports.json_encoding import encode
from akwarden.sources.git.command import Repository
from akwarden.workflows.hook_scan import Judged
from akwarden.workflows.masking import masked, masked_path

ENVIRONMENT_NAME = "AKWARDEN_SKIP"
LOG_NAME = "akwarden-skips.jsonl"

_OPTION = "akwarden.skip"
_WHO = ("GL_USERNAME", "GL_ID", "GITEA_PUSHER_NAME", "REMOTE_USER", "USER")
"""Who pushes, in the words of the server, the surest first."""
_NUMBER = "GL_ID"
_MOST_FINDINGS = 100
_MOST_REFS = 100
_LONGEST_REASON = 500
_LONGEST_NAME = 200
_MODE = 0o600


class Move(msgspec.Struct, frozen=True):
    """What would become of a ref."""

    ref: str
    old: str | None
    new: str | None
    """None where nothing, or not yet anything, is there."""


class SkippedKey(msgspec.Struct, frozen=True):
    """A finding that was let through."""

    rule: str
    key_id: str | None
    mask: str | None
    vpath: str
    line: int
    commit: str | None


class SkipRecord(msgspec.Struct, frozen=True, tag_field="schema", tag="akwarden.skip/1"):
    """One line of the log."""

    time: str
    """RFC 3339, UTC."""
    hook: HookKind
    repository: str
    who: str
    who_from: str
    """The environment name that told who, or `uid`."""
    reason: str
    refs: Sequence[Move]
    """The first hundred."""
    refs_total: int
    findings: Sequence[SkippedKey]
    """The first hundred."""
    findings_total: int
    failure: str | None = None
    """Why the findings may not be all."""


def reason_given(kind: HookKind, env: Mapping[str, str]) -> str | None:
    """Return why the check is to be passed by: None when nobody wants that, empty without a reason."""
    if kind is HookKind.PRE_COMMIT:
        given = env.get(ENVIRONMENT_NAME)
        return given.strip() if given else None
    given = None
    for option in _push_options(env):
        name, _, value = option.partition("=")
        if name.strip() == _OPTION:
            given = value.strip()
    return given


def _push_options(env: Mapping[str, str]) -> Iterator[str]:
    count = env.get("GIT_PUSH_OPTION_COUNT", "")
    for number in range(int(count) if count.isdecimal() else 0):
        yield env.get(f"GIT_PUSH_OPTION_{number}", "")


def who(env: Mapping[str, str]) -> tuple[str, str]:
    """Return who acts, and what told it; a name that could be a key is masked."""
    names = [name for name in _WHO if env.get(name)]
    if not names:
        return (str(os.getuid()) if hasattr(os, "getuid") else ""), "uid"
    # The name of a bot of GitLab looks like a key; its number says as well who it is.
    name = _NUMBER if _NUMBER in names and masked(env[names[0]]) != env[names[0]] else names[0]
    return masked(env[name])[:_LONGEST_NAME], name


def skip_record(
    kind: HookKind,
    repository: Repository,
    moves: Sequence[Move],
    judged: Judged,
    *,
    reason: str,
    env: Mapping[str, str],
    now: datetime,
) -> SkipRecord:
    """Return what the log keeps: both lists bounded, and nothing in it that could be a secret."""
    name, told_by = who(env)
    return SkipRecord(
        time=now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        hook=kind,
        repository=str(repository.work_tree or repository.git_dir),
        who=name,
        who_from=told_by,
        reason=masked(judged.veil.over(reason))[:_LONGEST_REASON],
        refs=[_safe(move, judged) for move in moves[:_MOST_REFS]],
        refs_total=len(moves),
        findings=[_skipped_key(finding) for finding in judged.findings[:_MOST_FINDINGS]],
        findings_total=len(judged.findings),
        failure=judged.failure,
    )


def _safe(move: Move, judged: Judged) -> Move:
    """Return a move whose ref may be written down."""
    return msgspec.structs.replace(move, ref=masked_path(judged.veil.over(move.ref)))


def _skipped_key(finding: Finding) -> SkippedKey:
    mask = finding.secret.mask if finding.secret else None
    at = finding.location
    return SkippedKey(finding.rule, finding.key_id, mask, at.vpath, at.line, at.commit)


def append(path: Path, record: SkipRecord) -> None:
    """Write one line to the end of the log; raises OSError when it can't be written."""
    line = f"{encode(record)}\n".encode()
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    # No link that others laid there, and no pipe that would hold us up.
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags, _MODE)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(0, "it is no regular file", str(path))
        while line:
            line = line[os.write(descriptor, line) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
