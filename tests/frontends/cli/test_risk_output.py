from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from akwarden.frontends.cli.risk_output import evidence_words, page_lines
from akwarden.model.advice import AdviceLevel
from akwarden.model.principal import PrincipalType
from akwarden.model.risk import Evidence, Risk, RiskStatus, Target, TargetKind
from akwarden.model.severity import Severity
from akwarden.workflows.posture.page import RiskPage

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ACCOUNT = Target(kind=TargetKind.ACCOUNT, id="100000000001", name="prod")
KEY = Target(kind=TargetKind.KEY, id="K1", name="K1")


def lines(cli: tuple[str, ...] = (), *, kind: PrincipalType | None = None, **values: Any) -> list[str]:
    """Give the page of a risk for people; `values` are fields of the risk."""
    risk = Risk(
        id="ab" * 32,
        rule="key-idle",
        severity=Severity.MEDIUM,
        title="Key that works and is not used",
        provider="tencent",
        account="100000000001",
        account_name="prod",
        principal=None,
        key_id=None,
        owner=None,
        evidence=(),
        status=RiskStatus.OPEN,
        remediation="Disable the key",
        advice=AdviceLevel.HARDEN,
    )
    page = RiskPage(
        risk=msgspec.structs.replace(risk, **values),
        why="Nobody misses it.",
        careful="What still calls fails.",
        principal_kind=kind,
        principal_arn=None,
        console=(),
        cli=cli,
        references=(),
        blind_spots=(),
    )
    return "".join(page_lines(page, "text", NOW)).splitlines()


def test_what_may_stop_is_said_before_the_commands() -> None:
    page = lines(("tccli cam ListGroups",))

    assert page.index("  What still calls fails.") < page.index("  tccli cam ListGroups")


@pytest.mark.parametrize(
    ("kind", "name", "number", "said"),
    [
        (PrincipalType.ROLE, "ops", "42", "role ops (42)"),
        (PrincipalType.ROOT, "root", "100000000001", "root (100000000001)"),
        (PrincipalType.ROOT, "100000000001", "100000000001", "root 100000000001"),
        (None, "gone", "42", "gone (42)"),
    ],
)
def test_a_principal_is_named_once_with_what_it_is(
    kind: PrincipalType | None, name: str, number: str, said: str
) -> None:
    assert f"Principal:  {said}" in lines(kind=kind, principal=name, principal_id=number)


@pytest.mark.parametrize(
    ("values", "command"),
    [
        ({"principal": "a", "principal_id": "42"}, "akwarden risks recheck abababababab"),
        ({"target": ACCOUNT}, "akwarden risks recheck abababababab"),
        ({"key_id": "K1", "target": KEY}, "akwarden sync prod"),
        ({"key_id": "K1", "target": KEY, "account_name": "a b"}, "akwarden sync 'a b'"),
    ],
)
def test_it_ends_with_the_command_that_shows_whether_it_worked(values: dict[str, Any], command: str) -> None:
    page = lines(**values)

    assert page[page.index("See whether it worked:") + 1] == f"  {command}"


@pytest.mark.parametrize(
    "values", [{"status": RiskStatus.CONVERGED}, {"account": None, "account_name": None}]
)
def test_what_nobody_can_ask_again_has_no_such_command(values: dict[str, Any]) -> None:
    assert "See whether it worked:" not in lines(**values)


@pytest.mark.parametrize(
    ("command", "is_open"),
    [
        ("tccli cam AttachGroupPolicy --PolicyId 7 --AttachGroupId NEW_GROUP_ID", True),
        ("akwarden keys owner K1 NAME", True),
        ("aws iam generate-service-last-accessed-details --granularity ACTION_LEVEL --arn a", False),
        ("aws iam delete-user --user-name web", False),
        ("# say NEW_GROUP_ID", False),
    ],
)
def test_it_says_when_words_are_left_to_fill_in(command: str, is_open: bool) -> None:  # noqa: FBT001
    title = next(line for line in lines((command,)) if line.startswith("By command in account prod"))

    assert ("words in capitals are yours to fill in" in title) is is_open


def test_a_trust_policy_is_not_called_a_policy_twice() -> None:
    one = Evidence(policy="trust policy of ops", statement=1, action="sts:AssumeRole", note="it names *")

    assert evidence_words(one) == "trust policy of ops, statement 1 allows sts:AssumeRole (it names *)"
