import pytest
from tests.detectors.posture.short import account, names, seen

WORKING = [{"id": "K1", "age": 5, "used": 1}]


@pytest.mark.parametrize(
    "note",
    [
        "钱峰 已离职",
        "吴迪 离职 left the company",
        "Li Wei, left in summer",
        "Left in 2024",
        "ex-employee",
        "Former contractor of the shop",
        "offboarded 2025",
        "no longer works here",
    ],
)
def test_a_note_says_that_somebody_left(note: str) -> None:
    assert names("left-note", account(principals=[{"name": "a", "note": note, "keys": WORKING}])) == ["a"]


@pytest.mark.parametrize(
    "note",
    [
        "left navigation",
        "left in place",
        "what is left over",
        "upper left corner",
        "旧集群 gone",
        "replaced last year",
    ],
)
def test_a_note_in_which_nobody_left(note: str) -> None:
    assert names("left-note", account(principals=[{"name": "a", "note": note, "keys": WORKING}])) == []


@pytest.mark.parametrize(
    "note", ["前端组共用", "多人使用", "used by several teams", "Shared account of the lab", "team key"]
)
def test_a_note_says_that_a_key_is_shared(note: str) -> None:
    assert names("key-shared", account(principals=[{"name": "a", "note": note, "keys": WORKING}])) == ["K1"]


@pytest.mark.parametrize(
    "note", ["共享存储上传", "shared library builds", "market share", "file share server"]
)
def test_a_note_in_which_something_else_is_shared(note: str) -> None:
    assert names("key-shared", account(principals=[{"name": "a", "note": note, "keys": WORKING}])) == []


def test_the_evidence_quotes_the_note() -> None:
    facts = account(principals=[{"name": "a", "note": "前端组共用", "keys": WORKING}])

    (one,) = seen("key-shared", facts)

    assert [note.note for note in one.evidence] == [
        "noted: 前端组共用",
        "made on 2025-12-27; used within the last 7 days",
    ]


def test_what_still_works_is_said() -> None:
    people = [
        {"name": "a", "console": True, "keys": WORKING},
        {"name": "b", "console": True},
        {"name": "c", "keys": [{"id": "K2"}, {"id": "K3"}]},
    ]
    facts = account(gone_people=["a", "b", "c"], principals=people)

    details = [one.detail.partition(" and ")[2] for one in seen("owner-gone", facts)]

    assert details == [
        "the key and the console login still work",
        "the console login still works",
        "2 keys still work",
    ]


def test_a_role_of_somebody_who_left_is_no_login() -> None:
    facts = account(gone_people=["ana"], principals=[{"name": "ana", "type": "role"}])

    assert names("owner-gone", facts) == []
