"""What lists say of calls: records of calls, and the addresses that they came from."""

from datetime import date, datetime

import msgspec

from akwarden.model.address_row import AddressType


class CallRow(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.call/1"):
    """How often one key called one API from one address on one day with one result."""

    provider: str
    """The cloud: `tencent` or `aws`."""
    account: str
    """The number of the account that was called; empty where the records do not say."""
    key_id: str | None
    """The key that signed; None for calls without one, such as signing in to the console."""
    principal: str | None
    """Who called, by name; None where the records name several or none."""
    source_ip: str | None
    """Where from; None for calls by services of the cloud."""
    service: str
    """The short name of the service."""
    action: str
    """The API, in lower case."""
    day: date | None
    """In UTC; None for records whose time can't be right."""
    result: str
    """`ok`, or how it failed: `denied`, `signature`, `throttled`, `request`, `server`."""
    count: int
    """How many calls there were."""
    first_at: datetime | None
    """When the first was."""
    last_at: datetime | None
    """When the last was."""
    region: str | None
    """Where it was called; None for several."""
    regions: int
    """In how many regions."""
    client: str | None
    """What it was called with, such as `sdk-python`; None for several."""
    channel: str | None
    """By which way: `api`, `console`, `mini_program`, `service`; None for several."""
    read_write: str | None
    """Whether it only reads; None for both."""
    sensitive: bool
    """Whether any of them is a sensitive operation."""
    ip_kind: str | None
    """What kind of network the address is in."""
    ip_country: str | None
    """Where it is, as the source of packaged data says; sources disagree."""
    ip_asn: int | None
    """The number of its network."""
    ip_org: str | None
    """Who runs its network."""


class SourceAddressRow(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.source-ip/1"
):
    """One address that calls came from."""

    source_ip: str
    """In its canonical form (RFC 5952)."""
    type: AddressType
    """Whose it is, as far as is known."""
    remark: str
    """What it is for, in the words of people: at the address, else at the narrowest of our networks."""
    owner: str | None
    """The person or team that answers for it."""
    resource: str | None
    """For an address of ours, the id of what has it."""
    keys: int
    """How many keys were used from there."""
    key_ids: tuple[str, ...]
    """Those of them with the most calls, five at most."""
    calls: int
    """How many calls came from there."""
    failed: int
    """How many of them failed."""
    services: int
    """How many services were called."""
    actions: int
    """How many APIs were called."""
    regions: int
    """In how many regions."""
    first_at: datetime | None
    """When the first call was."""
    last_at: datetime | None
    """When the last call was."""
    ip_kind: str | None
    """What kind of network it is in."""
    ip_country: str | None
    """Where it is, as the source of packaged data says; sources disagree."""
    ip_asn: int | None
    """The number of its network."""
    ip_org: str | None
    """Who runs its network."""
