# ruff: noqa: ARG002  the arguments are those that pySigma gives to every backend
"""pySigma's backend for Ibis: a rule becomes a condition over a table of events.

`IbisBackend` takes rules as pySigma parses them. It needs no pipeline: fields are looked up by the logsource
of each rule. What pySigma lets through and what would mean nothing here is refused with RefusedError.
"""

import json
import re
from typing import Any, ClassVar, TypeVar

import ibis.expr.types as ir
from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionItem,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.conversion.base import Backend
from sigma.conversion.state import ConversionState
from sigma.correlations import SigmaCorrelationRule
from sigma.rule import SigmaRule
from sigma.types import (
    Placeholder,
    SigmaBool,
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaFieldReference,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaRegularExpressionFlag,
    SigmaString,
    SigmaTimestampPart,
    SpecialChars,
)

from akwarden.detectors.behavior.sigma import correlate
from akwarden.detectors.behavior.sigma.cloudtrail import CLOUDTRAIL, cloudtrail_fields
from akwarden.detectors.behavior.sigma.correlate import Correlation
from akwarden.detectors.behavior.sigma.fields import (
    OWN_PRODUCT,
    Address,
    Fields,
    Flag,
    LogSource,
    Moment,
    Number,
    Place,
    Text,
    logsource_of,
    own_fields,
)
from akwarden.detectors.behavior.sigma.matching import (
    both,
    canonical,
    column_of,
    compares,
    either,
    exists,
    fits_regex,
    fits_text,
    in_network,
    is_flag,
    is_number,
    is_one_of,
    missing,
    negated,
    refuse_inexact,
    same_text,
)
from akwarden.detectors.behavior.sigma.refusal import RefusedError
from akwarden.detectors.behavior.sigma.regex import portable
from akwarden.detectors.behavior.sigma.texts import ANYTHING, Pattern, Wild, plain_text, tidied
from akwarden.detectors.behavior.sigma.times import part_of

_Equal = ConditionFieldEqualsValueExpression
Value = TypeVar("Value")
_FLAGS = {
    SigmaRegularExpressionFlag.IGNORECASE: "i",
    SigmaRegularExpressionFlag.MULTILINE: "m",
    SigmaRegularExpressionFlag.DOTALL: "s",
}
_WILD = {SpecialChars.WILDCARD_MULTI: Wild.MANY, SpecialChars.WILDCARD_SINGLE: Wild.ONE}
_DEEPEST = 32
_TRUTHS = {"true": True, "false": False}
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,18}")
"""A text that is how a whole number is written: `007` is another text than `7`."""


