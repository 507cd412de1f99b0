"""The made-up organisation once more, through the emulator and a state: it takes a minute."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec
import pytest
from tests.workflows.posture.company import found_of, judged, read_company
from tests.workflows.posture.draft import GONE, NOW
from tests.workflows.posture.emulated import complete, ids_of, manager_of, renamed, scenario_of
from tests.workflows.posture.organisation import organisation
from tests.workflows.posture.wanted import Found, Wanted, missing, unexpected
from tests.workflows.sync.cloud import now

from akwarden.emulator.tencent.scenario import load_scenario
from akwarden.emulator.tencent.server import Emulator
from akwarden.model.facts import AccountFacts, CallFacts, ServiceCalls
from akwarden.store.migration import open_state
from akwarden.store.state import State
from akwarden.store.tables import notes, people

pytestmark = [pytest.mark.soak, pytest.mark.timeout(600)]


@dataclass(frozen=True)
class Look:
    """What must be found, and what was."""

    wanted: Sequence[Wanted]
    found: Sequence[Found]


@pytest.fixture(scope="module")
def look(tmp_path_factory: pytest.TempPathFactory) -> Look:
    """Give the accounts of Tencent Cloud, read and judged."""
    folder = tmp_path_factory.mktemp("organisation")
    made = organisation(1)
    accounts = [one for one in made.accounts if one.provider == "tencent"]
    sheet = folder / "organisation.yml"
    sheet.write_text(scenario_of(accounts), encoding="utf-8")
    cloud = load_scenario(str(sheet), seed=7)
    complete(accounts, cloud)
    ids = ids_of(accounts, cloud)
    state = open_state(folder, None)
    with Emulator(cloud, rate_scale=0) as running:
        stored = read_company(running, state, manager_of(accounts))
    _write_down(state, accounts, ids)
    calls = {one.name: moved(one.calls) for one in accounts if one.calls is not None}
    found = [
        found_of(risk, cloud) for name, one in stored.items() for risk in judged(state, one, calls[name])
    ]
    state.close()
    return Look(list(renamed(made.wanted, accounts, ids)), found)


def moved(calls: CallFacts) -> CallFacts:
    """Give what records tell of the made-up organisation, as long ago from now."""
    by = now() - NOW
    return msgspec.structs.replace(
        calls,
        since=calls.since + by,
        until=calls.until + by,
        recorded_since={name: since + by for name, since in calls.recorded_since.items()},
        by_caller={
            caller: {
                name: ServiceCalls(calls=one.calls, last_at=one.last_at + by) for name, one in called.items()
            }
            for caller, called in calls.by_caller.items()
        },
    )


def test_every_planted_trouble_is_found_by_way_of_the_cloud(look: Look) -> None:
    assert len(look.wanted) > 100
    assert list(missing(look.wanted, look.found)) == []


def test_nothing_that_is_not_planted_matters_by_way_of_the_cloud(look: Look) -> None:
    assert list(unexpected(look.wanted, look.found)) == []


def _write_down(state: State, accounts: Sequence[AccountFacts], ids: Mapping[str, str]) -> None:
    """Write what people say of keys, and who left."""
    rows = [*_notes(accounts, ids)]
    with state.writing() as connection:
        connection.execute(notes.insert(), rows)
        connection.execute(people.insert().values(name=GONE, left_at=now(), changed_at=now()))


def _notes(accounts: Sequence[AccountFacts], ids: Mapping[str, str]) -> Iterator[dict[str, object]]:
    for account in accounts:
        for principal in account.principals:
            for key in principal.keys or ():
                if key.id in ids:
                    yield {
                        "kind": "key",
                        "subject": ids[key.id],
                        "remark": key.remark,
                        "owner": key.owner,
                        "tags": "[]",
                        "changed_at": now(),
                        "changed_by": "a test",
                    }
