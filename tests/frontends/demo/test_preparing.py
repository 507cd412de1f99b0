"""One small demo, made once at a fixed time, and what is in it."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.frontends.api.client import site_on
from tests.frontends.api.walking import Walk
from tests.frontends.demo.company import AT
from tests.languages.marked import is_chinese, marked_texts

from akwarden.access.roles import Right, reach
from akwarden.frontends.demo.coming import attack
from akwarden.frontends.demo.delivering import deliver
from akwarden.frontends.demo.history import VICTIM
from akwarden.frontends.demo.home import SOURCES
from akwarden.frontends.demo.inventory import stored
from akwarden.frontends.demo.living import fetch
from akwarden.frontends.demo.people import ADMIN, OF_GROUP, VIEWER, link_of, password_of
from akwarden.frontends.demo.prepared import prepared
from akwarden.frontends.demo.preparing import STAGES, prepare
from akwarden.frontends.demo.preset import SMALL
from akwarden.frontends.demo.scene import Scene
from akwarden.model.access_key import KeyStatus
from akwarden.model.alarm import Alarm, AlarmStatus
from akwarden.model.leak import Validity
from akwarden.model.person import Grant, Role
from akwarden.workflows.access.acting import Coming
from akwarden.workflows.access.logging_in import Typed, log_in
from akwarden.workflows.access.outcome import LoggedIn
from akwarden.workflows.access.sealing import Keyhole
from akwarden.workflows.detection.listing import list_alarms
from akwarden.workflows.keys.listing import Asked, list_keys
from akwarden.workflows.leaks.listing import list_leaks
from akwarden.workflows.usage.call_log import CallLog
from akwarden.workflows.usage.call_query import CallsAsked
from akwarden.workflows.usage.desk import Desk
from akwarden.workflows.vault.passphrase import PassphraseSources

pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("demo")]


def clock() -> Callable[[], datetime]:
    """Give a clock that began at the fixed time just now."""
    ahead = AT - datetime.now(UTC)
    return lambda: datetime.now(UTC) + ahead


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Give the demo, made to its end."""
    place = tmp_path_factory.mktemp("demo") / "home"
    with prepared(place, SMALL, dict(os.environ), clock()) as made:
        yield made
        made.stop.set()


def alarms(scene: Scene) -> list[Alarm]:
    with scene.state.reading() as connection:
        return list(list_alarms(connection, Asked(now=scene.now(), with_deleted=True)))


def keyhole(scene: Scene) -> Keyhole:
    return Keyhole(scene.state, scene.place, PassphraseSources())


def test_330_keys_of_two_clouds_are_listed(scene: Scene) -> None:
    with scene.state.reading() as connection:
        rows = [one.row for one in list_keys(connection, Asked(now=scene.now()))]
    listed = [one for one in rows if one.status is not KeyStatus.UNLISTED]

    assert len(listed) == 330
    assert Counter(one.provider for one in listed) == {"tencent": 306, "aws": 24}
    assert sum(one.owner is not None for one in listed) > 150
    assert any(one.remark and "小程序" in one.remark for one in listed)


def test_the_same_alarms_rise_each_time_and_some_are_decided(scene: Scene) -> None:
    found = [one for one in alarms(scene) if VICTIM not in (one.principal or "")]

    assert Counter(one.rule for one in found) == {
        "administrator-given": 1,
        "arrived-then-high-risk": 2,
        "instance-credentials-outside": 1,
        "instances-mining-size": 1,
        "refused-key-elsewhere": 2,
        "trail-stopped": 1,
        "unknown-key-appears": 1,
    }
    assert Counter(one.status for one in found) == {
        AlarmStatus.OPEN: 5,
        AlarmStatus.HANDLED: 3,
        AlarmStatus.IGNORED: 1,
    }


def test_the_call_log_opens_with_calls_of_the_company_and_not_with_those_of_akwarden(scene: Scene) -> None:
    fetch(scene, {one.account.name for one in stored(scene)}, scene.leases())

    page = CallLog(scene.state, scene.lake, Desk()).page(CallsAsked(now=scene.now()), limit=100)

    assert len(page.rows) == 100
    assert {one.source_ip for one in page.rows} & {"127.0.0.1"} == set()


