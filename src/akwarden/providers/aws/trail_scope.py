"""What a trail of AWS CloudTrail takes, as its selectors say: calls that manage the account, and data events.

After "GetEventSelectors", "DataResource" and "AdvancedFieldSelector" (AWS CloudTrail API Reference). A trail
without selectors of its own takes all calls that manage the account and no data events. A call is taken when
any selector takes it. A choice that is not understood here makes a selector narrower, never wider.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import msgspec

from akwarden.model.trail import DataCalls, TrailScope
from akwarden.providers.aws.answers import AdvancedSelector, EventSelector, EventSelectors, FieldSelector

_ALL, _READS, _WRITES = "All", "ReadOnly", "WriteOnly"
_CATEGORY, _TYPE, _READ_ONLY, _SOURCE = "eventCategory", "resources.type", "readOnly", "eventSource"
_MANAGEMENT, _DATA = "Management", "Data"
_KINDS_OF_CALLS: Mapping[tuple[str, ...], tuple[bool, bool]] = MappingProxyType(
    {(): (True, True), ("true",): (True, False), ("false",): (False, True)}
)
"""What `readOnly` equals: whether reads and writes are taken."""
_ALL_OF_A_SERVICE = 2
"""Colons of `arn:aws:s3`, which stands for every object there is."""


class _Taken(msgspec.Struct, frozen=True, kw_only=True):
    """Calls that manage the account which one selector takes."""

    reads: bool
    writes: bool
    left_out: frozenset[str] = frozenset()
    is_narrowed: bool = False


def default_scope() -> TrailScope:
    """Return what a trail takes that has no selectors of its own."""
    return TrailScope()


def scope_of(chosen: EventSelectors) -> TrailScope:
    """Return what the selectors of a trail take; regions and targets are not theirs to say."""
    taken = [*_old_management(chosen.event_selectors), *_new_management(chosen.advanced_event_selectors)]
    whole = [one for one in taken if not one.is_narrowed]
    counted = whole or taken
    left_out = frozenset.intersection(*(one.left_out for one in counted)) if counted else frozenset()
    data = [*_old_data(chosen.event_selectors), *_new_data(chosen.advanced_event_selectors)]
    return TrailScope(
        reads=any(one.reads for one in counted),
        writes=any(one.writes for one in counted),
        left_out=tuple(sorted(left_out)),
        is_narrowed=bool(taken) and not whole,
        data=_merged(data),
    )


def _old_management(selectors: Iterable[EventSelector]) -> Iterable[_Taken]:
    for one in selectors:
        if one.include_management_events:
            yield _Taken(
                reads=one.read_write_type in {_ALL, _READS},
                writes=one.read_write_type in {_ALL, _WRITES},
                left_out=frozenset(one.exclude_management_event_sources),
            )


def _new_management(selectors: Iterable[AdvancedSelector]) -> Iterable[_Taken]:
    for one in selectors:
        fields = _fields(one)
        if fields.pop(_CATEGORY, None) == FieldSelector(field=_CATEGORY, equals=(_MANAGEMENT,)):
            kinds = _kinds_of_calls(fields)
            source = fields.pop(_SOURCE, FieldSelector(field=_SOURCE))
            plain = FieldSelector(field=_SOURCE, not_equals=source.not_equals) == source
            yield _Taken(
                reads=kinds[0],
                writes=kinds[1],
                left_out=frozenset(source.not_equals),
                is_narrowed=bool(fields) or not plain,
            )


def _old_data(selectors: Iterable[EventSelector]) -> Iterable[DataCalls]:
    for one in selectors:
        for resource in one.data_resources:
            every = any(_is_all_of_a_service(value) for value in resource.values)
            yield DataCalls(kind=resource.type, whole=every and one.read_write_type == _ALL)


def _new_data(selectors: Iterable[AdvancedSelector]) -> Iterable[DataCalls]:
    for one in selectors:
        fields = _fields(one)
        if fields.pop(_CATEGORY, None) == FieldSelector(field=_CATEGORY, equals=(_DATA,)):
            kinds = fields.pop(_TYPE, FieldSelector(field=_TYPE)).equals
            yield from (DataCalls(kind=kind, whole=not fields) for kind in kinds)


def _fields(selector: AdvancedSelector) -> dict[str, FieldSelector]:
    return {one.field: one for one in selector.field_selectors}


def _kinds_of_calls(fields: dict[str, FieldSelector]) -> tuple[bool, bool]:
    """Return whether reads and writes are taken; a choice that is none stays among the fields."""
    chosen = fields.get(_READ_ONLY, FieldSelector(field=_READ_ONLY))
    kinds = _KINDS_OF_CALLS.get(chosen.equals)
    if kinds is None or chosen != FieldSelector(field=_READ_ONLY, equals=chosen.equals):
        return True, True
    fields.pop(_READ_ONLY, None)
    return kinds


def _is_all_of_a_service(value: str) -> bool:
    return value.startswith("arn:") and value.rstrip(":").count(":") == _ALL_OF_A_SERVICE


def _merged(found: Sequence[DataCalls]) -> tuple[DataCalls, ...]:
    """Return each kind once, whole where any selector takes all of it."""
    whole = {one.kind for one in found if one.whole}
    return tuple(DataCalls(kind=kind, whole=kind in whole) for kind in sorted({one.kind for one in found}))
