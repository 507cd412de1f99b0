"""A second evaluator of CAM and IAM policies, written from the vendors' documents alone.

It imports nothing of akwarden and takes raw JSON (dicts), so that a misreading there is not repeated here.
The decisions beside it name the document behind each rule. What the documents leave open is not tested.
"""

import ipaddress
import itertools
import re
from datetime import UTC, datetime
from typing import Any

ALLOWED, EXPLICIT, IMPLICIT = "allowed", "explicit_deny", "implicit_deny"
Json = dict[str, Any]

# Both languages' operators in one spelling: (kind, comparison). CAM's underscores are taken out first.
OPERATORS = {
    "stringequals": ("string", "="), "stringnotequals": ("string", "!="),
    "stringequalsignorecase": ("nocase", "="), "stringnotequalsignorecase": ("nocase", "!="),
    "stringlike": ("like", "="), "stringnotlike": ("like", "!="),
    "bool": ("nocase", "="), "binaryequals": ("binary", "="),
    "ipaddress": ("ip", "="), "notipaddress": ("ip", "!="),
    "arnequals": ("arn", "="), "arnlike": ("arn", "="),
    "arnnotequals": ("arn", "!="), "arnnotlike": ("arn", "!="), "null": ("null", "="),
    **{f"{kind}{word}": (kind, sign) for kind in ("numeric", "date") for word, sign in (
        ("equals", "="), ("notequals", "!="), ("lessthan", "<"), ("lessthanequals", "<="),
        ("greaterthan", ">"), ("greaterthanequals", ">="))},
}  # fmt: skip
CAM_NAMES = {
    "boolequal": "bool", "ipequal": "ipaddress", "ipnotequal": "notipaddress", "nullequal": "null",
    "stringequal": "stringequals", "stringnotequal": "stringnotequals",
    "stringequalignorecase": "stringequalsignorecase", "binaryequal": "binaryequals",
    "stringnotequalignorecase": "stringnotequalsignorecase",
    **{f"{kind}{word}": f"{kind}{word}s" for kind in ("numeric", "date") for word in (
        "equal", "notequal", "lessthanequal", "greaterthanequal")},
}  # fmt: skip


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def part(statement: Json, name: str) -> Any:
    """One element; CAM writes its elements in lower case, IAM with a capital."""
    return statement.get(name.lower(), statement.get(name))


