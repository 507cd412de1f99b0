"""What has addresses of an account: machines, elastic addresses, NAT gateways and load balancers.

An address that is left out is one that the cloud gives.
"""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from akwarden.emulator.tencent.scenarios.parts import Part
from akwarden.emulator.tencent.services.regional import DEFAULT_REGION

_Title = Annotated[str, Meta(min_length=1, max_length=60)]
_Ip = Annotated[str, Meta(max_length=15)]


class BalancerKind(StrEnum):
    """Where a load balancer is reached from."""

    OPEN = "OPEN"
    INTERNAL = "INTERNAL"


class WantedInstance(Part, frozen=True, kw_only=True):
    """A machine in CVM."""

    name: _Title
    region: str = DEFAULT_REGION
    role: str = ""
    """The CAM role that it may take."""
    public_ips: tuple[_Ip, ...] = ()
    """Ordinary ones, which are not elastic."""
    tags: dict[str, str] = msgspec.field(default_factory=dict)


class WantedAddress(Part, frozen=True, kw_only=True):
    """An elastic address."""

    name: _Title
    region: str = DEFAULT_REGION
    ip: _Ip = ""
    instance: str = ""
    """Name of the machine that has it, which is in the same region."""


class WantedGateway(Part, frozen=True, kw_only=True):
    """A NAT gateway."""

    name: _Title
    region: str = DEFAULT_REGION
    ips: Annotated[tuple[_Ip, ...], Meta(min_length=1, max_length=10)] = ("",)
    """Of its elastic addresses; one where left out."""


class WantedBalancer(Part, frozen=True, kw_only=True):
    """A load balancer."""

    name: _Title
    region: str = DEFAULT_REGION
    kind: BalancerKind = BalancerKind.OPEN
    ip: _Ip = ""


class WantedServer(Part, frozen=True, kw_only=True):
    """A server in Lighthouse."""

    name: _Title
    region: str = DEFAULT_REGION
    ip: _Ip = ""
    tags: dict[str, str] = msgspec.field(default_factory=dict)