def test_leaks_of_the_repository_are_those_of_keys_that_work(scene: Scene) -> None:
    with scene.state.reading() as connection:
        found = [one for one in list_leaks(connection, Asked(now=scene.now())) if one.leak.key_id]
    working = {one.principal for one in found if one.leak.validity is Validity.ACTIVE}

    assert working >= {"order-api", "cos-uploader", "miniprogram-pay", "qian.feng", "dataworks-sync"}
    assert working >= {"scf-orders", "ab-test"}


def test_a_second_run_has_nothing_to_do(scene: Scene) -> None:
    assert set(scene.mark.done) == {one.name for one in STAGES}
    assert list(prepare(scene)) == []


def test_no_secret_of_a_key_lies_in_the_home_but_in_what_leaked(scene: Scene) -> None:
    company = scene.company
    secrets = [one.secret_key for one in company.tencent.keys.values()]
    secrets += [
        key.secret for one in company.aws.accounts.values() for u in one.users.values() for key in u.keys
    ]
    kept = [one for one in scene.place.rglob("*") if one.is_file() and SOURCES not in one.parts]

    found = [path for path in kept for secret in secrets if secret.encode() in path.read_bytes()]

    assert len(secrets) > 300
    assert any(path.name == "state.db" for path in kept)
    assert found == []


def test_people_come_in_by_a_link_or_a_password_of_this_run(scene: Scene) -> None:
    password = password_of(scene, VIEWER)
    coming = Coming(address="127.0.0.1", agent="test", now=scene.now())

    found = log_in(keyhole(scene), Typed(VIEWER, password), coming)

    assert isinstance(found, LoggedIn)
    assert reach(found.caller, Right.READ).everywhere
    assert not reach(found.caller, Right.NOTE)
    assert link_of(scene, ADMIN) != link_of(scene, ADMIN)


def test_who_works_on_payments_alone_reaches_no_other_account(scene: Scene) -> None:
    coming = Coming(address="127.0.0.1", agent="test", now=scene.now())

    found = log_in(keyhole(scene), Typed(OF_GROUP, password_of(scene, OF_GROUP)), coming)

    assert isinstance(found, LoggedIn)
    assert not reach(found.caller, Right.READ).everywhere
    assert reach(found.caller, Right.DECIDE).groups == {"payments"}


def test_a_stranger_with_the_leaked_key_is_told_when_its_calls_were_fetched(scene: Scene) -> None:
    calls = attack(scene.company.organisation, scene.now())[:1]
    names = {deliver(scene.servers, one.record) for one in calls}

    time.sleep(max(0.0, calls[0].at - scene.now().timestamp()))
    new = fetch(scene, [name for name in names if name], scene.leases())

    rules = {one.rule: one for one in alarms(scene) if one.principal == VICTIM}
    assert names == {"acme-shop"}
    assert new > 0
    assert rules["leaked-key-new-network"].severity == "critical"


def test_everything_came_through_the_ways_of_real_clouds(scene: Scene) -> None:
    files = list((scene.place / SOURCES).rglob("*.gz"))
    lake = scene.lake.files()

    assert Path(scene.place / SOURCES / "lists" / "keys.csv").is_file()
    assert len(files) > 100
    assert sum(one.rows for one in lake) >= 4_247


def test_all_that_the_server_says_of_it_is_said_in_chinese_too(scene: Scene) -> None:
    site = site_on(scene.state, scene.place, scene.now)

    with site.browser(Grant(Role.ADMIN), login="reader") as client:
        said = {
            (field, text)
            for _, answer in Walk(site.app, client, most=4).answers("zh-CN")
            for field, text in marked_texts(answer)
        }

    fields = {field for field, _ in said}
    assert fields >= {
        "Alarm.title",
        "Reason.text",
        "KeyRow.reasons",
        "Risk.detail",
        "Evidence.note",
        "Seen.says",
    }
    assert {(field, text) for field, text in said if not is_chinese(field, text)} == set()