class IbisBackend(Backend):
    """Makes conditions over one table; the results of `convert_rule` are boolean columns of it."""

    name: ClassVar[str] = "akwarden"
    correlation_methods: ClassVar[dict[str, str] | None] = {"default": "windows over conditions"}
    convert_or_as_in: ClassVar[bool] = True

    def __init__(self, table: ir.Table) -> None:
        """Take the table, which may be unbound."""
        super().__init__()
        self.init_processing_pipeline()
        self._table = table
        self._by_source: dict[LogSource, Fields] = {}
        self._fields = Fields(known={})
        self._depth = 0

    def fields_of(self, source: LogSource) -> Fields:
        """Return the fields of a logsource; raises RefusedError for one that is not known."""
        if source not in self._by_source:
            self._by_source[source] = _fields_of(source, self._table)
        return self._by_source[source]

    def convert_rule(
        self, rule: SigmaRule, output_format: str | None = None, callback: Any = None
    ) -> list[Any]:
        """Return the condition of a rule, or none where a correlation alone uses it."""
        self._fields = self.fields_of(logsource_of(rule))
        return super().convert_rule(rule, output_format, callback)

    # Joining

    def convert_condition(self, cond: Any, state: ConversionState) -> Any:
        """Return a condition; raises RefusedError for one of more levels than what reads it can bear."""
        if self._depth >= _DEEPEST:
            raise RefusedError(f"the condition has more than {_DEEPEST} levels")
        self._depth += 1
        try:
            return super().convert_condition(cond, state)
        finally:
            self._depth -= 1

    def decide_convert_condition_as_in_expression(
        self, cond: ConditionOR | ConditionAND, state: ConversionState
    ) -> bool:
        """Say whether all parts compare one field with plain texts."""
        return super().decide_convert_condition_as_in_expression(cond, state) and all(
            isinstance(arg, _Equal) and type(arg.value) is SigmaString for arg in cond.args
        )

    def convert_condition_as_in_expression(
        self, cond: ConditionOR | ConditionAND, state: ConversionState
    ) -> ir.BooleanValue:
        """Return the condition that a field is one of some texts."""
        equals = [arg for arg in cond.args if isinstance(arg, _Equal)]
        place = self._fields.place(equals[0].field)
        texts = [plain_text(_pattern(arg.value)) for arg in equals if isinstance(arg.value, SigmaString)]
        plain = [text for text in texts if text is not None]
        match place:
            case Text():
                return is_one_of(place, plain)
            case Address(text=text):
                return is_one_of(text, [canonical(one) for one in plain])
            case _:
                return either([self.convert_condition(arg, state) for arg in equals])

    def convert_condition_or(self, cond: ConditionOR, state: ConversionState) -> ir.BooleanValue:
        """Return the condition that one part holds."""
        return either([self.convert_condition(_part(arg), state) for arg in cond.args])

    def convert_condition_and(self, cond: ConditionAND, state: ConversionState) -> ir.BooleanValue:
        """Return the condition that all parts hold."""
        return both([self.convert_condition(_part(arg), state) for arg in cond.args])

    def convert_condition_not(self, cond: ConditionNOT, state: ConversionState) -> ir.BooleanValue:
        """Return the condition that the part does not hold, also where it is null."""
        return negated(self.convert_condition(_part(cond.args[0]), state))

    # Fields and values

    def convert_condition_field_eq_val_str(self, cond: _Equal, state: ConversionState) -> ir.BooleanValue:
        """Return the condition that a field is a text, without regard to case."""
        return self._fits(cond, cased=False)

    def convert_condition_field_eq_val_str_case_sensitive(
        self, cond: _Equal, state: ConversionState
    ) -> ir.BooleanValue:
        """Return the condition that a field is a text, letter for letter."""
        return self._fits(cond, cased=True)

    def convert_condition_field_eq_val_num(self, cond: _Equal, state: ConversionState) -> ir.BooleanValue:
        """Return the condition that a field is a number."""
        number, place = _of_type(cond, SigmaNumber).number, self._fields.place(cond.field)
        if isinstance(place, Number | Text):
            return is_number(place, number)
        raise _unfit(cond.field, place, "a number")

    def convert_condition_field_eq_val_timestamp_part(
        self, cond: _Equal, state: ConversionState
    ) -> ir.BooleanValue:
        """Return the condition that a part of a time, such as the hour in UTC, is a number."""
        value, place = _of_type(cond, SigmaTimestampPart), self._fields.place(cond.field)
        if not isinstance(place, Moment):
            raise _unfit(cond.field, place, f"the {value.timestamp_part.name.lower()} of a time")
        found: ir.BooleanValue = part_of(place.column, value.timestamp_part) == value.number
        return found

    def convert_condition_field_eq_val_bool(self, cond: _Equal, state: ConversionState) -> ir.BooleanValue:
        """Return the condition that a field is true or false."""
        value, place = _of_type(cond, SigmaBool).boolean, self._fields.place(cond.field)
        match place:
            case Flag():
                return is_flag(place, value=value)
            case Text():
                return is_one_of(place, [str(value)])
            case _:
                raise _unfit(cond.field, place, "true or false")

    def convert_condition_field_eq_val_re(self, cond: _Equal, state: ConversionState) -> ir.BooleanValue:
        """Return the condition that a pattern is found in a field."""
        value, place = _of_type(cond, SigmaRegularExpression), self._fields.place(cond.field)
        _pattern(value.regexp)
        regex = portable(
            str(value.regexp.to_plain(regex=True)), "".join(_FLAGS[flag] for flag in value.flags)
        )
        text = place.text if isinstance(place, Address) else place
        if not isinstance(text, Text):
            raise _unfit(cond.field, place, "a pattern")
        return fits_regex(text, regex)

    def convert_condition_field_eq_val_cidr(self, cond: _Equal, state: ConversionState) -> ir.BooleanValue:
        """Return the condition that an address is in a network."""
        value, place = _of_type(cond, SigmaCIDRExpression), self._fields.place(cond.field)
        if not isinstance(place, Address):
            raise _unfit(cond.field, place, "a network")
        return in_network(place, value.network)

    def convert_condition_field_compare_op_val(self, cond: _Equal, state: ConversionState) -> ir.BooleanValue:
        """Return the condition that a field is less or more than a number."""
        value, place = _of_type(cond, SigmaCompareExpression), self._fields.place(cond.field)
        if not isinstance(place, Number | Text):
            raise _unfit(cond.field, place, "a number")
        return compares(place, value.op, value.number.number)

    def convert_condition_field_eq_field(self, cond: _Equal, state: ConversionState) -> ir.BooleanValue:
        """Return the condition that two fields of an event are equal, or that one is part of the other."""
        value, place = _of_type(cond, SigmaFieldReference), self._fields.place(cond.field)
        other = self._fields.place(value.field)
        one, another = (found.text if isinstance(found, Address) else found for found in (place, other))
        if isinstance(one, Text) and isinstance(another, Text):
            return same_text(one, another, begins=value.starts_with, ends=value.ends_with)
        if type(one) is not type(another) or value.starts_with or value.ends_with:
            raise RefusedError(f"`{cond.field}` and `{value.field}` are of types that can't be compared")
        found: ir.BooleanValue = column_of(one) == column_of(another)
        return found

    def convert_condition_field_eq_val_null(self, cond: _Equal, state: ConversionState) -> ir.BooleanValue:
        """Return the condition that an event has no value in a field."""
        return missing(self._fields.place(cond.field))

    def convert_condition_field_exists(self, cond: _Equal, state: ConversionState) -> ir.BooleanValue:
        """Return the condition that an event has a field."""
        return exists(self._fields.place(cond.field))

    def convert_condition_field_not_exists(self, cond: _Equal, state: ConversionState) -> ir.BooleanValue:
        """Return the condition that an event does not have a field."""
        return missing(self._fields.place(cond.field))

    def convert_condition_field_eq_query_expr(self, cond: _Equal, state: ConversionState) -> ir.BooleanValue:
        """Refuse parts of queries, which no file of a rule can hold."""
        raise RefusedError("parts of queries are not taken")

    # Values without a field

    def convert_condition_val_str(
        self, cond: ConditionValueExpression, state: ConversionState
    ) -> ir.BooleanValue:
        """Return the condition that a text is somewhere in the record."""
        pattern = _pattern(_of_type(cond, SigmaString))
        inner = tuple(_json(part) if isinstance(part, str) else part for part in pattern)
        if not any(isinstance(part, str) for part in inner):
            raise RefusedError("a value without a field fits every event: it is empty or `*` alone")
        return fits_text(self._whole(), tidied((Wild.MANY, *inner, Wild.MANY)), cased=False)

    def convert_condition_val_num(
        self, cond: ConditionValueExpression, state: ConversionState
    ) -> ir.BooleanValue:
        """Return the condition that a number is somewhere in the record, also as a part of another."""
        number = _of_type(cond, SigmaNumber).number
        refuse_inexact(number)
        return fits_text(self._whole(), (Wild.MANY, str(number), Wild.MANY), cased=False)

    def convert_condition_val_re(
        self, cond: ConditionValueExpression, state: ConversionState
    ) -> ir.BooleanValue:
        """Refuse patterns without a field: they would see the JSON of the record."""
        raise RefusedError("a pattern needs a field")

    def convert_condition_query_expr(
        self, cond: ConditionValueExpression, state: ConversionState
    ) -> ir.BooleanValue:
        """Refuse parts of queries."""
        raise RefusedError("parts of queries are not taken")

    # Correlations

    def convert_correlation_event_count_rule(
        self, rule: SigmaCorrelationRule, output_format: str | None = None, method: str = "default"
    ) -> list[Correlation]:
        """Return how often events of the rules come within a time."""
        return [correlate.event_count(rule, self.fields_of)]

    def convert_correlation_value_count_rule(
        self, rule: SigmaCorrelationRule, output_format: str | None = None, method: str = "default"
    ) -> list[Correlation]:
        """Return how many distinct values a field has within a time."""
        return [correlate.value_count(rule, self.fields_of)]

    def convert_correlation_temporal_rule(
        self, rule: SigmaCorrelationRule, output_format: str | None = None, method: str = "default"
    ) -> list[Correlation]:
        """Return which of the rules have events within a time."""
        return [correlate.temporal(rule, self.fields_of)]

    def convert_correlation_temporal_ordered_rule(
        self, rule: SigmaCorrelationRule, output_format: str | None = None, method: str = "default"
    ) -> list[Correlation]:
        """Return which of the rules have events within a time, in their order."""
        return [correlate.temporal_ordered(rule, self.fields_of)]

    def convert_correlation_extended_temporal_rule(
        self, rule: SigmaCorrelationRule, output_format: str | None = None, method: str = "default"
    ) -> list[Correlation]:
        """Refuse conditions that join rules by words."""
        raise _unknown_correlation("temporal with a condition of words")

    def convert_correlation_extended_temporal_ordered_rule(
        self, rule: SigmaCorrelationRule, output_format: str | None = None, method: str = "default"
    ) -> list[Correlation]:
        """Refuse conditions that join rules by words."""
        raise _unknown_correlation("temporal_ordered with a condition of words")

    def convert_correlation_value_sum_rule(
        self, rule: SigmaCorrelationRule, output_format: str | None = None, method: str = "default"
    ) -> list[Correlation]:
        """Refuse sums."""
        raise _unknown_correlation("value_sum")

    def convert_correlation_value_avg_rule(
        self, rule: SigmaCorrelationRule, output_format: str | None = None, method: str = "default"
    ) -> list[Correlation]:
        """Refuse means."""
        raise _unknown_correlation("value_avg")

    def convert_correlation_value_percentile_rule(
        self, rule: SigmaCorrelationRule, output_format: str | None = None, method: str = "default"
    ) -> list[Correlation]:
        """Refuse percentiles."""
        raise _unknown_correlation("value_percentile")

    def convert_correlation_value_median_rule(
        self, rule: SigmaCorrelationRule, output_format: str | None = None, method: str = "default"
    ) -> list[Correlation]:
        """Refuse medians."""
        raise _unknown_correlation("value_median")

    def _fits(self, cond: _Equal, *, cased: bool) -> ir.BooleanValue:
        pattern, place = _pattern(_of_type(cond, SigmaString)), self._fields.place(cond.field)
        text = plain_text(pattern)
        match place:
            case Text():
                return fits_text(place, pattern, cased=cased)
            case Address(text=inner):
                return fits_text(inner, pattern if text is None else tidied((canonical(text),)), cased=cased)
            case _ if pattern == ANYTHING:
                return exists(place)
            case Flag() if text is not None and text.lower() in _TRUTHS:
                return is_flag(place, value=_TRUTHS[text.lower()])
            case Number() if text is not None and _WHOLE.fullmatch(text):
                return is_number(place, int(text))
            case _:
                raise _unfit(cond.field, place, f"the text `{cond.value}`")

    def _whole(self) -> Text:
        if self._fields.whole is None:
            raise RefusedError("a value needs a field: events have no record here")
        return self._fields.whole


