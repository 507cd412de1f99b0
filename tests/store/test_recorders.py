from tests.store.databases import postgresql, state
from tests.store.rows import add_account

from akwarden.model.bucket import Bucket
from akwarden.model.facts import TrailState
from akwarden.model.trail import DataCalls, Trail, TrailScope
from akwarden.store.inventory.belongings import merge_buckets, merge_trails
from akwarden.store.inventory.change import Change
from akwarden.store.recorders import buckets_of, trails_of
from akwarden.store.state import State

__all__ = ["postgresql", "state"]

SCOPE = TrailScope(
    reads=False,
    regions=("eu-west-1",),
    left_out=("kms",),
    data=(DataCalls(kind="AWS::S3::Object", whole=True),),
    target="s3://records",
    is_signed=False,
)


def test_trails_come_back_as_they_were_read(state: State) -> None:
    on = Trail(name="b", state=TrailState.PARTLY, detail="only eu-west-1", scope=SCOPE)
    off = Trail(name="a", state=TrailState.OFF, detail="it is switched off")
    with state.writing() as connection:
        account = add_account(connection)

        changes = [merge_trails(connection, account, [on, off]) for _ in range(2)]

        assert trails_of(connection, account) == (off, on)
        assert trails_of(connection, add_account(connection, "other")) == ()
    assert changes == [Change(added=2), Change()]


def test_a_trail_that_takes_something_else_is_a_change(state: State) -> None:
    first = Trail(name="a", state=TrailState.ON, scope=TrailScope())
    with state.writing() as connection:
        account = add_account(connection)
        merge_trails(connection, account, [first])

        change = merge_trails(connection, account, [Trail(name="a", state=TrailState.ON, scope=SCOPE)])

        assert [one.scope for one in trails_of(connection, account)] == [SCOPE]
    assert change == Change(changed=1)


def test_buckets_come_back_and_those_that_are_gone_go(state: State) -> None:
    data = Bucket(name="data", region="eu-west-1", log_target="logs/access/")
    unseen = Bucket(name="other", is_log_known=False)
    with state.writing() as connection:
        account = add_account(connection)

        changes = [merge_buckets(connection, account, [unseen, data]) for _ in range(2)]
        assert buckets_of(connection, account) == (data, unseen)
        last = merge_buckets(connection, account, [data])

        assert buckets_of(connection, account) == (data,)
    assert (changes, last) == ([Change(added=2), Change()], Change(gone=1))
