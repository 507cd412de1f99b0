import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.detectors.records.names import (
    Kind,
    is_in_resource_name,
    is_secret,
    is_session_token,
    secret_kind,
)
from akwarden.workflows.rule_check import expand

KINDS = {
    Kind.TOKEN: "sessionToken SessionToken Token X-Amz-Security-Token refresh_token tokens webIdentityToken "
    "accessTokenFromRefreshToken",
    Kind.KEY: "SecretKey secretAccessKey TmpSecretKey secret_key AWS_SECRET_ACCESS_KEY sk apiKey p_skey",
    Kind.SECRET: "clientSecret webhook_secret SecretString SecretBinary secrets Plaintext secret_value",
    Kind.PASSWORD: "password MasterUserPassword DB_PASSWORD passwd pwd adminPass /prod/db/password db-pass",
    Kind.PRIVATE_KEY: "PrivateKey private_key privateKeyPem keyMaterial",
    Kind.SIGNATURE: "X-Amz-Signature q-signature Signature sign sig",
    Kind.HEADER: "Authorization Proxy-Authorization Cookie Set-Cookie",
}
NO_KIND = (
    "NextToken nextToken next_token clientToken ClientRequestToken continuationToken idempotencyToken "
    "LockToken subjectFromWebIdentityToken issuer_from_id_token usernameFromToken "
    "uploadSequenceToken secretId SecretId accessKeyId KeyId privateKeyId secretArn secretName "
    "tokenType TokenId "
    "passwordLastUsed minimumPasswordLength signatureVersion bypass compass risk task disk "
    "key keys tag design "
    "publicKeyMaterial customer-key-MD5 sessionCredentialFromConsole accessKey assign monkey"
)


@pytest.mark.parametrize("kind", KINDS)
def test_names_of_secrets_however_they_are_written(kind: Kind) -> None:
    assert {name: secret_kind(name) for name in KINDS[kind].split()} == dict.fromkeys(
        KINDS[kind].split(), kind
    )


def test_names_of_ids_of_paging_and_of_the_like_are_none() -> None:
    assert [name for name in NO_KIND.split() if secret_kind(name)] == []


@pytest.mark.parametrize(
    "value",
    [
        *(
            "",
            "  ",
            "***",
            "******",
            "xxx",
            "true",
            "None",
            "HIDDEN_DUE_TO_SECURITY_REASONS",
            "${DB_PASSWORD}",
        ),
        *(
            "<sensitiveDataRemoved>",
            "[scrubbed:audit-secret-field]",
            "$PASSWORD",
            "{{resolve:ssm:x}}",
            "ab****yz",
        ),
        *("arn:aws:secretsmanager:eu-west-1:1:secret:a", "qcs::kms:ap-x:uin/1:key/2", "alias/mine"),
    ],
)
def test_masks_words_and_references_are_no_secrets(value: str) -> None:
    assert [kind for kind in Kind if is_secret(kind, "password", value)] == []


def test_an_id_of_a_key_is_no_secret_under_a_name_that_may_be_either() -> None:
    assert not is_secret(Kind.KEY, "apiKey", "a1b2c3d4e5")
    assert not is_secret(Kind.KEY, "masterKey", "7d5c3c9e-1111-2222-3333-444455556666")
    assert is_secret(Kind.KEY, "apiKey", expand("{40*A}", 1))
    assert is_secret(Kind.KEY, "secretKey", expand("{10*A}", 1))


def test_a_part_of_an_arn_is_told_from_a_name() -> None:
    assert is_in_resource_name("see arn:aws:secretsmanager:eu-west-1:1:")
    assert not is_in_resource_name("root:")


@given(st.text(max_size=300))
def test_any_name_and_value_can_be_asked_about(text: str) -> None:
    kind = secret_kind(text)

    assert kind is None or isinstance(is_secret(kind, text, text), bool)


SESSION_TOKENS = (
    "userIdentity.sessionContext.token requestParameters.Token responseElements.credentials.sessionToken "
    "requestParameters.headers.X-Amz-Security-Token additionalEventData.x-cos-security-token"
)
OTHER_TOKENS = "requestParameters.environment.GITHUB_TOKEN responseElements.accessToken requestParameters.jwt"


def test_the_token_of_a_temporary_key_is_told_from_others() -> None:
    key_id = "ASIA" + "B" * 16

    assert [name for name in SESSION_TOKENS.split() if not is_session_token(name, key_id)] == []
    assert [name for name in OTHER_TOKENS.split() if is_session_token(name, key_id)] == []
    assert not is_session_token("userIdentity.sessionContext.token", None)
