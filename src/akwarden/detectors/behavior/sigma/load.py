"""Reads texts of Sigma rules and compiles them; a rule that is wrong is told, and never stops the others.

The rules that this module keeps:

- A text is YAML with one or several documents, each a rule or a correlation. A correlation names rules by
  name or id, first those of its own text, then those of the others. A rule that a correlation names is not
  run by itself, unless the correlation says `generate: true`.
- Whoever wrote a rule is kept with it: author, id, licence.
- Nothing is fetched. pySigma's data on techniques and its checks of tags, which would, are not imported.
- What Sigma allows and what would fit everything, or nothing, is refused in words.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, TypeVar
from uuid import UUID

import ibis
import ibis.expr.types as ir
import re2
import yaml
from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaError
from sigma.policy import SigmaPolicy
from sigma.policy.regex_engine import RegexEngine, RegexPattern
from sigma.rule import SigmaLevel, SigmaRule
from sigma.rule.base import SigmaYAMLLoader, check_alias_expansion

from akwarden.detectors.behavior.sigma.backend import IbisBackend
from akwarden.detectors.behavior.sigma.compiled import Compiled, CompiledRule, RuleFault
from akwarden.detectors.behavior.sigma.correlate import Correlation
from akwarden.detectors.behavior.sigma.fields import logsource_of
from akwarden.detectors.behavior.sigma.judging import refuse_empty
from akwarden.detectors.behavior.sigma.matching import both, either, is_always, is_never
from akwarden.detectors.behavior.sigma.refusal import RefusedError, unknown
from akwarden.detectors.behavior.sigma.regex import compiled
from akwarden.model.severity import Severity

_OF_SIGMA: Final = frozenset(
    [
        *("title", "id", "related", "name", "taxonomy", "status", "description", "license", "references"),
        *("author", "date", "modified", "tags", "level", "scope", "fields", "falsepositives", "logsource"),
        *("detection", "correlation"),
    ]
)
_LEVELS: Final = {
    SigmaLevel.INFORMATIONAL: Severity.INFO,
    SigmaLevel.LOW: Severity.LOW,
    SigmaLevel.MEDIUM: Severity.MEDIUM,
    SigmaLevel.HIGH: Severity.HIGH,
    SigmaLevel.CRITICAL: Severity.CRITICAL,
}
_TECHNIQUE: Final = re.compile(r"attack\.(t[0-9]{4}(?:\.[0-9]{3})?)", re.IGNORECASE)
_FLAGS: Final = {re.IGNORECASE: "i", re.MULTILINE: "m", re.DOTALL: "s"}
_LONGEST: Final = 1 << 20
"""Characters of a text: hundreds of rules, and no more than a second of reading."""
Parsed = SigmaRule | SigmaCorrelationRule
Result = TypeVar("Result")


class _QuietEngine(RegexEngine):
    """RE2 for pySigma that does not write to the stream of errors."""

    def compile(self, pattern: str, flags: int = 0) -> RegexPattern:
        found: RegexPattern = compiled(
            pattern, "".join(name for flag, name in _FLAGS.items() if flags & flag)
        )
        return found

    @property
    def error(self) -> type[Exception]:
        error: type[Exception] = re2.error
        return error


@dataclass(slots=True)
class _Document:
    """One rule of a text, as far as it is read."""

    origin: str
    written: Mapping[str, Any]
    rule: Parsed

    @property
    def id(self) -> str:
        return str(self.written.get("id") or self.origin)

    @property
    def names(self) -> Iterator[str]:
        """What correlations may call it."""
        for key in ("name", "id"):
            if self.written.get(key):
                yield str(self.written[key])


@dataclass(slots=True)
class _Read:
    """What was read of all texts."""

    documents: list[_Document] = field(default_factory=list)
    faults: list[RuleFault] = field(default_factory=list)
    parts: list[tuple[str, str]] = field(default_factory=list)
    """Names of rules of correlations that are wrong, with the text: alone they would say too much."""


def compile_rules(texts: Iterable[tuple[str, str]], columns: ibis.Schema) -> Compiled:
    """Return the rules of texts for tables with these columns; each text comes with its name."""
    read = _Read()
    for origin, text in texts:
        _read(origin, text, read)
    compiler = _Compiler(ibis.table(columns, "events"), read)
    rules = list(compiler.rules())
    return Compiled(rules=tuple(rules), faults=tuple(read.faults))


def _read(origin: str, text: str, read: _Read) -> None:
    try:
        written = _loaded(text)
    except Exception as error:  # noqa: BLE001  whatever is wrong with one text, the others are read
        read.faults.append(RuleFault(origin=origin, rule="", reason=_words(error)))
        return
    if not written:
        read.faults.append(RuleFault(origin=origin, rule="", reason="the text holds no rule"))
    for one in written:
        try:
            read.documents.append(_document(origin, one))
        except Exception as error:  # noqa: BLE001  the same for one document
            read.faults.append(RuleFault(origin=origin, rule=_called(one), reason=_words(error)))
            read.parts += [(origin, name) for name in _correlated(one)]


def _loaded(text: str) -> list[Any]:
    """Return the documents of a text; a key that stands twice in a mapping is an error."""
    if len(text) > _LONGEST:
        raise RefusedError("the text is longer than a million characters")
    return [one for one in yaml.load_all(text, SigmaYAMLLoader) if one is not None]


def _correlated(written: Any) -> list[str]:
    """Return what a correlation that can't be read names as its rules."""
    correlation = written.get("correlation") if isinstance(written, dict) else None
    names = correlation.get("rules") if isinstance(correlation, dict) else None
    return [str(name) for name in (names if isinstance(names, list) else [names])]


