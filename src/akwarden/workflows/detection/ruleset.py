"""Reads the rules about calls: those that come with akwarden, and folders of Sigma rules that people name.

The rules that this module keeps:

- Of ours the id is the name of the file, and each has a block `akwarden`: story, reason, samples.
- Those of others need no such block: their story is the first tactic of their tags, their reason the title.
- A rule that is wrong is a fault with its file and its reason, and the others run. Rules of others never
  change ours, nor take their ids.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import msgspec
import yaml

from akwarden.detectors.behavior.columns import ENRICHED
from akwarden.detectors.behavior.sigma.compiled import CompiledRule, RuleFault
from akwarden.detectors.behavior.sigma.load import compile_rules
from akwarden.errors import RuleError
from akwarden.model.alarm import AlarmSubject, AlarmType
from akwarden.model.behavior_rule import BehaviorExtension, BehaviorRule
from akwarden.workflows.detection.samples import sample_problems
from akwarden.workflows.rule_check import RuleProblem

OWN_STORY: Final = "sigma"
"""The story of a rule whose tags name no tactic."""
_FOLDER: Final = "behavior"
_ENDINGS: Final = (".yml", ".yaml")
_EXTENSION: Final = "akwarden"
_CLOUDS: Final = ("tencent", "aws")
_NEXT: Final = "akwarden keys show {key_id}"
_TACTIC: Final = re.compile(r"attack\.(?![tgs][0-9])([a-z][a-z_-]*)", re.IGNORECASE)
_PLACE: Final = re.compile(r"\{(\w+)\}")
_COMMANDS: Final = tuple(
    f"akwarden {one} "
    for one in (
        *("keys show", "calls list --where", "ips show", "risks list", "leaks list"),
        *("alarms list", "alarms show"),
    )
)
_LEAST_MATCHES, _LEAST_NEAR_MISSES = 2, 3
_Text = tuple[str, str]


class DetectionRule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule: what people are told of it, and what it looks for."""

    rule: BehaviorRule
    compiled: CompiledRule
    is_own: bool
    """Whether it came with akwarden."""
    written: Mapping[str, Any] = {}
    """What its file says of it."""
    named: tuple[Mapping[str, Any], ...] = ()
    """What its file says of the rules that it names, where it is a correlation."""


class DetectionRules(msgspec.Struct, frozen=True, kw_only=True):
    """All rules that can run, and why the others can't."""

    rules: tuple[DetectionRule, ...]
    """Ours in the order of their ids, then those of others in the order of places and files."""
    faults: tuple[RuleFault, ...]


def load_behavior(places: Sequence[Path] = ()) -> DetectionRules:
    """Return our rules and those in `places`, which are files and folders with all that is in them.

    Raises RuleError for a place that does not exist or holds no rule file. A file that can't be read is a
    fault, as is a rule that can't be compiled.
    """
    unread: list[RuleFault] = []
    given = list(_given(places, unread))
    own = _compiled(list(_own()), is_own=True, taken=())
    others = _compiled(given, is_own=False, taken={one.rule.id for one in own.rules})
    return DetectionRules(rules=(*own.rules, *others.rules), faults=(*own.faults, *unread, *others.faults))


def behavior_names() -> Iterator[str]:
    """Yield the ids of our rules by the names of their files; reads none."""
    folder = files("akwarden.rules") / _FOLDER
    yield from sorted(
        file.name.removesuffix(_ENDINGS[0]) for file in folder.iterdir() if file.name.endswith(_ENDINGS[0])
    )


def read_behavior(texts: Sequence[_Text], *, is_own: bool) -> DetectionRules:
    """Return the rules of texts, each with the name of its file: for ours without its ending, its id."""
    return _compiled(texts, is_own=is_own, taken=())


