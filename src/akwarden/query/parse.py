"""A query into its tree.

The grammar, in which a blank means "and" and binds tighter than "or":

    either = every { "or" every }
    every  = part { [ "and" ] part }
    part   = "-" part | "(" either ")" | text | field operator value { "," value }
"""

from akwarden.errors import QueryError
from akwarden.query.comparing import compared
from akwarden.query.source import MOST_CHARACTERS, MOST_NESTING, Source, Span, named
from akwarden.query.spell import spell
from akwarden.query.tokens import Mark, Pair, Piece, Sign, Token, tokens
from akwarden.query.tree import All, Query, Words, either, every, negated
from akwarden.query.values import plain
from akwarden.query.vocabulary import Field, Vocabulary, nearest

_WIDE_COLON = "\N{FULLWIDTH COLON}"


def parse(text: str, vocabulary: Vocabulary) -> Query:
    """Return the tree of a query, `All(())` for one that asks nothing; raises QueryError and nothing else."""
    source = Source(text)
    source.check()
    found = tuple(tokens(source))
    if not found:
        return All(())
    parser = _Parser(source, found, vocabulary)
    query = parser.either(0)
    if token := parser.next():
        raise source.wrong(token.span, "no bracket is open that this one closes", mend="take it away")
    if len(spell(query)) > MOST_CHARACTERS:  # what is kept is the one form, and that has to be a query too
        what = f"written out it has more than {MOST_CHARACTERS} characters"
        raise source.wrong(Span(0, len(text)), what, mend="ask for less at once")
    return query


class _Parser:
    """Goes over the tokens once, from the left."""

    def __init__(self, source: Source, found: tuple[Token, ...], vocabulary: Vocabulary) -> None:
        self._source = source
        self._tokens = found
        self._vocabulary = vocabulary
        self._at = 0

    def next(self) -> Token | None:
        """Return the token that is not taken yet, None at the end."""
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _takes(self, *signs: Sign) -> Mark | None:
        """Take the next token if it is one of these marks."""
        token = self.next()
        if not isinstance(token, Mark) or token.sign not in signs:
            return None
        self._at += 1
        return token

    def either(self, depth: int) -> Query:
        """Return parts of which one is to hold."""
        parts = [self._every(depth)]
        while self._takes(Sign.OR):
            parts.append(self._every(depth))
        return either(tuple(parts))

    def _every(self, depth: int) -> Query:
        """Return parts that are all to hold."""
        parts = [self._part(depth)]
        while self._takes(Sign.AND) or not self._is_over():
            parts.append(self._part(depth))
        return every(tuple(parts))

    def _is_over(self) -> bool:
        """Say whether what comes next is no further part."""
        token = self.next()
        return token is None or (isinstance(token, Mark) and token.sign in (Sign.OR, Sign.CLOSE))

    def _part(self, depth: int) -> Query:
        """Return one part."""
        token = self.next()
        self._at += 1
        match token:
            case Pair():
                return compared(self._source, self._field(token.name), token)
            case Piece():
                return self._words(token)
            case Mark(sign=Sign.MINUS):
                return negated(self._part(depth))
            case Mark(sign=Sign.OPEN):
                return self._bracket(token, depth + 1)
            case _:
                raise self._nothing(token)

    def _bracket(self, opening: Mark, depth: int) -> Query:
        """Return what stands between brackets."""
        if depth > MOST_NESTING:
            raise self._source.wrong(opening.span, f"brackets nest deeper than {MOST_NESTING} levels")
        query = self.either(depth)
        if not self._takes(Sign.CLOSE):
            raise self._source.wrong(
                opening.span, "this bracket is not closed", mend="put ) behind the last part"
            )
        return query

    def _nothing(self, token: Token | None) -> QueryError:
        """Return the error for a place where a part should begin and none does."""
        if token is None:
            end = len(self._source.text)
            return self._source.wrong(
                Span(end, end + 1), "it breaks off", mend="finish it, or take the last word away"
            )
        if isinstance(token, Mark) and token.sign is Sign.CLOSE:
            return self._source.wrong(token.span, "nothing stands before this bracket")
        mend = f'to look for the word itself, write "{self._source.text[token.span.start : token.span.end]}"'
        return self._source.wrong(token.span, "nothing stands before this", mend=mend)

    def _field(self, name: Piece) -> Field:
        """Return the field with this name."""
        field = self._vocabulary.find(name.raw)
        if field is None:
            near = nearest(name.raw, self._vocabulary.names())
            known = ", ".join(field.name for field in self._vocabulary.fields)
            mend = (
                f"did you mean {near}?" if near else f"put text in quotes, or take one of the fields {known}"
            )
            raise self._source.wrong(name.span, f"there is no field {named(name.raw)}", mend=mend)
        return field

    def _words(self, piece: Piece) -> Query:
        """Return the search for a text in no field of its own."""
        name, colon, rest = piece.raw.partition(_WIDE_COLON)
        if piece.is_quoted:
            return Words(plain(piece))
        if colon and self._vocabulary.find(name):
            mend = f"write {name}:{named(rest)[1:-1]}"
            raise self._source.wrong(piece.span, "a wide colon separates nothing", mend=mend)
        if "*" in piece.raw:
            mend = "leave it out: a word is found in the middle of a text too; for a star itself, use quotes"
            raise self._source.wrong(piece.span, "a star means nothing without a field", mend=mend)
        return Words(piece.raw)