def _document(origin: str, written: Any) -> _Document:
    if not isinstance(written, dict):
        raise RefusedError("a rule is a mapping of keys")
    check_alias_expansion(written)
    if "action" in written or "filter" in written:
        raise RefusedError("`action` and `filter` are not known: write each rule out")
    policy, kept = SigmaPolicy(regex_engine=_QuietEngine()), dict(written)
    if not _is_uuid(kept.get("id")):
        # Sigma wants a UUID; ids of our own are names.
        kept.pop("id", None)
    if "correlation" in kept:
        return _Document(origin, written, SigmaCorrelationRule.from_dict(kept, policy=policy))
    rule = SigmaRule.from_dict(kept, policy=policy)
    refuse_empty(rule)
    return _Document(origin, written, rule)


class _Compiler:
    """Compiles what was read over one table, and adds to its faults."""

    def __init__(self, table: ir.Table, read: _Read) -> None:
        self._table = table
        self._backend = IbisBackend(table)
        self._read = read
        self._broken: set[int] = set()

    def rules(self) -> Iterator[CompiledRule]:
        """Yield what can be run, in the order of the documents."""
        # First which rules are parts of others, then conditions, and with these the correlations.
        for origin, name in self._read.parts:
            for one in self._called(origin, name):
                one.rule.disable_output()
        for one in self._read.documents:
            self._try(one, self._refer)
        for one in self._read.documents:
            self._try(one, self._convert)
        ids: dict[str, str] = {}
        for one in self._read.documents:
            made = self._try(one, partial(self._compiled, ids))
            if made is not None:
                ids[made.id] = made.origin
                yield made

    def _try(self, one: _Document, step: Callable[[_Document], Result]) -> Result | None:
        """Return what a step gives; None, with a fault told, where it fails or one before it has."""
        if id(one) in self._broken:
            return None
        try:
            return step(one)
        except Exception as error:  # noqa: BLE001  one bad rule never stops the others
            self._broken.add(id(one))
            fault = RuleFault(origin=one.origin, rule=_called(one.written), reason=_words(error))
            self._read.faults.append(fault)
            return None

    def _refer(self, one: _Document) -> None:
        """Find the rules that a correlation names."""
        rule = one.rule
        if not isinstance(rule, SigmaCorrelationRule):
            return
        rule.referenced_rules = list(rule.rules or ())
        wrong: list[RefusedError] = []
        for reference in rule.referenced_rules:
            found = self._called(one.origin, reference.reference)
            for other in found:
                other.rule.add_backreference(rule)
                if isinstance(other.rule, SigmaRule) and not rule.generate:
                    other.rule.disable_output()
            if len(found) == 1:
                reference.rule = found[0].rule
            elif found:
                wrong.append(RefusedError(f"several rules are called `{reference.reference}`"))
            else:
                names = [name for other in self._read.documents for name in other.names]
                wrong.append(unknown("rule", str(reference.reference), names))
        if wrong:
            raise wrong[0]

    def _called(self, origin: str, name: str) -> Sequence[_Document]:
        """Return the rules of a name: those of the same text, else those of all."""
        found = [one for one in self._read.documents if name in one.names]
        return [one for one in found if one.origin == origin] or found

    def _convert(self, one: _Document) -> None:
        if isinstance(one.rule, SigmaRule):
            self._backend.convert_rule(one.rule)

    def _compiled(self, ids: Mapping[str, str], one: _Document) -> CompiledRule | None:
        """Return the rule; None for one that a correlation alone uses."""
        rule = one.rule
        query = self._correlation(rule) if isinstance(rule, SigmaCorrelationRule) else self._condition(rule)
        if query is None:
            return None
        if one.id in ids:
            raise RefusedError(f"the id `{one.id}` is taken by a rule of {ids[one.id]}")
        return CompiledRule(
            id=one.id,
            title=rule.title,
            description=(rule.description or "").strip(),
            level=_LEVELS[rule.level] if rule.level is not None else Severity.MEDIUM,
            status=str(rule.status or ""),
            author=rule.author or "",
            licence=rule.license or "",
            techniques=_techniques(one.written.get("tags")),
            references=tuple(map(str, rule.references)),
            logsource=logsource_of(_first_rule(rule)),
            custom={key: value for key, value in one.written.items() if key not in _OF_SIGMA},
            origin=one.origin,
            table=self._table,
            query=query,
        )

    def _condition(self, rule: SigmaRule) -> ir.BooleanValue | None:
        """Return the condition of a rule that is run by itself, None for one that is not."""
        if not rule._output:  # noqa: SLF001  pySigma has no other way to ask
            return None
        condition = either(rule.get_conversion_result())
        if is_always(condition):
            raise RefusedError("the condition fits every event")
        if is_never(condition):
            raise RefusedError("the condition can fit no event")
        only = self._backend.fields_of(logsource_of(rule)).only
        return condition if only is None else both([only, condition])

    def _correlation(self, rule: SigmaCorrelationRule) -> Correlation:
        for reference in rule.referenced_rules:
            if any(id(one) in self._broken for one in self._read.documents if one.rule is reference.rule):
                raise RefusedError(f"the rule `{reference.reference}` that it names is wrong")
        self._backend.convert_correlation_rule(rule)
        found: Correlation = rule.get_conversion_result()[0]
        return found


def _first_rule(rule: Parsed) -> SigmaRule:
    while isinstance(rule, SigmaCorrelationRule):
        rule = rule.referenced_rules[0].rule
    return rule


def _techniques(tags: Any) -> tuple[str, ...]:
    found = [_TECHNIQUE.fullmatch(str(tag)) for tag in tags or ()]
    return tuple(dict.fromkeys(one[1].upper() for one in found if one))


def _is_uuid(value: Any) -> bool:
    try:
        UUID(value)
    except (ValueError, TypeError, AttributeError):
        return False
    return True


def _called(written: Any) -> str:
    """Return what people know a rule by."""
    if not isinstance(written, dict):
        return ""
    return str(written.get("id") or written.get("title") or written.get("name") or "")


def _words(error: Exception) -> str:
    """Return what is wrong, in one line."""
    if isinstance(error, SigmaError | yaml.YAMLError | RecursionError):
        return " ".join(str(error).split())
    return f"it can't be read as a rule ({type(error).__name__}: {' '.join(str(error).split())})"
