from concurrent.futures import ThreadPoolExecutor

import pytest

from akwarden.errors import CloudError, MissingRightError
from akwarden.providers.aws.once import Once, Patience


def test_a_value_is_made_once_for_many_threads() -> None:
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    once = Once(make)

    with ThreadPoolExecutor(8) as pool:
        values = list(pool.map(lambda _: once.get(), range(50)))

    assert values == [1] * 50


def test_a_value_may_be_none() -> None:
    made: list[int] = []

    def make() -> None:
        made.append(1)

    once = Once(make)
    once.get()
    once.get()

    assert made == [1]


@pytest.mark.parametrize(
    ("error", "calls"), [(MissingRightError("iam:ListRoles", "no"), 1), (CloudError("it failed"), 2)]
)
def test_only_a_missing_right_is_remembered(error: CloudError, calls: int) -> None:
    made: list[int] = []

    def make() -> int:
        made.append(1)
        raise error

    once = Once(make)
    for _ in range(2):
        with pytest.raises(type(error), match=error.what):
            once.get()

    assert len(made) == calls


def test_patience_is_over_after_three_refusals_in_a_row() -> None:
    patience, refusal = Patience(), MissingRightError("iam:ListRoles", "no")
    patience.refused(refusal)
    patience.refused(refusal)
    patience.allowed()
    patience.refused(refusal)
    patience.refused(refusal)
    was_over = patience.is_over
    patience.refused(refusal)

    assert (was_over, patience.is_over) == (False, True)
    assert patience.last is not None
    assert patience.last.right == "iam:ListRoles"
