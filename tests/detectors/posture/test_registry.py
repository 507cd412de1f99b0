import inspect

import msgspec
import pytest

from akwarden.detectors.posture.registry import JUDGES, load, settings_of


@pytest.mark.parametrize("name", JUDGES)
def test_every_judge_keeps_the_contract(name: str) -> None:
    judge, settings = load(name), settings_of(name)

    assert list(inspect.signature(judge).parameters) == ["judging", "settings"]
    assert (inspect.getdoc(judge) or "").startswith("Yield ")
    assert issubclass(settings, msgspec.Struct)
    assert settings.__struct_config__.frozen
    assert settings.__struct_config__.forbid_unknown_fields


def test_the_lines_are_in_order() -> None:
    assert list(JUDGES) == sorted(JUDGES)


def test_a_judge_that_does_not_exist_is_no_judge() -> None:
    with pytest.raises(KeyError):
        load("no_such_judge")
