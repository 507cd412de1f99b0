import msgspec
import pytest

from akwarden.model.finding import KeyType
from akwarden.model.rule import Form, Part, PartName, Rule, RuleId, Sample, Samples
from akwarden.model.severity import Confidence, Severity

KEY_ID = Part(forms=(Form(value="AKID", edge="A-Z"),))

RULE = Rule(
    id=RuleId("a-rule"),
    title="A key",
    provider="acme",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    key_type=KeyType.PERMANENT,
    why="It opens everything.",
    remediation="Revoke it.",
    references=(),
    samples=Samples(match=(), no_match=()),
    key_id=KEY_ID,
)


def test_part_is_found_by_its_name_and_may_be_absent() -> None:
    assert RULE.part(PartName.KEY_ID) is KEY_ID
    assert RULE.part(PartName.SECRET) is None
    assert RULE.part(PartName.TOKEN) is None


@pytest.mark.parametrize("kind", [Rule, Part, Form, Sample, Samples])
def test_field_that_does_not_exist_is_refused(kind: type[msgspec.Struct]) -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field `colour`"):
        msgspec.convert({"colour": 1}, kind)


def test_rule_is_frozen() -> None:
    with pytest.raises(AttributeError, match="immutable"):
        RULE.title = "another"  # type: ignore[misc]
