"""Our own addresses: those of machines in accounts and those of a file, with what people say of them."""

import ipaddress
from collections.abc import Generator, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, FromClause, Row, Select, and_, case, func, select

from akwarden.model.address_row import AddressRow, AddressType
from akwarden.model.note import NoteKind
from akwarden.model.own_address import AddressKind
from akwarden.query.tree import All, Query
from akwarden.query.vocabulary import Field, FieldKind, Vocabulary
from akwarden.store.filtering import Columns, condition
from akwarden.store.inventory.belongings import hex_of
from akwarden.store.paging import Key, Order, chosen, words
from akwarden.store.shared_columns import account_names, in_accounts
from akwarden.store.tables import accounts, addresses, notes

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_OF_FILES = (AddressKind.OFFICE, AddressKind.VPN, AddressKind.PARTNER, AddressKind.OTHER)
_TYPES = (AddressType.OWN, *(AddressType(kind.value) for kind in _OF_FILES))
_SHARE = 1000

ADDRESS_VOCABULARY = Vocabulary(
    (
        Field("ip", FieldKind.NETWORK, "the address, or the first one of the network"),
        Field("type", FieldKind.ENUM, "whose it is", values=_TYPES),
        Field("kind", FieldKind.ENUM, "what stands behind it", values=tuple(AddressKind)),
        Field("resource", FieldKind.TEXT, "the id of what has it"),
        Field("label", FieldKind.TEXT, "what people call what has it"),
        Field("account", FieldKind.TEXT, "the name or the number of the account"),
        Field("provider", FieldKind.ENUM, "the cloud", values=("tencent", "aws")),
        Field("region", FieldKind.TEXT, "where it is", searched=False),
        Field("network", FieldKind.TEXT, "as it is written, such as 192.0.2.0/24"),
        Field("owner", FieldKind.TEXT, "the person or team that answers for it"),
        Field("remark", FieldKind.TEXT, "what it is for"),
    )
)
"""The fields of the list of addresses."""


class AddressQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Which addresses are wanted, and in which order."""

    query: Query = All(())
    now: datetime
    sort: str = "ip"
    limit: int | None = None
    after: str | None = None


class AddressPaged(msgspec.Struct, frozen=True):
    """An address in its place in the list."""

    row: AddressRow
    cursor: str


def listed(connection: Connection, question: AddressQuestion) -> Generator[AddressPaged, None, None]:
    """Yield the addresses of a page; raises UsageError for a wrong order or cursor."""
    order = chosen(address_orders(), question.sort, addresses.c.id)
    with connection.execute(_page(question, order), execution_options={"yield_per": _SHARE}) as rows:
        for row in rows:
            yield AddressPaged(_read(row), order.cursor(row[-len(order.keys) :]))


def count(connection: Connection, question: AddressQuestion) -> int:
    """Return how many there are on all pages."""
    query = select(func.count()).select_from(_joined())
    found = connection.execute(query.where(condition(question.query, _columns(), question.now))).scalar_one()
    return int(found)


def containing(connection: Connection, network: Network) -> list[AddressRow]:
    """Return our addresses and networks that a network lies in, the narrowest first."""
    low, high = hex_of(network.network_address), hex_of(network.broadcast_address)
    inside = and_(addresses.c.low <= low, addresses.c.high >= high)
    query = _shown().where(inside).order_by(addresses.c.low.desc(), addresses.c.high, addresses.c.id)
    return [_read(row) for row in connection.execute(query)]


def all_of(connection: Connection) -> Generator[AddressRow, None, None]:
    """Yield all of our addresses and networks, in no order."""
    with connection.execute(_shown(), execution_options={"yield_per": _SHARE}) as rows:
        yield from map(_read, rows)


def _page(question: AddressQuestion, order: Order) -> Select[Any]:
    places = [key.value.label(f"place_{at}") for at, key in enumerate(order.keys)]
    query = _shown().add_columns(*places).where(condition(question.query, _columns(), question.now))
    if question.after is not None:
        query = query.where(order.behind(question.after))
    return query.order_by(*order.by(places)).limit(question.limit)


def _shown() -> Select[Any]:
    return select(
        addresses,
        accounts.c.number,
        accounts.c.name.label("account_name"),
        notes.c.remark,
        notes.c.owner,
    ).select_from(_joined())


def _joined() -> FromClause:
    said = and_(notes.c.kind == NoteKind.IP.value, notes.c.subject == addresses.c.network)
    return addresses.outerjoin(accounts, accounts.c.id == addresses.c.account_id).outerjoin(notes, said)


def _type() -> ColumnElement[str]:
    of_file = [kind.value for kind in _OF_FILES]
    return case((addresses.c.kind.in_(of_file), addresses.c.kind), else_=AddressType.OWN.value)


def _columns() -> Columns:
    return Columns(
        by_field={
            "ip": addresses.c.low,
            "type": _type(),
            "kind": addresses.c.kind,
            "resource": addresses.c.resource,
            "label": addresses.c.label,
            "account": account_names(addresses.c.account_id),
            "provider": accounts.c.provider,
            "region": addresses.c.region,
            "network": addresses.c.network,
            "owner": notes.c.owner,
            "remark": notes.c.remark,
        },
        words=(
            addresses.c.network,
            addresses.c.resource,
            addresses.c.label,
            accounts.c.name,
            accounts.c.number,
            notes.c.owner,
            notes.c.remark,
        ),
        within=in_accounts(addresses.c.account_id),
    )


def address_orders() -> Mapping[str, tuple[Key, ...]]:
    """Return how addresses can be sorted."""
    return {
        "ip": (Key(addresses.c.low), Key(addresses.c.high, descending=True)),
        "account": (*words(accounts.c.name), Key(addresses.c.low)),
        "type": (Key(_type()), Key(addresses.c.low)),
        "resource": words(addresses.c.resource),
        "owner": (*words(notes.c.owner), Key(addresses.c.low)),
    }


def _read(row: Row[Any]) -> AddressRow:
    kind = AddressKind(row.kind)
    return AddressRow(
        network=row.network,
        type=AddressType(kind.value) if kind in _OF_FILES else AddressType.OWN,
        kind=kind,
        resource=row.resource,
        label=row.label,
        account=row.number,
        account_name=row.account_name,
        region=row.region,
        remark=row.remark or "",
        owner=row.owner or None,
        suggested_remark=(row.label or None) if not row.remark else None,
    )
