import threading

from sqlalchemy import event, select
from tests.emulator.tencent.cloud import ask, client
from tests.providers.tencent.shop import put_track
from tests.store.databases import postgresql, state
from tests.store.rows import add_key, add_leak, key_id
from tests.workflows.sync.cloud import (
    acme,
    added,
    cloud_account,
    contents,
    leases_of,
    now,
    read,
    root_key,
)

from akwarden.emulator.tencent.server import Emulator
from akwarden.errors import AccountError, CredentialError
from akwarden.model.access_key import KeyStatus
from akwarden.store.state import State
from akwarden.store.tables import (
    access_keys,
    leaks,
    notes,
    policies,
    principals,
    risks,
    sync_runs,
    trails,
)
from akwarden.store.turn import turn

__all__ = ["acme", "postgresql", "state"]


def test_every_key_of_an_account_is_listed_with_its_owner(state: State, acme: Emulator) -> None:
    stored = added(state, acme, "acme-shop")
    cloud = cloud_account(acme, "acme-shop")

    outcome = read(state, stored, leases_of(root_key(acme, "acme-shop")))

    assert outcome.error is None
    assert outcome.blind_spots == ()
    with state.reading() as connection:
        query = select(access_keys.c.key_id, principals.c.cloud_id).join(
            principals, principals.c.id == access_keys.c.principal_id
        )
        found = {row[0]: row[1] for row in connection.execute(query)}
    owners = {key.secret_id: str(uin) for uin in (cloud.uin, *cloud.users) for key in cloud.keys_of(uin)}
    assert found == owners
    assert outcome.counts.keys == len(owners) > 100


