"""A policy that people made: calls that it finds raise an alarm of type `custom`."""

from datetime import datetime

import msgspec

from akwarden.model.severity import Severity


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """Which calls a policy finds: those for which all that is said here holds."""

    where: str = ""
    """A query over the fields of calls, with `remark` and `trust` of the address; empty for any call."""
    keys: tuple[str, ...] = ()
    """The ids of the keys that sign; empty for any key."""
    ips: tuple[str, ...] = ()
    """The networks that the call comes from, in CIDR notation; empty for any address."""
    except_ips: tuple[str, ...] = ()
    """The networks that the call does not come from."""


class WatchPolicy(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.watch-policy/1"
):
    """An alarm that people asked for."""

    name: str
    """By which it is named in commands and alarms."""
    query: str
    """Which calls: a query over the fields of calls, with remark and trust of the address."""
    keys: tuple[str, ...]
    """The keys of a file; empty for any key."""
    ips: tuple[str, ...]
    """The networks of a file that calls come from; empty for any address."""
    except_ips: tuple[str, ...]
    """The networks of a file that calls do not come from."""
    severity: Severity
    """How bad such a call is."""
    enabled: bool
    """Whether it raises alarms."""
    created_at: datetime
    """When it was made."""
    created_by: str
    """Who made it."""

    @property
    def watched(self) -> Watched:
        """Return which calls it finds."""
        return Watched(where=self.query, keys=self.keys, ips=self.ips, except_ips=self.except_ips)
