import pytest

from akwarden.model.policy import Grant, GrantKind, PolicyId, quarantine

THIRD = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"


@pytest.mark.parametrize(
    ("policies", "told"),
    [
        ([THIRD], "AWSCompromisedKeyQuarantineV3"),
        (["arn:aws-cn:iam::aws:policy/AWSCompromisedKeyQuarantine"], "AWSCompromisedKeyQuarantine"),
        (
            [THIRD, "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV2"],
            "AWSCompromisedKeyQuarantineV2, AWSCompromisedKeyQuarantineV3",
        ),
        (["arn:aws:iam::aws:policy/AmazonEC2FullAccess"], None),
        (["arn:aws:iam::123456789012:policy/AWSCompromisedKeyQuarantineV3"], None),
        (["AWSCompromisedKeyQuarantineV3"], None),
        (["100001"], None),
        ([], None),
    ],
    ids=["third", "first, in China", "two", "another", "one's own", "a name", "of Tencent Cloud", "none"],
)
def test_a_quarantine_is_told_by_policies_that_aws_wrote(policies: list[str], told: str | None) -> None:
    assert quarantine([Grant(PolicyId(policy)) for policy in policies]) == told


def test_a_boundary_is_no_quarantine() -> None:
    assert quarantine([Grant(PolicyId(THIRD), GrantKind.BOUNDARY)]) is None
