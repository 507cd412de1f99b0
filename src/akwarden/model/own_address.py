"""An address that belongs to us: of a machine in one of our accounts, or of an office, a VPN, a partner."""

from enum import StrEnum

import msgspec


class AddressKind(StrEnum):
    """What stands behind an address."""

    INSTANCE = "instance"
    """A virtual machine: CVM, EC2."""
    LIGHTHOUSE = "lighthouse"
    EIP = "eip"
    """A reserved public address."""
    NAT = "nat"
    """A NAT gateway, through which many machines call."""
    LOAD_BALANCER = "load_balancer"
    """CLB, ELB."""
    OFFICE = "office"
    VPN = "vpn"
    PARTNER = "partner"
    OTHER = "other"


class OwnAddress(msgspec.Struct, frozen=True, kw_only=True):
    """One address or network of ours."""

    network: str
    """In CIDR notation, with /32 or /128 for a single address."""
    kind: AddressKind
    resource: str
    """The id of what has it, or for a line of a file what people call it."""
    label: str = ""
    """What people call what has it; a remark may be suggested from it."""
    region: str | None = None
