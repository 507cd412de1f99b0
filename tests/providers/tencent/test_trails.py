from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from tests.providers.tencent.saying import WHO, Saying, error
from tests.providers.tencent.shop import EVERY_EVENT, opened, put_track, root_key, shop_cloud, told_by

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.cloudaudit.state import Selection
from akwarden.errors import CloudError, MissingRightError
from akwarden.model.facts import TrailState
from akwarden.model.trail import Trail, TrailScope

ROW = {"Name": "all", "TrackId": 1, "Status": 1, "ResourceType": "*", "ActionType": "*", "EventNames": ["*"]}


def listed(answer: Any) -> list[Trail]:
    """Give the tracks where a cloud says this."""
    with Saying({"GetCallerIdentity": WHO, "DescribeAuditTracks": answer}) as server:
        return [*told_by(server.endpoint).trails()]


@pytest.mark.parametrize(
    ("is_on", "selections", "state", "detail"),
    [
        (True, [EVERY_EVENT], TrailState.ON, ""),
        (False, [EVERY_EVENT], TrailState.OFF, "it is switched off"),
        (True, [Selection("*", "Write", ("*",))], TrailState.PARTLY, "only events of the kind Write"),
        (True, [Selection("cam", "*", ("*",))], TrailState.PARTLY, "only events of cam"),
        (
            True,
            [Selection("cam", "Read", ("ListUsers",))],
            TrailState.PARTLY,
            "only events of cam, only events of the kind Read, only some events by name",
        ),
    ],
)
def test_a_track_says_how_much_it_records(
    tmp_path: Path, *, is_on: bool, selections: Sequence[Selection], state: TrailState, detail: str
) -> None:
    cloud = shop_cloud(tmp_path)
    put_track(cloud, "all", is_on=is_on, selections=selections)

    with Emulator(cloud, rate_scale=0) as running:
        (found,) = opened(running, root_key(cloud)).trails()

    assert (found.name, found.state, found.detail) == ("all", state, detail)
    assert (found.scope is None) == (not is_on)


@pytest.mark.parametrize(
    ("selection", "scope"),
    [
        (EVERY_EVENT, TrailScope()),
        (Selection("*", "Write", ("*",)), TrailScope(reads=False)),
        (Selection("*", "Read", ("*",)), TrailScope(writes=False)),
        (Selection("cam", "*", ("*",)), TrailScope(services=("cam",))),
        (
            Selection("cam", "Read", ("ListUsers",)),
            TrailScope(writes=False, services=("cam",), is_narrowed=True),
        ),
    ],
)
def test_a_track_says_which_calls_it_takes_and_where_it_delivers(
    tmp_path: Path, selection: Selection, scope: TrailScope
) -> None:
    cloud = shop_cloud(tmp_path)
    put_track(cloud, "all", selections=[selection])

    with Emulator(cloud, rate_scale=0) as running:
        (found,) = opened(running, root_key(cloud)).trails()

    assert found.scope == replace(scope, target="cos://audit-logs/audit")


def test_a_track_for_several_services_takes_only_those(tmp_path: Path) -> None:
    cloud = shop_cloud(tmp_path)
    chosen = (Selection("cam", "*", ("*",)), Selection("sts", "*", ("*",)))
    put_track(cloud, "some", selections=chosen)

    with Emulator(cloud, rate_scale=0) as running:
        (found,) = opened(running, root_key(cloud)).trails()

    assert found.state is TrailState.PARTLY
    assert "some services" in found.detail
    assert found.scope is not None
    assert found.scope.is_narrowed


def test_an_account_without_tracks_has_none(tmp_path: Path) -> None:
    cloud = shop_cloud(tmp_path)

    with Emulator(cloud, rate_scale=0) as running:
        assert [*opened(running, root_key(cloud)).trails()] == []


def test_a_track_without_a_name_is_called_by_its_number() -> None:
    assert [one.name for one in listed({"TotalCount": 1, "Tracks": [{**ROW, "Name": None}]})] == ["1"]


def test_a_missing_right_is_not_the_same_as_no_tracks() -> None:
    with pytest.raises(MissingRightError):
        listed(error("UnauthorizedOperation"))


@pytest.mark.parametrize("rows", ["x", [1], [[]]])
def test_an_answer_of_another_kind_is_refused(rows: object) -> None:
    with pytest.raises(CloudError):
        listed({"TotalCount": 1, "Tracks": rows})