class Case:
    """One request, and what is the same for all its statements."""

    def __init__(self, language: str, request: Json, *, bounded: bool = False) -> None:
        self.cam, self.bounded = language == "cam", bounded
        self.request = request
        context = request.get("context") or {}
        self.context = {self.key(name): [text(v) for v in values] for name, values in context.items()}

    def key(self, name: str) -> str:
        return name if self.cam else name.lower()

    def pattern(
        self, value: str, *, wild: bool, variables: bool, parts: bool = False
    ) -> re.Pattern[str] | None:
        """What the text of a policy matches; None where it has a variable without a value.

        In the parts of a resource's ARN only a * that ends its part reaches over a colon.
        """
        out, at, colons = "", 0, 0
        while at < len(value):
            variable = re.match(r"\$\{([^}]*)\}", value[at:]) if variables else None
            if variable:
                inside, at = variable[1], at + variable.end()
                name, comma, default = inside.partition(",")
                found = self.context.get(self.key(name.strip()), [])
                if inside in {"*", "?", "$"}:
                    out += re.escape(inside)
                elif len(found) == 1:
                    out += re.escape(found[0])
                elif comma:
                    out += re.escape(default.strip()[1:-1])
                else:
                    return None
                continue
            char, at = value[at], at + 1
            colons += char == ":"
            short = parts and colons < 5 and value[at : at + 1] not in {"", ":"}
            single = wild and char == "?" and not self.cam
            star = "[^:]*" if short else ".*"
            out += star if wild and char == "*" else "." if single else re.escape(char)
        return re.compile(out, re.DOTALL)

    def matches(self, value: str, given: str, *, wild: bool = True, variables: bool = False) -> bool:
        pattern = self.pattern(value, wild=wild, variables=variables)
        return pattern is not None and pattern.fullmatch(given) is not None

    def arn(self, value: str, given: str, *, variables: bool) -> bool:
        """Compare two ARNs, each of the six parts by itself."""
        want, have = value.split(":", 5), given.split(":", 5)
        return len(want) == len(have) == 6 and all(
            self.matches(w, h, variables=variables) for w, h in zip(want, have, strict=True)
        )

    def action(self, value: str) -> bool:
        asked = f"{self.request['service']}:{self.request['action']}"
        if self.cam:
            return self.matches(value.removeprefix("name/"), asked)
        return self.matches(value.lower(), asked.lower())

    def accounts(self, segment: str) -> set[str]:
        """All spellings of an account segment of CAM: none, uin/ and uid/ can mean the same owner."""
        own = {"uin/" + self.request.get("account", ""), "uid/" + self.request.get("appid", "")}
        return own if segment in {"", *own} else {segment}

    def resource(self, value: str, given: str, *, variables: bool) -> bool:
        if value == "*" or "*" in given[:1]:
            return value == "*"
        if not self.cam:
            pattern = self.pattern(value, wild=True, variables=variables, parts=True)
            return pattern is not None and pattern.fullmatch(given) is not None
        want, have = value.split(":", 5), given.split(":", 5)
        if len(want) != 6 or len(have) != 6 or want[0] != have[0]:
            return False
        free = all(want[i] == "" or self.matches(want[i], have[i]) for i in (2, 3))
        owner = any(self.matches(w, h) for w in self.accounts(want[4]) for h in self.accounts(have[4]))
        return free and owner and self.matches(want[5], have[5])

    def same(self, kind: str, sign: str, value: str, given: str, *, variables: bool) -> bool:
        """Compare one value of the policy with one of the request; the sign is never a negation."""
        if kind == "nocase":
            return self.matches(value.lower(), given.lower(), wild=False, variables=variables)
        if kind in {"string", "like"}:
            return self.matches(value, given, wild=kind == "like", variables=variables)
        if kind == "arn":
            return self.arn(value, given, variables=variables)
        if kind == "binary":
            return value == given
        if kind == "ip":
            return ipaddress.ip_address(given) in ipaddress.ip_network(value, strict=False)
        have, want = (moment(given), moment(value)) if kind == "date" else (float(given), float(value))
        return {
            "=": have == want,
            "<": have < want,
            "<=": have <= want,
            ">": have > want,
            ">=": have >= want,
        }[sign]

    def condition(self, operator: str, key: str, values: list[str], *, variables: bool) -> bool:
        quantifier, _, name = operator.rpartition(":")
        base = name.lower().replace("_", "")
        shorter = re.sub("ifexists?$", "", base)
        if_exists, base = shorter != base, CAM_NAMES.get(shorter, shorter)
        kind, sign = OPERATORS[base]
        given = self.context.get(self.key(key), [])
        if kind == "null":
            return any((value == "true") == (not given) for value in values)
        negated, sign = sign == "!=", sign.replace("!", "")
        if quantifier.lower().startswith("forall") or quantifier == "for_all_value":
            if given in ([], [""]):  # no key, or a null data set
                return True
            combine = all
        elif quantifier and given == [""]:
            return False
        elif not given and not quantifier:
            return if_exists or (negated and not self.cam)
        else:
            combine = any
        return combine(
            any(self.same(kind, sign, value, one, variables=variables) for value in values) != negated
            for one in given
        )

    def principal(self, statement: Json) -> str:
        """How a statement of a resource policy names who asks: "direct", "wider", "account" or "" (not)."""
        who = self.request.get("principal") or ""
        excluded = part(statement, "NotPrincipal")
        if excluded is not None and self.bounded:  # who has a boundary is always denied
            return "direct"
        if excluded is not None:  # an account here is the account itself, not all who are in it
            names = [name for kind in excluded.values() for name in listed(kind)]
            return "" if who in names else "direct"
        allowed = part(statement, "Principal")
        if allowed == "*":
            return "direct"
        names = [name for kind in (allowed or {}).values() for name in listed(kind)]
        if {"*", "qcs::cam::anyone:anyone"} & set(names) or (who in names and ":role/" not in who):
            return "direct"
        found = ""  # a list grants to each of its members
        for name in names:
            root = re.fullmatch(r"(qcs::cam::uin/\d+:)root", name)
            account = re.fullmatch(r"(?:arn:aws:iam::)?(\d{12})(?::root)?", name)
            role = re.fullmatch(r"arn:aws:iam::(\d{12}):role/(?:.*/)?([^/]+)", name)
            if root and who.startswith(root[1]):
                return "wider"
            if role and (who == name or who.startswith(f"arn:aws:sts::{role[1]}:assumed-role/{role[2]}/")):
                return "wider"
            if account and who.split(":")[4:5] == [account[1]]:
                found = "account"  # the account may give it on; alone it grants nothing but a role's trust
        return found

    def applies(self, statement: Json, version: str, resource: str | None) -> bool:
        variables = not self.cam and version == "2012-10-17"
        actions, others = part(statement, "Action"), part(statement, "NotAction")
        if any(self.action(value) for value in listed(others if actions is None else actions)) != (
            actions is not None
        ):
            return False
        wanted, others = part(statement, "Resource"), part(statement, "NotResource")
        if resource is not None:
            names = listed(others if wanted is None else wanted)
            if not self.request.get("resource_level", True) and part(statement, "Effect").lower() == "allow":
                names = [name for name in names if name == "*"]
            if any(self.resource(value, resource, variables=variables) for value in names) != (
                wanted is not None
            ):
                return False
        return all(
            self.condition(operator, key, [text(v) for v in listed(values)], variables=variables)
            for operator, block in (part(statement, "Condition") or {}).items()
            for key, values in block.items()
        )

    def statements(self, policies: list[Json], effect: str, resource: str | None) -> list[Json]:
        return [
            statement
            for policy in policies
            for statement in listed(part(policy, "Statement"))
            if part(statement, "Effect").lower() == effect
            and self.applies(statement, part(policy, "Version") or "2008-10-17", resource)
        ]