def check_behavior(rules: DetectionRules, *, only: Collection[str] | None = None) -> Iterator[RuleProblem]:
    """Yield what is wrong with rules: faults, too few samples, samples that they judge otherwise.

    `only` names the rules that are tried, by all. Rules of others may carry no samples.
    """
    for fault in rules.faults:
        name = fault.rule or fault.origin
        if only is None or name in only:
            yield RuleProblem(name, f"{fault.origin}: {fault.reason}")
    tried = [one for one in rules.rules if only is None or one.rule.id in only]
    for one in tried:
        yield from (RuleProblem(one.rule.id, problem) for problem in _problems(one))
    samples = [(one.compiled, one.rule.samples) for one in tried if one.rule.samples is not None]
    yield from (RuleProblem(*found) for found in sample_problems(samples))


def _problems(one: DetectionRule) -> Iterator[str]:
    rule = one.rule
    for text in (rule.reason, rule.next):
        for name in (name for name in _PLACE.findall(text) if name not in ENRICHED):
            yield f"nothing fills in {{{name}}}: there is no such column"
    if one.is_own:
        yield from _own_problems(rule)


def _own_problems(rule: BehaviorRule) -> Iterator[str]:
    samples = rule.samples
    if samples is None or len(samples.match) < _LEAST_MATCHES:
        yield f"has fewer than {_LEAST_MATCHES} matching samples"
    if samples is None or len(samples.no_match) < _LEAST_NEAR_MISSES:
        yield f"has fewer than {_LEAST_NEAR_MISSES} near-miss samples"
    if not rule.techniques:
        yield "names no technique of MITRE ATT&CK in its tags"
    if not rule.references:
        yield "names no references"
    if not f"{rule.next} ".startswith(_COMMANDS):
        yield f"`next` is none of the commands: {', '.join(one.strip() for one in _COMMANDS)}"


def _own() -> Iterator[_Text]:
    folder = files("akwarden.rules") / _FOLDER
    for name in behavior_names():
        yield name, (folder / f"{name}{_ENDINGS[0]}").read_text("utf-8")


def _given(places: Sequence[Path], faults: list[RuleFault]) -> Iterator[_Text]:
    for path in (path for place in places for path in _rule_files(place)):
        try:
            yield str(path), path.read_text("utf-8")
        except (OSError, UnicodeError) as error:
            why = getattr(error, "strerror", None) or "it is no UTF-8"
            faults.append(RuleFault(origin=str(path), rule="", reason=f"it can't be read: {why}"))


def _rule_files(place: Path) -> list[Path]:
    """Return the rule files of a place in order; raises RuleError where there are none."""
    mend = f"name a file or a folder of Sigma rules ({', '.join(_ENDINGS)})"
    try:
        if place.is_file():
            return [place]
        found = sorted(path for one in _ENDINGS for path in place.rglob(f"*{one}") if path.is_file())
    except OSError as error:
        raise RuleError(f"{place} can't be read", why=error.strerror, mend=mend) from error
    if not found:
        why = "no file in it is a rule" if place.is_dir() else "it does not exist"
        raise RuleError(f"no rules at {place}", why=why, mend=mend)
    return found


def _compiled(texts: Sequence[_Text], *, is_own: bool, taken: Collection[str]) -> DetectionRules:
    compiled = compile_rules(texts, ENRICHED)
    by_name = dict(texts)
    rules: list[DetectionRule] = []
    faults = list(compiled.faults)
    for one in compiled.rules:
        if one.id in taken:
            faults.append(RuleFault(origin=one.origin, rule=one.id, reason="a rule of akwarden has this id"))
            continue
        try:
            rules.append(_paired(one, _documents(by_name[one.origin]), is_own=is_own))
        except (RuleError, msgspec.ValidationError) as error:
            faults.append(RuleFault(origin=one.origin, rule=one.id, reason=str(error)))
    return DetectionRules(rules=tuple(rules), faults=tuple(faults))


