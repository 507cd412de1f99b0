"""Conditions that compare something else than they seem to, or that can't be read."""

from collections.abc import Callable, Iterator
from functools import partial

from akwarden.model.severity import Severity
from akwarden.policy.catalogue import AddressLimit, Catalogue
from akwarden.policy.document import Condition, Effect, Language, Policy, Statement
from akwarden.policy.fault import Fault
from akwarden.policy.operators import OPERATORS, Family
from akwarden.policy.places import of_condition
from akwarden.policy.values import addresses, moment, number, octets, truth

_FOREIGN = {Language.CAM: ("aws:",), Language.IAM: ("qcs:",)}
_MARKS = {Language.CAM: ("qcs:ip",), Language.IAM: ("aws:sourceip",)}


def key_faults(statement: Statement, policy: Policy, catalogue: Catalogue) -> Iterator[Fault]:
    """Yield `foreign-operator`, `foreign-key` and `key-case`: nothing of this cloud is compared."""
    for condition in statement.conditions:
        fault = _fault(policy, statement, condition)
        if condition.operator not in OPERATORS[policy.language]:
            yield fault(
                code="foreign-operator",
                severity=Severity.HIGH,
                message=f"{policy.language.upper()} has no such operator, so the condition protects nothing",
                mend=f"write the operator as {policy.language.upper()} names it",
            )
        if condition.key.lower().startswith(_FOREIGN[policy.language]):
            yield fault(
                code="foreign-key",
                severity=Severity.HIGH,
                message="the key belongs to another cloud, so a request never has it",
                mend=f"use a condition key of {policy.language.upper()}",
            )
        meant = _meant(condition.key, catalogue)
        if meant:
            yield fault(
                code="key-case",
                severity=Severity.HIGH,
                message="condition keys are case sensitive, and no request has this one",
                mend=f"write {meant}",
            )


def _meant(key: str, catalogue: Catalogue) -> str | None:
    """Return the key that was meant, where case matters and only the case is wrong."""
    facts = catalogue.facts
    if facts.language is Language.IAM or key in facts.keys or key.startswith(facts.key_prefixes):
        return None
    folded = key.casefold()
    for prefix in facts.key_prefixes:
        if folded.startswith(prefix.casefold()):
            return prefix + key[len(prefix) :]
    return next((known for known in facts.keys if known.casefold() == folded), None)


def value_faults(statement: Statement, policy: Policy, catalogue: Catalogue) -> Iterator[Fault]:
    """Yield `unreadable-value`: a date, number, range or truth that can't be read compares with nothing."""
    del catalogue
    epoch = policy.language is Language.IAM
    readers: dict[Family, Callable[[str], object]] = {
        Family.NUMBER: number,
        Family.DATE: partial(moment, epoch=epoch),
        Family.ADDRESS: addresses,
        Family.BOOL: truth,
        Family.NULL: truth,
        Family.BINARY: octets,
    }
    for condition in statement.conditions:
        known = OPERATORS[policy.language].get(condition.operator)
        read = readers.get(known.family) if known else None
        if known is None or read is None or all(read(value) is not None for value in condition.values):
            continue
        yield _fault(policy, statement, condition)(
            code="unreadable-value",
            severity=Severity.HIGH if statement.effect is Effect.DENY or known.negated else Severity.MEDIUM,
            message=f"a value is no {_WANTED[known.family]}, so it is never equal to what a request has",
            mend=f"write {_FORMS[known.family]}",
        )


_WANTED = {
    Family.NUMBER: "number",
    Family.DATE: "date",
    Family.ADDRESS: "address range",
    Family.BOOL: "truth value",
    Family.NULL: "truth value",
    Family.BINARY: "base64",
}
_FORMS = {
    Family.NUMBER: "a number such as 10 or 1.5",
    Family.DATE: "a moment in UTC such as 2026-01-31T08:00:00Z",
    Family.ADDRESS: "a range such as 192.0.2.0/24 or 2001:db8::/32",
    Family.BOOL: "true or false",
    Family.NULL: "true or false",
    Family.BINARY: "base64",
}


def address_faults(statement: Statement, policy: Policy, catalogue: Catalogue) -> Iterator[Fault]:
    """Yield `address-ignored` and `address-partly-honoured`: services that look at no address, or seldom."""
    services = {action.removeprefix("name/").partition(":")[0] for action in statement.actions}
    limits = {name: known.ip for name in sorted(services) if (known := catalogue.service(name))}
    for condition in statement.conditions:
        if condition.key.lower() not in _MARKS[policy.language]:
            continue
        fault = _fault(policy, statement, condition)
        for name, limit in limits.items():
            if limit is AddressLimit.NO:
                yield fault(
                    code="address-ignored",
                    severity=Severity.HIGH,
                    message=f"{name} does not honour conditions on addresses",
                    mend="do not count on the address here; narrow actions and resources",
                )
            elif limit is AddressLimit.PARTLY:
                yield fault(
                    code="address-partly-honoured",
                    severity=Severity.INFO,
                    message=f"{name} honours conditions on addresses for some actions only",
                    mend='look the action up on the service\'s page "CAM-Enabled API"',
                )


def _fault(policy: Policy, statement: Statement, condition: Condition) -> partial[Fault]:
    """Return the maker of faults at a condition."""
    return partial(Fault, statement=statement.number, path=of_condition(policy, statement, condition))
