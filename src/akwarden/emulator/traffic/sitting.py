"""A sitting: some calls in a row by one identity, from one address, with one program."""

from dataclasses import dataclass, field

from akwarden.emulator.traffic.calls import Cloud
from akwarden.emulator.traffic.cloudaudit_identity import audit_identity
from akwarden.emulator.traffic.cloudtrail_identity import trail_identity
from akwarden.emulator.traffic.principal import Principal


@dataclass(slots=True, eq=False)
class Sitting:
    """What the records of one sitting have in common."""

    principal: Principal
    address: str
    """Of whoever calls, or the name of the service that calls for them."""
    agent: str
    region: str
    is_console: bool = False
    log_agent: str = ""
    """What stands in COS access logs, whose clients are others."""
    six: str | None = None
    """An address of the same place in IPv6, where it has one."""
    identity: str = field(init=False)
    """The identity as most records write it, made once for all of them."""

    def __post_init__(self) -> None:
        """Write the identity."""
        if self.principal.account.cloud is Cloud.TENCENT:
            self.identity = audit_identity(self.principal)
        else:
            self.identity = trail_identity(self.principal)
