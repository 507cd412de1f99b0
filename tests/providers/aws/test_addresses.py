from collections.abc import Callable
from itertools import islice

import pytest
from tests.emulator.aws.cloud import Cloud
from tests.providers.aws.collector import collector, listed, opened

from akwarden.errors import CloudError, MissingRightError
from akwarden.model.own_address import AddressKind, OwnAddress
from akwarden.providers.aws.permissions import CALLS

INTERFACES = "ec2:DescribeNetworkInterfaces"


class Network:
    """Makes machines and what is in front of them, in one region."""

    def __init__(self, cloud: Cloud, region: str = "us-east-1") -> None:
        self.cloud, self.region = cloud, region
        self.ec2 = cloud.client("ec2", region)
        self.subnets = [subnet["SubnetId"] for subnet in self.ec2.describe_subnets()["Subnets"]][:2]

    def instance(self, name: str = "") -> str:
        """Make a machine with a public address; give its id."""
        image = self.ec2.describe_images()["Images"][0]["ImageId"]
        plug = {"DeviceIndex": 0, "AssociatePublicIpAddress": True, "SubnetId": self.subnets[0]}
        made = self.ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, NetworkInterfaces=[plug])
        instance = str(made["Instances"][0]["InstanceId"])
        if name:
            self.ec2.create_tags(Resources=[instance], Tags=[{"Key": "Name", "Value": name}])
        return instance

    def reserve(self) -> tuple[str, str]:
        """Reserve an address; give it and its id."""
        made = self.ec2.allocate_address(Domain="vpc")
        return f"{made['PublicIp']}/32", made["AllocationId"]


def only(cloud: Cloud) -> OwnAddress:
    """Give the one address of the account."""
    (address,) = opened(cloud).addresses()
    return address


def test_an_address_of_an_instance_is_called_as_the_instance(cloud: Cloud) -> None:
    network = Network(cloud, "eu-west-1")
    instance = network.instance("web")
    shown = network.ec2.describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"][0]

    address = only(cloud)

    assert address == OwnAddress(
        network=f"{shown['PublicIpAddress']}/32",
        kind=AddressKind.INSTANCE,
        resource=instance,
        label="web",
        region="eu-west-1",
    )


def test_a_reserved_address_at_an_instance_comes_once(cloud: Cloud) -> None:
    network = Network(cloud)
    instance = network.instance("web")
    reserved, allocation = network.reserve()
    network.ec2.associate_address(InstanceId=instance, AllocationId=allocation)

    addresses = [found for found in opened(cloud).addresses() if found.network == reserved]

    assert [(found.kind, found.resource) for found in addresses] == [(AddressKind.INSTANCE, instance)]


def test_a_reserved_address_that_nothing_uses_is_listed(cloud: Cloud) -> None:
    network = Network(cloud)
    reserved, allocation = network.reserve()
    network.ec2.create_tags(Resources=[allocation], Tags=[{"Key": "Name", "Value": "spare"}])

    address = only(cloud)

    assert address == OwnAddress(
        network=reserved, kind=AddressKind.EIP, resource=allocation, label="spare", region="us-east-1"
    )


def test_an_address_of_a_nat_gateway_names_the_gateway(cloud: Cloud) -> None:
    network = Network(cloud)
    reserved, allocation = network.reserve()
    made = network.ec2.create_nat_gateway(SubnetId=network.subnets[0], AllocationId=allocation)
    gateway = made["NatGateway"]["NatGatewayId"]
    network.ec2.create_tags(Resources=[gateway], Tags=[{"Key": "Name", "Value": "way out"}])

    address = only(cloud)

    assert (address.network, address.kind) == (reserved, AddressKind.NAT)
    assert (address.resource, address.label) == (gateway, "way out")


def test_addresses_of_a_load_balancer_name_the_balancer(cloud: Cloud) -> None:
    network = Network(cloud)
    cloud.client("elbv2").create_load_balancer(Name="shop", Subnets=network.subnets)

    addresses = list(opened(cloud).addresses())

    assert {address.network for address in addresses} == {"198.51.100.1/32", "198.51.100.2/32"}
    assert {(address.kind, address.label) for address in addresses} == {(AddressKind.LOAD_BALANCER, "shop")}
    assert all(address.resource.startswith("app/shop/") for address in addresses)


