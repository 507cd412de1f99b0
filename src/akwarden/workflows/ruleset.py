"""Reads rule files, and keeps what was compiled from them in a cache so that a second start is fast."""

import difflib
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar, get_args

import msgspec

from akwarden import __version__
from akwarden.cachefile import read_cached, write_cached
from akwarden.detectors.secrets.anchors import Anchors
from akwarden.detectors.secrets.scanner import CompiledRules
from akwarden.errors import RuleError
from akwarden.model.rule import Placeholders, Rule, RuleId, RuleSet
from akwarden.settings import cache_folder
from akwarden.workflows.gitleaks.config import GitleaksConfig, read_config
from akwarden.workflows.gitleaks.rules import convert

_UNKNOWN_FIELD = re.compile(r"unknown field `(?P<field>[^`]+)`")
_UNKNOWN_VALUE = re.compile(
    r"Invalid enum value '(?P<value>[^']*)' - at `\$[^`]*?\.(?P<field>\w+)(\[\d+\])?`"
)
# How RE2 and Hyperscan speak of look-around and of back-references.
_NO_SUCH_FEATURE = re.compile(
    r"(?i)perl operator|zero-width|back.?reference|invalid escape sequence: \\[1-9k]"
)
_FRAGMENT = re.compile(r"%\{([a-z_]+)\}")
_PLACEHOLDERS, _FRAGMENTS = "placeholders.yml", "fragments.yml"
_ENDINGS = (".yml", ".yaml")
_PLACES = "name a folder that holds *.yml rule files, or a gitleaks configuration (*.toml)"
_T = TypeVar("_T")


class _Cached(msgspec.Struct, frozen=True):
    """What one cache file holds."""

    rules: RuleSet
    anchors: bytes


def load_ruleset(
    places: Sequence[Path] = (), *, configs: Sequence[GitleaksConfig] = (), cache: Path | None = None
) -> CompiledRules:
    """Return our own rules and those in `places`, which are folders and gitleaks configurations, compiled.

    `configs` are further configurations. `cache` is the folder for compiled rules, by default the user's
    cache folder; a folder that can't be used only costs time. Raises RuleError naming the file and the mend.
    """
    refuse_wrong_places(places)
    sources = list(_sources(place for place in places if place.suffix != ".toml"))
    configs = (*(_given_config(place) for place in places if place.suffix == ".toml"), *configs)
    digest = _digest([*sources, *((one.name, msgspec.json.encode(one)) for one in configs)])
    folder = (cache or cache_folder()) / "rules"
    cached = _read_cache(folder / digest)
    if cached is not None:
        with suppress(ValueError):
            return CompiledRules(cached.rules, Anchors.load(cached.anchors, cached.rules))
    ruleset = _with_configs(_parse(sources, digest), configs)
    try:
        anchors = _compile(ruleset)
    except RuleError as error:
        files_of_rules = {Path(name).stem: name for name, _ in sources if "/" in name}
        raise _blamed(error, ruleset, files_of_rules) from error
    write_cached(folder / digest, msgspec.msgpack.encode(_Cached(ruleset, anchors.dump())))
    return CompiledRules(ruleset, anchors)


def refuse_wrong_places(places: Iterable[Path]) -> None:
    """Raise RuleError for a place that is neither a folder nor, by its name, a gitleaks configuration."""
    for place in places:
        if not os.path.exists(place):  # noqa: PTH110  never raises, however odd the name
            raise RuleError(f"no rules at {place}", why="it does not exist", mend=_PLACES)
        if place.suffix != ".toml" and not place.is_dir():
            mend = f"give its folder, {place.parent}, or a gitleaks configuration that ends in .toml"
            raise RuleError(f"{place} is no folder of rules", mend=mend)


def rule_names(folders: Iterable[Path] = ()) -> Iterator[str]:
    """Yield the ids of our own rules and of those in `folders` by the names of their files; reads none.

    A folder that can't be read gives none: this is for suggestions.
    """
    for folder in (files("akwarden.rules") / "secret", *folders):
        with suppress(OSError):
            yield from (name.rpartition(".")[0] for name in _rule_file_names(folder))


