"""The job that looks for leaked keys in a remote repository, an uploaded file or a folder of the server.

A try that was cut off begins anew: nothing is kept before all was looked at, and what is kept twice is the
same.
"""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from akwarden.errors import IgnoreFileError, StateError, TargetError, UsageError
from akwarden.model.finding import Finding
from akwarden.model.task import ScanTask
from akwarden.reports.json_encoding import encode
from akwarden.reports.wording import counted
from akwarden.sources.directory import DirectorySource
from akwarden.sources.git.clone import remove
from akwarden.sources.git.remote import Bounds, StoppedCloneError, fetch, settled
from akwarden.sources.git.scope import Scope
from akwarden.sources.git.source import HistorySource
from akwarden.sources.protocol import Source
from akwarden.store.unlisted_keys import is_listed
from akwarden.workflows.allowing.grounds import Opened, open_rules, with_heads
from akwarden.workflows.fingerprint_key import fingerprint_key
from akwarden.workflows.jobs import uploads
from akwarden.workflows.jobs.room import Room
from akwarden.workflows.jobs.running import Done, Running, StoppedError, watched
from akwarden.workflows.leaks.save import save_leaks
from akwarden.workflows.leaks.seen import seen_leaks
from akwarden.workflows.leaks.target_name import target_names
from akwarden.workflows.scan import Outcome, Scan
from akwarden.workflows.targets import History, close_sources, open_sources

_SHOWN = 100
"""Findings and skipped places that the job itself tells; leaks that are kept are all in their list."""


def run(running: Running, room: Room) -> Done:
    """Scan, and keep what was found where that is wanted."""
    task = running.task
    assert isinstance(task, ScanTask)  # noqa: S101  its kind says so
    key, remark = fingerprint_key(room.home)
    if remark is not None:
        raise StateError("leaks can't be told from each other", why=remark, mend="make the home writable")
    with _opened(task, running, room) as (sources, targets):
        opened, remark = _judged_by(task, targets, sources, room)
        settings = msgspec.structs.replace(room.settings.scan, show_allowed=True)
        scan = Scan(opened.rules, settings, fingerprint_key=key)
        progress = scan.progress

        def tell() -> None:
            known = progress.items_known if progress.all_known else None
            running.tell(
                f"{progress.phase}: {counted(progress.items, 'item')}", done=progress.items, of=known
            )

        with watched(running, tell, scan.stop):
            outcome = scan.run(sources, allowing=opened.allowing)
        if outcome.coverage.interrupted:
            raise StoppedError
        return _kept(task, outcome, sources, room, remark)


def _judged_by(
    task: ScanTask, targets: Sequence[str], sources: Sequence[Source], room: Room
) -> tuple[Opened, str | None]:
    """Return what a scan judges by, and what is wrong with what a repository says about itself.

    Others may have written that repository: it allows no key of our accounts, and an ignore file of its own
    that can't be used does not stop the scan.
    """
    settings = room.settings.scan
    opened = open_rules(targets, settings, isolated=not targets)
    if task.url is None:
        return opened, None
    remark = None
    try:
        opened = with_heads(opened, sources, settings)
    except IgnoreFileError as error:
        remark = error.what
    return replace(opened, allowing=opened.allowing.but(partial(_is_ours, room))), remark


def _is_ours(room: Room, key_id: str) -> bool:
    with room.state.reading() as connection:
        return is_listed(connection, key_id)


def _kept(
    task: ScanTask, outcome: Outcome, sources: Sequence[Source], room: Room, remark: str | None
) -> Done:
    told = [one for one in outcome.findings if not one.example]
    counting = [one for one in told if one.allowed is None]
    allowed = [one for one in told if one.allowed is not None]
    result = _result(outcome, counting) | _allowed_result(allowed)
    if remark is not None:
        result["remark"] = remark
    words = f"{counted(len(counting), 'finding')} in {counted(outcome.coverage.items, 'item')}"
    if task.save:
        seen = seen_leaks(outcome.findings, named=target_names(sources, outcome.veil))
        saved = save_leaks(room.state, seen, room.clock())
        result |= {"leaks": saved.leaks, "new": saved.written.leaks, "live": len(saved.live)}
        words += f", {counted(saved.written.leaks, 'new leak')}"
    if allowed:
        words += f", {len(allowed):,} allowed by what was scanned"
    if outcome.coverage.skipped:
        words += f", {len(outcome.coverage.skipped):,} not looked at"
    return Done(message=words, result=result)


