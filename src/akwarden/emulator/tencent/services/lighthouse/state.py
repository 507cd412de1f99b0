"""The Lighthouse servers of an account, region by region. A scenario adds with `add_server`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from akwarden.emulator.tencent.services.public_ip import private_ip, public_ip
from akwarden.emulator.tencent.services.regional import DEFAULT_REGION, Regional
from akwarden.emulator.tencent.state import Account, Cloud

RUNNING, SHUTDOWN = "RUNNING", "SHUTDOWN"
MONTH = 30 * 86_400


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that was done to a server."""

    action: str
    request_id: str
    moment: float


@dataclass(slots=True)
class Server:
    """A Lighthouse instance."""

    id: str
    uuid: str
    name: str
    zone: str
    created: float
    expires: float
    bundle: str = "bundle_bw_small1_1"
    blueprint: str = "lhbp-5e8807lo"
    state: str = RUNNING
    private_ips: list[str] = field(default_factory=list)
    public_ips: list[str] = field(default_factory=list)
    disk: str = ""
    renew: str = "NOTIFY_AND_MANUAL_RENEW"
    isolated: float = 0.0
    """When it was given back; 0 for not yet."""
    last: Operation | None = None
    """What a call did to it last."""
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class LighthouseRegion:
    """What there is in one region."""

    servers: dict[str, Server] = field(default_factory=dict)
    tokens: dict[str, list[str]] = field(default_factory=dict)
    """The servers that were made for a ClientToken."""


@dataclass(slots=True)
class LighthouseState:
    """What Lighthouse keeps for an account."""

    regions: Regional[LighthouseRegion] = field(default_factory=lambda: Regional(LighthouseRegion))


def add_server(
    cloud: Cloud,
    account: Account,
    name: str,
    *,
    region: str = DEFAULT_REGION,
    zone: str = "",
    ip: str = "",
    months: int = 1,
    tags: Mapping[str, str] | None = None,
) -> Server:
    """Make a running server with one public address, in the third zone where none is named."""
    ids, now = cloud.ids, cloud.clock.now()
    server_id, uuid = f"lhins-{ids.lower(8)}", ids.uuid()
    found = Server(server_id, uuid, name, zone or f"{region}-3", now, now + months * MONTH)
    found.private_ips, found.public_ips = [private_ip(cloud)], [ip or public_ip(cloud)]
    found.disk, found.tags = f"lhdisk-{ids.lower(8)}", dict(tags or {})
    account.state(LighthouseState).regions.at(region).servers[found.id] = found
    return found
