"""Canaries that are minted, on both emulated clouds: also by a run that is killed at each of its steps."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.emulator.aws.cloud import Cloud, guarded
from tests.providers.aws.collector import ACCOUNT, Sleeps, collector
from tests.providers.aws.collector import access as aws_access
from tests.providers.tencent.shop import AT_ONCE, access, account, credential_of, reader, shop_cloud
from tests.store.databases import home_state
from tests.store.rows import NOW

from akwarden.emulator.tencent.server import Emulator
from akwarden.errors import CloudError, UsageError
from akwarden.model.account import Account, AccountNumber, AccountSite, FromEnvironment
from akwarden.model.canary import Canary
from akwarden.model.credential import Credential
from akwarden.providers.aws.client import Client
from akwarden.providers.aws.key_making import AwsKeyMaker
from akwarden.providers.aws.permissions import KEY_CALLS as AWS_CALLS
from akwarden.providers.inventory import Tally
from akwarden.providers.key_making import KeyMaker, MadeUser
from akwarden.providers.tencent.key_making import TencentKeyMaker
from akwarden.providers.tencent.permissions import KEY_CALLS as TENCENT_CALLS
from akwarden.store import canaries
from akwarden.store.audit_log import log
from akwarden.store.state import State
from akwarden.store.turn import turn
from akwarden.workflows.detection.canaries import Recording, forget_canary, record_canary
from akwarden.workflows.detection.canary_minting import (
    DELETED,
    MINTED,
    PLACED,
    STARTED,
    Delivery,
    Minting,
    Unfinished,
    delete_canary,
    mint_canary,
    unfinished,
    user_of,
)

USER = "svc-report-export"


@dataclass
class Place:
    """An account in which canaries are minted, and a state."""

    state: State
    maker: KeyMaker
    account: Account
    live_keys: Callable[[], list[str]]
    """Gives the keys of the canary's user that the cloud has."""
    make_other: Callable[[], None]
    """Makes a user of that name by hand."""

    def minting(self, **values: Any) -> Minting:
        """Give what is asked for."""
        asked = Minting(account=self.account, user=USER, place="/bait", actor="bob", now=NOW)
        return msgspec.structs.replace(asked, **values)

    def mint(
        self, deliver: Callable[[Credential], None] | None = None, *, there: str = "", **values: Any
    ) -> Canary:
        """Mint a canary; the key with the id `there` is in its place already, which is taken then."""

        def check() -> None:
            if there:
                raise UsageError("something is there already")

        delivery = Delivery(deliver or (lambda _: None), lambda key_id: key_id == there, check)
        return mint_canary(self.state, self.maker, self.minting(**values), delivery)

    def held(self) -> list[str]:
        """Give the keys that are canaries."""
        with self.state.reading() as connection:
            return sorted(canaries.key_ids(connection))

    def begun(self) -> list[Unfinished]:
        """Give the canaries that are not finished."""
        with self.state.reading() as connection:
            return unfinished(connection)

    def actions(self) -> list[str]:
        """Give what the audit log says was done, in order."""
        with self.state.reading() as connection:
            names = (STARTED, MINTED, PLACED, DELETED)
            records = [one for name in names for one in log.records_of(connection, name)]
        return [one.action for one in sorted(records, key=lambda one: one.number)]


@contextmanager
def at_tencent(folder: Path) -> Iterator[Place]:
    """Give an account of Tencent Cloud, with the rights of the table and no others."""
    cloud = shop_cloud(folder)
    with Emulator(cloud, rate_scale=0) as emulator:
        where = account(cloud)
        key = credential_of(reader(cloud, TENCENT_CALLS))
        ours = Account(
            provider="tencent",
            number=AccountNumber(str(where.uin)),
            name="prod",
            site=AccountSite.MAINLAND,
            source=FromEnvironment(),
        )

        def live_keys() -> list[str]:
            user = where.user_named(USER)
            return [] if user is None else [one.secret_id for one in where.keys_of(user.uin)]

        def make_other() -> None:
            robot = where.user_named("robot")
            assert robot is not None
            robot.name = USER

        state = home_state(folder / "home")
        maker = TencentKeyMaker(access(emulator.endpoint, key), AT_ONCE)
        yield Place(state, maker, ours, live_keys, make_other)
        state.close()


