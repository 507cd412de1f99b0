"""Statements made ready to be asked thousands of times a second, kept beside the policy that they are from.

A policy is compiled when it is first asked. The statements whose actions match are then found once for each
action, since calls ask for the same few actions over and over.

The level of an action is Tencent Cloud's: "if the policy syntax restricts a specific resource" for an
operation-level API, "CAM will determine that this API is not within the authorization scope" ("CAM-Enabled
API"). AWS says alike that one must then "use the wildcard character (*) in the Resource element".
"""

from dataclasses import dataclass

from akwarden.policy import globs
from akwarden.policy.conditions import Context, ready
from akwarden.policy.document import Effect, Language, Policy, Statement
from akwarden.policy.principals import Reach, is_spared, reach
from akwarden.policy.request import Request
from akwarden.policy.resources import Names, Owner, Patterns
from akwarden.policy.variables import VERSION

_MOST_ACTIONS = 4096
"""So many actions are remembered for one policy, then the memory starts anew."""
EVERYTHING = "*"
_FEATURE_SETS = ("permid/", "actionName/")


class Ask:
    """A request made ready: names in the form that the languages compare."""

    __slots__ = ("action", "context", "folded", "owner", "principal", "request")

    def __init__(self, request: Request) -> None:
        self.request = request
        action = request.action.removeprefix("name/")
        self.action = action if ":" in action else f"{request.service}:{action}"
        self.folded = self.action.lower()
        self.context = Context(request.context)
        self.owner = Owner(request.account, request.appid)
        self.principal = request.principal


class Rule:
    """One statement."""

    __slots__ = (
        "_actions",
        "_conditions",
        "_covers",
        "_iam",
        "_inverted",
        "_turned",
        "everything",
        "names_somebody",
        "statement",
    )

    def __init__(self, statement: Statement, policy: Policy) -> None:
        self.statement = statement
        self.names_somebody = bool(statement.principals or statement.not_principals)
        self._iam = policy.language is Language.IAM
        variables = self._iam and policy.version >= VERSION
        self._inverted = bool(statement.not_actions)
        self._actions = _actions(statement.actions or statement.not_actions, iam=self._iam)
        self._turned = bool(statement.not_resources)
        resources = statement.resources or statement.not_resources
        # A trust policy names no resource: it is about the role that carries it.
        self.everything = not resources or (EVERYTHING in resources and not self._turned)
        self._covers = (
            Patterns(resources, variables=variables).cover
            if self._iam
            else Names(tuple(one for one in resources if one != EVERYTHING)).cover
        )
        language = policy.language
        self._conditions = [ready(one, language, variables=variables) for one in statement.conditions]

    def is_about(self, ask: Ask) -> bool:
        """Say whether the action is one of the statement's."""
        action = ask.folded if self._iam else ask.action
        return any(fits(action) for fits in self._actions) is not self._inverted

    def applies(self, ask: Ask, resource: str) -> bool:
        """Say whether a statement that is about the action is about the resource, and its conditions hold."""
        if not self.everything and self._covers(resource, ask) is self._turned:
            return False
        folded = self._iam
        for condition in self._conditions:  # noqa: SIM110  twice as quick, and asked for every call
            if not condition.holds(ask.context, folded=folded):
                return False
        return True

    def grants(self, ask: Ask, resource: str) -> bool:
        """Say whether a statement that allows does so: for some actions it must be about everything."""
        level = ask.request.resource_level or self.everything or self._turned
        return level and self.applies(ask, resource)

    def reach(self, ask: Ask) -> Reach:
        """Return how the statement names the asker."""
        statement = self.statement
        language = Language.IAM if self._iam else Language.CAM
        if statement.not_principals is None:
            return (
                reach(statement.principals, ask.principal, language) if statement.principals else Reach.NOBODY
            )
        if statement.effect is Effect.DENY:
            return Reach.NOBODY if is_spared(statement.not_principals, ask.principal) else Reach.DIRECT
        return Reach.NOBODY if reach(statement.not_principals, ask.principal, language) else Reach.DIRECT


@dataclass(frozen=True, slots=True)
class Relevant:
    """The statements of one policy that are about one action."""

    denies: tuple[Rule, ...]
    allows: tuple[Rule, ...]


class Rules:
    """All statements of one policy."""

    __slots__ = ("_by_action", "_iam", "_rules")

    def __init__(self, policy: Policy) -> None:
        self._iam = policy.language is Language.IAM
        self._rules = [Rule(statement, policy) for statement in policy.statements]
        self._by_action: dict[str, Relevant] = {}

    def about(self, ask: Ask) -> Relevant:
        """Return the statements that are about the action that is asked for."""
        action = ask.folded if self._iam else ask.action
        found = self._by_action.get(action)
        if found is None:
            if len(self._by_action) >= _MOST_ACTIONS:
                self._by_action.clear()
            found = self._by_action[action] = self._sorted(ask)
        return found

    def _sorted(self, ask: Ask) -> Relevant:
        """Return the statements about the action by their effect."""
        rules = [rule for rule in self._rules if rule.is_about(ask)]
        denies = tuple(rule for rule in rules if rule.statement.effect is Effect.DENY)
        return Relevant(denies, tuple(rule for rule in rules if rule not in denies))


def rules_of(policy: Policy) -> Rules:
    """Return the statements of a policy, compiled when they are first asked for."""
    memo = policy.memo
    if not memo:
        memo.append(Rules(policy))
    compiled: Rules = memo[0]
    return compiled


def _actions(patterns: tuple[str, ...], *, iam: bool) -> list[globs.Matcher]:
    """Return the actions of a statement; what a feature set of CAM holds is not known and matches nothing."""
    if iam:
        return [globs.compiled(pattern.lower(), single=True) for pattern in patterns]
    known = (pattern.removeprefix("name/") for pattern in patterns if not pattern.startswith(_FEATURE_SETS))
    return [globs.compiled(pattern, single=False) for pattern in known]
