from typing import Any

import pytest
from tests.store.databases import postgresql, state
from tests.workflows.access.somebody import NOW, add, later, records

from akwarden.errors import UsageError
from akwarden.model.person import Caller, Grant, Role, Via
from akwarden.model.saved_view import SavedView, SharedWith, ViewPlace
from akwarden.store.state import State
from akwarden.workflows import saved_views
from akwarden.workflows.saved_views import Wanted

__all__ = ["postgresql", "state"]

ALL = SharedWith.EVERYBODY


def caller(state: State, login: str, role: Role = Role.ANALYST) -> Caller:
    grants = (Grant(role),)
    return Caller(
        person_id=add(state, login, grants, password=None).id,
        login=login,
        name=login,
        grants=grants,
        via=Via.SESSION,
        pass_id="",
        csrf=None,
        expires_at=None,
    )


def save(state: State, whose: Caller, name: str = "Mine", **more: Any) -> SavedView:
    wanted = Wanted(**{"name": name, "place": ViewPlace.KEYS, "query": "q=owner:none", **more})
    return saved_views.save(state, wanted, whose, NOW)


def names(state: State, whose: Caller) -> list[str]:
    return [one.name for one in saved_views.listed(state, whose)]


def told(state: State) -> list[tuple[str, str, str]]:
    """Return who did what to which view, as the audit log has it."""
    return [(one.actor, one.action, one.object) for one in records(state) if one.action.startswith("view.")]


def test_a_view_is_seen_by_who_saved_it_and_a_shared_one_by_everybody(state: State) -> None:
    ann, bob = caller(state, "ann"), caller(state, "bob", Role.VIEWER)

    mine = save(state, ann, "b mine", query="")
    ours = save(state, ann, "A ours", shared_with=ALL)

    assert saved_views.listed(state, ann) == [ours, mine]
    assert [(one.name, one.owner) for one in saved_views.listed(state, bob)] == [("A ours", "ann")]


def test_a_view_that_is_saved_again_gets_the_new_name(state: State) -> None:
    ann, bob = caller(state, "ann"), caller(state, "bob")
    first, others = save(state, ann, "First"), save(state, bob, "Of bob")

    again = save(state, ann, "Again")
    elsewhere = save(state, ann, "Elsewhere", place=ViewPlace.IPS)

    assert (again.id, again.name) == (first.id, "Again")
    assert len({first.id, others.id, elsewhere.id}) == 3
    assert names(state, bob) == ["Of bob"]


def test_a_pin_is_of_one_person_and_goes_when_the_view_is_shared_no_more(state: State) -> None:
    ann, bob = caller(state, "ann"), caller(state, "bob")
    ours = save(state, ann, shared_with=ALL, pinned=True)

    for _ in range(2):
        assert saved_views.pin(state, ours.id, bob, pinned=True) is not None
    both = [saved_views.listed(state, one)[0].pinned for one in (ann, bob)]
    saved_views.change(state, ours.id, ann, NOW, name="Mine", shared_with=SharedWith.NOBODY)
    hidden = names(state, bob)
    saved_views.change(state, ours.id, ann, NOW, name="Ours", shared_with=ALL)

    assert (ours.pinned, both, hidden) == (True, [True, True], [])
    assert [saved_views.listed(state, one)[0].pinned for one in (ann, bob)] == [True, False]


def test_a_view_that_is_taken_out_of_the_rail_stays(state: State) -> None:
    ann = caller(state, "ann")
    mine = save(state, ann, pinned=True)

    out = saved_views.pin(state, mine.id, ann, pinned=False)

    assert out is not None
    assert not out.pinned
    assert saved_views.listed(state, ann) == [out]


def test_what_somebody_else_keeps_for_themselves_is_not_there(state: State) -> None:
    ann, bob = caller(state, "ann"), caller(state, "bob", Role.ADMIN)
    mine = save(state, ann)

    assert saved_views.pin(state, mine.id, bob, pinned=True) is None
    assert saved_views.change(state, mine.id, bob, NOW, name="Taken", shared_with=ALL) is None
    saved_views.remove(state, mine.id, bob, NOW)

    assert saved_views.listed(state, ann) == [mine]
    assert told(state) == []


def test_the_audit_log_says_what_became_of_shared_views_and_nothing_of_others(state: State) -> None:
    ann = caller(state, "ann")
    save(state, ann, "Private", query="q=owner:private")

    ours = save(state, ann, "Ours", shared_with=ALL)
    saved_views.change(state, ours.id, ann, later(minutes=1), name="Of all", shared_with=ALL)
    saved_views.change(state, ours.id, ann, later(minutes=2), name="Of all", shared_with=ALL)
    saved_views.change(state, ours.id, ann, later(minutes=3), name="Mine", shared_with=SharedWith.NOBODY)
    save(state, ann, "Again", shared_with=ALL)
    saved_views.remove(state, ours.id, ann, later(minutes=4))

    assert told(state) == [
        ("ann", "view.share", "Ours"),
        ("ann", "view.rename", "Of all"),
        ("ann", "view.unshare", "Mine"),
        ("ann", "view.share", "Again"),
        ("ann", "view.remove", "Again"),
    ]


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\nb", "a\u202eb"])
def test_a_name_that_cannot_be_shown_is_refused(state: State, name: str) -> None:
    ann = caller(state, "ann")
    mine = save(state, ann)

    with pytest.raises(UsageError, match="can't be called so"):
        save(state, ann, name)
    with pytest.raises(UsageError, match="can't be called so"):
        saved_views.change(state, mine.id, ann, NOW, name=name, shared_with=SharedWith.NOBODY)

    assert names(state, ann) == ["Mine"]


@pytest.mark.parametrize(
    "query", ["q=a b", "q=#x", "?q=1", "q=\u5bc6", "q=1\\", 'q="x"', "q=<b>", "x" * 2001]
)
def test_what_is_no_part_of_an_address_is_refused(state: State, query: str) -> None:
    ann = caller(state, "ann")

    with pytest.raises(UsageError, match="behind the"):
        save(state, ann, query=query)

    assert names(state, ann) == []


def test_a_person_has_so_many_views_and_no_more(state: State) -> None:
    ann, bob = caller(state, "ann"), caller(state, "bob")
    for number in range(saved_views.MOST_OWN):
        save(state, ann, query=f"q={number}")

    with pytest.raises(UsageError, match="the most that one person has"):
        save(state, ann, query="q=more")

    assert save(state, ann, "Renamed", query="q=1").name == "Renamed"
    assert save(state, bob).owner == "bob"


def test_people_share_so_many_views_and_no_more(state: State) -> None:
    each = [caller(state, f"p{number}") for number in range(saved_views.MOST_SHARED // saved_views.MOST_OWN)]
    ours = [
        save(state, one, query=f"q={number}", shared_with=ALL)
        for one in each
        for number in range(saved_views.MOST_OWN)
    ]
    ann = caller(state, "ann")
    mine = save(state, ann)

    with pytest.raises(UsageError, match="the most that are shared"):
        save(state, ann, query="q=more", shared_with=ALL)
    with pytest.raises(UsageError, match="the most that are shared"):
        save(state, ann, shared_with=ALL)
    with pytest.raises(UsageError, match="the most that are shared"):
        saved_views.change(state, mine.id, ann, NOW, name="Mine", shared_with=ALL)

    assert saved_views.change(state, ours[-1].id, each[-1], NOW, name="Renamed", shared_with=ALL) is not None
