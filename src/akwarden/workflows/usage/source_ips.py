"""Lists the addresses that calls came from, with what people, accounts and packaged data say of them.

What people say is no column of the sums, since it changes at any time: a test of it becomes a flag that the
addresses have for which it holds, and the others by what packaged data says of their networks.
"""

import ipaddress
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Final

import msgspec
from sqlalchemy import Connection

from akwarden.model.source_ip_row import SourceIpRow, SourceIpType, SourceTrust
from akwarden.networks.ranges import FACTS_NAME, DataFacts
from akwarden.query.evaluate import matches
from akwarden.query.parse import parse
from akwarden.query.tree import All, AnyOf, Flag, Holder, Not, Op, Query, Test, Text, Words, every
from akwarden.query.vocabulary import Vocabulary
from akwarden.store.inventory.belongings import hex_of
from akwarden.store.key_alarms import FOLLOWER
from akwarden.store.lake import following
from akwarden.store.lake.months import from_micros
from akwarden.store.moment import rounded
from akwarden.store.usage import source_ips
from akwarden.store.usage.lines import Section
from akwarden.store.usage.source_ips import SAID, SOURCE_IP_VOCABULARY, SourceIp, SourcePaged, SourceQuestion
from akwarden.store.usage.spans import HOURS, sparks
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.keys.listing import Asked, Listing, one_more
from akwarden.workflows.usage.said import Said, Sayings, kinds_of

_SHARE: Final = 200
_SAID_FIELDS: Final = Vocabulary(tuple(one for one in SOURCE_IP_VOCABULARY.fields if one.name in SAID))
_NONE: Final = (0,) * HOURS


def list_source_ips(connection: Connection, asked: Asked, key: str | None = None) -> Listing[SourceIpRow]:
    """Return a page of the addresses that calls came from; raises QueryError, UsageError.

    With a key, only its calls count.
    """
    sayings = Sayings(connection, rounded(asked.now))
    question = msgspec.structs.replace(question_of(sayings, asked), key=key)
    total = source_ips.count(connection, question)
    paged = source_ips.listed(connection, question)
    return Listing(_rows(connection, sayings, question, paged), asked.limit, total, 0)


def question_of(sayings: Sayings, asked: Asked) -> SourceQuestion:
    """Return what is asked of the sums; raises QueryError."""
    flags = Flags(sayings, asked.now)
    return SourceQuestion(
        query=flags.flagged(parse(asked.where, SOURCE_IP_VOCABULARY)),
        now=rounded(asked.now),
        sort=asked.sort or "last",
        limit=one_more(asked),
        after=asked.after,
        within=held(asked.scope),
        flags=flags.found,
    )


def held(scope: Scope) -> tuple[Holder, ...] | None:
    """Return the accounts of a scope, None for all that there are."""
    return None if scope.everywhere else tuple(Holder(*one) for one in sorted(scope.accounts))


def source_row(
    connection: Connection, sayings: Sayings, question: SourceQuestion, row: SourceIp
) -> SourceIpRow:
    """Return one address with all that is said of it."""
    return next(_told(connection, sayings, question, [row]))


@cache
def place_source() -> str:
    """Return who says where addresses are, and as of when."""
    known = msgspec.json.decode((files("akwarden.networks") / FACTS_NAME).read_bytes(), type=DataFacts)
    return f"{known.title}, {known.date}"


def _rows(
    connection: Connection,
    sayings: Sayings,
    question: SourceQuestion,
    paged: Generator[SourcePaged, None, None],
) -> Generator[tuple[SourceIpRow, str], None, None]:
    with closing(paged):
        while share := list(islice(paged, _SHARE + 1)):
            told = _told(connection, sayings, question, [one.row for one in share])
            yield from zip(told, (one.cursor for one in share), strict=True)


