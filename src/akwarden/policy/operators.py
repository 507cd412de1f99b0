"""The condition operators of both languages: what each compares, how, and whether it is negated.

CAM: Tencent Cloud, "Condition Keys and Condition Operators" and "Conditions"; `string_like` also "Bucket
policy: condition keys" of COS. IAM: AWS, IAM User Guide, "IAM JSON policy elements: Condition operators".
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from akwarden.policy.document import Language, Quantifier


class Family(StrEnum):
    """What kind of value an operator compares."""

    EXACT = "exact"
    FOLDED = "folded"
    """Text, whatever its case."""
    LIKE = "like"
    """Text against a pattern with wildcards."""
    ARN = "arn"
    """Names of six parts, each against a pattern of its own."""
    NUMBER = "number"
    DATE = "date"
    BOOL = "bool"
    BINARY = "binary"
    ADDRESS = "address"
    NULL = "null"
    """Whether the request has the key at all."""


class Relation(StrEnum):
    """How the value of the request stands to the value of the policy."""

    EQUAL = "equal"
    LESS = "less"
    AT_MOST = "at most"
    GREATER = "greater"
    AT_LEAST = "at least"


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator, without qualifier and suffix."""

    family: Family
    relation: Relation = Relation.EQUAL
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """An operator as it stands in a document, taken apart."""

    operator: str
    quantifier: Quantifier | None
    if_exists: bool


def _ordered(family: Family, names: tuple[str, ...]) -> dict[str, Operator]:
    """Return the six operators over numbers or dates; `names` are in the order of `_ORDER`."""
    kinds = [Operator(family, relation, negated) for relation, negated in _ORDER]
    return dict(zip(names, kinds, strict=True))


_ORDER = (
    (Relation.EQUAL, False),
    (Relation.EQUAL, True),
    (Relation.LESS, False),
    (Relation.AT_MOST, False),
    (Relation.GREATER, False),
    (Relation.AT_LEAST, False),
)
_CAM_ENDS = ("equal", "not_equal", "less_than", "less_than_equal", "greater_than", "greater_than_equal")
_IAM_ENDS = ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")

_CAM = {
    "string_equal": Operator(Family.EXACT),
    "string_not_equal": Operator(Family.EXACT, negated=True),
    "string_equal_ignore_case": Operator(Family.FOLDED),
    "string_not_equal_ignore_case": Operator(Family.FOLDED, negated=True),
    "string_like": Operator(Family.LIKE),
    "string_not_like": Operator(Family.LIKE, negated=True),
    **_ordered(Family.NUMBER, tuple(f"numeric_{end}" for end in _CAM_ENDS)),
    **_ordered(Family.DATE, tuple(f"date_{end}" for end in _CAM_ENDS)),
    "bool_equal": Operator(Family.BOOL),
    "binary_equal": Operator(Family.EXACT),  # "string is equal to (case-sensitive)", says "Conditions"
    "ip_equal": Operator(Family.ADDRESS),
    "ip_not_equal": Operator(Family.ADDRESS, negated=True),
    "null_equal": Operator(Family.NULL),
}
_IAM = {
    "StringEquals": Operator(Family.EXACT),
    "StringNotEquals": Operator(Family.EXACT, negated=True),
    "StringEqualsIgnoreCase": Operator(Family.FOLDED),
    "StringNotEqualsIgnoreCase": Operator(Family.FOLDED, negated=True),
    "StringLike": Operator(Family.LIKE),
    "StringNotLike": Operator(Family.LIKE, negated=True),
    **_ordered(Family.NUMBER, tuple(f"Numeric{end}" for end in _IAM_ENDS)),
    **_ordered(Family.DATE, tuple(f"Date{end}" for end in _IAM_ENDS)),
    "Bool": Operator(Family.BOOL),
    "BinaryEquals": Operator(Family.BINARY),
    "IpAddress": Operator(Family.ADDRESS),
    "NotIpAddress": Operator(Family.ADDRESS, negated=True),
    # "The ArnEquals and ArnLike condition operators behave identically."
    "ArnEquals": Operator(Family.ARN),
    "ArnLike": Operator(Family.ARN),
    "ArnNotEquals": Operator(Family.ARN, negated=True),
    "ArnNotLike": Operator(Family.ARN, negated=True),
    "Null": Operator(Family.NULL),
}

OPERATORS = MappingProxyType({Language.CAM: MappingProxyType(_CAM), Language.IAM: MappingProxyType(_IAM)})
"""Every operator by its name, for each language."""

_PREFIXES = {
    Language.CAM: {"for_all_value:": Quantifier.ALL, "for_any_value:": Quantifier.ANY},
    Language.IAM: {"ForAllValues:": Quantifier.ALL, "ForAnyValue:": Quantifier.ANY},
}
_SUFFIX = {Language.CAM: "_if_exist", Language.IAM: "IfExists"}


def take_apart(text: str, language: Language) -> Written | None:
    """Return the parts of an operator as written, or None when the language has no such operator.

    The operator that asks for presence takes no suffix.
    """
    quantifier = None
    for prefix, meaning in _PREFIXES[language].items():
        if text.startswith(prefix):
            quantifier, text = meaning, text.removeprefix(prefix)
    suffix = _SUFFIX[language]
    name = text.removesuffix(suffix)
    known = OPERATORS[language].get(name)
    if known is None or (known.family is Family.NULL and name != text):
        return None
    return Written(name, quantifier, name != text)


def put_together(written: Written, language: Language) -> str:
    """Return the operator as a document writes it."""
    prefixes = {meaning: prefix for prefix, meaning in _PREFIXES[language].items()}
    prefix = prefixes[written.quantifier] if written.quantifier else ""
    return f"{prefix}{written.operator}{_SUFFIX[language] if written.if_exists else ''}"
