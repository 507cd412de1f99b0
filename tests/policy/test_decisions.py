"""Every decision of the vendors' documents, asked of the independent evaluator and of ours."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.policy import independent_evaluator

HERE = Path(__file__).parent
Json = dict[str, Any]


def decisions() -> list[Any]:
    return [
        pytest.param(language, decision, id=f"{language}-{decision['id']}")
        for language in ("cam", "iam")
        for decision in yaml.safe_load((HERE / f"decisions_{language}.yml").read_text(encoding="utf-8"))
    ]


def independent(language: str, decision: Json) -> str:
    if "trust" in decision:
        return independent_evaluator.trusted(language, decision["trust"], decision["request"])
    return independent_evaluator.decide(language, decision["request"], decision)


def ours(language: str, decision: Json) -> str:
    """The answer of akwarden.policy, imported only here so that the other half runs without it."""
    from akwarden.policy.evaluate import Attached, Grants, Request, evaluate, trusts  # noqa: PLC0415
    from akwarden.policy.grammar import Language, Policy, read_policy  # noqa: PLC0415

    def read(policy: Json) -> Policy:
        return read_policy(json.dumps(policy), Language(language))

    def attached(kind: str) -> tuple[Attached, ...]:
        return tuple(
            Attached(policy=read(policy), name=f"{kind}-{number}", via=kind)
            for number, policy in enumerate(decision.get(kind) or [])
        )

    asked = dict(decision["request"])
    asked["context"] = {key: tuple(values) for key, values in asked.get("context", {}).items()}
    if "resources" in asked:
        asked["resources"] = tuple(asked["resources"])
    request = Request(**asked)
    if "trust" in decision:
        return str(trusts(read(decision["trust"]), request).outcome)
    grants = Grants(
        identity=attached("identity"),
        boundary=None if decision.get("boundary") is None else attached("boundary"),
        session=None if decision.get("session") is None else attached("session"),
        resource=attached("resource"),
        is_root=decision.get("is_root", False),
    )
    return str(evaluate(request, grants).outcome)


@pytest.mark.parametrize(("language", "decision"), decisions())
def test_the_independent_evaluator_decides_as_the_document_says(language: str, decision: Json) -> None:
    assert independent(language, decision) == decision["expect"], decision["source"]


@pytest.mark.parametrize(("language", "decision"), decisions())
def test_akwarden_decides_as_the_document_says(language: str, decision: Json) -> None:
    assert ours(language, decision) == decision["expect"], decision["source"]


def test_no_operator_or_qualifier_is_left_out() -> None:
    texts = {name: (HERE / f"decisions_{name}.yml").read_text(encoding="utf-8") for name in ("cam", "iam")}
    operators = {
        "cam": """string_equal string_not_equal string_equal_ignore_case string_not_equal_ignore_case
            string_like string_not_like numeric_equal numeric_not_equal numeric_greater_than
            numeric_greater_than_equal numeric_less_than numeric_less_than_equal date_equal
            date_not_equal date_greater_than date_greater_than_equal date_less_than
            date_less_than_equal bool_equal binary_equal ip_equal ip_not_equal null_equal
            for_all_value:string_equal for_any_value:string_equal""",
        "iam": """StringEquals StringNotEquals StringEqualsIgnoreCase StringNotEqualsIgnoreCase StringLike
            StringNotLike NumericEquals NumericNotEquals NumericLessThan NumericLessThanEquals
            NumericGreaterThan NumericGreaterThanEquals DateEquals DateNotEquals DateLessThan
            DateLessThanEquals DateGreaterThan DateGreaterThanEquals Bool BinaryEquals IpAddress NotIpAddress
            ArnEquals ArnLike ArnNotEquals ArnNotLike Null ForAllValues:StringEquals
            ForAnyValue:StringEquals ForAllValues:StringNotEquals ForAnyValue:StringNotEquals""",
    }
    missing = [
        f"{language} {operator}"
        for language, names in operators.items()
        for operator in names.split()
        if f"{operator}: {{" not in texts[language] and f"'{operator}': {{" not in texts[language]
    ]
    assert not missing
