"""Who called: each spelling of an identity, and what kind of key it was."""

import json
from typing import Any

import pytest
from tests.providers.tencent.audit.records import (
    ACCOUNT,
    PERMANENT,
    ROLE,
    SESSION,
    TEMPORARY,
    USER,
    read,
    record,
    told,
)

from akwarden.model.event import ActorType
from akwarden.model.finding import KeyType
from akwarden.providers.tencent.audit.caller import Caller, caller_of
from akwarden.providers.tencent.audit.record import Identity, Session


def test_permanent_key_of_a_user() -> None:
    event = read(record())

    assert (event.account, event.key_id, event.key_type) == (ACCOUNT, PERMANENT, KeyType.PERMANENT)
    assert (event.principal_type, event.principal_id, event.principal_name) == (
        ActorType.USER,
        USER,
        "li.wei",
    )
    assert (event.issuer, event.session_name, event.principal_account) == (None, None, None)


def test_numbers_where_text_should_be() -> None:
    numbers = {"accountId": int(ACCOUNT), "principalId": int(USER)}

    assert told(read(record(numbers))) == told(read(record()))


def test_session_context_as_object() -> None:
    event = read(record({"sessionContext": SESSION, "secretId": TEMPORARY}))

    assert (event.key_type, event.mfa) == (KeyType.TEMPORARY, True)
    assert event.issuer == f"qcs::cam::uin/{ACCOUNT}:uin/{USER}"


def test_session_context_as_string() -> None:
    as_object = read(record({"sessionContext": SESSION}))

    assert told(read(record({"sessionContext": json.dumps(SESSION)}))) == told(as_object)


def test_session_context_as_broken_string() -> None:
    cut = json.dumps(SESSION)[:-6]

    event = read(record({"sessionContext": cut}, eventType="ConsoleCall", sourceIPAddress="9.83.55.32"))

    assert (event.source_ip, event.key_type) == ("203.0.113.9", KeyType.TEMPORARY)


@pytest.mark.parametrize("nothing", ["", None, {}, "null", "[]", "{", '""', 0, []])
def test_session_context_of_nothing(nothing: Any) -> None:
    event = read(record({"sessionContext": nothing}))

    assert (event.key_type, event.mfa) == (KeyType.PERMANENT, None)


@pytest.mark.parametrize("mfa", [0, "0"])
def test_session_without_second_factor(mfa: Any) -> None:
    assert read(record({"sessionContext": SESSION | {"mfa": mfa}})).mfa is False


def test_identity_as_string() -> None:
    whole = record({"sessionContext": SESSION})
    whole["userIdentity"] = json.dumps(whole["userIdentity"])

    assert told(read(whole)) == told(read(record({"sessionContext": SESSION})))


def test_identity_that_is_missing() -> None:
    event = read(record() | {"userIdentity": None})

    assert (event.account, event.key_id, event.principal_type) == ("", None, ActorType.UNKNOWN)


def test_role_session() -> None:
    who = {"type": "AssumedRole", "userName": "Deployer", "principalId": ROLE, "sessionContext": SESSION}

    event = read(record(who | {"secretId": TEMPORARY}))

    assert (event.principal_type, event.principal_id, event.principal_name) == (
        ActorType.ROLE,
        ROLE,
        "Deployer",
    )
    assert (event.key_type, event.issuer) == (
        KeyType.TEMPORARY,
        f"qcs::cam::uin/{ACCOUNT}:roleName/Deployer",
    )


def caller(*, is_api: bool = True, session: Session | None = None, **fields: Any) -> Caller:
    """Give who called by an identity."""
    who: dict[str, Any] = {"account": ACCOUNT, "principal": USER, "name": "li.wei", "key_id": PERMANENT}
    return caller_of(Identity(**(who | fields)), session, is_api=is_api)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Root", ActorType.ROOT),
        ("root", ActorType.ROOT),
        ("CAMUser", ActorType.USER),
        ("SubAccount", ActorType.USER),
        ("sub_account", ActorType.USER),
        ("Collaborator", ActorType.USER),
        ("AssumedRole", ActorType.ROLE),
        ("assumed-role", ActorType.ROLE),
        ("CAMRole", ActorType.ROLE),
        ("FederatedUser", ActorType.FEDERATED),
        ("Anonymous", ActorType.ANONYMOUS),
        ("Robot", ActorType.UNKNOWN),
        ("", ActorType.UNKNOWN),
    ],
)
def test_spellings_of_types(text: str, kind: ActorType) -> None:
    assert caller(type=text).type is kind


