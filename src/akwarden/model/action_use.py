"""Which of the actions that an identity may call it called, as audit records say."""

from datetime import datetime

import msgspec

from akwarden.model.rights_use import RightsUse, UseState


class ActionUse(msgspec.Struct, frozen=True, kw_only=True):
    """One action that an identity may call."""

    action: str
    """As policies name it, such as `cvm:StopInstances`."""
    access: str
    """What it does: `read`, `list`, `write` or `permissions`."""
    state: UseState
    """Whether it was called within the days, and not denied."""
    calls: int
    """How many calls are on record that were not denied, however long ago."""
    last_at: datetime | None
    """When the last of them was."""
    policy: str
    """The policy that allows it."""
    conditional: bool
    """Whether that depends on the request, such as on its address."""


class ActionsUse(msgspec.Struct, frozen=True, kw_only=True):
    """The actions that an identity may call on at least one resource, of those known by name."""

    days: int
    """How far back a call counts."""
    granted: int
    """How many there are."""
    used: int
    """How many of them were called within the days."""
    never_used: int
    """How many were not, though records would show it."""
    not_recorded: int
    """Of how many nothing can be said: records may not show their calls."""
    rows: tuple[ActionUse, ...]
    """Of each state the first ones, those first that change who may do what."""
    left_out: int
    """How many more there are."""
    partly_known: tuple[str, ...]
    """Services that policies let in and whose actions are not all known here; `*` stands for every one."""
    other_calls: tuple[str, ...]
    """Calls on record under names that policies don't have, at most 50: one of them may be an action that
    counts as never used."""


class IdentityRights(msgspec.Struct, frozen=True, kw_only=True):
    """What an identity may do, held against what it did."""

    rights_used: RightsUse | None
    """By service, what it may change; null as long as no audit records of its account are read, for a root
    identity, and where its rights can't be seen."""
    actions: ActionsUse | None
    """By action; null in the same cases."""