@contextmanager
def at_aws(folder: Path) -> Iterator[Place]:
    """Give an account of AWS, with the rights of the table and no others."""
    with guarded() as cloud:
        ours = Account(
            provider="aws",
            number=AccountNumber(ACCOUNT),
            name="prod",
            site=AccountSite.AWS,
            source=FromEnvironment(),
        )
        state = home_state(folder / "home")
        held = aws_access(cloud, collector(cloud, AWS_CALLS))
        maker = AwsKeyMaker(Client(held, Tally(), sleep=Sleeps(), calls=AWS_CALLS))
        yield Place(state, maker, ours, lambda: _aws_keys(cloud), lambda: _aws_user(cloud))
        state.close()


def _aws_keys(cloud: Cloud) -> list[str]:
    iam = cloud.client("iam")
    if USER not in [one["UserName"] for one in iam.list_users()["Users"]]:
        return []
    return [one["AccessKeyId"] for one in iam.list_access_keys(UserName=USER)["AccessKeyMetadata"]]


def _aws_user(cloud: Cloud) -> None:
    cloud.client("iam").create_user(UserName=USER)
    cloud.client("iam").create_access_key(UserName=USER)


@pytest.fixture(params=[at_tencent, at_aws], ids=["tencent", "aws"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Give an account of each cloud."""
    with request.param(tmp_path) as found:
        yield found


def test_a_canary_is_minted_remembered_and_handed_over_once(place: Place) -> None:
    given: list[Credential] = []

    canary = place.mint(given.append)

    (credential,) = given
    assert (canary.key_id, canary.minted, canary.place, canary.created_by) == (
        credential.key_id,
        True,
        "/bait",
        "bob",
    )
    assert place.held() == place.live_keys() == [canary.key_id]
    assert place.actions() == [STARTED, MINTED, PLACED]
    assert place.begun() == []


def test_what_is_to_be_done_is_on_record_before_the_cloud_is_changed(place: Place) -> None:
    seen: list[list[str]] = []
    made = place.maker.make_user

    def make_user(name: str) -> MadeUser:
        seen.append(place.actions())
        return made(name)

    place.maker = _Spying(place.maker, make_user=make_user)

    place.mint()

    assert seen == [[STARTED]]


def test_the_secret_is_kept_nowhere(place: Place, tmp_path: Path) -> None:
    given: list[Credential] = []

    place.mint(given.append)

    secret = given[0].secret.reveal()
    place.state.close()
    for path in (tmp_path / "home").rglob("*"):
        assert path.is_dir() or secret not in path.read_bytes(), path


def test_a_second_canary_of_the_same_user_is_refused(place: Place) -> None:
    canary = place.mint()

    with pytest.raises(UsageError, match="has the canary") as told:
        place.mint()

    assert canary.key_id in str(told.value.mend)
    assert place.held() == place.live_keys() == [canary.key_id]


def test_a_user_of_somebody_else_is_never_touched(place: Place) -> None:
    place.make_other()
    before = place.live_keys()

    with pytest.raises(UsageError, match="akwarden did not make"):
        place.mint()

    assert (place.live_keys(), place.held(), place.actions()) == (before, [], [])
    assert before


def test_a_key_of_another_account_makes_nothing(place: Place) -> None:
    other = msgspec.structs.replace(place.account, number=AccountNumber("999999999999"))

    with pytest.raises(CloudError, match="opens another account"):
        place.mint(account=other)

    assert (place.live_keys(), place.actions()) == ([], [])


@pytest.mark.parametrize("name", ["", "-x", "a b", "x" * 65, "a/b", "ü"])
def test_a_name_that_no_user_can_have_is_refused(name: str, tmp_path: Path) -> None:
    with at_aws(tmp_path) as place, pytest.raises(UsageError, match="can't be called so"):
        place.mint(user=name)


def test_two_runs_do_not_make_one_canary_at_once(place: Place) -> None:
    name = f"canary {place.account.provider}/{place.account.number}/{USER}"

    with turn(place.state, name), pytest.raises(UsageError, match="another run"):
        place.mint()

    assert place.live_keys() == []


class _Killed(BaseException):
    """Stands for the end of the process."""


class _Spying:
    """A maker of keys, some methods of which are others."""

    def __init__(self, maker: KeyMaker, **others: Any) -> None:
        """Take the maker and the methods."""
        self._maker = maker
        self._others = others

    def __getattr__(self, name: str) -> Any:
        """Give the other method, or its own."""
        return self._others.get(name) or getattr(self._maker, name)


class _Mortal:
    """A maker of keys in whose process the end comes before or behind one of its calls."""

    def __init__(self, maker: KeyMaker, at: int, *, behind: bool) -> None:
        """Take the maker and the number of the call, from 0."""
        self._maker = maker
        self._left = at
        self._behind = behind

    def __getattr__(self, name: str) -> Any:
        """Give a method that counts its calls."""
        method = getattr(self._maker, name)

        def counted(*arguments: Any) -> Any:
            self._left -= 1
            if self._left == -1 and not self._behind:
                raise _Killed
            done = method(*arguments)
            if self._left == -1:
                raise _Killed
            return done

        return counted


@pytest.mark.parametrize("behind", [False, True], ids=["before", "behind"])
def test_a_run_that_was_killed_at_a_call_is_finished_by_the_next(*, behind: bool, place: Place) -> None:
    whole = place.maker
    kills = 0
    for at in range(20):
        place.maker = _Mortal(whole, at, behind=behind)
        name = f"{USER}-{at}"
        try:
            place.mint(user=name)
        except _Killed:
            kills += 1
            assert place.begun() in ([], [Unfinished(place.account.provider, place.account.number, name)])
        else:
            break
        place.maker = whole
        made = place.mint(user=name)

        user = whole.find(name)
        assert user is not None
        assert list(whole.key_ids(user)) == [made.key_id], f"killed at call {at}"
        assert made.key_id in place.held()
        assert place.begun() == []

    assert kills >= 6
    with place.state.reading() as connection:
        assert len(place.held()) == len(canaries.listed(connection)) == kills + 1


def test_a_key_whose_secret_was_lost_on_the_way_to_its_place_is_replaced(place: Place) -> None:
    def fail(_: Credential) -> None:
        raise UsageError("the disk is full")

    with pytest.raises(UsageError, match="the disk is full"):
        place.mint(fail)
    lost, begun = place.held(), place.begun()
    canary = place.mint()

    assert len(lost) == 1
    assert begun == [Unfinished(place.account.provider, place.account.number, USER)]
    assert place.held() == place.live_keys() == [canary.key_id]
    assert lost != place.held()
    assert place.begun() == []


def test_a_key_that_came_to_its_place_before_the_end_is_not_made_anew(
    place: Place,
) -> None:
    def put_and_end(_: Credential) -> None:
        raise _Killed

    with pytest.raises(_Killed):
        place.mint(put_and_end)
    (key_id,) = place.held()
    again: list[Credential] = []
    canary = place.mint(again.append, there=key_id)

    assert canary.key_id == key_id
    assert again == []
    assert place.held() == place.live_keys() == [key_id]
    assert place.begun() == []


def test_where_something_else_is_in_its_place_nothing_is_done(place: Place) -> None:
    with pytest.raises(UsageError, match="is there already"):
        place.mint(there="another key")

    assert place.actions() == []
    assert place.live_keys() == []


def test_a_key_of_a_try_whose_answer_was_lost_is_deleted(place: Place) -> None:
    whole = place.maker

    def make_twice(user: MadeUser) -> Credential:
        whole.make_key(user)
        return whole.make_key(user)

    place.maker = _Spying(whole, make_key=make_twice)

    canary = place.mint()

    assert place.held() == place.live_keys() == [canary.key_id]


def test_a_minted_canary_is_deleted_with_its_user_and_forgotten(place: Place) -> None:
    canary = place.mint()

    gone = delete_canary(place.state, place.maker, canary, actor="eve", now=NOW)
    again = delete_canary(place.state, place.maker, canary, actor="eve", now=NOW)

    assert gone.removed_at == again.removed_at == NOW
    assert (place.live_keys(), place.held(), place.maker.find(USER)) == ([], [], None)
    assert place.actions()[3] == DELETED
    assert place.begun() == []


def test_a_canary_that_was_made_by_hand_is_not_deleted(place: Place) -> None:
    asked = Recording(key_id="AKIA" + "B" * 16, account=None, place="wiki", actor="bob", now=NOW)
    canary = record_canary(place.state, asked).canary

    with pytest.raises(UsageError, match="was made by hand"):
        delete_canary(place.state, place.maker, canary, actor="bob", now=NOW)

    assert place.held() == [canary.key_id]


def test_one_that_is_forgotten_alone_is_not_told_as_unfinished(place: Place) -> None:
    canary = place.mint()

    forget_canary(place.state, canary.key_id, actor="bob", now=NOW)

    assert place.begun() == []
    assert place.live_keys() == [canary.key_id]
    with place.state.reading() as connection:
        assert user_of(connection, canary.key_id) == USER
