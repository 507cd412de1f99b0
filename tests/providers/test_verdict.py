import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.model.site_answer import Identified, Refused, SiteAnswer, Unclear
from akwarden.model.verification import Active, Inactive, Unverified
from akwarden.providers.verdict import is_settled, verdict

answers: st.SearchStrategy[SiteAnswer] = st.one_of(
    st.builds(Identified, st.just("alice")),
    st.builds(Refused, st.sampled_from(["deleted", "expired"]), st.booleans()),
    st.builds(Unclear, st.just("busy"), st.booleans(), st.booleans()),
)


def test_whoever_tells_the_identity_decides() -> None:
    assert verdict({"one": Refused("deleted"), "two": Identified("alice")}) == Active("alice")


def test_where_all_refuse_the_key_is_inactive_with_all_that_it_can_mean() -> None:
    assert verdict({"one": Refused("deleted"), "two": Refused("deleted")}) == Inactive(
        "refused at one and two: deleted"
    )
    assert verdict({"one": Refused("deleted"), "two": Refused("expired")}) == Inactive(
        "refused at one: deleted; refused at two: expired"
    )


@pytest.mark.parametrize("first", [True, False])
def test_one_site_that_did_not_tell_leaves_it_open(*, first: bool) -> None:
    told, open_ = Refused("deleted"), Unclear("no answer")
    asked: dict[str, SiteAnswer] = {"one": open_, "two": told} if first else {"one": told, "two": open_}

    assert verdict(asked) == Unverified(f"{'one' if first else 'two'}: no answer", asked=True)


def test_a_site_that_knows_the_id_is_believed_before_one_that_does_not() -> None:
    wrong = Unclear("this is not its secret", final=True)

    assert verdict({"one": Refused("deleted"), "two": wrong}) == Unverified(
        "two: this is not its secret", asked=True
    )
    assert verdict({"one": Unclear("busy"), "two": Refused("expired", final=True)}) == Inactive(
        "two: expired"
    )


def test_without_a_site_nothing_is_known() -> None:
    assert verdict({}) == Unverified("there is no site to ask")


@given(st.dictionaries(st.sampled_from("abcd"), answers, min_size=1))
def test_no_key_is_called_inactive_unless_all_refuse_or_one_is_sure(asked: dict[str, SiteAnswer]) -> None:
    found = verdict(asked)

    if isinstance(found, Inactive):
        sure = any(isinstance(answer, Refused) and answer.final for answer in asked.values())
        assert sure or all(isinstance(answer, Refused) for answer in asked.values())
    assert isinstance(found, Active) is any(isinstance(answer, Identified) for answer in asked.values())


@given(answers)
def test_asking_goes_on_until_no_other_site_can_know_better(answer: SiteAnswer) -> None:
    assert is_settled(answer) is (isinstance(answer, Identified) or answer.final)
