from collections.abc import Iterator

import msgspec
import pytest
from tests.e2e.clouds import running, user_with
from tests.providers.tencent.saying import WHO, Saying, error
from tests.providers.tencent.shop import ALLOWED, credential_of, root_key

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.state import Key
from akwarden.errors import CredentialError, MissingRightError, UnreachableError
from akwarden.model.account import AccountSite
from akwarden.model.lease import Lease
from akwarden.providers.inventory import Access, Inventory, Purpose
from akwarden.providers.registry import load
from akwarden.providers.tencent.permissions import policy
from akwarden.workflows.accounts.probe import Probe, blind_spot, needed, probe

_NEEDED = needed(load("tencent"), manages=False)


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """Give an organisation of two accounts; tests add to it and take nothing away."""
    with running(tmp_path_factory.mktemp("cloud")) as started:
        yield started


def _probe(endpoint: str, key: Key, *, manages: bool = False) -> Probe:
    provider = load("tencent")
    lease = Lease(credential_of(key))
    access = Access(site=AccountSite.MAINLAND, lease=lambda: lease, endpoints={"*": endpoint}, rate=0)
    return probe(provider, access, manages=manages)


def test_root_can_read_all_and_is_told_so(emulator: Emulator) -> None:
    found = _probe(emulator.endpoint, root_key(emulator.cloud), manages=True)

    tried = {call.action for call in (*found.readable, *found.untried)}
    assert found.identity.arn.endswith(":root")
    assert found.blind_spots == ()
    assert tried == {call.action for call in load("tencent").calls}


def test_the_organisation_is_tried_by_who_manages_it_only(emulator: Emulator) -> None:
    found = _probe(emulator.endpoint, root_key(emulator.cloud))

    assert not [call for call in found.readable if call.purpose is Purpose.ORGANIZATION]


def test_few_calls_are_made_however_large_the_account_is(emulator: Emulator) -> None:
    provider, tallies = load("tencent"), []

    def counted(access: Access) -> Inventory:
        inventory = provider.inventory(access)
        tallies.append(inventory.tally)
        return inventory

    lease = Lease(credential_of(root_key(emulator.cloud)))
    access = Access(
        site=AccountSite.MAINLAND, lease=lambda: lease, endpoints={"*": emulator.endpoint}, rate=0
    )
    probe(msgspec.structs.replace(provider, inventory=counted), access, manages=True)

    assert sum(tally.calls for tally in tallies) in range(10, 150)


def test_whether_calls_can_be_looked_up_is_tried(emulator: Emulator) -> None:
    found = _probe(emulator.endpoint, root_key(emulator.cloud))

    assert "DescribeEvents" in {call.action for call in found.readable}


@pytest.mark.parametrize("call", [call for call in _NEEDED if call.right], ids=lambda call: call.right)
def test_each_missing_right_is_a_blind_spot_or_could_not_be_tried(emulator: Emulator, call: object) -> None:
    calls = tuple(one for one in ALLOWED if one is not call)
    key = user_with(emulator, policy(calls), name=f"without-{calls.index(calls[-1])}")

    found = _probe(emulator.endpoint, key)

    named = {spot.right for spot in found.blind_spots} | {one.right for one in found.untried}
    assert getattr(call, "right", None) in named
    assert call not in found.readable


def test_a_key_that_does_not_work_is_an_error_and_no_blind_spot(emulator: Emulator) -> None:
    key = Key("AKID" + "A" * 32, "B" * 32, 1, 1, 0)

    with pytest.raises(CredentialError):
        _probe(emulator.endpoint, key)
    with pytest.raises(UnreachableError):
        _probe("http://127.0.0.1:1", key)


def test_what_the_cloud_refuses_strangely_is_a_blind_spot_with_its_words() -> None:
    key = Key("AKID" + "A" * 32, "B" * 32, 1, 1, 0)
    with Saying({"GetCallerIdentity": WHO, "*": error("FailedOperation.Odd", "a bad day")}) as server:
        found = _probe(server.endpoint, key)

    assert found.identity.account == "100"
    assert [call.action for call in found.readable] == ["GetCallerIdentity"]
    assert any("a bad day" in spot.reason for spot in found.blind_spots)


def test_a_right_that_no_call_names_is_still_told() -> None:
    spot = blind_spot(load("tencent"), MissingRightError("cam:Unheard", "you may not"))

    assert (spot.unseen, spot.mend) == ("what cam:Unheard would tell", "allow cam:Unheard")
