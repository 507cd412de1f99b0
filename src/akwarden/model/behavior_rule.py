"""A rule about calls: Sigma's part of its file is compiled apart, this is what akwarden adds to it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from akwarden.model.alarm import AlarmSubject, AlarmType
from akwarden.model.severity import Severity


class BehaviorSamples(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Events that a rule fires on, and events that only look like them.

    An event is a mapping of columns, with defaults for what is left out. For a correlation a sample is a list
    of events, each with `at`, its time in seconds.
    """

    match: tuple[Any, ...]
    no_match: tuple[Any, ...]


class BehaviorExtension(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The block `akwarden:` of a rule."""

    story: str
    """A short word: alarms of one subject with one story on one day are one."""
    reason: str
    """A sentence with `{column}` in it, told with the columns of the first event."""
    next: str
    """The command to run next, with `{key_id}` and the like in it."""
    samples: BehaviorSamples
    type: AlarmType = AlarmType.ABNORMAL
    subject: AlarmSubject = AlarmSubject.KEY
    weight: float = 1.0
    """How much it adds to an alarm."""
    quiet: bool = False
    """Whether it makes no alarm by itself."""


class BehaviorRule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule: what is known of it beside what it looks for."""

    id: str
    """The name of its file; for one of other people the id that it has."""
    title: str
    description: str
    severity: Severity
    providers: tuple[str, ...]
    """The clouds that it is for."""
    story: str
    type: AlarmType
    subject: AlarmSubject
    reason: str
    next: str
    weight: float
    quiet: bool
    techniques: tuple[str, ...]
    references: tuple[str, ...]
    author: str = ""
    licence: str = ""
    samples: BehaviorSamples | None = None
    extra: Mapping[str, str] = {}
    """What else its file says that people may want to see, such as `status`."""