def test_a_second_sync_of_what_did_not_change_writes_only_that_it_was_made(
    state: State, acme: Emulator
) -> None:
    stored, leases = added(state, acme, "acme-shop"), leases_of(root_key(acme, "acme-shop"))
    read(state, stored, leases)
    statements: list[str] = []
    event.listen(state.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    outcome = read(state, stored, leases)

    writes = [one for one in statements if one.split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert [one for one in writes if "sync_runs" not in one] == []
    assert (outcome.counts.added, outcome.counts.changed, outcome.counts.gone) == (0, 0, 0)
    assert outcome.counts.saved > 0


def test_a_deleted_key_stays_as_history(state: State, acme: Emulator) -> None:
    stored, leases = added(state, acme, "acme-shop"), leases_of(root_key(acme, "acme-shop"))
    cloud = cloud_account(acme, "acme-shop")
    user = next(uin for uin in cloud.users if cloud.keys_of(uin))
    key = cloud.keys_of(user)[0]
    read(state, stored, leases)
    root = root_key(acme, "acme-shop")
    cam = client("cam", acme, root.secret_id, root.secret_key)
    ask(cam, "UpdateAccessKey", TargetUin=user, AccessKeyId=key.secret_id, Status="Inactive")
    ask(cam, "DeleteAccessKey", TargetUin=user, AccessKeyId=key.secret_id)

    outcome = read(state, stored, leases)

    assert outcome.counts.gone == 1
    with state.reading() as connection:
        row = connection.execute(select(access_keys).where(access_keys.c.key_id == key.secret_id)).one()
    assert row.status == KeyStatus.DELETED
    assert row.deleted_at is not None


def test_what_people_wrote_survives_a_sync(state: State, acme: Emulator) -> None:
    stored, key = added(state, acme, "acme-pay"), root_key(acme, "acme-pay")
    note = {
        "kind": "key",
        "subject": key.secret_id,
        "remark": "kept",
        "owner": "wang",
        "tags": "[]",
        "changed_at": now(),
        "changed_by": "a test",
    }
    with state.writing() as connection:
        connection.execute(notes.insert().values(note))

    read(state, stored, leases_of(key))
    read(state, stored, leases_of(key))

    with state.reading() as connection:
        assert connection.execute(select(notes.c.remark, notes.c.owner)).all() == [("kept", "wang")]


def test_a_key_in_a_functions_environment_becomes_a_leak_once(state: State, acme: Emulator) -> None:
    stored, leases = added(state, acme, "acme-shop"), leases_of(root_key(acme, "acme-shop"))

    first = read(state, stored, leases)
    second = read(state, stored, leases)

    assert first.counts.leaks > 0
    assert second.counts.leaks == 0
    with state.reading() as connection:
        leaked = connection.execute(select(leaks.c.key_id)).scalars().all()
        active = select(access_keys.c.key_id).where(access_keys.c.status == KeyStatus.ACTIVE.value)
        assert set(leaked) & set(connection.execute(active).scalars())


def test_a_wrong_secret_is_told_and_keeps_what_was_read_before(state: State, acme: Emulator) -> None:
    stored, key = added(state, acme, "acme-pay"), root_key(acme, "acme-pay")
    read(state, stored, leases_of(key))
    before = contents(state)
    key.secret_key = key.secret_key[::-1]
    wrong = leases_of(key)
    key.secret_key = key.secret_key[::-1]

    outcome = read(state, stored, wrong)

    assert isinstance(outcome.error, CredentialError)
    assert outcome.error.mend
    assert contents(state) == before
    with state.reading() as connection:
        assert connection.execute(select(sync_runs.c.state)).scalars().all() == ["done", "failed"]


def test_a_key_of_another_account_writes_nothing(state: State, acme: Emulator) -> None:
    stored = added(state, acme, "acme-pay")

    outcome = read(state, stored, leases_of(root_key(acme, "acme-shop")))

    assert isinstance(outcome.error, AccountError)
    assert all(not rows for rows in contents(state).values())


def test_a_run_that_is_stopped_goes_on_and_ends_like_an_undisturbed_one(state: State, acme: Emulator) -> None:
    stored, leases = added(state, acme, "acme-shop"), leases_of(root_key(acme, "acme-shop"))
    stop = threading.Event()

    def tell(words: str) -> None:
        if words.startswith("users: 64"):
            stop.set()

    first = read(state, stored, leases, stop=stop, tell=tell)
    second = read(state, stored, leases)
    resumed = contents(state)
    third = read(state, stored, leases)

    assert first.stopped
    assert second.resumed
    assert (third.counts.added, third.counts.changed, third.counts.gone) == (0, 0, 0)
    assert contents(state) == resumed
    assert third.counts.keys == second.counts.keys


def test_two_runs_over_one_account_do_not_mix(state: State, acme: Emulator) -> None:
    stored = added(state, acme, "acme-pay")

    with turn(state, f"sync {stored.id}") as ours:
        outcome = read(state, stored, leases_of(root_key(acme, "acme-pay")))

    assert ours
    assert isinstance(outcome.error, AccountError)
    assert "another akwarden" in outcome.error.what


def test_a_document_that_changed_is_read_again_and_no_other(state: State, acme: Emulator) -> None:
    stored, leases = added(state, acme, "acme-shop"), leases_of(root_key(acme, "acme-shop"))
    read(state, stored, leases)
    root = root_key(acme, "acme-shop")
    cam = client("cam", acme, root.secret_id, root.secret_key)
    acme.cloud.clock.advance(60)
    document = '{"version":"2.0","statement":[{"effect":"allow","action":"scf:Invoke","resource":"*"}]}'
    ask(cam, "UpdatePolicy", PolicyName="pay-notify", PolicyDocument=document)

    outcome = read(state, stored, leases)

    assert outcome.counts.changed == 1
    with state.reading() as connection:
        found = connection.execute(
            select(policies.c.document).where(policies.c.name == "pay-notify")
        ).scalar()
    assert "scf:Invoke" in str(found)


def test_an_account_is_judged_at_the_end_of_its_sync(state: State, acme: Emulator) -> None:
    stored, leases = added(state, acme, "acme-shop"), leases_of(root_key(acme, "acme-shop"))

    read(state, stored, leases)

    with state.reading() as connection:
        found = set(connection.execute(select(risks.c.rule).where(risks.c.status == "open")).scalars())
    assert {"root-key-active", "leaked-key-active", "trail-off"} <= found


def test_an_account_that_was_not_read_to_its_end_is_not_judged(state: State, acme: Emulator) -> None:
    stored, key = added(state, acme, "acme-pay"), root_key(acme, "acme-pay")
    leases = leases_of(key)
    key.secret_key = key.secret_key[::-1]

    outcome = read(state, stored, leases)

    assert outcome.error is not None
    with state.reading() as connection:
        assert connection.execute(select(risks)).all() == []


def test_the_guess_at_a_key_that_no_account_lists_follows_what_was_read(state: State, acme: Emulator) -> None:
    with state.writing() as connection:
        add_leak(connection, add_key(connection, 9, status="unlisted", guess=None))

    read(state, added(state, acme, "acme-pay"), leases_of(root_key(acme, "acme-pay")))

    with state.reading() as connection:
        guess = connection.execute(select(access_keys.c.guess).where(access_keys.c.key_id == key_id(9)))
        assert guess.scalar_one() == "other_account"
        rules = connection.execute(select(risks.c.rule).where(risks.c.key_id == key_id(9))).scalars()
        assert set(rules) == {"leaked-key-unlisted"}


def test_the_trails_of_an_account_are_read(state: State, acme: Emulator) -> None:
    stored, leases = added(state, acme, "acme-pay"), leases_of(root_key(acme, "acme-pay"))
    read(state, stored, leases)
    put_track(acme.cloud, "all", of="acme-pay")

    read(state, stored, leases)

    with state.reading() as connection:
        assert connection.execute(select(trails.c.name, trails.c.state)).all() == [("all", "on")]
        off = select(risks.c.status).where(risks.c.rule == "trail-off")
        assert connection.execute(off).scalar_one() == "converged"
