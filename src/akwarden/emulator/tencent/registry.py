"""Which function answers which action, and what it takes to call it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.state import Site

Handler = Callable[[Call], Mapping[str, Any]]
Resources = Callable[[Call], tuple[str, ...]]
_A_SECOND = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One action that is served."""

    service: str
    action: str
    handler: Handler
    write: bool
    """Whether it changes something: CloudAudit calls it Write, and a lost reply matters."""
    rate: float
    """Calls a second of one account."""
    resources: Resources | None
    """The six-segment names that it touches; None for an action at operation level."""
    open_to_all: bool
    """Whether any caller may call it: its rights are judged elsewhere, or it needs none."""
    sensitive: bool
    mainland_only: bool
    """Not in the international API."""
    unsigned: bool = False
    """Whether it takes a call without a signature, for the account of its parameter RoleArn."""

    def is_served_on(self, site: Site) -> bool:
        """Say whether an account of this site has the action."""
        return not (self.mainland_only and site is Site.INTERNATIONAL)


registered: dict[tuple[str, str], Entry] = {}
"""All actions by service and name, as far as their modules were imported: `served` imports them all."""


def serve(
    service: str,
    action: str,
    *,
    write: bool = False,
    rate: float = _A_SECOND,
    resources: Resources | None = None,
    open_to_all: bool = False,
    sensitive: bool = False,
    mainland_only: bool = False,
    unsigned: bool = False,
) -> Callable[[Handler], Handler]:
    """Register the function below as what answers an action."""

    def add(handler: Handler) -> Handler:
        key = (service, action)
        assert key not in registered, f"two functions answer {service} {action}"  # noqa: S101
        registered[key] = Entry(
            service, action, handler, write, rate, resources, open_to_all, sensitive, mainland_only, unsigned
        )
        return handler

    return add