def read_rule(name: str, content: bytes, fragments: Mapping[str, str] | None = None) -> Rule:
    """Return the rule in one file; raises RuleError naming the file, the field and the nearest known name.

    `fragments` are the patterns that a rule may refer to as `%{name}`.
    """
    rule = _convert(name, content, Rule, fragments)
    stem = Path(name).stem
    if rule.id != stem:
        raise RuleError(
            f"{name}: the rule's id is {rule.id!r}",
            why="a rule's id is the name of its file",
            mend=f"rename the file to {rule.id}.yml or set `id: {stem}`",
        )
    return rule


def _sources(folders: Iterable[Path]) -> Iterable[tuple[str, bytes]]:
    own = files("akwarden.rules")
    for name in (_PLACEHOLDERS, _FRAGMENTS):
        yield name, (own / name).read_bytes()
    yield from _rule_files(own / "secret", "")
    for folder in folders:
        found = list(_rule_files(folder, f"{folder}/"))
        if not found:
            why = f"no file in it ends in {' or '.join(_ENDINGS)}"
            raise RuleError(f"no rules in {folder}", why=why, mend=_PLACES)
        yield from found


def _rule_files(folder: Traversable, prefix: str) -> Iterable[tuple[str, bytes]]:
    place = folder
    try:
        for name in _rule_file_names(folder):
            place = folder / name
            yield prefix + name, place.read_bytes()
    except OSError as error:
        raise RuleError(f"{place} can't be read", why=error.strerror, mend=_PLACES) from error


def _rule_file_names(folder: Traversable) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if file.name.endswith(_ENDINGS))


def _given_config(place: Path) -> GitleaksConfig:
    """Return a configuration that the user named; raises RuleError for one that says nothing."""
    config = read_config(place)
    if not (config.rules or config.allowlists or config.notes):
        why = "it has no [[rules]] and no [[allowlists]]"
        raise RuleError(f"no rules in {place}", why=why, mend=_PLACES)
    return config


