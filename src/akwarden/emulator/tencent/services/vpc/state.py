"""The elastic addresses and NAT gateways of an account, region by region.

A scenario adds with `add_address` and `add_gateway`; no quota holds them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from akwarden.emulator.tencent.services.cvm.state import Instance
from akwarden.emulator.tencent.services.public_ip import public_ip
from akwarden.emulator.tencent.services.regional import DEFAULT_REGION, Regional
from akwarden.emulator.tencent.state import Account, Cloud

UNNAMED = "未命名"
CLB, CVM, NAT = "CLB", "CVM", "NAT"


@dataclass(slots=True)
class Address:
    """An elastic address."""

    id: str
    ip: str
    name: str
    created: float
    isp: str = "BGP"
    charge: str = "TRAFFIC_POSTPAID_BY_HOUR"
    bandwidth: int = 1
    instance: str = ""
    """What it is bound to; empty for nothing."""
    instance_type: str = ""
    """One of CLB, CVM, NAT."""
    private_ip: str = ""
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """Return the AddressStatus."""
        return "BIND" if self.instance else "UNBIND"

    def bind(self, instance: str, instance_type: str, private_ip: str = "") -> None:
        """Put it to something."""
        self.instance, self.instance_type, self.private_ip = instance, instance_type, private_ip

    def unbind(self) -> None:
        """Take it from what it is bound to."""
        self.bind("", "")


@dataclass(slots=True)
class Gateway:
    """A NAT gateway."""

    id: str
    name: str
    vpc: str
    created: float
    zone: str = ""
    bandwidth: int = 100
    connections: int = 1_000_000
    version: int = 1
    """1 for a classic one, 2 for a standard one."""
    protected: bool = False
    """Whether it can't be deleted."""
    addresses: list[Address] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class VpcRegion:
    """What there is in one region."""

    addresses: dict[str, Address] = field(default_factory=dict)
    gateways: dict[str, Gateway] = field(default_factory=dict)
    tokens: dict[str, list[str]] = field(default_factory=dict)
    """The addresses that were made for a ClientToken."""


@dataclass(slots=True)
class VpcState:
    """What VPC keeps for an account."""

    regions: Regional[VpcRegion] = field(default_factory=lambda: Regional(VpcRegion))


def add_address(
    cloud: Cloud,
    account: Account,
    name: str = UNNAMED,
    *,
    region: str = DEFAULT_REGION,
    ip: str = "",
    instance: Instance | None = None,
) -> Address:
    """Make an elastic address, bound to an instance of its region where one is given."""
    found = Address(f"eip-{cloud.ids.lower(8)}", ip or public_ip(cloud), name, cloud.clock.now())
    account.state(VpcState).regions.at(region).addresses[found.id] = found
    if instance:
        bind_instance(found, instance)
    return found


def bind_instance(address: Address, instance: Instance) -> None:
    """Bind an address to a CVM instance, which then has it among its public ones."""
    address.bind(instance.id, CVM, instance.private_ips[0])
    instance.public_ips.append(address.ip)


def add_gateway(
    cloud: Cloud,
    account: Account,
    name: str,
    addresses: Sequence[Address],
    *,
    region: str = DEFAULT_REGION,
    vpc: str = "",
) -> Gateway:
    """Make a NAT gateway with addresses of its region."""
    ids = cloud.ids
    found = Gateway(f"nat-{ids.lower(8)}", name, vpc or f"vpc-{ids.lower(8)}", cloud.clock.now())
    found.addresses = [*addresses]
    for address in addresses:
        address.bind(found.id, NAT)
    account.state(VpcState).regions.at(region).gateways[found.id] = found
    return found