def _fields_of(source: LogSource, table: ir.Table) -> Fields:
    if source.product == OWN_PRODUCT:
        return own_fields(table)
    if (source.product, source.service) == CLOUDTRAIL[:2]:
        return cloudtrail_fields(table)
    raise RefusedError(
        f"unknown logsource `{source}`; known are `product: {OWN_PRODUCT}`, "
        f"and `product: {CLOUDTRAIL.product}` with `service: {CLOUDTRAIL.service}`"
    )


_KINDS = {Text: "texts", Address: "addresses", Number: "numbers", Flag: "true or false", Moment: "times"}


def _unfit(field: str, place: Place, value: str) -> RefusedError:
    return RefusedError(f"`{field}` holds {_KINDS[type(place)]}, and is compared with {value}")


def _unknown_correlation(kind: str) -> RefusedError:
    return RefusedError(
        f"correlations of the type {kind} are not known; known are event_count, value_count, temporal and "
        "temporal_ordered"
    )


def _part(arg: object) -> ConditionItem | ConditionFieldEqualsValueExpression | ConditionValueExpression:
    if isinstance(arg, ConditionItem | ConditionFieldEqualsValueExpression | ConditionValueExpression):
        return arg
    raise RefusedError("a part of the condition is empty")


def _of_type(cond: _Equal | ConditionValueExpression, kind: type[Value]) -> Value:
    if not isinstance(cond.value, kind):
        raise RefusedError(f"a value of the type {type(cond.value).__name__} stands where none can")
    return cond.value


def _pattern(value: SigmaString) -> Pattern:
    """Return a text of a rule as a pattern; raises RefusedError for one with a placeholder."""
    parts: list[str | Wild] = []
    for part in value.s:
        if isinstance(part, Placeholder):
            raise RefusedError(f"the placeholder `%{part.name}%` stands for nothing that is known")
        parts.append(part if isinstance(part, str) else _WILD[part])
    return tidied(parts)


def _json(text: str) -> str:
    """Return a text as JSON writes it within a string."""
    return json.dumps(text, ensure_ascii=False)[1:-1]
