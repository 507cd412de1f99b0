import json

import msgspec

from akwarden.model.artifact import Coverage, Skipped
from akwarden.model.match import Position


def test_coverage_of_nothing_says_that_nothing_was_set_aside() -> None:
    coverage = Coverage(items=0, bytes=0, skipped=())

    assert json.loads(msgspec.json.encode(coverage)) == {
        "items": 0,
        "bytes": 0,
        "skipped": [],
        "allowed": 0,
        "baselined": 0,
        "ignored": 0,
        "allowed_for_gitleaks": 0,
        "allowed_shown": False,
        "examples": 0,
        "excluded": [],
        "unreachable": 0,
        "unchanged": 0,
        "interrupted": False,
    }


def test_equal_records_are_one() -> None:
    assert len({Skipped("a", "unreadable"), Skipped("a", "unreadable"), Skipped("b", "unreadable")}) == 2


def test_positions_are_in_the_order_of_the_bytes() -> None:
    assert sorted([Position(9, 1, 10), Position(2, 1, 3)]) == [Position(2, 1, 3), Position(9, 1, 10)]
