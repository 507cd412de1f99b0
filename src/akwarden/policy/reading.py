"""A policy document into values, refusing what the cloud it is written for refuses.

- Every element must be known, and at the place where the language has it.
- Lists hold something: an element or a key without values is refused.
- Of an element and its negation only one may stand in a statement; action and effect must be there, and so
  must the resource, unless the statement names principals, as trust policies do.
- A principal beside the statements, as CAM has it for bucket policies, becomes that of every statement.
"""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import replace

from akwarden.policy.blocks import read_conditions, read_principals
from akwarden.policy.document import Condition, Effect, Language, Policy, Principals, Statement
from akwarden.policy.forms import action_fault, resource_fault
from akwarden.policy.parsing import below, parse, wrong
from akwarden.policy.shapes import as_list, as_object, as_text, as_texts
from akwarden.policy.spelling import SPELLINGS, Spelling

_FormFault = Callable[[str, Language], str | None]


def read_policy(text: str | bytes, language: Language) -> Policy:
    """Return the policy that a JSON document holds; raises PolicyError with the path of what is wrong."""
    spelling = SPELLINGS[language]
    document = as_object(parse(text), "$")
    _refuse_unknown(document, spelling.of_policy(), "$")
    version = _version(document, spelling)
    policy_id = _optional_text(document, spelling.policy_id, "$")
    shared = _principals(document, spelling.principal, "$", spelling)
    found: list[Statement] = []
    for number, value in enumerate(as_list(_member(document, spelling.statement, "$"), spelling.statement)):
        path = f"{spelling.statement}[{number}]"
        found.append(_statement(as_object(value, path), path, language, number))
    statements = tuple(_shared(statement, shared, spelling) for statement in found)
    _check_sids(statements, spelling)
    return Policy(language, version, policy_id, statements)


def _version(document: dict[str, object], spelling: Spelling) -> str:
    """Return the version of the language that the document is written in."""
    if spelling.version not in document and spelling.default_version:
        return spelling.default_version
    version = as_text(_member(document, spelling.version, "$"), spelling.version)
    if version not in spelling.versions:
        raise wrong(spelling.version, f"it must be {' or '.join(spelling.versions)}")
    return version


def _statement(members: dict[str, object], path: str, language: Language, number: int) -> Statement:
    """Return one statement."""
    spelling = SPELLINGS[language]
    _refuse_unknown(members, spelling.of_statement(), path)
    return Statement(
        effect=_effect(members, path, spelling),
        actions=_checked(members, spelling.action, path, language, action_fault),
        resources=_checked(members, spelling.resource, path, language, resource_fault),
        sid=_optional_text(members, spelling.sid, path),
        not_actions=_checked(members, spelling.not_action, path, language, action_fault),
        not_resources=_checked(members, spelling.not_resource, path, language, resource_fault),
        principals=_principals(members, spelling.principal, path, spelling),
        not_principals=_principals(members, spelling.not_principal, path, spelling),
        conditions=_conditions(members, path, language),
        number=number,
    )


def _checked(
    members: dict[str, object], name: str, path: str, language: Language, fault_of: _FormFault
) -> tuple[str, ...]:
    """Return the values of an action or a resource, each in the form that the language asks for."""
    if name not in members:
        return ()
    place = below(path, name)
    values = as_texts(members[name], place)
    for number, value in enumerate(values):
        fault = fault_of(value, language)
        if fault:
            raise wrong(f"{place}[{number}]" if isinstance(members[name], list) else place, fault)
    return values


def _effect(members: dict[str, object], path: str, spelling: Spelling) -> Effect:
    """Return what the statement does."""
    place = below(path, spelling.effect)
    effect = spelling.effects.get(as_text(_member(members, spelling.effect, path), place))
    if effect is None:
        raise wrong(place, f"it must be {' or '.join(spelling.effects)}")
    return effect


def _conditions(members: dict[str, object], path: str, language: Language) -> tuple[Condition, ...]:
    """Return the conditions of a statement, none when it has no such element."""
    name = SPELLINGS[language].condition
    return read_conditions(members[name], below(path, name), language) if name in members else ()


def _principals(members: dict[str, object], name: str, path: str, spelling: Spelling) -> Principals | None:
    """Return the principals under `name`, where there are any."""
    return read_principals(members[name], below(path, name), spelling) if name in members else None


def _optional_text(members: dict[str, object], name: str, path: str) -> str | None:
    """Return the text under `name`, where there is one."""
    return as_text(members[name], below(path, name)) if name in members else None


def _member(members: dict[str, object], name: str, path: str) -> object:
    """Return the element `name`, which must be there."""
    if name not in members:
        raise wrong(path, f"{name} is missing")
    return members[name]


def _shared(statement: Statement, shared: Principals | None, spelling: Spelling) -> Statement:
    """Return a statement with the principals of the whole policy, once it has all that it must have."""
    path = f"{spelling.statement}[{statement.number}]"
    if shared and statement.principals:
        raise wrong(below(path, spelling.principal), "the policy has a principal for all statements already")
    if shared:
        statement = replace(statement, principals=shared)
    pairs = (
        (spelling.action, statement.actions, spelling.not_action, statement.not_actions),
        (spelling.resource, statement.resources, spelling.not_resource, statement.not_resources),
        (spelling.principal, statement.principals, spelling.not_principal, statement.not_principals),
    )
    for name, value, negation, negated in pairs:
        if value and negated:
            raise wrong(path, f"it has both {name} and {negation}")
    if not (statement.actions or statement.not_actions):
        raise wrong(path, f"{spelling.action} is missing")
    about_its_carrier = statement.principals or statement.not_principals
    if not (statement.resources or statement.not_resources or about_its_carrier):
        raise wrong(path, f"{spelling.resource} is missing")
    return statement


def _check_sids(statements: tuple[Statement, ...], spelling: Spelling) -> None:
    """Refuse a statement id that stands twice."""
    seen: set[str] = set()
    for statement in statements:
        if statement.sid and statement.sid in seen:
            raise wrong(f"{spelling.statement}[{statement.number}].{spelling.sid}", "another has the same id")
        seen.add(statement.sid or "")


def _refuse_unknown(members: dict[str, object], known: AbstractSet[str], path: str) -> None:
    """Refuse an element that the language does not have here."""
    for name in members:
        if name not in known:
            raise wrong(below(path, name), "there is no such element", mend=_mend(name, known))


def _mend(name: str, known: AbstractSet[str]) -> str | None:
    """Return the element that was meant, where only its case is wrong."""
    meant = next((word for word in known if word.casefold() == name.casefold()), None)
    return f"write {meant}" if meant else None