def _told(
    connection: Connection, sayings: Sayings, question: SourceQuestion, rows: Sequence[SourceIp]
) -> Iterator[SourceIpRow]:
    """Yield addresses with what is said of them, their alarms and their last hours."""
    numbers = {row.source_ip: hex_of(ipaddress.ip_address(row.source_ip)) for row in rows}
    judged = following.position(connection, FOLLOWER) is not None
    alarms = source_ips.open_alarms(connection, list(numbers.values()), question.within) if judged else {}
    bars: Mapping[str, tuple[int, ...]] = {}
    if question.key is None:
        bars = sparks(connection, Section.ADDRESS, list(numbers), question.now, question.within)
    for row in rows:
        said = sayings.of(row.source_ip, row.ip_kind)
        yield SourceIpRow(
            source_ip=row.source_ip,
            remark=said.remark,
            suggested_remark=None if said.remark else said.label,
            owner=said.owner,
            trust=said.trust,
            type=said.type,
            resource=said.resource,
            region=said.region,
            ip_kind=row.ip_kind,
            ip_country=row.ip_country,
            ip_asn=row.ip_asn,
            ip_org=row.ip_org,
            keys=row.keys,
            calls=row.calls,
            failed=row.failed,
            denied=row.denied,
            alarms=alarms.get(numbers[row.source_ip], 0) if judged else None,
            first_at=_time(row.first),
            last_at=_time(row.last),
            spark=bars.get(row.source_ip, _NONE) if question.key is None else None,
        )


def _time(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros)


# What people say, as flags


class Flags:
    """Turns tests of what people say into flags of addresses."""

    def __init__(self, sayings: Sayings, now: datetime) -> None:
        """Take what is said; nothing is looked up before a query asks for it."""
        self._sayings, self._now = sayings, now
        self._known: dict[str, Said] | None = None
        self.found: dict[str, list[str]] = {}
        """The flags, and the addresses that have them."""

    def flagged(self, query: Query) -> Query:
        """Return the query with flags where it asks for what people say."""
        match query:
            case Test(field=name) if name in SAID:
                return self._either(query, self._plain(query))
            case Words():
                return AnyOf((query, self._flag(query)))
            case All(parts=parts):
                return All(tuple(self.flagged(part) for part in parts))
            case AnyOf(parts=parts):
                return AnyOf(tuple(self.flagged(part) for part in parts))
            case Not(part=part):
                return Not(self.flagged(part))
            case _:
                return query

    def known(self) -> dict[str, Said]:
        """Return the addresses of which something is said, with that."""
        if self._known is None:
            # What packaged data says of the network counts only where nobody says more.
            self._known = {text: self._sayings.of(text, None) for text in self._sayings.known()}
        return self._known

    def _either(self, test: Test, plain: Query) -> Query:
        """Return what holds for addresses that a test holds for, or that it holds for unless more is said."""
        about = [text for text, said in self.known().items() if said.is_own or test.field != "type"]
        fitting = [text for text in about if self._fits(test, self.known()[text])]
        return AnyOf((self._new(fitting), every((plain, Not(self._new(about))))))

    def _plain(self, test: Test) -> Query:
        """Return what holds for addresses for which a test holds where nobody says anything of them."""
        if test.field == "type":
            kinds = [
                kind
                for type_ in SourceIpType
                if matches(test, {"type": type_}, _SAID_FIELDS, self._now)
                for kind in kinds_of(type_)
            ]
            return Test("kind", Op.EQ, tuple(Text(kind.value) for kind in kinds)) if kinds else AnyOf(())
        row = {"trust": SourceTrust.UNKNOWN} if test.field == "trust" else {}
        return All(()) if matches(test, row, _SAID_FIELDS, self._now) else AnyOf(())

    def _flag(self, query: Query) -> Query:
        """Return the flag of the addresses of which such a thing is said."""
        return self._new([text for text, said in self.known().items() if self._fits(query, said)])

    def _fits(self, query: Query, said: Said) -> bool:
        row = {name: getattr(said, name) for name in SAID}
        return matches(query, row, _SAID_FIELDS, self._now)

    def _new(self, addresses: list[str]) -> Query:
        name = f"said-{len(self.found)}"
        self.found[name] = addresses
        return Test(name, Op.EQ, (Flag(value=True),))
