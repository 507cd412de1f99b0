"""An address of ours as lists give it, and what is known of any address."""

from enum import StrEnum

import msgspec

from akwarden.model.address_use import AddressUse
from akwarden.model.own_address import AddressKind


class AddressType(StrEnum):
    """Whose an address is, as far as is known."""

    OWN = "own"
    """Of a machine in one of our accounts."""
    OFFICE = "office"
    VPN = "vpn"
    PARTNER = "partner"
    OTHER = "other"
    """A network that people named as ours, without saying more."""
    PRIVATE = "private"
    """It stays inside a network, and says nothing about whose that is."""
    LOOPBACK = "loopback"
    """The machine itself."""
    RESERVED = "reserved"
    """No machine on the internet has it: link-local, multicast, documentation and the like."""
    UNKNOWN = "unknown"
    """An address on the internet that nobody named."""


class AddressRow(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.own-address/1"):
    """One address or network of ours."""

    network: str
    """In CIDR notation, with /32 or /128 for a single address."""
    type: AddressType
    """Whose it is."""
    kind: AddressKind
    """What stands behind it."""
    resource: str
    """The id of what has it, or for one of a file what people call it."""
    label: str
    """What people call what has it."""
    account: str | None
    """The number of the account; None for one of a file."""
    account_name: str | None
    """What people call the account."""
    region: str | None
    """Where it is."""
    remark: str
    """What it is for, in the words of people."""
    owner: str | None
    """The person or team that answers for it."""
    suggested_remark: str | None
    """What the remark could be, from the label; None where there is a remark or no label."""


class AddressPage(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.address/1"):
    """What is known of one address or network."""

    address: str
    """In CIDR notation, with /32 or /128 for a single address."""
    type: AddressType
    """Whose it is."""
    remark: str
    """What people say of exactly this address or network."""
    owner: str | None
    """Who answers for it."""
    own: tuple[AddressRow, ...]
    """Our addresses and networks that it lies in, the narrowest first."""
    use: AddressUse | None
    """What was called from there; None as long as no audit records are read."""
