"""Reads the configuration of gitleaks: its rules, its allowlists, and the file that it extends.

What gitleaks says of its format, "Configuration" in its README, holds here, with three exceptions, each of
them told as a note: the default rules of gitleaks are no part of akwarden, a file is not extended by an
address, and a file in a target extends only what lies in the same target.
"""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from akwarden.errors import RuleError, redact
from akwarden.workflows.target_file import UnreadableError, read_text

FILE_NAME = ".gitleaks.toml"

_DEEPEST_EXTENSION = 2
_MOST_RULES = 2_000
_Target = Annotated[str, Meta(pattern="^(secret|match|line|)$")]
_Condition = Annotated[str, Meta(pattern=r"^(?i:and|or|&&|\|\||)$")]


class Allowlist(msgspec.Struct, frozen=True):
    """What is no leak; it needs one of what it names, or all with the condition `AND`."""

    description: str = ""
    condition: _Condition = ""
    commits: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    regexes: tuple[str, ...] = ()
    regextarget: _Target = ""
    stopwords: tuple[str, ...] = ()
    targetrules: tuple[str, ...] = ()
    """The rules that it is about, for one of the whole file; all where none is named."""

    @property
    def needs_all(self) -> bool:
        """Say whether all of what it names must fit."""
        return self.condition.upper() in {"AND", "&&"}


class GitleaksRule(msgspec.Struct, frozen=True):
    """One rule as gitleaks has it."""

    id: str = ""
    description: str = ""
    regex: str = ""
    path: str = ""
    secretgroup: int = 0
    entropy: float = 0.0
    keywords: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    allowlist: Allowlist | tuple[Allowlist, ...] = ()
    """The name that `allowlists` had before."""
    allowlists: tuple[Allowlist, ...] = ()
    required: tuple[dict[str, Any], ...] = ()
    skipreport: bool = False

    @property
    def all_allowlists(self) -> tuple[Allowlist, ...]:
        """Return its allowlists under either name."""
        old = (self.allowlist,) if isinstance(self.allowlist, Allowlist) else self.allowlist
        return (*old, *self.allowlists)


class _Extend(msgspec.Struct, frozen=True):
    path: str = ""
    url: str = ""
    usedefault: bool = False
    disabledrules: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True):
    extend: _Extend = _Extend()
    rules: tuple[GitleaksRule, ...] = ()
    allowlist: Allowlist | tuple[Allowlist, ...] = ()
    allowlists: tuple[Allowlist, ...] = ()


class GitleaksConfig(msgspec.Struct, frozen=True):
    """A configuration with all that it extends."""

    name: str
    """How a message calls it."""
    rules: tuple[GitleaksRule, ...]
    allowlists: tuple[Allowlist, ...]
    """Those of the whole file, and of the files that it extends."""
    notes: tuple[str, ...] = ()
    """What of it is not used, in words."""


def read_config(path: Path, *, within: Path | None = None) -> GitleaksConfig:
    """Read a configuration; `within` is the target that it lies in, which it may not lead out of.

    Raises RuleError with the mend.
    """
    config = _read(path, within, depth=0)
    if len(config.rules) > _MOST_RULES:
        raise RuleError(f"{path} has more than {_MOST_RULES:,} rules", mend="name a smaller file")
    return config


def _read(path: Path, within: Path | None, depth: int) -> GitleaksConfig:
    file = _parsed(path, within)
    old = (file.allowlist,) if isinstance(file.allowlist, Allowlist) else file.allowlist
    own = GitleaksConfig(str(path), file.rules, (*old, *file.allowlists))
    notes = _notes(file.extend)
    if not file.extend.path or depth == _DEEPEST_EXTENSION:
        return msgspec.structs.replace(own, notes=tuple(f"{path}: {note}" for note in notes))
    base = _read(_extended(path, file.extend.path, within), within, depth + 1)
    kept = [rule for rule in base.rules if rule.id not in file.extend.disabledrules]
    return GitleaksConfig(
        own.name,
        tuple(_merged(kept, own.rules)),
        (*own.allowlists, *base.allowlists),
        (*(f"{path}: {note}" for note in notes), *base.notes),
    )


def _notes(extend: _Extend) -> Sequence[str]:
    notes = []
    if extend.usedefault:
        notes.append(
            "the default rules of gitleaks are not part of akwarden, whose own rules run in any case; "
            "to have those too, give their file with --rules"
        )
    if extend.url:
        notes.append("a configuration is not fetched from an address")
    return notes


def _extended(path: Path, named: str, within: Path | None) -> Path:
    """Return the file that a configuration extends: seen from its own folder, else from the working one."""
    beside = path.parent / named
    return beside if within is not None or beside.exists() else Path(named)


def _parsed(path: Path, within: Path | None) -> _File:
    mend = f"correct {path}" + (", or leave it out with --isolated" if within is not None else "")
    try:
        return msgspec.convert(_lower(tomllib.loads(read_text(path, within=within))), _File)
    except UnreadableError as error:
        raise RuleError(f"{path} can't be read", why=str(error), mend=mend) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise RuleError(f"{path} is not valid TOML", why=_why(error), mend=mend) from error
    except msgspec.ValidationError as error:
        raise RuleError(f"{path} is no configuration of gitleaks", why=str(error), mend=mend) from error


def _why(error: Exception) -> str:
    return "it is nested too deep" if isinstance(error, RecursionError) else redact(str(error))


def _lower(value: object) -> object:
    """Return a table with all its names in lower case, since gitleaks does not tell cases apart."""
    if isinstance(value, dict):
        return {key.lower(): _lower(inner) for key, inner in value.items()}
    return [_lower(inner) for inner in value] if isinstance(value, list) else value


def _merged(base: Sequence[GitleaksRule], own: Sequence[GitleaksRule]) -> Sequence[GitleaksRule]:
    """Return the rules of a file over those that it extends; of one that both have, what is set wins."""
    by_id = {rule.id: rule for rule in base}
    return [*(by_id | {rule.id: _over(by_id.get(rule.id), rule) for rule in own}).values()]


def _over(base: GitleaksRule | None, own: GitleaksRule) -> GitleaksRule:
    if base is None:
        return own
    names = ("description", "regex", "path", "secretgroup", "entropy")
    changed: Mapping[str, Any] = {name: value for name in names if (value := getattr(own, name))}
    return msgspec.structs.replace(
        base,
        **changed,
        keywords=(*base.keywords, *own.keywords),
        tags=(*base.tags, *own.tags),
        allowlist=(),
        allowlists=(*base.all_allowlists, *own.all_allowlists),
    )
