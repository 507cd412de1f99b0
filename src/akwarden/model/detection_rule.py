"""A rule about calls as people are shown it: a row of the list, and the page of one."""

from datetime import datetime

import msgspec

from akwarden.model.alarm import AlarmSubject, AlarmType
from akwarden.model.said import Said
from akwarden.model.severity import Severity


class DetectionRuleRow(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.detection-rule/1"
):
    """One rule about calls; of one that can't be used, only what names it and why."""

    id: str
    """Its id; of one that can't be used, whatever names it, or nothing."""
    title: Said = ""
    """What is abnormal, in a few words."""
    severity: Severity | None = None
    """How bad it is by itself."""
    story: str | None = None
    """What it is a part of: alarms of one subject, story and day are one."""
    type: AlarmType | None = None
    """What an alarm of it is about."""
    subject: AlarmSubject | None = None
    """Whose calls an alarm of it gathers."""
    providers: tuple[str, ...] = ()
    """The clouds that it is for."""
    quiet: bool = False
    """Whether it makes no alarm by itself."""
    techniques: tuple[str, ...] = ()
    """Ids of MITRE ATT&CK."""
    bundled: bool = False
    """Whether it comes with akwarden."""
    author: str = ""
    """Who wrote it, as its file says."""
    licence: str = ""
    """Under which licence, as its file says."""
    file: str | None = None
    """Where it was read; None for one that comes with akwarden."""
    fault: Said | None = None
    """Why it can't be used; None for one that can."""


class RuleFired(msgspec.Struct, frozen=True, kw_only=True):
    """The alarms of the last days in which a rule fired; quiet ones that people were not told of left out."""

    days: int
    """So many days were looked at."""
    open: int
    handled: int
    ignored: int
    last_at: datetime | None
    """When the last event of these alarms was; None where there are none."""

    @property
    def alarms(self) -> int:
        """How many there are."""
        return self.open + self.handled + self.ignored


class DetectionRulePage(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.detection-rule-page/1"
):
    """Everything that people may want to know of one rule about calls."""

    rule: DetectionRuleRow
    """The rule as lists give it."""
    description: Said
    """What it looks for and why, as its file says."""
    reason: Said
    """What an alarm says, with `{column}` for what a call has."""
    next: str
    """The command that an alarm names."""
    weight: float
    """How much it adds to an alarm."""
    status: str
    """How far its author trusts it; empty where the file says nothing."""
    logsource: str
    """Which records it was written for."""
    columns: tuple[str, ...]
    """What it looks at of calls, in the order of their names."""
    look_back_seconds: int
    """How far back it looks from each call; 0 for a rule about single calls."""
    detection: str
    """What it looks for, as its file says, in YAML."""
    matching_samples: int
    """Samples in its file that it fires on."""
    near_misses: int
    """Samples in its file that only look like it."""
    false_positives: tuple[Said, ...]
    """What fires it though nothing is wrong, as its file says."""
    references: tuple[str, ...]
    """Where to read more."""
    fired: RuleFired | None
    """How often it fired; None as long as no calls were judged."""
