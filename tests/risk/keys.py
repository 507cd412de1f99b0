"""The facts of a key that is fine, changed to what a test is about."""

import msgspec
from tests.store.rows import ago, key_id

from akwarden.model.access_key import AccessKeyId, KeyStatus
from akwarden.model.finding import KeyType
from akwarden.model.key_row import KeyFacts
from akwarden.model.principal import PrincipalType

FACTS = KeyFacts(
    key_id=AccessKeyId(key_id()),
    provider="tencent",
    key_type=KeyType.PERMANENT,
    status=KeyStatus.ACTIVE,
    guess=None,
    cloud_note="",
    created_at=ago(30),
    last_used_at=ago(1),
    last_use_known=True,
    last_used_service=None,
    last_used_region=None,
    first_seen_at=ago(1),
    deleted_at=None,
    account_id=1,
    account="1",
    account_name="prod",
    site=None,
    department=None,
    principal_id=1,
    principal="alice",
    principal_type=PrincipalType.USER,
    arn=None,
    console_login=None,
    mfa=None,
    principal_created_at=None,
    quarantine=None,
    remark="",
    owner=None,
    tags=(),
    leaks=0,
    revoked_leaks=0,
    works=False,
)


def facts(**values: object) -> KeyFacts:
    """Give a key that is fine but for these values."""
    return msgspec.structs.replace(FACTS, **values)
