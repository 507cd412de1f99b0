"""The coverage of accounts, from the state and the lake of a home."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from tests.store.databases import postgresql, state
from tests.store.lake.lakes import FIRST, batch, event
from tests.workflows.sync.cloud import acme, added, cloud_account, leases_of, read, root_key

from akwarden.emulator.tencent.cos.state import CosState, add_bucket
from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.cloudaudit.state import CloudAuditState, Selection, Storage, Track
from akwarden.emulator.tencent.state import Account as CloudAccount
from akwarden.model.event import ReadWrite
from akwarden.store.lake.lake import Lake
from akwarden.store.state import State
from akwarden.workflows.events.coverage import AccountCoverage, coverage
from akwarden.workflows.events.covered import Answer, Part

__all__ = ["acme", "postgresql", "state"]
# Ibis calls DuckDB by a name that this version of it gives up.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")


@pytest.fixture
def lake(state: State, tmp_path: Path) -> Iterator[Lake]:
    """Give an empty lake."""
    opened = Lake(state, tmp_path / "lake", clock=lambda: FIRST + timedelta(hours=1))
    yield opened
    opened.close()


def put_track(emulator: Emulator, account: CloudAccount, kind: str) -> None:
    """Put the only track into an account; it takes the events of a kind."""
    number = emulator.cloud.ids.number("track")
    storage = Storage("cos", "ap-guangzhou", "audit", "logs")
    track = Track(
        number, "everything", 0, is_on=True, selections=(Selection("*", kind, ("*",)),), storage=storage
    )
    tracks = account.state(CloudAuditState).tracks
    tracks.clear()
    tracks[number] = track


def answers(found: AccountCoverage) -> dict[Part, Answer]:
    """Give the answers by their parts."""
    return {one.part: one.answer for one in found.parts}


def test_an_empty_home_has_no_coverage(state: State, lake: Lake) -> None:
    assert coverage(state, lake) == ()


def test_an_account_that_was_not_read_is_not_known(state: State, lake: Lake, acme: Emulator) -> None:
    added(state, acme, "acme-shop")

    (found,) = coverage(state, lake)

    assert {answer for part, answer in answers(found).items()} == {Answer.UNKNOWN}
    assert found.words[0] == "events: none"
    assert (
        "recorded: not known: the account was never read to its end; akwarden sync acme-shop" in found.words
    )


def test_an_account_says_what_it_records_and_which_buckets_have_no_logs(
    state: State, lake: Lake, acme: Emulator
) -> None:
    account = cloud_account(acme, "acme-shop")
    put_track(acme, account, "Write")
    account.state(CosState).buckets.clear()
    logged = add_bucket(acme.cloud, account, "data", "ap-shanghai")
    logs = add_bucket(acme.cloud, account, "logs", "ap-shanghai")
    logged.log_target = (logs.name, "access/")

    outcome = read(state, added(state, acme, "acme-shop"), leases_of(root_key(acme, "acme-shop")))
    (found,) = coverage(state, lake)

    assert outcome.error is None
    assert answers(found) == {
        Part.TRAIL: Answer.YES,
        Part.READ_WRITE: Answer.PARTLY,
        Part.REGIONS: Answer.YES,
        Part.SERVICES: Answer.YES,
        Part.DATA: Answer.PARTLY,
        Part.BUCKETS: Answer.PARTLY,
        Part.DELAY: Answer.UNKNOWN,
    }
    assert found.unlogged_buckets == (logs.name,)
    assert found.words[1] == "recorded: everything to cos://audit/logs"
    assert found.words[2].startswith("reads and writes: no track records reads; switch on: ")
    assert [one.name for one in found.trails] == ["everything"]


def test_what_came_of_an_account_is_told_also_of_one_that_was_not_added(
    state: State, lake: Lake, acme: Emulator
) -> None:
    stored = added(state, acme, "acme-shop")
    ours = {"provider": "tencent", "account": stored.account.number}
    late = FIRST + timedelta(hours=1) - timedelta(minutes=6)
    mine = [
        event(1, late, read_write=ReadWrite.READ, region="ap-guangzhou", service="cam", **ours),
        event(2, late, read_write=ReadWrite.WRITE, region="ap-shanghai", service="cvm", **ours),
        event(3, FIRST - timedelta(days=90), region=None, service="cvm", **ours),
    ]
    lake.commit(batch("one", [*mine, event(4, late)]))

    found, stranger = coverage(state, lake)

    assert found.arrived is not None
    assert (found.arrived.events, found.arrived.reads, found.arrived.writes) == (3, 1, 1)
    assert (found.arrived.regions, found.arrived.services) == (
        ("ap-guangzhou", "ap-shanghai"),
        ("cam", "cvm"),
    )
    assert (found.arrived.first, found.arrived.last) == (FIRST - timedelta(days=90), late)
    assert (stranger.name, stranger.provider) == ("123456789012", "aws")
    assert stranger.parts == ()
    assert "was not added" in stranger.words[1]


def test_the_json_form_has_the_answers_as_fields(state: State, lake: Lake, acme: Emulator) -> None:
    added(state, acme, "acme-shop")

    (found,) = coverage(state, lake)

    told = msgspec.json.decode(msgspec.json.encode(found))
    assert told["schema"] == "akwarden.audit-coverage/1"
    assert [(one["part"], one["answer"]) for one in told["parts"]] == [(part, "unknown") for part in Part]
