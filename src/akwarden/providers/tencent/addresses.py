"""The public addresses of an account: of instances, gateways, load balancers, and those it has reserved."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from ipaddress import ip_address, ip_network

import msgspec

from akwarden.errors import MissingRightError
from akwarden.model.own_address import AddressKind, OwnAddress
from akwarden.providers.tencent.client import Client
from akwarden.providers.tencent.pages import by_offset
from akwarden.providers.tencent.permissions import call_of
from akwarden.providers.tencent.refusal import NoActionError
from akwarden.providers.tencent.regions import Regions, in_each
from akwarden.providers.tencent.rights import absent, missing

_OPEN = "OPEN"
"""LoadBalancerType of those that have a public address."""


class _Instance(msgspec.Struct, frozen=True, rename="pascal"):
    """A row of DescribeInstances, of CVM and of Lighthouse, which name the same things differently."""

    instance_id: str = ""
    instance_name: str = ""
    public_ip_addresses: tuple[str, ...] = ()
    public_ipv6: tuple[str, ...] = msgspec.field(name="PublicIPv6Addresses", default=())
    public_addresses: tuple[str, ...] = ()
    lighthouse_ipv6: tuple[str, ...] = msgspec.field(name="PublicIpv6Addresses", default=())

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return all public ones."""
        return (*self.public_ip_addresses, *self.public_ipv6, *self.public_addresses, *self.lighthouse_ipv6)


class _Instances(msgspec.Struct, frozen=True):
    total: str = msgspec.field(name="TotalCount", default="")
    rows: tuple[_Instance, ...] = msgspec.field(name="InstanceSet", default=())


class _Eip(msgspec.Struct, frozen=True, rename="pascal"):
    """A row of DescribeAddresses."""

    address_id: str = ""
    address_name: str = ""
    address_ip: str = ""


class _Eips(msgspec.Struct, frozen=True):
    total: str = msgspec.field(name="TotalCount", default="")
    rows: tuple[_Eip, ...] = msgspec.field(name="AddressSet", default=())


class _NatAddress(msgspec.Struct, frozen=True, rename="pascal"):
    public_ip_address: str = ""


class _Nat(msgspec.Struct, frozen=True, rename="pascal"):
    """A row of DescribeNatGateways."""

    nat_gateway_id: str = ""
    nat_gateway_name: str = ""
    public_ip_address_set: tuple[_NatAddress, ...] = ()


class _Nats(msgspec.Struct, frozen=True):
    total: str = msgspec.field(name="TotalCount", default="")
    rows: tuple[_Nat, ...] = msgspec.field(name="NatGatewaySet", default=())


class _Balancer(msgspec.Struct, frozen=True, rename="pascal"):
    """A row of DescribeLoadBalancers."""

    load_balancer_id: str = ""
    load_balancer_name: str = ""
    load_balancer_type: str = ""
    load_balancer_vips: tuple[str, ...] = ()
    ipv6: str = msgspec.field(name="AddressIPv6", default="")


class _Balancers(msgspec.Struct, frozen=True):
    total: str = msgspec.field(name="TotalCount", default="")
    rows: tuple[_Balancer, ...] = msgspec.field(name="LoadBalancerSet", default=())


_List = Callable[[str], Iterator[OwnAddress]]


class Addresses:
    """The addresses of one account."""

    def __init__(self, client: Client, regions: Regions) -> None:
        """Take how the account is read."""
        self._client = client
        self._regions = regions

    def all(self) -> Iterator[OwnAddress]:
        """Yield the addresses, kind by kind; a kind that can't be seen becomes a blind spot."""
        cvm = self._regions.of("cvm")
        yield from self._kind("cvm", "DescribeInstances", cvm, self._instances)
        lighthouse = self._regions.of("lighthouse")
        yield from self._kind("lighthouse", "DescribeInstances", lighthouse, self._lighthouse)
        yield from self._kind("vpc", "DescribeAddresses", cvm, self._eips)
        yield from self._kind("vpc", "DescribeNatGateways", cvm, self._nats)
        yield from self._kind("clb", "DescribeLoadBalancers", cvm, self._balancers)

    def _kind(self, service: str, action: str, regions: Sequence[str], rows: _List) -> Iterator[OwnAddress]:
        """Yield what one call tells of all regions; it is not made again once it was refused."""
        try:
            yield from in_each(regions, rows)
        except MissingRightError as error:
            self._client.tally.blind(missing(call_of(service, action), error))
        except NoActionError:
            self._client.tally.blind(absent(call_of(service, action)))

    def _instances(self, region: str) -> Iterator[OwnAddress]:
        ask = partial(self._client.ask, "cvm", "DescribeInstances", _Instances, region=region)
        for row in by_offset(ask):
            yield from _own(row.addresses, AddressKind.INSTANCE, row.instance_id, row.instance_name, region)

    def _lighthouse(self, region: str) -> Iterator[OwnAddress]:
        ask = partial(self._client.ask, "lighthouse", "DescribeInstances", _Instances, region=region)
        for row in by_offset(ask):
            yield from _own(row.addresses, AddressKind.LIGHTHOUSE, row.instance_id, row.instance_name, region)

    def _eips(self, region: str) -> Iterator[OwnAddress]:
        ask = partial(self._client.ask, "vpc", "DescribeAddresses", _Eips, region=region)
        for row in by_offset(ask):
            yield from _own((row.address_ip,), AddressKind.EIP, row.address_id, row.address_name, region)

    def _nats(self, region: str) -> Iterator[OwnAddress]:
        ask = partial(self._client.ask, "vpc", "DescribeNatGateways", _Nats, region=region)
        for row in by_offset(ask):
            found = [one.public_ip_address for one in row.public_ip_address_set]
            yield from _own(found, AddressKind.NAT, row.nat_gateway_id, row.nat_gateway_name, region)

    def _balancers(self, region: str) -> Iterator[OwnAddress]:
        ask = partial(self._client.ask, "clb", "DescribeLoadBalancers", _Balancers, region=region)
        for row in by_offset(ask):
            if row.load_balancer_type == _OPEN:
                found, name = (*row.load_balancer_vips, row.ipv6), row.load_balancer_name
                yield from _own(found, AddressKind.LOAD_BALANCER, row.load_balancer_id, name, region)


def _own(
    found: Sequence[str], kind: AddressKind, resource: str, label: str, region: str
) -> Iterator[OwnAddress]:
    """Yield the addresses of one thing; what is no address is left out."""
    for text in dict.fromkeys(found):
        try:
            network = str(ip_network(ip_address(text)))
        except ValueError:
            continue
        yield OwnAddress(network=network, kind=kind, resource=resource, label=label, region=region)
