"""Addresses that calls came from, by the sums of the state: pages of a list, counts, groups."""

from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    Text,
    and_,
    distinct,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.sql import visitors

from akwarden.model.network import NetworkKind
from akwarden.model.source_ip_row import SourceIpType, SourceTrust
from akwarden.query.tree import All, Holder, Query
from akwarden.query.vocabulary import Field, FieldKind, Vocabulary
from akwarden.store.alarm_columns import IS_OPEN
from akwarden.store.alarm_mentions import Mentioned
from akwarden.store.filtering import Columns, condition
from akwarden.store.paging import Key, Order, chosen, number, words
from akwarden.store.shared_columns import Gathered, JsonTexts, held_by
from akwarden.store.tables import (
    accounts,
    alarm_mentions,
    alarms,
    usage_addresses,
    usage_pairs,
    usage_regions,
)

SOURCE_IP_VOCABULARY = Vocabulary(
    (
        Field("ip", FieldKind.NETWORK, "the address"),
        Field("type", FieldKind.ENUM, "what it is", values=tuple(SourceIpType)),
        Field("trust", FieldKind.ENUM, "how far calls from there are expected", values=tuple(SourceTrust)),
        Field("remark", FieldKind.TEXT, "what it is for"),
        Field("owner", FieldKind.TEXT, "the person or team that answers for it"),
        Field("resource", FieldKind.TEXT, "the id of what has it"),
        Field("country", FieldKind.TEXT, "where it is, as packaged data says", searched=False),
        Field("network", FieldKind.TEXT, "who runs its network", aliases=("org",)),
        Field("asn", FieldKind.NUMBER, "the number of its network"),
        Field("kind", FieldKind.ENUM, "what kind of network it is in", values=tuple(NetworkKind)),
        Field("key", FieldKind.TEXT, "the id of a key that was used from there"),
        Field("account", FieldKind.TEXT, "the name or the number of an account that was called"),
        Field("provider", FieldKind.ENUM, "a cloud that was called", values=("tencent", "aws")),
        Field("region", FieldKind.TEXT, "a region that was called", searched=False),
        Field("calls", FieldKind.NUMBER, "how many calls came from there"),
        Field("failed", FieldKind.NUMBER, "how many of them failed"),
        Field("denied", FieldKind.NUMBER, "how many of them were denied"),
        Field("keys", FieldKind.NUMBER, "how many keys were used from there"),
        Field("alarms", FieldKind.NUMBER, "how many alarms that name it are open"),
        Field("first", FieldKind.TIME, "when the first call was", unset_is_never=False),
        Field("last", FieldKind.TIME, "when the last call was", unset_is_never=False),
    )
)
"""The fields of the list of addresses that calls came from."""
SORTS: Final = (
    *("last", "first", "calls", "failed", "denied", "keys", "alarms"),
    *("country", "network", "ip"),
)
"""The names of its orders."""
SAID: Final = frozenset({"type", "trust", "remark", "owner", "resource"})
"""The fields that people and accounts say; a workflow turns them into flags of `SourceQuestion`."""
_SHARE: Final = 1000
_THOUSAND: Final = 1000
_CELLS: Final = (
    *("source_ip", "number", "calls", "failed", "denied", "key_count", "first", "last"),
    *("ip_kind", "ip_country", "ip_asn", "ip_org"),
)


class SourceQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Which addresses are wanted, and in which order."""

    query: Query = All(())
    now: datetime
    sort: str = "last"
    limit: int | None = None
    after: str | None = None
    within: tuple[Holder, ...] | None = None
    """The accounts whose calls count; None for all."""
    key: str | None = None
    """The one key whose calls count; None for all."""
    flags: Mapping[str, Collection[str]] = {}
    """For each flag that the query has beside the fields of the vocabulary, the addresses that have it."""


class SourceIp(msgspec.Struct, frozen=True, kw_only=True):
    """An address as the sums have it."""

    source_ip: str
    calls: int
    failed: int
    denied: int
    keys: int
    first: int | None
    """Microseconds since 1970, as `last`."""
    last: int | None
    ip_kind: str | None
    ip_country: str | None
    ip_asn: int | None
    ip_org: str | None


class SourcePaged(msgspec.Struct, frozen=True):
    """An address in its place in the list."""

    row: SourceIp
    cursor: str


def listed(connection: Connection, question: SourceQuestion) -> Generator[SourcePaged, None, None]:
    """Yield the addresses of a page; raises UsageError for a wrong order or cursor."""
    table = _Seen(question)
    order = chosen(table.orders(), question.sort, table.c.source_ip)
    places = [key.value.label(f"place_{at}") for at, key in enumerate(order.keys)]
    query = table.select(*(table.c[name] for name in _CELLS), *places, needed=places)
    if question.after is not None:
        query = query.where(order.behind(question.after))
    query = query.order_by(*order.by(places)).limit(question.limit)
    with connection.execute(query, execution_options={"yield_per": _SHARE}) as rows:
        for row in rows:
            yield SourcePaged(_read(row), _cursor(order, row))


def count(connection: Connection, question: SourceQuestion) -> int:
    """Return how many there are on all pages."""
    return int(connection.execute(_Seen(question).select(func.count())).scalar_one())


def one(connection: Connection, question: SourceQuestion, source_ip: str) -> SourceIp | None:
    """Return what is counted of one address, in its canonical form; None where no call came from there."""
    table = _Seen(question)
    query = table.select(*(table.c[name] for name in _CELLS)).where(table.c.source_ip == source_ip)
    row = connection.execute(query).one_or_none()
    return None if row is None else _read(row)


def grouped(
    connection: Connection, question: SourceQuestion, column: str, most: int | None = None
) -> list[tuple[str, int]]:
    """Return how many addresses there are of each value of a column, the most frequent first."""
    table = _Seen(question)
    value = table.c[column]
    counted = func.count()
    query = table.select(value, counted).group_by(value).order_by(counted.desc(), value).limit(most)
    return [(str(row[0]), int(row[1])) for row in connection.execute(query)]


def all_of(connection: Connection, question: SourceQuestion) -> list[str]:
    """Return all addresses that are asked for, in no order."""
    table = _Seen(question)
    return list(connection.execute(table.select(table.c.source_ip)).scalars())


class CountrySums(msgspec.Struct, frozen=True, kw_only=True):
    """What is counted of the addresses of one country."""

    country: str
    """Its code; empty for addresses of which no country is known."""
    addresses: int
    calls: int
    denied: int
    alarms: int
    """How often an open alarm names one of them."""


def by_country(connection: Connection, question: SourceQuestion) -> list[CountrySums]:
    """Return what is counted of each country, in no order."""
    table = _Seen(question)
    sums = (func.count(), func.sum(table.c.calls), func.sum(table.c.denied), func.sum(table.alarms))
    query = table.select(table.c.ip_country, *sums).group_by(table.c.ip_country)
    return [
        CountrySums(
            country=row[0], addresses=row[1], calls=int(row[2]), denied=int(row[3]), alarms=int(row[4])
        )
        for row in connection.execute(query)
    ]


class KeyThere(msgspec.Struct, frozen=True, kw_only=True):
    """A key at an address, in an account."""

    key_id: str
    provider: str
    account: str
    calls: int
    failed: int
    first: int | None
    """Microseconds since 1970, as `last`."""
    last: int | None


def keys_at(
    connection: Connection, source_ip: str, held: tuple[Holder, ...] | None, most: int
) -> list[KeyThere]:
    """Return the keys that were used from an address, the latest first."""
    pairs = usage_pairs.c
    names = KeyThere.__struct_fields__
    query = select(*(pairs[name] for name in names)).where(pairs.source_ip == source_ip)
    if held is not None:
        query = query.where(held_by(pairs.provider, pairs.account)(held))
    query = query.order_by(number(pairs["last"]).desc(), pairs.key_id, pairs.provider, pairs.account)
    return [KeyThere(**dict(row)) for row in connection.execute(query.limit(most)).mappings()]


def regions_at(
    connection: Connection, source_ip: str, held: tuple[Holder, ...] | None
) -> list[tuple[str, int]]:
    """Return the regions that were called from an address, with how often, the most first."""
    regions, calls = usage_regions.c, func.sum(usage_regions.c.calls)
    query = select(regions.region, calls).where(regions.source_ip == source_ip)
    if held is not None:
        query = query.where(held_by(regions.provider, regions.account)(held))
    query = query.group_by(regions.region).order_by(calls.desc(), regions.region)
    return [(row[0], int(row[1])) for row in connection.execute(query)]


def addresses_in(connection: Connection, ranges: Iterable[tuple[str, str]]) -> list[str]:
    """Return the addresses that lie in ranges, whose ends are 32 hex digits; some perhaps twice."""
    packed = msgspec.json.encode([low + high for low, high in ranges]).decode()
    ends = JsonTexts(literal(packed, Text())).table_valued(Column("value", Text)).alias("ends")
    low, high = func.substr(ends.c.value, 1, 32), func.substr(ends.c.value, 33, 32)
    columns = usage_addresses.c
    # The ranges lead: each is looked up in the index, however many addresses there are.
    joined = ends.join(usage_addresses, columns.number.between(low, high))
    return list(connection.execute(select(columns.source_ip).select_from(joined)).scalars())


def open_alarms(
    connection: Connection, numbers: Collection[str], within: tuple[Holder, ...] | None
) -> dict[str, int]:
    """Return how many open alarms name each of these addresses, which are 32 hex digits."""
    lines = _open_alarms(within).subquery()
    query = select(lines.c.value, lines.c.alarms).where(_is_in(lines.c.value, numbers))
    return {row[0]: int(row[1]) for row in connection.execute(query)}


class _Seen:
    """The addresses that a question is about."""

    def __init__(self, question: SourceQuestion) -> None:
        self._question = question
        is_whole = question.within is None and question.key is None
        table = usage_addresses if is_whole else _summed(question.within, question.key)
        self._table: FromClause = table
        self.c: Any = table.c
        self._alarms = _open_alarms(question.within).subquery("open_alarms")
        self.alarms = func.coalesce(self._alarms.c.alarms, 0)
        self._asked = condition(question.query, self._columns(), question.now)

    def select(self, *columns: ColumnElement[Any], needed: Sequence[Any] = ()) -> Select[Any]:
        """Return the query of some columns, of the addresses that are asked for."""
        table = self._table
        if self._needs_alarms(*columns, *needed):
            table = table.outerjoin(self._alarms, self._alarms.c.value == self.c.number)
        return select(*columns).select_from(table).where(self._asked)

    def _needs_alarms(self, *columns: Any) -> bool:
        from_alarms = self._alarms.c.alarms
        return any(
            one is from_alarms for clause in (self._asked, *columns) for one in visitors.iterate(clause)
        )

    def orders(self) -> Mapping[str, tuple[Key, ...]]:
        """Return how addresses can be sorted."""
        c = self.c
        return {
            "last": (Key(number(c["last"]), descending=True),),
            "first": (Key(number(c["first"]), descending=True),),
            **{name: (Key(number(c[name]), descending=True),) for name in ("calls", "failed", "denied")},
            "keys": (Key(number(c.key_count), descending=True),),
            "alarms": (Key(number(self.alarms), descending=True),),
            "country": words(c.ip_country),
            "network": words(c.ip_org),
            "ip": (Key(c.number),),
        }

    def _columns(self) -> Columns:
        c, question = self.c, self._question
        lines = _lines(question.within)
        key, account, provider, region = (
            Gathered(line.c.value, line, line.c.source_ip == c.source_ip, c.source_ip, line.c.source_ip)
            for line in (lines["key"], lines["account"], lines["provider"], lines["region"])
        )
        flags = {name: _is_in(c.source_ip, found) for name, found in question.flags.items()}
        return Columns(
            by_field={
                "ip": c.number,
                "country": c.ip_country,
                "network": c.ip_org,
                "asn": c.ip_asn,
                "kind": c.ip_kind,
                "key": key,
                "account": account,
                "provider": provider,
                "region": region,
                **{name: c[name] for name in ("calls", "failed", "denied")},
                "keys": c.key_count,
                "alarms": self.alarms,
                "first": c["first"] // _THOUSAND,
                "last": c["last"] // _THOUSAND,
                **flags,
            },
            words=(c.source_ip, c.ip_org, key, account),
        )


def _summed(held: tuple[Holder, ...] | None, key: str | None) -> FromClause:
    """Return the addresses of calls to some accounts, or with one key, with what these came to."""
    pairs, facts = usage_pairs.c, usage_addresses.c
    counted = [pairs.source_ip != ""]
    if held is not None:
        counted.append(held_by(pairs.provider, pairs.account)(held))
    if key is not None:
        counted.append(pairs.key_id == key)
    sums = (
        select(
            pairs.source_ip,
            *(func.sum(pairs[name]).cast(BigInteger).label(name) for name in ("calls", "failed", "denied")),
            func.count(distinct(func.nullif(pairs.key_id, ""))).label("key_count"),
            func.min(pairs.first).label("first"),
            func.max(pairs.last).label("last"),
        )
        .where(*counted)
        .group_by(pairs.source_ip)
        .subquery("sums")
    )
    rest = (facts[name] for name in _CELLS if name not in sums.c)
    joined = sums.join(usage_addresses, facts.source_ip == sums.c.source_ip)
    return select(*sums.c, *rest).select_from(joined).subquery("seen")


def _lines(held: tuple[Holder, ...] | None) -> dict[str, Any]:
    """Return what an address has several of, one a line."""
    pairs, regions = usage_pairs.c, usage_regions.c
    in_pairs = true() if held is None else held_by(pairs.provider, pairs.account)(held)
    in_regions = true() if held is None else held_by(regions.provider, regions.account)(held)
    called = and_(accounts.c.provider == pairs.provider, accounts.c.number == pairs.account)
    names = select(pairs.source_ip, accounts.c.name.label("value")).select_from(
        usage_pairs.join(accounts, called)
    )
    numbers = select(pairs.source_ip, pairs.account.label("value"))
    return {
        "key": select(pairs.source_ip, pairs.key_id.label("value"))
        .where(in_pairs, pairs.key_id != "")
        .subquery(),
        "account": names.where(in_pairs).union_all(numbers.where(in_pairs, pairs.account != "")).subquery(),
        "provider": select(pairs.source_ip, pairs.provider.label("value")).where(in_pairs).subquery(),
        "region": select(regions.source_ip, regions.region.label("value")).where(in_regions).subquery(),
    }


def _open_alarms(held: tuple[Holder, ...] | None) -> Select[Any]:
    """Return how many open alarms name each address."""
    of_address = and_(
        alarm_mentions.c.kind == Mentioned.ADDRESS.value, alarm_mentions.c.alarm_id == alarms.c.id
    )
    is_open = and_(alarms.c.raised.is_(true()), IS_OPEN)
    inside = true() if held is None else held_by(alarms.c.provider, alarms.c.account)(held)
    return (
        select(alarm_mentions.c.value, func.count().label("alarms"))
        .select_from(alarms.join(alarm_mentions, of_address))
        .where(is_open, inside)
        .group_by(alarm_mentions.c.value)
    )


def _is_in(column: Any, texts: Iterable[str]) -> ColumnElement[bool]:
    """Return the clause that a column is one of texts, however many they are."""
    packed = msgspec.json.encode(sorted(texts)).decode()
    values = JsonTexts(literal(packed, Text())).table_valued(Column("value", Text))
    found: ColumnElement[bool] = column.in_(select(values.c.value))
    return found


def _read(row: Row[Any]) -> SourceIp:
    return SourceIp(
        source_ip=row.source_ip,
        calls=row.calls,
        failed=row.failed,
        denied=row.denied,
        keys=row.key_count,
        first=row.first,
        last=row.last,
        ip_kind=row.ip_kind or None,
        ip_country=row.ip_country or None,
        ip_asn=row.ip_asn,
        ip_org=row.ip_org or None,
    )


def _cursor(order: Order, row: Row[Any]) -> str:
    return order.cursor(row[-len(order.keys) :])
