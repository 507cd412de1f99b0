"""Whether the conditions of a statement hold for a request.

- Several values of a policy: one is enough. Several keys, several operators: all must hold.
- A negated operator is the whole comparison turned round, so it holds when none of the values matches.
- A key that the request does not have: IAM, a condition is false, a negated one true; CAM, false either way
  ("Bucket policy: condition keys" of COS, with examples for `string_not_equal`). With `IfExists` or
  `_if_exist`: true.
- For all values: every value of the request must pass, true when there is none. For any value: one must pass,
  false when there is none. For IAM a set of empty texts counts as none.

AWS, IAM User Guide, "IAM JSON policy elements: Condition operators" and "Creating a condition with multiple
keys or values" ("Multivalued context keys"); Tencent Cloud, "Conditions" and "Condition Keys and Condition
Operators".
"""

from collections.abc import Mapping

from akwarden.policy.comparing import demand, demand_filled
from akwarden.policy.document import Condition, Language, Quantifier
from akwarden.policy.globs import Matcher
from akwarden.policy.operators import OPERATORS, Family, Operator
from akwarden.policy.values import truth
from akwarden.policy.variables import Template, template

_WITH_VARIABLES = frozenset({Family.EXACT, Family.FOLDED, Family.LIKE, Family.ARN})


class Context:
    """The condition keys of a request; IAM ignores their case, CAM does not."""

    __slots__ = ("_exact", "_folded")

    def __init__(self, values: Mapping[str, tuple[str, ...]]) -> None:
        self._exact = values
        self._folded: dict[str, tuple[str, ...]] | None = None

    def exact(self, key: str) -> tuple[str, ...]:
        """Return the values of a key of CAM; none when the request does not have it."""
        return self._exact.get(key, ())

    def folded(self, key: str) -> tuple[str, ...]:
        """Return the values of a key of IAM, given in lower case; none when the request does not have it."""
        if self._folded is None:
            self._folded = {name.lower(): values for name, values in self._exact.items()}
        return self._folded.get(key, ())


class Comparison:
    """A condition made ready to be asked."""

    __slots__ = ("_blank", "_demands", "_every", "_key", "_kind", "_missing", "_templates")

    def __init__(self, condition: Condition, language: Language, *, variables: bool) -> None:
        self._kind = _operator(condition, language)
        iam = language is Language.IAM
        self._key = condition.key.lower() if iam else condition.key
        quantifier = condition.quantifier
        self._every = quantifier is Quantifier.ALL or (quantifier is None and self._kind.negated)
        self._missing = condition.if_exists or (
            quantifier is Quantifier.ALL if quantifier else iam and self._kind.negated
        )
        self._blank = iam and quantifier is not None
        self._templates: list[Template] = []
        plain = []
        for value in condition.values if condition.operator in OPERATORS[language] else ():
            found = template(value) if variables and self._kind.family in _WITH_VARIABLES else None
            if found:
                self._templates.append(found)
            else:
                plain.append(value)
        self._demands = _demands(self._kind, plain, language)

    def holds(self, context: Context, *, folded: bool) -> bool:
        """Say whether the condition holds."""
        values = context.folded(self._key) if folded else context.exact(self._key)
        if not values:
            return self._missing
        if self._blank and not any(values):
            return self._every
        demands = self._demands
        if self._templates:
            demands = [*demands, *self._filled(context)]
        negated = self._kind.negated
        for value in values:
            passed = negated
            for fits in demands:
                if fits(value):
                    passed = not negated
                    break
            if passed is not self._every:
                return passed
        return self._every

    def _filled(self, context: Context) -> list[Matcher]:
        """Return what the values with variables demand for this request."""
        filled = (found.fill(context.folded) for found in self._templates)
        demands = (demand_filled(self._kind, one) for one in filled if one)
        return [one for one in demands if one]


class Presence:
    """The condition that asks whether a key is there: `Null`, `null_equal`.

    `true` wants it to be absent, `false` present. For CAM, where the operator "matches empty string", a key
    with nothing but empty texts is absent too.
    """

    __slots__ = ("_blank", "_key", "_wanted")

    def __init__(self, condition: Condition, language: Language) -> None:
        iam = language is Language.IAM
        self._key = condition.key.lower() if iam else condition.key
        self._blank = not iam
        self._wanted = {truth(value) for value in condition.values}

    def holds(self, context: Context, *, folded: bool) -> bool:
        """Say whether the key is there as it should be."""
        values = context.folded(self._key) if folded else context.exact(self._key)
        return (not any(values) if self._blank else not values) in self._wanted


def ready(condition: Condition, language: Language, *, variables: bool) -> Comparison | Presence:
    """Return a condition made ready; `variables` says whether the policy's version has them."""
    if _operator(condition, language).family is Family.NULL:
        return Presence(condition, language)
    return Comparison(condition, language, variables=variables)


def _operator(condition: Condition, language: Language) -> Operator:
    """Return the operator; one that the language does not have is never read, and matches nothing."""
    return OPERATORS[language].get(condition.operator, Operator(Family.EXACT))


def _demands(kind: Operator, values: list[str], language: Language) -> list[Matcher]:
    """Return what the values demand; those that can't be read demand nothing that could be given."""
    if kind.family is Family.EXACT and values:
        return [frozenset(values).__contains__]
    demands = (demand(kind, value, language) for value in values)
    return [one for one in demands if one]
