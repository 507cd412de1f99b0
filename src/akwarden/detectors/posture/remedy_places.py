"""What is filled in into the steps that mend something: names and ids of whom and what it is about."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from akwarden.detectors.posture.key_facts import active_keys
from akwarden.detectors.posture.names import Names
from akwarden.model.access_key import AccessKeyId
from akwarden.model.facts import AccountFacts, HeldPolicy, KeyFact, PrincipalFact
from akwarden.model.policy import GroupId, PolicyId, PolicyKind
from akwarden.model.posture import Seen
from akwarden.model.principal import PrincipalType

TRUST_POLICY = "trust policy of "
"""How the evidence begins that names the trust policy of a role."""
_FUNCTION = re.compile(r"(?:(?:scf|lambda):)?(?P<id>[^#]+)(?:#.*)?")
_LAMBDA = re.compile(r"arn:[\w-]+:lambda:(?P<region>[\w-]+):\d+:function:(?P<function>[^:]+)")
_SCF = re.compile(r"(?P<region>[^/]+)/(?P<namespace>[^/]+)/(?P<function>.+)")
_ALWAYS = datetime.min.replace(tzinfo=UTC)


class Filled(msgspec.Struct, frozen=True):
    """The names, by their places."""

    groups: Mapping[GroupId, str]
    """The names of groups."""
    single: Mapping[str, str]
    """What there is one of."""
    several: Mapping[str, Sequence[Mapping[str, str]]]
    """What there may be several of, by the place that stands for it."""
    policies: Sequence[HeldPolicy]
    """The policies that it is about."""

    def of_policy(self, policy: HeldPolicy) -> Mapping[str, str]:
        """Return the places about one policy."""
        found = {"policy": policy.name, "policy_id": str(policy.id)}
        if policy.group is not None:
            found |= {"group": self.groups.get(policy.group, policy.group), "group_id": policy.group}
        return found

    def said(self) -> Mapping[str, str]:
        """Return all of it for a sentence, several things in a row."""
        found: dict[str, dict[str, None]] = {}
        for known in (
            *(one for kind in self.several.values() for one in kind),
            *map(self.of_policy, self.policies),
        ):
            for place, text in known.items():
                found.setdefault(place, {})[text] = None
        words = {place: ", ".join(texts) for place, texts in found.items()}
        return {"policy": "that the evidence names", **words, **self.single}


def filled_of(facts: AccountFacts, principal: PrincipalFact | None, seen: Seen) -> Filled:
    """Return what is known, by place."""
    return Filled(
        facts.groups,
        dict(_single(facts, principal, seen)),
        {
            "each_key": [{"each_key": key} for key in _keys(principal, seen)],
            "older_key": [{"older_key": key.id} for key in _older(principal)],
            "each_group": [{"each_group": facts.groups.get(one, one)} for one in _groups(principal)],
            "function": list(_functions(principal, seen)),
            "trusting_role": [{"trusting_role": one} for one in _trusting(seen)],
        },
        policies_of(facts, principal, seen),
    )


def policies_of(facts: AccountFacts, principal: PrincipalFact | None, seen: Seen) -> tuple[HeldPolicy, ...]:
    """Return the policies that it is about: its subject, else all that the evidence names."""
    people = facts.principals if principal is None else (principal,)
    held = [one for person in people for one in (*(person.policies or ()), *_boundary(person))]
    by_id = [one for one in held if one.id == seen.subject]
    if by_id:
        return tuple(by_id if principal else by_id[:1])
    names = dict.fromkeys(one.policy for one in seen.evidence if one.policy)
    if principal is None:
        # A policy that several people hold is about none of them, and stands for itself.
        told = (name for name in names if seen.subject)
        return tuple(_by_itself(PolicyId(seen.subject), name) for name in told)[:1]
    return tuple(one for name in names for one in held if one.name == name)


def _by_itself(own_id: PolicyId, name: str) -> HeldPolicy:
    return HeldPolicy(id=own_id, name=name, kind=PolicyKind.CUSTOM, document=None)


def _boundary(principal: PrincipalFact) -> tuple[HeldPolicy, ...]:
    return (principal.boundary,) if principal.boundary else ()


def _single(facts: AccountFacts, principal: PrincipalFact | None, seen: Seen) -> Iterator[tuple[str, str]]:
    yield "account", facts.number
    if principal is not None:
        yield "principal", principal.name
        yield "principal_arn", Names(facts).principal(principal)[0]
        yield "kind", _kind(principal)
    if seen.principal is not None:
        yield "principal_id", seen.principal
    if seen.key is not None:
        yield "key", seen.key


def _kind(principal: PrincipalFact) -> str:
    """Return what a principal is for a person: a service's role is a role."""
    return "role" if principal.type is PrincipalType.SERVICE else str(principal.type)


def _keys(principal: PrincipalFact | None, seen: Seen) -> Sequence[AccessKeyId]:
    """Return the key that it is about, else those that work, else all."""
    if seen.key is not None:
        return (seen.key,)
    if principal is None:
        return ()
    return [key.id for key in active_keys(principal) or principal.keys or ()]


def _older(principal: PrincipalFact | None) -> Sequence[KeyFact]:
    """Return the keys that work but the one made last."""
    keys = active_keys(principal) if principal else ()
    return sorted(keys, key=lambda key: key.created_at or _ALWAYS)[:-1]


def _groups(principal: PrincipalFact | None) -> Sequence[GroupId]:
    return principal.groups or () if principal else ()


def _functions(principal: PrincipalFact | None, seen: Seen) -> Iterator[Mapping[str, str]]:
    """Yield the functions in whose environment a key stands, each once."""
    keys = principal.keys or () if principal else ()
    places = next((key.function_places for key in keys if key.id == seen.key), ())
    found = dict.fromkeys(one["id"] for place in places if (one := _FUNCTION.fullmatch(place)))
    yield from filter(None, map(_function, found))


def _function(own_id: str) -> Mapping[str, str] | None:
    """Return where a function is by its id: region, namespace and name at Tencent Cloud, an ARN at AWS."""
    if found := _LAMBDA.match(own_id):
        return found.groupdict()
    found = _SCF.fullmatch(own_id)
    return found.groupdict() if found else None


def _trusting(seen: Seen) -> Iterator[str]:
    """Yield the roles whose trust policy the evidence names."""
    names = (one.policy for one in seen.evidence if one.policy and one.policy.startswith(TRUST_POLICY))
    yield from dict.fromkeys(name.removeprefix(TRUST_POLICY) for name in names)
