"""What a query is made of."""

from akwarden.query.tree import All, AnyOf, Not, Query, Test, Within, Words


def parts_of(query: Query) -> tuple[Query, ...]:
    """Return what all has to hold; one part where it is not made of several."""
    return query.parts if isinstance(query, All) else (query,)


def fields_of(query: Query) -> frozenset[str]:
    """Return the fields that a query tests, anywhere in it."""
    match query:
        case Test(field=name):
            return frozenset({name})
        case Not(part=part):
            return fields_of(part)
        case All(parts=parts) | AnyOf(parts=parts):
            return frozenset(name for part in parts for name in fields_of(part))
        case Words() | Within():
            return frozenset()


def has_words(query: Query) -> bool:
    """Say whether a query looks for words without a field, anywhere in it."""
    match query:
        case Words():
            return True
        case Not(part=part):
            return has_words(part)
        case All(parts=parts) | AnyOf(parts=parts):
            return any(map(has_words, parts))
        case Test() | Within():
            return False
