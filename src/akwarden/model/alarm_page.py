"""The page of one alarm: what is told of it beside its row."""

from datetime import datetime

import msgspec

from akwarden.model.alarm import Alarm, AlarmPart, AlarmStatus
from akwarden.model.key_row import KeyRow
from akwarden.model.leak import Leak
from akwarden.model.permission import Permission
from akwarden.model.rights_use import RightsUse
from akwarden.model.said import Said
from akwarden.model.severity import Severity


class AlarmCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call, as the event lake has it."""

    service: str
    action: str
    """As the cloud writes it."""
    region: str | None
    source_ip: str | None
    ip_country: str | None
    """As the source of places says."""
    ip_org: str | None
    """Who runs the network, as the source says."""
    client: str | None
    """The family of what called, such as `sdk-python`."""
    key_id: str | None
    principal_name: str | None
    error_class: str
    """How it ended: `none` where it succeeded, else why not."""
    error_code: str | None
    """The cloud's own code where it failed."""
    resource: str | None


class AlarmEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event that an alarm was raised for."""

    at: datetime
    """When it was, in UTC."""
    id: str
    """The cloud's own id of it."""
    call: AlarmCall | None
    """What was called; None where the event lake does not have it."""


class RelatedAlarm(msgspec.Struct, frozen=True, kw_only=True):
    """Another alarm of the same subject, or of a key of it."""

    id: str
    title: Said
    severity: Severity
    status: AlarmStatus
    first_at: datetime
    """When its first event was, in UTC."""


class UsualValue(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a subject does often, such as calling from an address."""

    dimension: str
    """What kind of thing: `ip`, `service`, `region` and so on."""
    value: str
    count: int
    """How many calls had it, up to now."""
    days: int
    """On how many days."""
    last_at: datetime
    """When the last such call was."""


class Usual(msgspec.Struct, frozen=True, kw_only=True):
    """What was usual for the subject of an alarm before the alarm began."""

    since: datetime | None
    """Since when it is known; None where that is not kept."""
    calls: int | None
    """How many calls are known of it, up to now; None where that is not kept."""
    days: int | None
    """On how many days it called; None where that is not kept."""
    values: tuple[UsualValue, ...]
    """The most frequent of each kind."""


class AlarmPage(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.alarm-page/1"):
    """Everything that a person needs to judge one alarm and to act on it."""

    alarm: Alarm
    """The alarm as lists give it."""
    level: int
    """Its severity on the scale of Tencent's Cloud Security Center: 5 is critical, 1 a notice."""
    opened_at: datetime
    """When people were told of it first."""
    parts: tuple[AlarmPart, ...]
    """What each rule says that fired, by their ids."""
    key_ids: tuple[str, ...]
    """The keys that signed its calls; at most 20."""
    principals: tuple[str, ...]
    """The names of those who called; at most 20."""
    events: tuple[AlarmEvent, ...]
    """The first of its events; at most 20."""
    usual: Usual | None
    """What was usual for its subject before; None where nothing is known of that."""
    key: KeyRow | None
    """Its key as lists give it; None where it has several, or one that is not in the inventory."""
    permissions: tuple[Permission, ...]
    """The policies that decide what the key may do, as far as they can be seen."""
    rights_used: RightsUse | None
    """Which of the services that it may change something in the principal of the key called."""
    leaks: tuple[Leak, ...]
    """Where its keys leaked."""
    related: tuple[RelatedAlarm, ...]
    """Other alarms of its subject and its keys, those that are open first; at most 10."""
