import pytest

from akwarden.errors import MissingRightError, UnreachableError
from akwarden.model.blind_spot import BlindSpot
from akwarden.providers.inventory import Tally
from akwarden.providers.tencent.permissions import call_of
from akwarden.providers.tencent.refusal import GoneError, NoActionError, NoRegionError, RefusedError
from akwarden.providers.tencent.rights import MOST_REFUSALS, Rights

CAM, KEYS = "cam", "ListAccessKeys"


class Question:
    """Answers, or refuses, and counts how often it was asked."""

    def __init__(self, *answers: object) -> None:
        self.answers = [*answers]
        self.asked = 0

    def __call__(self) -> object:
        self.asked += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def no() -> MissingRightError:
    return MissingRightError("cam:ListAccessKeys", "you may not")


def test_an_answer_comes_through_and_leaves_no_blind_spot() -> None:
    tally = Tally()

    assert Rights(tally).attempt(CAM, KEYS, Question("keys")) == "keys"
    assert tally.blind_spots == ()


def test_a_right_that_was_refused_three_times_in_a_row_is_not_asked_for_again() -> None:
    tally, question = Tally(), Question(no())
    rights = Rights(tally)

    found = [rights.attempt(CAM, KEYS, question) for _ in range(10)]

    assert found == [None] * 10
    assert (question.asked, tally.saved) == (MOST_REFUSALS, 10 - MOST_REFUSALS)
    assert tally.blind_spots == (
        BlindSpot(
            right="cam:ListAccessKeys",
            unseen="the access keys of users",
            reason="you may not",
            mend="allow cam:ListAccessKeys",
        ),
    )


def test_refusals_that_are_not_in_a_row_close_nothing() -> None:
    question = Question(no(), no(), "keys", no(), no(), "keys")
    rights = Rights(Tally())

    assert [rights.attempt(CAM, KEYS, question) for _ in range(6)].count("keys") == 2
    assert question.asked == 6


def test_rights_do_not_close_each_other() -> None:
    rights, other = Rights(Tally()), Question("users")
    for _ in range(5):
        rights.attempt(CAM, KEYS, Question(no()))

    assert rights.attempt(CAM, "ListUsers", other) == "users"


def test_what_the_site_does_not_have_is_asked_for_once() -> None:
    action = "GetUserPermissionBoundary"
    tally, question = Tally(), Question(NoActionError(call_of(CAM, action), "InvalidAction", "no"))
    rights = Rights(tally)

    assert [rights.attempt(CAM, action, question) for _ in range(3)] == [None] * 3
    assert question.asked == 1
    assert [spot.mend for spot in tally.blind_spots] == ["look in the console of the account"]


def test_what_must_be_answered_raises_each_time_and_is_soon_not_asked() -> None:
    question = Question(no())
    rights = Rights(Tally())

    for _ in range(5):
        with pytest.raises(MissingRightError):
            rights.require(CAM, KEYS, question)

    assert question.asked == MOST_REFUSALS


def test_what_is_refused_for_another_reason_is_a_blind_spot_and_asked_for_again() -> None:
    call = call_of(CAM, KEYS)
    tally, question = Tally(), Question(RefusedError(call, "InvalidParameter.ParamError", "a bad number"))
    rights = Rights(tally)

    assert [rights.attempt(CAM, KEYS, question) for _ in range(5)] == [None] * 5
    assert question.asked == 5
    (spot,) = tally.blind_spots
    assert (spot.right, spot.reason) == ("cam ListAccessKeys", "InvalidParameter.ParamError: a bad number")


@pytest.mark.parametrize("kind", [GoneError, NoRegionError])
def test_what_is_not_there_is_for_the_caller_to_pass_over(kind: type[RefusedError]) -> None:
    gone = Question(kind(call_of(CAM, KEYS), "ResourceNotFound", "no"))

    with pytest.raises(kind):
        Rights(Tally()).attempt(CAM, KEYS, gone)


def test_a_network_that_fails_is_no_blind_spot() -> None:
    with pytest.raises(UnreachableError):
        Rights(Tally()).attempt(CAM, KEYS, Question(UnreachableError("no answer")))
