"""Finds and reads all that says which findings are meant to be there, and the rules, before a scan begins."""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from akwarden.detectors.secrets.scanner import CompiledRules
from akwarden.errors import GitError, IgnoreFileError
from akwarden.model.rule import RuleId, RuleSet
from akwarden.settings import ScanSettings
from akwarden.sources.git.source import HistorySource
from akwarden.sources.git.staged import NoPlainFileError
from akwarden.sources.protocol import Source
from akwarden.workflows.allowing import ignore_file
from akwarden.workflows.allowing.ignore_file import IgnoreFile
from akwarden.workflows.allowing.judge import Allowing, Ground, Inline, OfTarget
from akwarden.workflows.gitleaks import config as gitleaks_config
from akwarden.workflows.gitleaks import positions
from akwarden.workflows.gitleaks.allowlists import Allowlists, paths_of_rules
from akwarden.workflows.gitleaks.config import GitleaksConfig, read_config
from akwarden.workflows.gitleaks.positions import Positions
from akwarden.workflows.ruleset import load_ruleset, refuse_wrong_places
from akwarden.workflows.target_file import (
    LARGEST,
    TextOfTarget,
    UnreadableError,
    as_text,
    file_of_target,
    read_text,
    text_on_disk,
)

_FROM_TARGETS = "correct it, or leave out what the scanned files allow with --no-allow"
_GIVEN = "correct --ignore-file, or the setting scan.ignore_file"


@dataclass(frozen=True, slots=True)
class Configured:
    """A configuration of gitleaks, and whose it is."""

    config: GitleaksConfig
    target: str | None = None
    """The target that it lies in; None for one that the user named, which is about all targets."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a scan judges by."""

    rules: CompiledRules
    allowing: Allowing


def open_rules(
    targets: Sequence[str],
    settings: ScanSettings,
    *,
    isolated: bool = False,
    text_of: TextOfTarget = text_on_disk,
) -> Opened:
    """Return the rules of a scan of these targets, and what allows findings in it.

    `isolated` leaves out the configurations in the targets; `text_of` reads the ignore files in them. Raises
    RuleError and IgnoreFileError.
    """
    places = [Path(place) for place in settings.rules]
    refuse_wrong_places(places)
    configs = _configs(targets, settings, isolated=isolated)
    in_targets = [one.config for one in configs if one.target is not None]
    rules = load_ruleset(places, configs=in_targets)
    return Opened(rules, open_allowing(targets, settings, configs, rules.ruleset, text_of))


def with_heads(opened: Opened, sources: Sequence[Source], settings: ScanSettings) -> Opened:
    """Return the same with what the ignore files at HEAD say of repositories that lie here without files.

    Such is one that was cloned from an address: its root is that of HEAD, as it is in a clone with files. A
    configuration of gitleaks in it is not read. Raises IgnoreFileError.
    """
    bare = [one for one in sources if isinstance(one, HistorySource) and not one.has_files]
    if not bare or not settings.allow:
        return opened
    rules = [rule.id for rule in opened.rules.ruleset.rules]
    grounds = [OfTarget(one.name, ground) for one in bare for ground in _at_head(one, rules)]
    return replace(opened, allowing=replace(opened.allowing, grounds=[*opened.allowing.grounds, *grounds]))


def _at_head(source: HistorySource, rules: Collection[str]) -> Iterator[Ground]:
    def text_of(_target: str, name: str) -> str | None:
        try:
            content = source.head_file(name, most=LARGEST + 1)
        except NoPlainFileError as error:
            raise UnreadableError("what HEAD has there is not a plain file") from error
        except GitError:  # the scan itself lists what is damaged
            return None
        return None if content is None else as_text(content)

    yield from _in_target(source.name, rules, text_of)


def _configs(targets: Sequence[str], settings: ScanSettings, *, isolated: bool) -> list[Configured]:
    """Return the configurations that the user named, and those in the targets unless `isolated`.

    Raises RuleError for one that can't be read.
    """
    named = [Path(one) for one in settings.rules if one.endswith(".toml")]
    found = [Configured(read_config(path)) for path in named]
    for target in () if isolated else targets:
        path = file_of_target(target, gitleaks_config.FILE_NAME)
        if path is not None and not _is_any(path, named):
            found.append(Configured(read_config(path, within=Path(target)), target))
    return found


def open_allowing(
    targets: Sequence[str],
    settings: ScanSettings,
    configs: Sequence[Configured],
    ruleset: RuleSet,
    text_of: TextOfTarget,
) -> Allowing:
    """Return all that allows findings in a scan of these targets with these rules.

    Raises IgnoreFileError for a file that can't be read.
    """
    rules = [rule.id for rule in ruleset.rules]
    grounds: list[Ground] = [Inline(rules)] if settings.allow else []
    if settings.ignore_file:
        grounds.append(_given(Path(settings.ignore_file), targets, rules))
    for target in dict.fromkeys(targets) if settings.allow else ():
        grounds += (OfTarget(target, ground) for ground in _in_target(target, rules, text_of))
    for one in configs:
        allowlists = Allowlists(one.config, ruleset.rules)
        if one.target is None:
            grounds.append(allowlists)
        elif settings.allow:
            grounds.append(OfTarget(one.target, allowlists))
    return Allowing(grounds, _paths(configs, ruleset))


def _paths(configs: Sequence[Configured], ruleset: RuleSet) -> Mapping[RuleId, str]:
    paths: dict[RuleId, str] = {}
    for one in configs:
        paths |= paths_of_rules(one.config, ruleset.rules)
    return paths


def _given(path: Path, targets: Sequence[str], rules: Collection[str]) -> Ground:
    """Return the ignore file that the user named, of either kind."""
    if not path.exists():
        raise IgnoreFileError(f"no ignore file at {path}", mend=_GIVEN)
    try:
        text = read_text(path)
    except UnreadableError as error:
        raise _unreadable(path, error, _GIVEN) from error
    if path.name.endswith(positions.FILE_NAME):
        return Positions(str(path), text)
    real = Path(os.path.realpath(path))
    roots = (Path(os.path.realpath(target)) for target in targets)
    own = next((real.relative_to(root).as_posix() for root in roots if real.is_relative_to(root)), None)
    return IgnoreFile(str(path), ignore_file.parse(text, str(path)), rules, own_path=own)


def _in_target(target: str, rules: Collection[str], text_of: TextOfTarget) -> Iterator[Ground]:
    """Yield what lies in the root of one target."""
    path = _place(target, ignore_file.FILE_NAME)
    text = _text(target, ignore_file.FILE_NAME, text_of)
    if text is not None:
        entries = ignore_file.parse(text, path)
        yield IgnoreFile(path, entries, rules, own_path=ignore_file.FILE_NAME)
    text = _text(target, positions.FILE_NAME, text_of)
    if text is not None:
        yield Positions(_place(target, positions.FILE_NAME), text)


def _text(target: str, name: str, text_of: TextOfTarget) -> str | None:
    try:
        return text_of(target, name)
    except UnreadableError as error:
        raise _unreadable(_place(target, name), error, _FROM_TARGETS) from error


def _place(target: str, name: str) -> str:
    """Return how a file in the root of a target is called."""
    return f"{target}/{name}" if "://" in target else str(Path(target, name))


def _unreadable(path: Path | str, error: UnreadableError, mend: str) -> IgnoreFileError:
    return IgnoreFileError(f"{path} can't be read", why=str(error), mend=mend)


def _is_any(path: Path, others: Sequence[Path]) -> bool:
    return os.path.realpath(path) in {os.path.realpath(other) for other in others}
