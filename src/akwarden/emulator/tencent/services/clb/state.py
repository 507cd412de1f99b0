"""The load balancers of an account, region by region. A scenario adds with `add_balancer`."""

from dataclasses import dataclass, field

from akwarden.emulator.tencent.services.public_ip import private_ip, public_ip, public_ipv6
from akwarden.emulator.tencent.services.regional import DEFAULT_REGION, Regional
from akwarden.emulator.tencent.state import Account, Cloud

OPEN, INTERNAL = "OPEN", "INTERNAL"
IPV4, NAT64, FULL_CHAIN = "ipv4", "IPv6Nat64", "IPv6FullChain"


@dataclass(slots=True)
class Balancer:
    """A load balancer."""

    id: str
    name: str
    created: float
    kind: str = OPEN
    """OPEN with a public address, INTERNAL with a private one."""
    family: str = IPV4
    """One of IPV4, NAT64, FULL_CHAIN."""
    vips: list[str] = field(default_factory=list)
    ipv6: str = ""
    domain: str = ""
    vpc: str = ""
    subnet: str = ""
    zone: str = ""
    isp: str = "BGP"
    project: int = 0
    bandwidth: int = 10
    passes: bool = False
    """Whether what is behind it takes its traffic unasked."""
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class ClbRegion:
    """What there is in one region."""

    balancers: dict[str, Balancer] = field(default_factory=dict)
    tokens: dict[str, list[str]] = field(default_factory=dict)
    """The load balancers that were made for a ClientToken."""


@dataclass(slots=True)
class ClbState:
    """What CLB keeps for an account."""

    regions: Regional[ClbRegion] = field(default_factory=lambda: Regional(ClbRegion))


def add_balancer(
    cloud: Cloud,
    account: Account,
    name: str = "",
    *,
    region: str = DEFAULT_REGION,
    kind: str = OPEN,
    family: str = IPV4,
    vip: str = "",
    has_domain: bool = False,
) -> Balancer:
    """Make a load balancer: with one address, or with a domain whose addresses change."""
    ids = cloud.ids
    found = Balancer(f"lb-{ids.lower(8)}", name, cloud.clock.now(), kind, family)
    found.name = name or found.id
    found.vpc, found.zone = f"vpc-{ids.lower(8)}", f"{region}-3"
    if has_domain:
        found.domain = f"{found.id}-{ids.lower(16)}.clb.{region}.tencentclb.com"
    elif family != IPV4:
        found.ipv6 = vip or public_ipv6(cloud)
    else:
        found.vips = [vip or (public_ip(cloud) if kind == OPEN else private_ip(cloud))]
    account.state(ClbState).regions.at(region).balancers[found.id] = found
    return found
