"""Reads rule files, and keeps what was compiled from them in a cache so that a second start is fast."""

import difflib
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

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
_FRAGMENT = re.compile(r"%\{([a-z_]+)\}")
_PLACEHOLDERS, _FRAGMENTS = "placeholders.yml", "fragments.yml"
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
    sources = list(_sources(place for place in places if place.suffix != ".toml"))
    configs = (*(read_config(place) for place in places if place.suffix == ".toml"), *configs)
    digest = _digest([*sources, *((one.name, msgspec.json.encode(one)) for one in configs)])
    folder = (cache or cache_folder()) / "rules"
    cached = _read_cache(folder / digest)
    if cached is not None:
        with suppress(ValueError):
            return CompiledRules(cached.rules, Anchors.load(cached.anchors, cached.rules))
    ruleset = _with_configs(_parse(sources, digest), configs)
    anchors = Anchors.compile(ruleset)
    compiled = CompiledRules(ruleset, anchors)
    compiled.finder.check()
    write_cached(folder / digest, msgspec.msgpack.encode(_Cached(ruleset, anchors.dump())))
    return compiled


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
        if not folder.is_dir():
            raise RuleError(f"no rule folder at {folder}", mend="give a folder that holds *.yml rule files")
        yield from _rule_files(folder, f"{folder}/")


def _rule_files(folder: Traversable, prefix: str) -> Iterable[tuple[str, bytes]]:
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith((".yml", ".yaml")):
            yield prefix + file.name, file.read_bytes()


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
            f"{name}{where}: not readable as YAML", why=str(getattr(error, "problem", error))
        ) from error
    except msgspec.ValidationError as error:
        raise RuleError(f"{name}: {error}", mend=_nearest(str(error))) from error


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
    """Return "did you mean" for a misspelt field."""
    unknown = _UNKNOWN_FIELD.search(message)
    if not unknown:
        return None
    known = {name for kind in _structs(Rule) for name in kind.__struct_fields__}
    near = difflib.get_close_matches(unknown["field"], sorted(known), n=1)
    return f"did you mean `{near[0]}`?" if near else f"the known fields are {', '.join(sorted(known))}"


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
