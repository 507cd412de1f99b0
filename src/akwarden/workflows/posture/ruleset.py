"""Reads the posture rules, which come with akwarden, and tries them on the samples that they carry."""

import difflib
import hashlib
import re
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

import msgspec

from akwarden import __version__
from akwarden.cachefile import read_cached, write_cached
from akwarden.detectors.posture.judging import settings_for
from akwarden.detectors.posture.registry import JUDGES
from akwarden.detectors.posture.remedy import PLACES, commands_of
from akwarden.detectors.posture.samples import problems
from akwarden.errors import RuleError
from akwarden.model.posture import PostureRule
from akwarden.settings import cache_folder
from akwarden.workflows.rule_check import RuleProblem

_FOLDER = "posture"
_ENDING = ".yml"
_LEAST_MATCHES, _LEAST_NEAR_MISSES = 2, 3
_PLACE = re.compile(r"\{(\w+)\}")
_Rules = tuple[PostureRule, ...]


def load_posture(*, cache: Path | None = None) -> _Rules:
    """Return all posture rules in the order of their ids.

    `cache` is the folder for what was read, by default the user's cache folder; one that can't be used only
    costs time. Raises RuleError naming the file and the mend.
    """
    sources = list(_sources())
    place = (cache or cache_folder()) / "rules" / f"posture-{_digest(sources)}"
    content = read_cached(place)
    if content is not None:
        try:
            return msgspec.msgpack.decode(content, type=_Rules)
        except msgspec.MsgspecError:
            pass
    rules = tuple(read_posture_rule(name, text) for name, text in sources)
    write_cached(place, msgspec.msgpack.encode(rules))
    return rules


def posture_names() -> Iterator[str]:
    """Yield the ids of all posture rules by the names of their files; reads none."""
    return (name.removesuffix(_ENDING) for name in _file_names())


def read_posture_rule(name: str, content: bytes) -> PostureRule:
    """Return the rule in one file; raises RuleError naming the file, the field and the nearest known name."""
    # Slow to import, and not needed where the cache has what was read before.
    import yaml  # noqa: PLC0415

    try:
        rule = msgspec.convert(yaml.load(content, Loader=yaml.CSafeLoader), PostureRule)
    except yaml.YAMLError as error:
        why = str(getattr(error, "problem", error))
        raise RuleError(f"{name}: not readable as YAML", why=why, mend=f"correct {name}") from error
    except msgspec.ValidationError as error:
        raise RuleError(f"{name}: {error}", mend=f"correct {name}") from error
    if rule.id != Path(name).stem:
        raise RuleError(
            f"{name}: the rule's id is {rule.id!r}",
            why="a rule's id is the name of its file",
            mend=f"rename the file to {rule.id}{_ENDING} or set `id: {Path(name).stem}`",
        )
    _refuse_wrong_judge(name, rule)
    return rule


def check_posture(rules: Sequence[PostureRule]) -> Iterator[RuleProblem]:
    """Yield everything that is wrong with the rules: too few samples, and what they judge otherwise."""
    for rule in rules:
        yield from (RuleProblem(rule.id, problem) for problem in (*_shape_problems(rule), *problems(rule)))


def _shape_problems(rule: PostureRule) -> Iterator[str]:
    matches = sum(bool(sample.seen) for sample in rule.samples)
    if matches < _LEAST_MATCHES:
        yield f"has fewer than {_LEAST_MATCHES} matching samples"
    if len(rule.samples) - matches < _LEAST_NEAR_MISSES:
        yield f"has fewer than {_LEAST_NEAR_MISSES} near-miss samples"
    for provider in rule.providers:
        if provider not in rule.remediation:
            yield f"does not say how it is mended in {provider}"
    for mend in rule.remediation.values():
        lines = (*mend.console, *commands_of(mend))
        for place in (place for line in lines for place in _PLACE.findall(line) if place not in PLACES):
            yield f"nothing fills in {{{place}}}: there are {', '.join(PLACES)}"


def _refuse_wrong_judge(name: str, rule: PostureRule) -> None:
    """Raise RuleError for a judge that does not exist, or settings that it does not take."""
    if rule.judge not in JUDGES:
        near = difflib.get_close_matches(rule.judge, JUDGES, n=1)
        mend = f"did you mean {near[0]!r}?" if near else f"the judges are {', '.join(JUDGES)}"
        raise RuleError(f"{name}: there is no judge {rule.judge!r}", mend=mend)
    try:
        settings_for(rule)
    except msgspec.ValidationError as error:
        raise RuleError(f"{name}: settings: {error}", mend=f"correct {name}") from error


def _sources() -> Iterator[tuple[str, bytes]]:
    folder = files("akwarden.rules") / _FOLDER
    return ((name, (folder / name).read_bytes()) for name in _file_names())


def _file_names() -> list[str]:
    folder = files("akwarden.rules") / _FOLDER
    return sorted(file.name for file in folder.iterdir() if file.name.endswith(_ENDING))


def _digest(sources: Sequence[tuple[str, bytes]]) -> str:
    digest = hashlib.sha256(__version__.encode())
    for name, content in sources:
        digest.update(f"\n{name}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()
