"""Public addresses of an account, in all regions.

Three calls a region are enough. Network interfaces have the public addresses of instances, NAT gateways and
load balancers, and say whose they are; reserved addresses (Elastic IP) that nothing uses are listed apart;
names are tags. An address comes once, with what uses it. After "Requester-managed network interfaces" (Amazon
EC2 User Guide) and "Elastic network interfaces created by load balancers" (Elastic Load Balancing).
"""

import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_network

from akwarden.errors import CloudError
from akwarden.model.own_address import AddressKind, OwnAddress
from akwarden.providers.aws.answers import Address, Addresses, NetworkInterface, NetworkInterfaces, Tags
from akwarden.providers.aws.client import Client
from akwarden.providers.aws.permissions import (
    DESCRIBE_ADDRESSES,
    DESCRIBE_NETWORK_INTERFACES,
    DESCRIBE_TAGS,
)
from akwarden.providers.aws.regions import RegionalCalls

_PAGE = 1000
_TAGGED = ("instance", "natgateway", "elastic-ip", "network-interface")
_NAMES = {
    "MaxResults": _PAGE,
    "Filters": [{"Name": "key", "Values": ["Name"]}, {"Name": "resource-type", "Values": _TAGGED}],
}
_NAT = re.compile(r"\bnat-[0-9a-f]+\b")
_BALANCER = re.compile(r"ELB (?P<resource>(?:(?:app|net|gwy)/)?(?P<name>[^/]+)(?:/.*)?)")
_BALANCER_OWNER = "amazon-elb"


def list_addresses(client: Client) -> Iterator[OwnAddress]:
    """Yield all public addresses. Raises CloudError; what one call can't tell does not stop the others."""
    calls = RegionalCalls(client)
    with calls.needing(DESCRIBE_NETWORK_INTERFACES, DESCRIBE_ADDRESSES):
        for region in calls.regions():
            yield from _in_region(calls, region).values()


def _in_region(calls: RegionalCalls, region: str) -> Mapping[str, OwnAddress]:
    """Return the addresses of one region by their networks, so each once."""
    tags = calls.pages(DESCRIBE_TAGS, _NAMES, Tags, region)
    names = {tag.resource_id: tag.value for page in tags for tag in page.tags}
    found: dict[str, OwnAddress] = {}
    interfaces = calls.pages(DESCRIBE_NETWORK_INTERFACES, {"MaxResults": _PAGE}, NetworkInterfaces, region)
    for page in interfaces:
        for interface in page.network_interfaces:
            for address in _of_interface(interface, region, names):
                found.setdefault(address.network, address)
    for answer in calls.pages(DESCRIBE_ADDRESSES, {}, Addresses, region):
        for reserved in answer.addresses:
            for address in _reserved(reserved, region, names):
                found.setdefault(address.network, address)
    return found


def _of_interface(interface: NetworkInterface, region: str, names: Mapping[str, str]) -> Iterator[OwnAddress]:
    """Yield the public addresses of one interface, named after what uses it."""
    kind, resource, name = _user(interface)
    associations = [
        interface.association,
        *(private.association for private in interface.private_ip_addresses),
    ]
    label = name or names.get(resource, "")
    for found in filter(None, associations):
        for text in filter(None, (found.public_ip, found.carrier_ip)):
            shown = label or names.get(found.allocation_id, "")
            yield OwnAddress(network=_network(text), kind=kind, resource=resource, label=shown, region=region)
    for address in interface.ipv6_addresses:
        network = _network(address.address)
        yield OwnAddress(network=network, kind=kind, resource=resource, label=label, region=region)


def _user(interface: NetworkInterface) -> tuple[AddressKind, str, str]:
    """Return what uses an interface: its kind, its id, and its name if the interface tells."""
    description = interface.description
    if interface.attachment is not None and interface.attachment.instance_id:
        return AddressKind.INSTANCE, interface.attachment.instance_id, ""
    if interface.interface_type == "nat_gateway":
        nat = _NAT.search(description)
        return AddressKind.NAT, nat[0] if nat else interface.network_interface_id, ""
    balancer = _BALANCER.fullmatch(description)
    if balancer and interface.requester_id == _BALANCER_OWNER:
        return AddressKind.LOAD_BALANCER, balancer["resource"], balancer["name"]
    return AddressKind.OTHER, interface.network_interface_id, description


def _reserved(address: Address, region: str, names: Mapping[str, str]) -> Iterator[OwnAddress]:
    """Yield a reserved address, named after the instance that uses it, if one does."""
    kind = AddressKind.INSTANCE if address.instance_id else AddressKind.EIP
    resource = address.instance_id or address.allocation_id
    label = names.get(resource) or names.get(address.allocation_id, "")
    for text in filter(None, (address.public_ip, address.carrier_ip)):
        yield OwnAddress(network=_network(text), kind=kind, resource=resource, label=label, region=region)


def _network(text: str) -> str:
    """Return a single address in CIDR notation. Raises CloudError for what is none."""
    try:
        return str(ip_network(text))
    except ValueError:
        raise CloudError("AWS gave an address that is none") from None