def _result(outcome: Outcome, counting: Sequence[Finding]) -> dict[str, Any]:
    coverage = outcome.coverage
    return {
        "items": coverage.items,
        "bytes": coverage.bytes,
        "findings": len(counting),
        "severities": Counter(one.severity.value for one in counting),
        "shown": [_shown(one) for one in counting[:_SHOWN]],
        "skipped": len(coverage.skipped),
        "skipped_shown": [{"vpath": one.vpath, "reason": one.reason} for one in coverage.skipped[:_SHOWN]],
    }


def _allowed_result(allowed: Sequence[Finding]) -> dict[str, Any]:
    """Return what does not count, which is told: whoever wrote what was scanned may have said so."""
    places = dict.fromkeys((one.location.vpath, one.allowed.reason) for one in allowed if one.allowed)
    shown = [{"vpath": vpath, "reason": reason} for vpath, reason in islice(places, _SHOWN)]
    return {"allowed": len(allowed), "allowed_shown": shown}


def _shown(finding: Finding) -> dict[str, Any]:
    """Return a finding as reports have it, without the lines around it."""
    told: dict[str, Any] = msgspec.json.decode(encode(msgspec.structs.replace(finding, frame=())))
    return told


@contextmanager
def _opened(task: ScanTask, running: Running, room: Room) -> Iterator[tuple[list[Source], tuple[str, ...]]]:
    """Give what is scanned, and the paths in which it may be said what is meant to be there."""
    given = [one for one in (task.url, task.upload, task.path) if one is not None]
    if len(given) != 1:
        raise UsageError("a scan is of one thing", mend="give an address, an upload or a path")
    if task.url is not None:
        with _fetched(task.url, running, room) as source:
            yield [source], ()
    elif task.upload is not None:
        yield from _uploaded(task.upload, room)
    else:
        path = _allowed(str(task.path), room)
        sources = open_sources((path,), room.settings.scan, History(), room.clock())
        try:
            yield sources, (path,)
        finally:
            close_sources(sources)


@contextmanager
def _fetched(url: str, running: Running, room: Room) -> Iterator[Source]:
    work = room.settings.work
    remote = settled(url, private=work.private_addresses)
    folder = room.scratch / running.job.id
    running.tell(f"fetching from {remote.host}")
    bounds = Bounds(seconds=work.clone_seconds, most_bytes=work.clone_max_bytes)
    try:
        repository = fetch(remote, folder, bounds, running.stop.is_set)
    except StoppedCloneError:
        raise StoppedError from None
    except OSError as error:
        raise StateError("the repository can't be kept for the scan", why=error.strerror) from error
    source = HistorySource(repository, url, Scope())
    try:
        yield source
    finally:
        source.close()
        remove(folder)


def _uploaded(name: str, room: Room) -> Iterator[tuple[list[Source], tuple[str, ...]]]:
    found = uploads.find(room.uploads, name)
    if found is None:
        raise UsageError("the uploaded file is not there any more", mend="upload it again, and scan it then")
    source = DirectorySource(found.path, f"upload {found.name}", histories=False)
    yield [source], ()


def _allowed(path: str, room: Room) -> str:
    """Return a path that lies below a folder that may be scanned; raises TargetError for another."""
    real = os.path.realpath(path)
    roots = [os.path.realpath(root) for root in room.settings.work.scan_paths]
    if Path(path).is_absolute() and any(Path(real).is_relative_to(root) for root in roots):
        return real
    raise TargetError(
        "this path of the server may not be scanned from here",
        why=f"allowed are: {', '.join(roots)}" if roots else "none is allowed",
        mend="let an administrator name its folder in work.scan_paths, or run akwarden scan on the machine",
    )