@pytest.mark.parametrize("fields", [{"name": "root", "principal": None}, {"principal": ACCOUNT}])
def test_main_account_is_told_without_a_type(fields: dict[str, Any]) -> None:
    found = caller(**fields)

    assert (found.type, found.id) == (ActorType.ROOT, ACCOUNT)


@pytest.mark.parametrize(
    ("key_id", "type_", "session", "is_api", "expected"),
    [
        (PERMANENT, "Root", None, True, KeyType.PERMANENT),
        (PERMANENT, "CAMUser", Session(), True, KeyType.PERMANENT),
        (PERMANENT, "CAMUser", Session(expires="0000-00-00 00:00:00"), True, KeyType.PERMANENT),
        (PERMANENT, "CAMUser", Session(expires=0), True, KeyType.PERMANENT),
        # A key of an old session is as short as a lasting one.
        (PERMANENT, "CAMUser", Session(token="x"), True, KeyType.TEMPORARY),
        (PERMANENT, "CAMUser", Session(expires="2023-07-22 14:26:40"), True, KeyType.TEMPORARY),
        (PERMANENT, "CAMUser", Session(expires=1690000000), True, KeyType.TEMPORARY),
        (PERMANENT, "AssumedRole", None, True, KeyType.TEMPORARY),
        (PERMANENT, "FederatedUser", None, True, KeyType.TEMPORARY),
        (TEMPORARY, "CAMUser", None, True, KeyType.TEMPORARY),
        (TEMPORARY, "", None, True, KeyType.TEMPORARY),
        # Nothing says that these last.
        (PERMANENT, "CAMUser", None, False, KeyType.UNKNOWN),
        (PERMANENT, "", None, True, KeyType.UNKNOWN),
        ("", "CAMUser", Session(token="x"), True, KeyType.UNKNOWN),
    ],
)
def test_type_of_the_key(
    key_id: str,
    type_: str,
    session: Session | None,
    is_api: bool,  # noqa: FBT001  a case of the table
    expected: KeyType,
) -> None:
    assert caller(key_id=key_id, type=type_, session=session, is_api=is_api).key_type is expected


def test_role_whose_session_has_a_name() -> None:
    found = caller(type="AssumedRole", principal=f"{ROLE}:nightly", name="Deployer:nightly")

    assert (found.id, found.name, found.session_name) == (ROLE, "Deployer", "nightly")


def test_role_that_is_gone_is_told_by_its_id() -> None:
    found = caller(type="AssumedRole", principal=ROLE, name=ROLE)

    assert (found.id, found.issuer) == (ROLE, ROLE)


def test_federated_user_is_told_with_who_issued_the_key() -> None:
    found = caller(type="FederatedUser", name="uploader")

    assert (found.id, found.session_name) == (USER, "uploader")
    assert found.issuer == f"qcs::cam::uin/{ACCOUNT}:uin/{USER}"


def test_temporary_key_of_the_main_account() -> None:
    found = caller(type="Root", principal=int(ACCOUNT), session=Session(token="x"))

    assert found.issuer == f"qcs::cam::uin/{ACCOUNT}:root"


def test_account_is_that_of_the_session_where_the_identity_has_none() -> None:
    found = caller(type="CAMUser", account="", session=Session(owner=int(ACCOUNT)))

    assert (found.account, found.other_account) == (ACCOUNT, None)


def test_issuer_without_an_account_is_told_by_id() -> None:
    assert caller(type="CAMUser", account="", key_id=TEMPORARY).issuer == USER


@pytest.mark.parametrize("owner", [None, "", 0, "0", ACCOUNT, int(ACCOUNT)])
def test_caller_of_the_account_itself(owner: Any) -> None:
    assert caller(type="CAMUser", session=Session(owner=owner)).other_account is None


def test_caller_of_another_account() -> None:
    assert caller(type="CAMUser", session=Session(owner=200000000001)).other_account == "200000000001"


@pytest.mark.parametrize("session", [None, Session(owner=ACCOUNT)])
def test_collaborator_is_an_account_of_their_own(session: Session | None) -> None:
    found = caller(type="Collaborator", principal="200000000001", session=session)

    assert (found.id, found.other_account) == ("200000000001", "200000000001")
