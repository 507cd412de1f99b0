from typing import Any

import msgspec
import pytest
from tests.providers.aws.audit.trail import (
    ACCOUNT,
    PERMANENT,
    ROLE,
    ROLE_ARN,
    ROLE_ID,
    TEMPORARY,
    USER,
    USER_ARN,
    USER_ID,
)

from akwarden.model.event import ActorType
from akwarden.model.finding import KeyType
from akwarden.providers.aws.audit.caller import Caller, caller_of
from akwarden.providers.aws.audit.record import Identity


def caller(**identity: Any) -> Caller:
    """Give who an identity with these fields is."""
    return caller_of(msgspec.convert(identity, Identity))


def test_a_user_is_known_by_its_id() -> None:
    assert caller(**USER) == Caller(
        key_id=PERMANENT,
        key_type=KeyType.PERMANENT,
        type=ActorType.USER,
        id=USER_ID,
        name="alice",
        account=ACCOUNT,
    )


def test_a_user_without_a_name_is_named_by_its_arn() -> None:
    assert caller(**{**USER, "userName": None}).name == "alice"


def test_a_role_is_known_without_its_session() -> None:
    assert caller(**ROLE) == Caller(
        key_id=TEMPORARY,
        key_type=KeyType.TEMPORARY,
        type=ActorType.ROLE,
        id=ROLE_ID,
        name="Deploy",
        account=ACCOUNT,
        issuer=ROLE_ARN,
        session_name="bob@example.com",
    )


def test_a_role_without_its_issuer_is_told_by_the_arn_of_the_session() -> None:
    found = caller(**{**ROLE, "sessionContext": None, "principalId": None})

    assert (found.name, found.session_name) == ("Deploy", "bob@example.com")
    assert found.issuer == f"arn:aws:iam::{ACCOUNT}:role/Deploy"


def test_a_session_of_a_user_is_issued_to_the_user() -> None:
    found = caller(**{**USER, "accessKeyId": TEMPORARY, "sessionContext": {"sessionIssuer": {}}})

    assert (found.key_type, found.issuer) == (KeyType.TEMPORARY, USER_ARN)


def test_the_account_itself_is_its_number() -> None:
    root = {
        "type": "Root",
        "principalId": ACCOUNT,
        "arn": f"arn:aws:iam::{ACCOUNT}:root",
        "accountId": ACCOUNT,
    }

    found = caller(**root, accessKeyId=TEMPORARY)

    assert (found.type, found.id, found.name) == (ActorType.ROOT, ACCOUNT, ACCOUNT)
    assert found.issuer == root["arn"]


def test_a_federated_user_is_told_by_who_asked_for_its_token() -> None:
    found = caller(
        type="FederatedUser",
        principalId=f"{ACCOUNT}:carol",
        arn=f"arn:aws:sts::{ACCOUNT}:federated-user/carol",
        accountId=ACCOUNT,
        accessKeyId=TEMPORARY,
        sessionContext={
            "sessionIssuer": {"type": "IAMUser", "principalId": USER_ID, "arn": USER_ARN, "userName": "alice"}
        },
    )

    assert (found.type, found.id, found.name) == (ActorType.FEDERATED, USER_ID, "alice")
    assert (found.issuer, found.session_name) == (USER_ARN, "carol")


@pytest.mark.parametrize(
    ("identity", "kind", "principal", "name"),
    [
        (
            {"type": "SAMLUser", "principalId": "namequalifier:SAML:dave", "userName": "dave"},
            ActorType.FEDERATED,
            "namequalifier:SAML:dave",
            "dave",
        ),
        (
            {"type": "WebIdentityUser", "principalId": "accounts.google.com:app:user", "userName": "user"},
            ActorType.FEDERATED,
            "accounts.google.com:app:user",
            "user",
        ),
        (
            {"type": "IdentityCenterUser", "accountId": ACCOUNT, "onBehalfOf": {"userId": "u-1"}},
            ActorType.FEDERATED,
            "u-1",
            None,
        ),
        ({"type": "Directory", "userName": "erin"}, ActorType.FEDERATED, None, "erin"),
        ({"type": "AWSAccount", "principalId": f"{ROLE_ID}:x"}, ActorType.OTHER_ACCOUNT, ROLE_ID, None),
        (
            {"type": "AWSService", "invokedBy": "ec2.amazonaws.com"},
            ActorType.SERVICE,
            None,
            "ec2.amazonaws.com",
        ),
        ({"invokedBy": "ec2.amazonaws.com"}, ActorType.SERVICE, None, "ec2.amazonaws.com"),
        ({"type": "AWSAccount", "accountId": "ANONYMOUS_PRINCIPAL"}, ActorType.ANONYMOUS, None, None),
        (
            {"type": "AWSAccount", "principalId": "", "accountId": "anonymous"},
            ActorType.ANONYMOUS,
            None,
            None,
        ),
        ({"type": "Unknown", "principalId": "p", "userName": "n"}, ActorType.UNKNOWN, "p", "n"),
        ({"type": "Unknown", "arn": USER_ARN}, ActorType.USER, None, "alice"),
        ({"arn": ROLE["arn"]}, ActorType.ROLE, None, "Deploy"),
        ({"type": "Role", "arn": ROLE_ARN, "principalId": ROLE_ID}, ActorType.ROLE, ROLE_ID, "Deploy"),
        ({"type": "SomethingNew", "principalId": "p"}, ActorType.UNKNOWN, "p", None),
        ({}, ActorType.UNKNOWN, None, None),
    ],
)
def test_each_type_of_identity_is_known(
    identity: dict[str, Any], kind: ActorType, principal: str | None, name: str | None
) -> None:
    found = caller(**identity)

    assert (found.type, found.id, found.name) == (kind, principal, name)


def test_nobody_is_of_no_account() -> None:
    assert caller(type="AWSAccount", accountId="ANONYMOUS_PRINCIPAL").account is None


@pytest.mark.parametrize(
    ("key_id", "kept", "kind"),
    [
        (PERMANENT, True, KeyType.PERMANENT),
        (TEMPORARY, True, KeyType.TEMPORARY),
        ("ABIA" + PERMANENT[4:], True, KeyType.UNKNOWN),
        ("AKIA" + "*" * 16, False, KeyType.PERMANENT),
        ("", False, KeyType.UNKNOWN),
    ],
)
def test_a_key_is_told_by_what_it_begins_with(key_id: str, kept: bool, kind: KeyType) -> None:  # noqa: FBT001
    found = caller(**{**USER, "accessKeyId": key_id})

    assert (found.key_id, found.key_type) == (key_id if kept else None, kind)