def test_an_address_of_version_6_is_public(cloud: Cloud) -> None:
    network = Network(cloud)
    network.instance()
    cloud.faults.change(INTERFACES, _with_version_6)

    networks = {address.network for address in opened(cloud).addresses()}

    assert "2001:db8::7/128" in networks


def _with_version_6(body: bytes) -> bytes:
    inside = b"<ipv6AddressesSet><item><ipv6Address>2001:db8::7</ipv6Address></item></ipv6AddressesSet>"
    return body.replace(b"<ipv6AddressesSet/>", inside).replace(b"<ipv6AddressesSet />", inside)


def test_private_addresses_are_left_out(cloud: Cloud) -> None:
    network = Network(cloud)
    network.ec2.create_network_interface(SubnetId=network.subnets[0])

    assert list(opened(cloud).addresses()) == []


def test_three_calls_a_region_are_enough(cloud: Cloud) -> None:
    Network(cloud).instance("web")
    cloud.faults.asked.clear()

    list(opened(cloud).addresses())

    assert len(cloud.faults.asked) == 1 + 3 * len(cloud.supplement.regions)


def test_without_one_right_the_rest_is_listed_and_that_is_blind(cloud: Cloud) -> None:
    network = Network(cloud)
    network.instance()
    network.reserve()
    inventory = opened(cloud, collector(cloud, [call for call in CALLS if call.right != INTERFACES]))

    kinds = [address.kind for address in inventory.addresses()]

    assert kinds == [AddressKind.EIP]
    assert [spot.right for spot in inventory.tally.blind_spots] == [INTERFACES]


def test_without_all_rights_they_are_missing_and_not_none(cloud: Cloud) -> None:
    inventory = opened(cloud, collector(cloud, [call for call in CALLS if call.service != "ec2"]))
    cloud.gate.closed_regions |= {"ap-east-1"}

    with pytest.raises(MissingRightError, match=INTERFACES):
        list(inventory.addresses())


def test_who_stops_early_is_told_what_was_refused(cloud: Cloud) -> None:
    Network(cloud).reserve()
    inventory = opened(cloud, collector(cloud, [call for call in CALLS if call.right != INTERFACES]))

    found = list(islice(inventory.addresses(), 1))

    assert len(found) == 1
    assert [spot.right for spot in inventory.tally.blind_spots] == [INTERFACES]


def test_what_is_no_address_is_an_error_of_ours(cloud: Cloud) -> None:
    network = Network(cloud)
    reserved, _ = network.reserve()
    bad = reserved.removesuffix("/32").encode()
    cloud.faults.change("ec2:DescribeAddresses", lambda body: body.replace(bad, b"1.2.3.4/0"))

    with pytest.raises(CloudError, match="an address that is none"):
        list(opened(cloud).addresses())


@pytest.mark.parametrize(
    ("change", "kind", "label"),
    [
        (lambda body: body, AddressKind.OTHER, "made by hand"),
        (lambda body: body.replace(b"made by hand", b"ELB old-one"), AddressKind.OTHER, "ELB old-one"),
    ],
    ids=["unknown", "a description that only looks like one of a load balancer"],
)
def test_what_is_not_known_is_told_with_its_description(
    cloud: Cloud, change: Callable[[bytes], bytes], kind: AddressKind, label: str
) -> None:
    network = Network(cloud)
    made = network.ec2.create_network_interface(SubnetId=network.subnets[0], Description="made by hand")
    interface = made["NetworkInterface"]["NetworkInterfaceId"]
    _, allocation = network.reserve()
    network.ec2.associate_address(NetworkInterfaceId=interface, AllocationId=allocation)
    cloud.faults.change(INTERFACES, change)

    address = only(cloud)

    assert (address.kind, address.resource, address.label) == (kind, interface, label)


def test_tags_are_asked_for_names_only_and_are_no_need(cloud: Cloud) -> None:
    Network(cloud).instance("web")
    key = collector(cloud, [call for call in CALLS if call.right != "ec2:DescribeTags"])

    assert [address.label for address in listed(opened(cloud, key).addresses())] == [""]