def _digest(sources: Iterable[tuple[str, bytes]]) -> str:
    digest = hashlib.sha256(__version__.encode())
    for name, content in sources:
        digest.update(f"\n{name}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _parse(sources: Sequence[tuple[str, bytes]], digest: str) -> RuleSet:
    (_, placeholders), (_, shared), *rule_sources = sources
    fragments = _convert(_FRAGMENTS, shared, dict[str, str])
    rules = [read_rule(name, content, fragments) for name, content in rule_sources]
    names: dict[str, str] = {}
    for (name, _), rule in zip(rule_sources, rules, strict=True):
        if rule.id in names:
            raise RuleError(
                f"{name}: a rule {rule.id!r} exists already in {names[rule.id]}",
                mend="give the new rule another id and file name",
            )
        names[rule.id] = name
    return RuleSet(tuple(rules), _convert(_PLACEHOLDERS, placeholders, Placeholders), digest)


def _with_configs(ruleset: RuleSet, configs: Sequence[GitleaksConfig]) -> RuleSet:
    """Return the rules with those of gitleaks configurations; of two with one id the first stays."""
    taken = {rule.id for rule in ruleset.rules}
    found: dict[RuleId, Rule] = {}
    notes: dict[str, None] = {}
    for config in configs:
        converted = convert(config, taken)
        notes |= dict.fromkeys(converted.notes)
        for rule in converted.rules:
            if found.setdefault(rule.id, rule).secret != rule.secret:
                notes[f"{config.name}: rule {rule.id!r} is not used: another one has this id"] = None
    return msgspec.structs.replace(ruleset, rules=(*ruleset.rules, *found.values()), notes=tuple(notes))


def _compile(ruleset: RuleSet) -> Anchors:
    """Compile all patterns of all rules and return the anchors; raises RuleError."""
    anchors = Anchors.compile(ruleset)
    CompiledRules(ruleset, anchors).finder.check()
    return anchors


def _blamed(error: RuleError, ruleset: RuleSet, names: Mapping[str, str]) -> RuleError:
    """Return the error of the first rule of the user's that can't be compiled by itself, with its file.

    `names` are the files by the ids of these rules.
    """
    for rule in (rule for rule in ruleset.rules if rule.id in names):
        try:
            _compile(msgspec.structs.replace(ruleset, rules=(rule,)))
        except RuleError as own:
            name = names[rule.id]
            what = own.what.removeprefix(f"rule {rule.id}, ")
            return RuleError(f"{name}: {what}", why=own.why, mend=_fitting(own, name))
    return error


def _fitting(error: RuleError, name: str) -> str | None:
    """Return the mend of a pattern that can't be compiled: what RE2 lacks is named only where that is why."""
    if "look-around" in (error.mend or "") and not _NO_SUCH_FEATURE.search(error.why or ""):
        return f"correct the pattern in {name}"
    return error.mend


def _convert(name: str, content: bytes, kind: type[_T], fragments: Mapping[str, str] | None = None) -> _T:
    # Slow to import, and not needed where the cache has what was read before.
    import yaml  # noqa: PLC0415

    try:
        read = yaml.load(content, Loader=yaml.CSafeLoader)
        return msgspec.convert(_filled(name, read, fragments or {}), kind)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise RuleError(
            f"{name}{where}: not readable as YAML",
            why=str(getattr(error, "problem", error)),
            mend=f"correct {name}",
        ) from error
    except msgspec.ValidationError as error:
        raise RuleError(f"{name}: {error}", mend=_nearest(str(error)) or f"correct {name}") from error


def _filled(name: str, value: object, fragments: Mapping[str, str]) -> object:
    """Return `value` with every `%{fragment}` in its texts replaced."""

    def fragment(match: re.Match[str]) -> str:
        if match[1] not in fragments:
            near = difflib.get_close_matches(match[1], sorted(fragments), n=1)
            known = f"the known ones are {', '.join(sorted(fragments)) or 'none'}"
            raise RuleError(
                f"{name}: unknown fragment {match[0]!r}",
                mend=f"did you mean `%{{{near[0]}}}`?" if near else known,
            )
        return fragments[match[1]]

    if isinstance(value, str):
        return _FRAGMENT.sub(fragment, value)
    if isinstance(value, list):
        return [_filled(name, item, fragments) for item in value]
    if isinstance(value, dict):
        return {key: _filled(name, item, fragments) for key, item in value.items()}
    return value


def _nearest(message: str) -> str | None:
    """Return "did you mean" for a misspelt field or value, with the list of those that there are."""
    if wrong := _UNKNOWN_VALUE.search(message):
        values = _values(wrong["field"])
        listed = f"he values are {', '.join(values)}"
        near = difflib.get_close_matches(wrong["value"], values, n=1)
        return f"did you mean `{near[0]}`? T{listed}" if near else f"t{listed}"
    unknown = _UNKNOWN_FIELD.search(message)
    if not unknown:
        return None
    known = {name for kind in _structs(Rule) for name in kind.__struct_fields__}
    near = difflib.get_close_matches(unknown["field"], sorted(known), n=1)
    return f"did you mean `{near[0]}`?" if near else f"the known fields are {', '.join(sorted(known))}"


def _values(name: str) -> list[str]:
    """Return the values of a field of a rule that holds one of a list, or several."""
    fields = (field for kind in _structs(Rule) for field in msgspec.structs.fields(kind))
    types = [field.type for field in fields if field.name == name]
    ones = dict.fromkeys(one for kind in types for one in (kind, *get_args(kind)))
    enums = (one for one in ones if isinstance(one, type) and issubclass(one, StrEnum))
    return [str(value) for one in enums for value in one]


def _structs(kind: type) -> set[type[msgspec.Struct]]:
    """Return every struct that `kind` is made of."""
    found: set[type[msgspec.Struct]] = set()
    waiting = [msgspec.inspect.type_info(kind)]
    while waiting:
        info = waiting.pop()
        if isinstance(info, msgspec.inspect.StructType) and info.cls not in found:
            found.add(info.cls)
            waiting += [field.type for field in info.fields]
        elif isinstance(info, msgspec.inspect.UnionType):
            waiting += info.types
        elif isinstance(info, msgspec.inspect.VarTupleType):
            waiting.append(info.item_type)
    return found


def _read_cache(path: Path) -> _Cached | None:
    content = read_cached(path)
    if content is None:
        return None
    try:
        return msgspec.msgpack.decode(content, type=_Cached)
    except msgspec.MsgspecError:
        return None
