"""A policy as values: statements, principals and conditions, the same for both languages.

Names and meaning of the elements: Tencent Cloud, "Element Reference Overview" and "Syntax Structure"; AWS,
IAM User Guide, "Grammar of the IAM JSON policy language".
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

EVERYONE = "*"
"""The kind of principal that a bare `"*"` stands for, and the value that means anybody."""


class Language(StrEnum):
    """Whose policy language a document is written in."""

    CAM = "cam"
    """Tencent Cloud, Cloud Access Management."""
    IAM = "iam"
    """AWS, Identity and Access Management."""


class Effect(StrEnum):
    """What a statement that matches does."""

    ALLOW = "allow"
    DENY = "deny"


class Quantifier(StrEnum):
    """How many of the values that a request has for a key must pass."""

    ALL = "all"
    """`for_all_value:` in CAM, `ForAllValues:` in IAM."""
    ANY = "any"
    """`for_any_value:` in CAM, `ForAnyValue:` in IAM."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One key of one operator block, with the values that it is compared with."""

    operator: str
    """As the language writes it, without qualifier and suffix: `string_equal`, `StringEquals`."""
    key: str
    values: tuple[str, ...]
    """Always text: `true` and `false`, numbers as they were written."""
    quantifier: Quantifier | None = None
    if_exists: bool = False
    """Whether the condition holds when the request has no such key."""


@dataclass(frozen=True, slots=True)
class Principals:
    """Who a statement is about: values by their kind."""

    entries: tuple[tuple[str, tuple[str, ...]], ...]
    """In the order of the document: `qcs`, `service`, `federated`; `AWS`, `Service`, `Federated`, `*`."""

    def __getitem__(self, kind: str) -> tuple[str, ...]:
        """Return the values of one kind; raises KeyError when the document has none."""
        return dict(self.entries)[kind]

    def __iter__(self) -> Iterator[str]:
        """Yield the kinds."""
        return (kind for kind, _ in self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def get(self, kind: str) -> tuple[str, ...]:
        """Return the values of one kind, or none."""
        return dict(self.entries).get(kind, ())


@dataclass(frozen=True, slots=True)
class Statement:
    """One rule of a policy; of an element and its negation at most one is there."""

    effect: Effect
    sid: str | None = None
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    """Empty in a trust policy, which is about the role that carries it."""
    not_resources: tuple[str, ...] = ()
    principals: Principals | None = None
    not_principals: Principals | None = None
    conditions: tuple[Condition, ...] = ()
    number: int = 0
    """Position in the policy, 0 first."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole document."""

    language: Language
    version: str
    id: str | None
    statements: tuple[Statement, ...]
    memo: list[Any] = field(default_factory=list, init=False, repr=False, compare=False)
    """Where the judge keeps what it derived, so that a policy is compiled once; no part of the value."""

    def __reduce__(self) -> tuple[type["Policy"], tuple[object, ...]]:
        """Copy and pickle without what was derived."""
        return Policy, (self.language, self.version, self.id, self.statements)
