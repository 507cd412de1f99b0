"""A field, an operator and values as they were written, into a test; here a value is refused.

- What is not set, or not known, is told apart from all values: `none`, `any`, `never`.
- A time is compared with how long ago (`last<90d`), with a time, or with a whole day in UTC:
  `created>2026-01-31` begins when that day is over.
- `field!=value` is the same as `-field:value`.
"""

from akwarden.errors import QueryError
from akwarden.query import values
from akwarden.query.globs import folded
from akwarden.query.source import Source, named
from akwarden.query.tokens import Pair, Piece
from akwarden.query.tree import Ago, Anything, Flag, Never, Not, Op, Query, Test, Text, Unset, Value
from akwarden.query.vocabulary import FLAG_WORDS, Field, FieldKind, nearest

_OPERATORS = {"=": Op.EQ, "!=": Op.EQ, **{op.value: op for op in Op}}
_ORDERED = frozenset({FieldKind.NUMBER, FieldKind.TIME})
_ENDS_DAY = {Op.GT: Op.GE, Op.LE: Op.LT}
"""The operators for which a day counts from its end, and what they are called there."""
_TAKES = {
    FieldKind.NUMBER: "a number such as 3 or 7.5",
    FieldKind.NETWORK: "an address or a network such as 192.0.2.0/24 or 2001:db8::/32",
    FieldKind.FLAG: "yes or no",
}
_TIMES = "a time such as 90d (s, m, h, d, w, y), 2026-01-31 or 2026-01-31T09:30Z"


def compared(source: Source, field: Field, pair: Pair) -> Query:
    """Return the test; raises QueryError for an operator or a value that the field does not take."""
    op = _OPERATORS[pair.operator]
    if op is Op.EQ:
        test = Test(field.name, op, tuple(_equal(source, field, piece) for piece in pair.values))
        return Not(test) if pair.operator == "!=" else test
    if field.kind not in _ORDERED:
        what = f"{field.name} has no order, so {pair.operator} says nothing about it"
        raise source.wrong(pair.span, what, mend=f"ask {field.name}:value or {field.name}!=value")
    if len(pair.values) > 1:
        what = f"only one value can stand behind {pair.operator}"
        raise source.wrong(pair.values[1].span, what, mend="write two tests, with a blank or 'or' between")
    if field.kind is FieldKind.NUMBER:
        return Test(field.name, op, (_known(source, field, pair.values[0]),))
    return _time_test(source, field, op, pair.values[0])


def _equal(source: Source, field: Field, piece: Piece) -> Value:
    """Return what a field is to be equal to."""
    if not piece.is_quoted and (keyword := _keyword(source, field, piece)):
        return keyword
    if field.kind is FieldKind.TIME:
        return _day(source, field, piece)
    return _known(source, field, piece)


def _keyword(source: Source, field: Field, piece: Piece) -> Value | None:
    """Return what a word means that every field takes, None for all others."""
    match folded(piece.raw):
        case "none":
            return Unset()
        case "any":
            return Anything()
        case "never" if field.kind is FieldKind.TIME and field.unset_is_never:
            return Never()
        case "never" if field.kind is FieldKind.TIME:
            raise source.wrong(piece.span, f"{field.name} always happened", mend=f"write {field.name}:none")
        case _:
            return None


def _known(source: Source, field: Field, piece: Piece) -> Value:
    """Return a value of any kind but a time."""
    written = values.plain(piece)
    found: Value | None
    match field.kind:
        case FieldKind.TEXT:
            return values.text(piece)
        case FieldKind.ENUM:
            word = values.word_of(written, field.values)
            found = None if word is None else Text(word)
        case FieldKind.FLAG:
            flag = FLAG_WORDS.get(folded(written))
            found = None if flag is None else Flag(flag)
        case FieldKind.NUMBER:
            found = values.number(written)
        case FieldKind.NETWORK:
            found = values.network(written)
        case FieldKind.TIME:
            found = None
    if found is None:
        raise _refused(source, field, piece)
    return found


def _refused(source: Source, field: Field, piece: Piece) -> QueryError:
    """Return the error for a value that the field does not take, with what it takes."""
    words = field.values or (tuple(FLAG_WORDS) if field.kind is FieldKind.FLAG else ())
    near = nearest(piece.raw, words) if words else None
    takes = _TAKES.get(field.kind, f"one of {', '.join(field.values)}")
    mend = f"did you mean {near}?" if near else f"{field.name} takes {takes}"
    return source.wrong(piece.span, f"{field.name} does not take {named(piece.raw)}", mend=mend)


def _day(source: Source, field: Field, piece: Piece) -> Value:
    """Return the day that a time is to lie in."""
    written = values.plain(piece)
    found = values.day(written)
    if found is None:
        name = field.name
        if values.duration(written) or values.moment(written):
            mend = f"write {name}<{written} or {name}>{written}"
            raise source.wrong(piece.span, "hardly anything happened at one exact time", mend=mend)
        what = f"{name} does not take {named(piece.raw)}"
        raise source.wrong(piece.span, what, mend=f"write {name}:2026-01-31 for a day, or {name}<90d")
    return found


def _time_test(source: Source, field: Field, op: Op, piece: Piece) -> Test:
    """Return a test for before or after; longer ago than some time is what never happened, too."""
    written = values.plain(piece)
    if ago := values.duration(written):
        return _ago_test(field, op, ago)
    if at := values.moment(written):
        return Test(field.name, op, (at,))
    at = values.day(written)
    if at is None:
        what = f"{field.name} does not take {named(piece.raw)}"
        raise source.wrong(piece.span, what, mend=f"it takes {_TIMES}")
    if op in _ENDS_DAY:
        return Test(field.name, _ENDS_DAY[op], (values.day_after(at),))
    return Test(field.name, op, (at,))


def _ago_test(field: Field, op: Op, ago: Ago) -> Test:
    """Return a test for how long ago."""
    is_longer = op in (Op.GT, Op.GE)
    return Test(field.name, op, (ago, Never()) if is_longer and field.unset_is_never else (ago,))
