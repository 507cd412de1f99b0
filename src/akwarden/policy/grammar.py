"""The policy language: values, and reading and writing them."""

from akwarden.policy.document import (
    Condition,
    Effect,
    Language,
    Policy,
    Principals,
    Quantifier,
    Statement,
)
from akwarden.policy.parsing import MOST_BYTES, MOST_READ_BYTES, check_size
from akwarden.policy.reading import read_policy
from akwarden.policy.writing import write_policy

__all__ = [
    "MOST_BYTES",
    "MOST_READ_BYTES",
    "Condition",
    "Effect",
    "Language",
    "Policy",
    "Principals",
    "Quantifier",
    "Statement",
    "check_size",
    "read_policy",
    "write_policy",
]