def _documents(text: str) -> list[Mapping[str, Any]]:
    """Return the documents of a text that compiled, so it is readable YAML."""
    return [one for one in yaml.load_all(text, Loader=yaml.CSafeLoader) if isinstance(one, dict)]


def _paired(compiled: CompiledRule, documents: Sequence[Mapping[str, Any]], *, is_own: bool) -> DetectionRule:
    """Return the rule with what is told of it; raises ValidationError for a wrong block `akwarden`."""
    written = _written(compiled, documents)
    if is_own and compiled.id != compiled.origin:
        raise RuleError(f"its id is {compiled.id!r}, and the id of a rule is the name of its file")
    told = _extension(compiled, is_own=is_own)
    rule = BehaviorRule(
        id=compiled.id,
        title=compiled.title,
        description=compiled.description,
        severity=compiled.level,
        providers=_providers(compiled, documents),
        story=told.story if told else _story(written),
        type=told.type if told else AlarmType.ABNORMAL,
        subject=told.subject if told else AlarmSubject.KEY,
        reason=told.reason if told else _PLACE.sub(r"(\1)", compiled.title),
        next=told.next if told else _NEXT,
        weight=told.weight if told else 1.0,
        quiet=told.quiet if told else False,
        techniques=compiled.techniques,
        references=compiled.references,
        author=compiled.author,
        licence=compiled.licence,
        samples=told.samples if told else None,
        extra=_extra(compiled, written),
    )
    named = tuple(one for one in documents if one is not written and _is_named(one, written))
    return DetectionRule(rule=rule, compiled=compiled, is_own=is_own, written=written, named=named)


def _is_named(one: Mapping[str, Any], by: Mapping[str, Any]) -> bool:
    """Say whether a correlation names a rule."""
    correlation = by.get("correlation")
    names = correlation.get("rules") if isinstance(correlation, dict) else None
    wanted = names if isinstance(names, list) else [names]
    return any(name is not None and name in wanted for name in (one.get("name"), one.get("id")))


def _written(compiled: CompiledRule, documents: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the document that a rule was made of."""
    fitting = (
        one
        for one in documents
        if one.get("title") == compiled.title and str(one.get("id") or compiled.origin) == compiled.id
    )
    return next(fitting, {})


def _extension(compiled: CompiledRule, *, is_own: bool) -> BehaviorExtension | None:
    written = compiled.custom.get(_EXTENSION)
    if written is None:
        if is_own:
            raise RuleError(f"it has no block `{_EXTENSION}`")
        return None
    return msgspec.convert(written, BehaviorExtension)


def _story(written: Mapping[str, Any]) -> str:
    found = (_TACTIC.fullmatch(str(tag)) for tag in written.get("tags") or ())
    return next((one[1].lower().replace("_", "-") for one in found if one), OWN_STORY)


def _providers(compiled: CompiledRule, documents: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the clouds that a rule is for: those that it compares with, else all."""
    if compiled.logsource.product in _CLOUDS:
        return (compiled.logsource.product,)
    found = set(_compared([one.get("detection") for one in documents]))
    return tuple(cloud for cloud in _CLOUDS if cloud in found) or _CLOUDS


def _compared(written: object) -> Iterator[str]:
    """Yield what the column `provider` is compared with."""
    # Whoever writes YAML may name one thing many times, or a thing inside of itself: each is looked at once.
    seen: set[int] = set()
    waiting = [written]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, dict):
            value = one.get("provider")
            yield from map(str, value if isinstance(value, list) else [value])
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one


def _extra(compiled: CompiledRule, written: Mapping[str, Any]) -> dict[str, str]:
    """Return what else people may want to see of a rule."""
    positives = written.get("falsepositives") or ()
    said = positives if isinstance(positives, list) else [positives]
    found = {
        "status": compiled.status,
        "logsource": str(compiled.logsource),
        "false positives": "; ".join(map(str, said)),
        "file": compiled.origin,
    }
    return {name: text for name, text in found.items() if text}
