from tests.frontends.demo.company import AT, company

from akwarden.emulator.traffic.calls import Cloud
from akwarden.emulator.traffic.principal import CallerKind
from akwarden.frontends.demo.company import BY_ROOT, MANAGER, make_company
from akwarden.frontends.demo.preset import SMALL


def key_ids() -> set[str]:
    aws = {
        key.id for one in company().aws.accounts.values() for user in one.users.values() for key in user.keys
    }
    return aws | set(company().tencent.keys)


def test_the_same_seed_makes_the_same_keys_and_secrets() -> None:
    again = make_company(SMALL, made_at=AT, now=AT)

    assert {one.secret_id: one.secret_key for one in again.tencent.keys.values()} == {
        one.secret_id: one.secret_key for one in company().tencent.keys.values()
    }
    assert again.reader("acme-aws-prod").key_id == company().reader("acme-aws-prod").key_id


def test_whoever_calls_with_a_key_is_in_the_inventory_of_a_cloud() -> None:
    callers = [one for one in company().organisation.actors if one.caller is CallerKind.USER and one.keys]

    missing = {key.id for one in callers for key in one.keys} - key_ids()

    assert {one.account.cloud for one in callers} == set(Cloud)
    assert not missing


def test_keys_that_no_reader_can_see_are_those_of_root_alone() -> None:
    roots = [key for one in company().tencent.accounts.values() for key in one.keys_of(one.uin)]
    root_at_aws = [key for one in company().aws.accounts.values() for key in one.root_keys]
    seen_root = company().tencent_account(BY_ROOT)

    listed = len(key_ids()) + len(root_at_aws) - len(roots) + len(seen_root.keys_of(seen_root.uin))

    assert listed == 330


def test_readers_are_users_of_their_own_but_where_the_root_key_reads() -> None:
    manager = company().tencent_account(MANAGER)
    by_root = company().tencent_account(BY_ROOT)

    assert company().reader(MANAGER).key_id not in {key.secret_id for key in manager.keys_of(manager.uin)}
    assert company().reader(BY_ROOT).key_id in {key.secret_id for key in by_root.keys_of(by_root.uin)}


def test_the_clouds_tell_the_time_that_they_are_given() -> None:
    assert abs(company().tencent.clock.now() - company().aws.clock.now()) < 5
    assert company().tencent.clock.now() >= AT.timestamp()
