import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.access.roles import RIGHTS, Right, narrowed, reach
from akwarden.model.person import Caller, Grant, Role, Via

GRANTS = st.builds(Grant, st.sampled_from(Role), st.sampled_from([None, "payments", "search"]))


def caller(*grants: Grant) -> Caller:
    return Caller(
        person_id=1,
        login="ada",
        name="Ada",
        grants=grants,
        via=Via.SESSION,
        pass_id="a",
        csrf=None,
        expires_at=None,
    )


def test_a_role_for_a_group_reaches_that_group_and_nothing_of_akwarden_itself() -> None:
    ada = caller(Grant(Role.ADMIN, "payments"))

    assert reach(ada, Right.READ).groups == {"payments"}
    assert not reach(ada, Right.READ).everywhere
    assert not reach(ada, Right.ADMINISTER)
    assert not reach(ada, Right.AUDIT)


@pytest.mark.parametrize("role", Role)
def test_a_role_gives_its_rights_and_no_others(role: Role) -> None:
    ada = caller(Grant(role))

    assert {right for right in Right if reach(ada, right)} == RIGHTS[role]


@given(st.lists(GRANTS, max_size=4), st.lists(GRANTS, max_size=4), st.sampled_from(Right))
def test_what_is_narrowed_reaches_no_further_than_either(
    wanted: list[Grant], held: list[Grant], right: Right
) -> None:
    both = reach(caller(*narrowed(wanted, held)), right)

    for one in (reach(caller(*wanted), right), reach(caller(*held), right)):
        assert one.everywhere or not both.everywhere
        assert one.everywhere or both.groups <= one.groups


@given(st.lists(GRANTS, max_size=4))
def test_what_somebody_holds_is_not_narrowed_by_itself(held: list[Grant]) -> None:
    rights = {right: reach(caller(*held), right) for right in Right}

    again = caller(*narrowed(held, held))

    for right, before in rights.items():
        after = reach(again, right)
        assert (after.everywhere, before.groups <= after.groups or after.everywhere) == (
            before.everywhere,
            True,
        )


def test_a_token_of_an_administrator_who_became_a_viewer_sees_and_does_nothing_more() -> None:
    assert narrowed([Grant(Role.ADMIN)], [Grant(Role.VIEWER, "payments")]) == (
        Grant(Role.VIEWER, "payments"),
    )
