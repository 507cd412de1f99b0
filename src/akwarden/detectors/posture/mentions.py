"""Which of some actions a policy allows on anything at all: a quick look at the actions of its statements."""

from collections import defaultdict
from collections.abc import Iterable

from akwarden.policy import globs
from akwarden.policy.grammar import Effect, Language, Policy


class Mentions:
    """Looks for some actions in policies; a pattern and a policy are looked at once."""

    def __init__(self, actions: Iterable[str]) -> None:
        """Take the actions that are looked for."""
        self._all = frozenset(actions)
        self._by_service: dict[str, list[str]] = defaultdict(list)
        for action in self._all:
            self._by_service[action.partition(":")[0]].append(action)
        self._meant: dict[tuple[str, Language], frozenset[str]] = {}
        self._found: dict[int, tuple[Policy, frozenset[str]]] = {}

    def of(self, policy: Policy) -> frozenset[str]:
        """Return those that some statement allows, whatever its resources and conditions, and denials."""
        kept = self._found.get(id(policy))
        if kept is None:
            # The policy is kept along, so that its number stays its own.
            kept = self._found[id(policy)] = (policy, self._of(policy))
        return kept[1]

    def _of(self, policy: Policy) -> frozenset[str]:
        found: set[str] = set()
        for statement in policy.statements:
            if statement.effect is Effect.ALLOW:
                patterns = statement.actions or statement.not_actions
                meant = {action for one in patterns for action in self._actions(one, policy.language)}
                found |= meant if statement.actions else self._all - meant
        return frozenset(found)

    def _actions(self, pattern: str, language: Language) -> frozenset[str]:
        """Return those that a pattern means; IAM ignores the case of actions."""
        key = (pattern, language)
        if key not in self._meant:
            iam = language is Language.IAM
            plain = pattern.lower() if iam else pattern.removeprefix("name/")
            service = plain.partition(":")[0]
            wild = "*" in service or "?" in service or plain == service
            near = self._all if wild else self._by_service.get(service, ())
            fits = globs.compiled(plain, single=iam)
            self._meant[key] = frozenset(one for one in near if fits(one.lower() if iam else one))
        return self._meant[key]
