"""What one principal may do, asked for an action and a resource at a time."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar, cast

from akwarden.detectors.posture.evidence import evidence_of
from akwarden.detectors.posture.policy_set import PolicySet
from akwarden.detectors.posture.scope import EVERYTHING, NOWHERE_AT_ALL, Scope, narrowed, scope_of
from akwarden.model.facts import PrincipalFact
from akwarden.model.principal import PrincipalType
from akwarden.model.risk import Evidence
from akwarden.policy import conditions
from akwarden.policy.catalogue import load_catalogue
from akwarden.policy.evaluate import Attached, Grants, Request, evaluate
from akwarden.policy.grammar import Language, Policy
from akwarden.policy.rules import Ask
from akwarden.policy.variables import template

Context = Mapping[str, tuple[str, ...]]
"""Condition keys with their values; for IAM in lower case."""

_T = TypeVar("_T")
_NO_CONTEXT: Context = {}
_KINDS = {PrincipalType.USER: "User", PrincipalType.ROOT: "Account"}
_UNHEARD_OF = "akwarden-unheard-of:Anything"
_MAKES_ADMINISTRATORS = {
    Language.CAM: ("cam:AttachUserPolicy", "cam:CreateAccessKey"),
    Language.IAM: ("iam:AttachUserPolicy", "iam:AttachRolePolicy", "iam:CreateAccessKey"),
}


class Surroundings:
    """What is the same for all requests in one account."""

    def __init__(self, language: Language, account: str, appid: str, now: datetime | None) -> None:
        """Take the account; with `now`, conditions on time are decided."""
        self.language = language
        self.account = account
        self.appid = appid
        self._known = _time(language, now) if now is not None else {}
        self._level: dict[str, bool] = {}

    def has_resource_level(self, action: str) -> bool:
        """Say whether an action can be granted for single resources; an unknown one counts as if it could."""
        found = self._level.get(action)
        if found is None:
            known = load_catalogue(self.language).lookup(action)
            found = self._level[action] = known is None or known.resource_level is not False
        return found

    def context_of(self, principal: PrincipalFact) -> Context:
        """Return the condition keys that every request of a principal has, whatever it asks for."""
        if self.language is Language.CAM:
            return self._known
        found = {
            **self._known,
            "aws:userid": (principal.id,),
            "aws:principalaccount": (self.account,),
            "aws:principaltype": (_KINDS.get(principal.type, "AssumedRole"),),
            "aws:username": (principal.name,) if principal.type is PrincipalType.USER else (),
            "aws:securetransport": ("true",),
            "aws:principalisawsservice": ("false",),
            "aws:viaawsservice": ("false",),
        }
        if principal.arn:
            found["aws:principalarn"] = (principal.arn,)
        return found


def _time(language: Language, now: datetime) -> dict[str, tuple[str, ...]]:
    text = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if language is Language.CAM:
        return {"qcs:current_time": (text,)}
    return {"aws:currenttime": (text,), "aws:epochtime": (str(int(now.timestamp())),)}


class Holding:
    """What one principal may do."""

    __slots__ = ("_around", "_memo", "_own", "_own_keys", "policies", "principal")

    def __init__(self, around: Surroundings, policies: PolicySet, principal: PrincipalFact) -> None:
        self._around = around
        self._own = around.context_of(principal)
        self._own_keys = frozenset(self._own)
        self._memo = policies.memo_of(principal.id)
        self.policies = policies
        """The set that it shares with all who hold the same."""
        self.principal = principal

    def allows(
        self, action: str, resource: str = EVERYTHING, context: Context = _NO_CONTEXT
    ) -> Evidence | None:
        """Return what allows an action such as `cam:CreateAccessKey` on a resource, or None if nothing does.

        `*` asks for all resources. `context` holds what the caller would choose for the request; an empty
        tuple stands for a key that the request would lack.
        """
        key = (action, resource, tuple(context.items()))
        return self.remembered(key, partial(self._decided, action, resource, context))

    def allows_some(self, action: str, context: Context = _NO_CONTEXT) -> Evidence | None:
        """Return what allows an action on at least one resource, of those that the policies name."""
        key = ("some", action, tuple(context.items()))
        return self.remembered(key, partial(self._some, action, context))

    def mentions(self, action: str) -> bool:
        """Say whether some statement allows an action on anything at all, whatever is denied."""
        return bool(self.scope(action).patterns)

    def scope(self, action: str, context: Context = _NO_CONTEXT) -> Scope:
        """Return where an action may be allowed at most."""
        key = ("scope", action, self._known(context))
        shared = self.policies.remembered(key, partial(self._scope, action, context))
        if not shared.has_variables:
            return shared
        return shared._replace(patterns=tuple(map(self._filled, shared.patterns)))

    def is_let_in(self, action: str, resource: str, door: Policy, name: str) -> bool:
        """Say whether a principal of AWS, as `name`, may do something by the policy of the resource."""
        request = replace(self._request(action, resource, _NO_CONTEXT), principal=name)
        opened = replace(self._reading(_NO_CONTEXT, generous=True), resource=(Attached(door, "", ""),))
        return evaluate(request, opened).allowed

    @property
    def is_admin(self) -> Evidence | None:
        """Return what makes an administrator: all is allowed on all, and no denial keeps it from rights."""
        return self.remembered("admin", self._administrator)

    def actions_of(self, patterns: Iterable[str]) -> Iterator[Evidence]:
        """Yield what allows each action that one of the patterns means, on at least one resource."""
        catalogue = load_catalogue(self._around.language)
        wanted = {
            action: None
            for pattern in patterns
            for action in (catalogue.expand(pattern) if "*" in pattern else (pattern,))
        }
        return filter(None, map(self.allows_some, wanted))

    def remembered(self, key: object, make: Callable[[], _T]) -> _T:
        """Return what is kept under a key, made when it is first asked for; `key` says what is made."""
        if key not in self._memo:
            self._memo[key] = make()
        return cast(_T, self._memo[key])

    def has_resource_level(self, action: str) -> bool:
        """Say whether an action can be granted for single resources."""
        return self._around.has_resource_level(action)

    @property
    def is_personal(self) -> bool:
        """Say whether what it may do depends on who asks."""
        return self.policies.is_personal

    @property
    def has_single_wildcards(self) -> bool:
        """Say whether `?` stands for any one character in its policies."""
        return self._around.language is Language.IAM

    def _some(self, action: str, context: Context) -> Evidence | None:
        wide = self.allows(action, EVERYTHING, context)
        if wide is not None or self.scope(action, context).is_uniform:
            return wide
        answers = (self.allows(action, one, context) for one in self._witnesses(action, context))
        return next(filter(None, answers), None)

    def _administrator(self) -> Evidence | None:
        wide = self.allows(_UNHEARD_OF)
        needed = _MAKES_ADMINISTRATORS[self._around.language]
        answers = [self.allows(action) for action in needed] if wide else []
        if wide is None or None in answers:
            return None
        conditional = wide.conditional or any(one.conditional for one in answers if one)
        return Evidence(
            policy=wide.policy,
            statement=wide.statement,
            action=EVERYTHING,
            resource=EVERYTHING,
            condition=wide.condition,
            conditional=conditional,
            note=(wide.note or "").removesuffix("written as *").removesuffix("; ") or None,
        )

    def _witnesses(self, action: str, context: Context) -> Iterable[str]:
        """Return the resources of the statements that allow the action, as names."""
        return self.scope(action, context).patterns if self.has_resource_level(action) else ()

    def _filled(self, resource: str) -> str:
        """Return a resource with the principal's own name in it."""
        found = template(resource)
        filled = found.fill(conditions.Context(self._own).folded) if found else None
        return filled.text() if filled else resource

    def _decided(self, action: str, resource: str, context: Context) -> Evidence | None:
        if resource != EVERYTHING and self.scope(action, context).is_uniform:
            return self.allows(action, EVERYTHING, context)
        generous, strict = self._about(action, context)
        if not (generous.identity or generous.is_root):
            return None
        request = self._request(action, resource, context)
        decision = evaluate(request, generous)
        if not decision.allowed:
            return None
        certain = decision if strict is generous else evaluate(request, strict)
        by, held = certain if certain.allowed else decision, self.policies.grants
        read = self._reading(context, generous=not certain.allowed)
        return evidence_of(by, read, held, action, conditional=not certain.allowed)

    def _scope(self, action: str, context: Context) -> Scope:
        generous, strict = self._about(action, context)
        if not generous.identity:
            return NOWHERE_AT_ALL
        return scope_of(Ask(self._request(action, EVERYTHING, context)), generous, strict)

    def _about(self, action: str, context: Context) -> tuple[Grants, Grants]:
        """Return both readings, the generous one first, without the policies that say nothing of an action.

        They are one where nothing is open.
        """
        key = ("about", action, self._known(context) if self.policies.is_open else None)
        return self.policies.remembered(key, partial(self._narrowed, action, context))

    def _narrowed(self, action: str, context: Context) -> tuple[Grants, Grants]:
        ask = Ask(self._request(action, EVERYTHING, context))
        service = action.partition(":")[0]
        known = self._known(context)
        generous, strict = (self.policies.of_service(service, known, generous=one) for one in (True, False))
        first = narrowed(ask, generous)
        return first, first if strict is generous else narrowed(ask, strict)

    def _request(self, action: str, resource: str, context: Context) -> Request:
        service, _, name = action.partition(":")
        return Request(
            service,
            name,
            (resource,),
            {**self._own, **context},
            account=self._around.account,
            appid=self._around.appid,
            resource_level=self._around.has_resource_level(action),
        )

    def _reading(self, context: Context, *, generous: bool) -> Grants:
        return self.policies.read(self._known(context), generous=generous)

    def _known(self, context: Context) -> frozenset[str]:
        """Return the condition keys that are decided."""
        return frozenset((*self._own, *context)) if context else self._own_keys
