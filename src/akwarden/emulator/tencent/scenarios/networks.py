"""Machines and addresses of the accounts. They come last, so that all else has the ids that it had."""

from collections.abc import Iterator, Mapping, Sequence

from akwarden.emulator.tencent.scenarios.names import near
from akwarden.emulator.tencent.scenarios.parts import MisfitError
from akwarden.emulator.tencent.scenarios.people import check_unique
from akwarden.emulator.tencent.scenarios.reachable import (
    BalancerKind,
    WantedAddress,
    WantedBalancer,
    WantedGateway,
    WantedInstance,
    WantedServer,
)
from akwarden.emulator.tencent.scenarios.wanted import WantedAccount
from akwarden.emulator.tencent.services.clb.state import add_balancer
from akwarden.emulator.tencent.services.cvm.state import Instance, add_instance
from akwarden.emulator.tencent.services.lighthouse.state import add_server
from akwarden.emulator.tencent.services.public_ip import is_choosable
from akwarden.emulator.tencent.services.regional import REGIONS
from akwarden.emulator.tencent.services.vpc.state import add_address, add_gateway
from akwarden.emulator.tencent.state import Account, Cloud

_Placed = WantedInstance | WantedAddress | WantedGateway | WantedBalancer | WantedServer


def check_addresses(wanted: Sequence[WantedAccount]) -> None:
    """Raise MisfitError for a region that there is not, and for an address that can't be or stands twice."""
    for number, account in enumerate(wanted):
        for region, path in _regions(account, f"accounts[{number}]"):
            if region not in REGIONS:
                raise MisfitError(
                    f"{path}.region", f"there is no region {region!r}", mend=near(region, REGIONS)
                )
    ips = [one for number, account in enumerate(wanted) for one in _ips(account, f"accounts[{number}]")]
    for ip, path in ips:
        if not is_choosable(ip):
            mend = "write a public IPv4 address, not one of 198.18.0.0/15; left out, the cloud gives one"
            raise MisfitError(path, f"{ip!r} can't be had as a public address", mend=mend)
    check_unique(ips, "address")


def _regions(account: WantedAccount, path: str) -> Iterator[tuple[str, str]]:
    """Yield all regions of an account's machines and addresses, with where each stands."""
    parts: Mapping[str, Sequence[_Placed]] = {
        "instances": account.instances,
        "addresses": account.addresses,
        "nat_gateways": account.nat_gateways,
        "load_balancers": account.load_balancers,
        "lighthouse": account.lighthouse,
    }
    for name, part in parts.items():
        yield from ((one.region, f"{path}.{name}[{number}]") for number, one in enumerate(part))


def _ips(account: WantedAccount, path: str) -> Iterator[tuple[str, str]]:
    """Yield all public addresses that an account names, with where each stands."""
    for n, instance in enumerate(account.instances):
        yield from ((ip, f"{path}.instances[{n}].public_ips") for ip in instance.public_ips)
    for n, gateway in enumerate(account.nat_gateways):
        yield from ((ip, f"{path}.nat_gateways[{n}].ips") for ip in gateway.ips if ip)
    single = [(f"addresses[{n}]", one.ip) for n, one in enumerate(account.addresses)]
    single += [
        (f"load_balancers[{n}]", one.ip)
        for n, one in enumerate(account.load_balancers)
        if one.kind is BalancerKind.OPEN
    ]
    single += [(f"lighthouse[{n}]", one.ip) for n, one in enumerate(account.lighthouse)]
    yield from ((ip, f"{path}.{place}.ip") for place, ip in single if ip)


def add_networks(cloud: Cloud, account: Account, wanted: WantedAccount, path: str) -> None:
    """Add the machines and addresses of one account; raises MisfitError for a machine that there is not."""
    instances = _add_instances(cloud, account, wanted.instances, f"{path}.instances")
    _add_addresses(cloud, account, wanted.addresses, instances, f"{path}.addresses")
    for gateway in wanted.nat_gateways:
        made = [add_address(cloud, account, gateway.name, region=gateway.region, ip=ip) for ip in gateway.ips]
        add_gateway(cloud, account, gateway.name, made, region=gateway.region)
    for one in wanted.load_balancers:
        add_balancer(cloud, account, one.name, region=one.region, kind=one.kind.value, vip=one.ip)
    for server in wanted.lighthouse:
        add_server(cloud, account, server.name, region=server.region, ip=server.ip, tags=server.tags)


def _add_instances(
    cloud: Cloud, account: Account, wanted: Sequence[WantedInstance], path: str
) -> dict[tuple[str, str], Instance]:
    """Return the machines by region and name."""
    check_unique([(f"{one.name} in {one.region}", f"{path}[{n}]") for n, one in enumerate(wanted)], "machine")
    return {
        (one.region, one.name): add_instance(
            cloud,
            account,
            one.name,
            region=one.region,
            role=one.role,
            public_ips=one.public_ips,
            tags=one.tags,
        )
        for one in wanted
    }


def _add_addresses(
    cloud: Cloud,
    account: Account,
    wanted: Sequence[WantedAddress],
    instances: dict[tuple[str, str], Instance],
    path: str,
) -> None:
    for number, one in enumerate(wanted):
        place, instance = f"{path}[{number}].instance", instances.get((one.region, one.instance))
        if one.instance and instance is None:
            known = [name for region, name in instances if region == one.region]
            why = f"there is no machine {one.instance!r} in {one.region}"
            raise MisfitError(place, why, mend=near(one.instance, known))
        if instance is not None and instance.public_ips:
            raise MisfitError(place, f"the machine {one.instance!r} has a public address already")
        add_address(cloud, account, one.name, region=one.region, ip=one.ip, instance=instance)
