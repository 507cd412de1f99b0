"""The steps that mend one thing that a rule saw, with the names filled in.

- Commands about a policy, a key, a group, a function or a trust policy are there once for each that it is
  about, and left out where there is none; those about a policy in the form that fits how that one is held.
- A line that begins with `#` says what to do between two commands. Nothing is filled in there: a name with a
  line break would end the comment.
"""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby, takewhile

from akwarden.detectors.posture.remedy_places import Filled, filled_of, policies_of
from akwarden.model.facts import AccountFacts, HeldPolicy, PrincipalFact
from akwarden.model.policy import PolicyKind
from akwarden.model.posture import PostureRule, Remediation, RemedyCase, Seen
from akwarden.model.principal import PrincipalId, PrincipalType

_ANCHORS: Mapping[str, tuple[str, ...]] = {
    "trusting_role": ("trusting_role",),
    "older_key": ("older_key",),
    "each_key": ("each_key",),
    "each_group": ("each_group",),
    "function": ("function", "region", "namespace"),
    "policy": ("policy", "policy_id", "group", "group_id"),
}
"""The places that there may be several of, by the one that tells their lines from others."""
_TOGETHER: AbstractSet[str | None] = frozenset({"trusting_role", "function", "policy"})
"""What is read, changed and written one after the other, since it goes through one file."""
_SINGLE = ("principal", "principal_id", "principal_arn", "kind", "key", "account")
PLACES = (*_SINGLE, *(place for places in _ANCHORS.values() for place in places))
"""What is filled in, as `{principal}`."""
_PLACE = re.compile(rf"\{{({'|'.join(PLACES)})\}}")
_NOTHING = Remediation(console=())
_COMMENT = "#"


def steps(rule: PostureRule, facts: AccountFacts, seen: Seen) -> Remediation:
    """Return what mends it in the cloud of the account; a place of a step that is not known stays as it is.

    Names go into commands quoted for a shell, since they may hold anything that a person can type.
    """
    mend = rule.remediation.get(facts.provider, _NOTHING)
    principal = principal_of(facts, seen.principal)
    filled = filled_of(facts, principal, seen)
    said = filled.said()
    return Remediation(
        console=tuple(_line(line, said) for line in mend.console),
        cli=tuple(_commands(mend, facts, principal, seen, filled)),
    )


def commands_of(mend: Remediation) -> Iterator[str]:
    """Yield all commands, those of special cases too, without the comments between them."""
    for lines in (mend.cli, *mend.instead.values()):
        yield from (line for line in lines if not line.startswith(_COMMENT))


def principal_of(facts: AccountFacts, wanted: PrincipalId | None) -> PrincipalFact | None:
    """Return the principal with an id."""
    return next((one for one in facts.principals if one.id == wanted), None)


def _commands(
    mend: Remediation, facts: AccountFacts, principal: PrincipalFact | None, seen: Seen, filled: Filled
) -> Iterator[str]:
    """Yield the commands with all places filled in; what is the same for all policies is there once."""
    chosen: dict[tuple[str, ...], list[Mapping[str, str]]] = {}
    for policy in policies_of(facts, principal, seen):
        chosen.setdefault(_fitting(mend, principal, policy), []).append(filled.of_policy(policy))
    if not chosen:
        chosen[_fitting(mend, principal, None)] = []
    found = [
        list(_blocks(lines, filled.single, {**filled.several, "policy": tuple(policies)}))
        for lines, policies in chosen.items()
    ]
    # What all end with comes after what each has of its own, such as deleting the user.
    end = list(takewhile(_are_same, zip(*map(reversed, found), strict=False)))
    last = [ends[0] for ends in reversed(end)]
    bodies = (block for blocks in found for block in blocks[: len(blocks) - len(last)])
    for block in (*dict.fromkeys(bodies), *last):
        yield from block


def _are_same(blocks: tuple[tuple[str, ...], ...]) -> bool:
    return len(set(blocks)) == 1


def _blocks(
    lines: Sequence[str], single: Mapping[str, str], several: Mapping[str, Sequence[Mapping[str, str]]]
) -> Iterator[tuple[str, ...]]:
    """Yield runs of lines about one kind of thing, each run once for each thing, and other lines alone."""
    for anchor, run in groupby(_anchored(lines), key=lambda one: one[0]):
        texts = [line for _, line in run]
        if anchor is None:
            yield from ((_command(line, single),) for line in texts)
            continue
        for part in [texts] if anchor in _TOGETHER else [[line] for line in texts]:
            for known in several[anchor]:
                yield tuple(_command(line, {**single, **known}) for line in part)


def _anchored(lines: Sequence[str]) -> Iterator[tuple[str | None, str]]:
    """Yield lines with what they are about; a comment goes with its neighbours where they stay together."""
    about = [None if line.startswith(_COMMENT) else _anchor(line) for line in lines]
    for at, line in enumerate(lines):
        around = {*about[max(at - 1, 0) : at], *about[at + 1 : at + 2]}
        if line.startswith(_COMMENT) and len(around) == 1 and around <= _TOGETHER:
            yield around.pop(), line
        else:
            yield about[at], line


def _anchor(line: str) -> str | None:
    """Return what a line is about that there may be several of."""
    places = set(_PLACE.findall(line))
    return next((anchor for anchor, own in _ANCHORS.items() if places.intersection(own)), None)


def _fitting(
    mend: Remediation, principal: PrincipalFact | None, policy: HeldPolicy | None
) -> tuple[str, ...]:
    """Return the commands for how a policy is held."""
    return next((mend.instead[case] for case in _cases(principal, policy) if case in mend.instead), mend.cli)


def _cases(principal: PrincipalFact | None, policy: HeldPolicy | None) -> tuple[RemedyCase, ...]:
    """Return what makes other commands necessary, the closest first."""
    is_role = principal is not None and principal.type in (PrincipalType.ROLE, PrincipalType.SERVICE)
    plain = (RemedyCase.ROLE,) if is_role else ()
    if policy is None:
        return plain
    if policy.group is not None:
        own = {PolicyKind.INLINE: RemedyCase.GROUP_INLINE, PolicyKind.PRESET: RemedyCase.GROUP_PRESET}
        return (*filter(None, (own.get(policy.kind),)), RemedyCase.GROUP)
    if policy.kind is PolicyKind.INLINE:
        return (RemedyCase.ROLE_INLINE if is_role else RemedyCase.INLINE, *plain)
    if policy.kind is PolicyKind.PRESET:
        return (RemedyCase.ROLE_PRESET if is_role else RemedyCase.PRESET, *plain)
    return plain


def _command(line: str, known: Mapping[str, str]) -> str:
    if line.startswith(_COMMENT):
        return line
    return _line(line, {name: shlex.quote(text) for name, text in known.items()})


def _line(line: str, known: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: known.get(place[1], place[0]), line)