def moment(value: str) -> float:
    if value.isdigit() and len(value) > 4:
        return float(value)
    found = datetime.fromisoformat(value)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def one_resource(case: Case, grants: Json, resource: str) -> str:
    own = [] if grants.get("is_root") else grants.get("identity") or []
    limits = [grants[name] for name in ("boundary", "session") if grants.get(name) is not None]
    theirs = grants.get("resource") or []
    if case.statements([*own, *itertools.chain(*limits)], "deny", resource) or any(
        case.principal(statement) for statement in case.statements(theirs, "deny", resource)
    ):
        return EXPLICIT
    if grants.get("is_root"):
        return ALLOWED
    named = {case.principal(statement) for statement in case.statements(theirs, "allow", resource)}
    if "direct" in named and not case.cam:
        return ALLOWED
    if "direct" not in named and "wider" not in named and not case.statements(own, "allow", resource):
        return IMPLICIT
    return ALLOWED if all(case.statements(limit, "allow", resource) for limit in limits) else IMPLICIT


def decide(language: str, request: Json, grants: Json) -> str:
    """Decide one request; grants has identity, boundary, session, resource (lists of policies), is_root."""
    case = Case(language, request, bounded=grants.get("boundary") is not None)
    found = [one_resource(case, grants, resource) for resource in request.get("resources") or ["*"]]
    return EXPLICIT if EXPLICIT in found else IMPLICIT if IMPLICIT in found else ALLOWED


def trusted(language: str, policy: Json, request: Json) -> str:
    """Decide whether a role's trust policy lets the request's principal take the role."""
    case = Case(language, request)
    for effect, answer in (("deny", EXPLICIT), ("allow", ALLOWED)):
        if any(case.principal(statement) for statement in case.statements([policy], effect, None)):
            return answer
    return IMPLICIT
