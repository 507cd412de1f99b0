"""A small inventory of two accounts, for tests of lists and pages."""

from sqlalchemy import Connection
from tests.store.rows import (
    add_account,
    add_address,
    add_blind_spot,
    add_group,
    add_key,
    add_leak,
    add_policy,
    add_principal,
    add_run,
    ago,
    attach,
    key_id,
)

EVERYTHING = '{"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*"}]}'
LITTLE = '{"version":"2.0","statement":[{"effect":"allow","action":"cvm:DescribeInstances","resource":"*"}]}'


def add_inventory(connection: Connection) -> None:
    """Add a leaked key of alice with wide rights, a root key, an unused one of bob and an unlisted one."""
    prod = add_account(connection, "prod", department="retail", number="100000000001")
    dev = add_account(connection, "dev", number="100000000002")
    root = add_principal(connection, prod, "root", type="root")
    alice = add_principal(
        connection, prod, "alice", mfa=False, console_login=True, arn="qcs::cam::uin/1:uin/2"
    )
    bob = add_principal(connection, dev, "bob")
    used = {"last_used_service": "cvm", "last_used_region": "ap-guangzhou"}
    add_leak(connection, add_key(connection, 1, account_id=prod, principal_id=alice, **used))
    add_key(connection, 2, account_id=prod, principal_id=root)
    add_key(connection, 3, account_id=dev, principal_id=bob, last_used_at=None, created_at=ago(400))
    add_key(connection, 4, account_id=dev, principal_id=bob, status="deleted", deleted_at=ago(3))
    unlisted = {"status": "unlisted", "guess": "root", "created_at": None, "last_use_known": False}
    add_key(connection, 5, **unlisted, last_used_at=None)
    add_leak(connection, key_id(5))
    preset = add_policy(connection, prod, "1", name="AdministratorAccess", kind="preset", document=None)
    attach(connection, alice, preset)
    attach(
        connection, alice, add_policy(connection, prod, "9", name="fence", document=EVERYTHING), "boundary"
    )
    attach(connection, alice, add_policy(connection, prod, "8", name="reader", document=LITTLE))
    add_group(
        connection, prod, alice, "ops", add_policy(connection, prod, "7", name="all", document=EVERYTHING)
    )
    add_blind_spot(connection, prod, "root identity", "the keys of the account itself (root)")
    add_blind_spot(connection, prod, "cam:ListUsers", "the access keys of users")
    add_blind_spot(connection, prod, "scf:ListFunctions", "functions and their environment variables")
    add_run(connection, prod, ago(0.5))
    add_address(connection, prod, "203.0.113.9/32", label="web-1", region="ap-guangzhou", kind="eip")
    add_address(connection, None, "203.0.113.0/24", kind="office", label="Berlin", resource="Berlin")
