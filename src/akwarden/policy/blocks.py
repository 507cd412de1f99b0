"""The two elements of a statement that have a structure of their own: conditions and principals.

Tencent Cloud, "Syntax Structure"; AWS, "Grammar of the IAM JSON policy language".
"""

from collections.abc import Iterator, Mapping

from akwarden.policy.document import EVERYONE, Condition, Language, Principals
from akwarden.policy.operators import take_apart
from akwarden.policy.parsing import below, wrong
from akwarden.policy.shapes import as_object, as_scalars, as_texts
from akwarden.policy.spelling import Spelling


def read_conditions(block: object, path: str, language: Language) -> tuple[Condition, ...]:
    """Return the conditions of a block, in its order; a block without operators is none."""
    return () if block == {} else tuple(_conditions(as_object(block, path), path, language))


def _conditions(block: Mapping[str, object], path: str, language: Language) -> Iterator[Condition]:
    """Yield one condition for each key of each operator."""
    for name, keys in block.items():
        place = below(path, name)
        written = take_apart(name, language)
        if written is None:
            raise wrong(place, f"{language.upper()} has no such condition operator")
        for key, values in as_object(keys, place).items():
            spot = below(place, key)
            if not key:
                raise wrong(spot, "a condition key has a name")
            texts = as_scalars(values, spot)
            yield Condition(written.operator, key, texts, written.quantifier, written.if_exists)


def read_principals(value: object, path: str, spelling: Spelling) -> Principals:
    """Return the principals of a statement: everyone, or lists by their kind."""
    if value == EVERYONE:
        return Principals(((EVERYONE, (EVERYONE,)),))
    entries = []
    for kind, values in as_object(value, path).items():
        place = below(path, kind)
        if kind not in spelling.kinds:
            raise wrong(place, f"a principal is one of {', '.join(sorted(spelling.kinds))}")
        entries.append((kind, as_texts(values, place)))
    return Principals(tuple(entries))
