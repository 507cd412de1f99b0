import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.languages.language import Language, asked_for


@pytest.mark.parametrize(
    "accepted",
    ["zh-CN", "zh", "ZH-Hans-CN", "zh-TW", "zh-CN,zh;q=0.9,en;q=0.8", "fr, zh;q=0.5", "en;q=0.4, zh;q=0.5"],
)
def test_who_likes_chinese_best_of_ours_gets_it(accepted: str) -> None:
    assert asked_for(accepted) is Language.CHINESE


@pytest.mark.parametrize(
    "accepted", ["", "en", "en-GB,en;q=0.9,zh;q=0.8", "fr", "*", "en, zh", "zh;q=0", "zh;q=x", "zhuang"]
)
def test_who_does_not_gets_english(accepted: str) -> None:
    assert asked_for(accepted) is Language.ENGLISH


@given(st.text())
def test_whatever_is_sent_is_one_of_ours(accepted: str) -> None:
    assert asked_for(accepted) in Language
