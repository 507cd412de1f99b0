"""Roles taken by those whom an identity provider vouches for, without a key of the cloud."""

import json
from base64 import b64encode, urlsafe_b64encode
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as new_elliptic_key
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as new_rsa_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from tencentcloud.common.common_client import CommonClient
from tencentcloud.common.exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tests.emulator.tencent.cloud import REGION, account_of, ask, code_of, emulator
from tests.emulator.tencent.services.roles_to_take import role_with, trust, user_with, with_session

from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.services.cam.state import CamState, OidcConfig, SamlProvider

__all__ = ["emulator"]
ISSUER, AUDIENCE, SUBJECT = "https://idp.example", "sts.example", "repo:acme/app"
RSA_KEY = new_rsa_key(65537, 2048)
ELLIPTIC_KEY = new_elliptic_key(SECP256R1())
TOKEN_ERROR = "InvalidParameter.WebIdentityTokenError"


def text_of(value: Any) -> str:
    """Give bytes, an object or a number as tokens have them."""
    if isinstance(value, int):
        value = value.to_bytes((value.bit_length() + 7) // 8)
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def key_set() -> str:
    """Give the public keys of the provider."""
    rsa = RSA_KEY.public_key().public_numbers()
    point = ELLIPTIC_KEY.public_key().public_numbers()
    x, y = (text_of(one.to_bytes(32)) for one in (point.x, point.y))
    keys = [
        {"kty": "RSA", "kid": "rsa", "n": text_of(rsa.n), "e": text_of(rsa.e)},
        {"kty": "EC", "kid": "ec", "crv": "P-256", "x": x, "y": y},
    ]
    return json.dumps({"keys": keys})


def token(
    emulator: Emulator, *, key: RSAPrivateKey = RSA_KEY, algorithm: str = "RS256", **claims: Any
) -> str:
    """Give a token that is signed, for now and for one who may come."""
    now = int(emulator.cloud.clock.now())
    said = {"iss": ISSUER, "aud": AUDIENCE, "sub": SUBJECT, "exp": now + 300, "nbf": now - 300, **claims}
    kid = "ec" if algorithm == "ES256" else "rsa"
    signed = f"{text_of({'alg': algorithm, 'kid': kid})}.{text_of(said)}"
    if algorithm == "ES256":
        halves = decode_dss_signature(ELLIPTIC_KEY.sign(signed.encode(), ECDSA(SHA256())))
        return f"{signed}.{text_of(b''.join(half.to_bytes(32) for half in halves))}"
    return f"{signed}.{text_of(key.sign(signed.encode(), PKCS1v15(), SHA256()))}"


@pytest.fixture(scope="module")
def role(emulator: Emulator) -> str:
    """Give a role for one subject of the provider, which may read users."""
    account = account_of(emulator)
    state = account.state(CamState)
    state.oidc["idp"] = OidcConfig("idp", "", ISSUER, key_set(), (AUDIENCE,))
    state.saml["okta"] = SamlProvider("okta", "", 0.0, 0.0)
    trusted = trust(
        f"qcs::cam::uin/{account.uin}:oidc-provider/idp",
        kind="federated",
        action="name/sts:AssumeRoleWithWebIdentity",
        condition={"string_equal": {"oidc:iss": [ISSUER], "oidc:aud": [AUDIENCE], "oidc:sub": [SUBJECT]}},
    )
    return role_with(emulator, account, "for-pipeline", trusted, ["cam:ListUsers"])


def unsigned(emulator: Emulator, action: str, **parameters: Any) -> dict[str, Any]:
    """Call STS without a signature, as the SDK does for holders of tokens."""
    profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=emulator.address))
    plain = CommonClient("sts", "2018-08-13", None, REGION, profile)
    answer: dict[str, Any] = plain.call_json(action, parameters, options={"SkipSign": True})["Response"]
    return answer


def refusal(emulator: Emulator, action: str, **parameters: Any) -> str:
    with pytest.raises(TencentCloudSDKException) as refused:
        unsigned(emulator, action, **parameters)
    return str(refused.value.get_code())


def given(role: str, text: str, **more: Any) -> dict[str, Any]:
    return {"ProviderId": "idp", "WebIdentityToken": text, "RoleArn": role, "RoleSessionName": "ci", **more}


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_a_token_of_the_provider_takes_the_role(emulator: Emulator, role: str, algorithm: str) -> None:
    made = unsigned(
        emulator, "AssumeRoleWithWebIdentity", **given(role, token(emulator, algorithm=algorithm))
    )
    assert "Data" in ask(with_session("cam", emulator, made), "ListUsers")
    told = ask(with_session("sts", emulator, made), "GetCallerIdentity")
    assert told["Type"] == "CAMRole"


def test_a_list_of_audiences_may_hold_the_one(emulator: Emulator, role: str) -> None:
    text = token(emulator, aud=["another", AUDIENCE])
    assert "Credentials" in unsigned(emulator, "AssumeRoleWithWebIdentity", **given(role, text))


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"exp": 1},
        {"exp": None},
        {"nbf": 4_000_000_000},
    ],
)
def test_a_token_of_or_for_another_or_for_another_time_is_refused(
    emulator: Emulator, role: str, claims: dict[str, Any]
) -> None:
    text = token(emulator, **claims)
    assert refusal(emulator, "AssumeRoleWithWebIdentity", **given(role, text)) == TOKEN_ERROR


def test_a_token_that_another_signed_is_refused(emulator: Emulator, role: str) -> None:
    text = token(emulator, key=new_rsa_key(65537, 2048))
    assert refusal(emulator, "AssumeRoleWithWebIdentity", **given(role, text)) == TOKEN_ERROR


def test_a_token_without_a_signature_is_refused(emulator: Emulator, role: str) -> None:
    said = token(emulator).split(".")[1]
    for text in (f"{text_of({'alg': 'none'})}.{said}.", "a.b.c", "a.b", "é.b.c", f"{text_of([])}.{said}.x"):
        assert refusal(emulator, "AssumeRoleWithWebIdentity", **given(role, text)) == TOKEN_ERROR


def test_a_subject_that_the_role_does_not_trust_is_refused(emulator: Emulator, role: str) -> None:
    text = token(emulator, sub="repo:evil/app")
    assert refusal(emulator, "AssumeRoleWithWebIdentity", **given(role, text)) == "UnauthorizedOperation"


def test_a_provider_that_is_not_there_is_refused(emulator: Emulator, role: str) -> None:
    wrong = given(role, token(emulator), ProviderId="nobody")
    assert refusal(emulator, "AssumeRoleWithWebIdentity", **wrong) == "InvalidParameter.ParamError"


def test_a_role_that_is_not_there_is_refused(emulator: Emulator) -> None:
    account = account_of(emulator).uin
    for name in (f"qcs::cam::uin/{account}:roleName/none", "qcs::cam::uin/1:roleName/none", "none"):
        wrong = given(name, token(emulator))
        assert refusal(emulator, "AssumeRoleWithWebIdentity", **wrong) == "ResourceNotFound.RoleNotFound"


def test_only_actions_for_holders_of_tokens_need_no_signature(emulator: Emulator) -> None:
    for action in ("GetCallerIdentity", "GetFederationToken", "NoSuchAction"):
        assert refusal(emulator, action) == "AuthFailure.InvalidAuthorization"


def test_a_signed_call_takes_a_role_by_a_token_too(emulator: Emulator, role: str) -> None:
    sts = user_with("sts", emulator, account_of(emulator), "bystander")
    assert "Credentials" in ask(sts, "AssumeRoleWithWebIdentity", **given(role, token(emulator)))


def test_the_event_of_an_unsigned_call_names_no_key_and_no_root(emulator: Emulator, role: str) -> None:
    unsigned(emulator, "AssumeRoleWithWebIdentity", **given(role, token(emulator)))
    event = account_of(emulator).events[-1]
    assert (event.action, event.secret_id, event.name) == ("AssumeRoleWithWebIdentity", "", "")


def saml(emulator: Emulator, role: str, **more: Any) -> dict[str, Any]:
    return {
        "SAMLAssertion": b64encode(b'<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"/>').decode(),
        "PrincipalArn": f"qcs::cam::uin/{account_of(emulator).uin}:saml-provider/okta",
        "RoleArn": role,
        "RoleSessionName": "test",
        **more,
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"SAMLAssertion": "not base 64"},
        {"SAMLAssertion": b64encode(b"no assertion").decode()},
        {"PrincipalArn": "okta"},
        {"PrincipalArn": "qcs::cam::uin/1:saml-provider/okta"},
        {"RoleSessionName": "x"},
    ],
)
def test_a_wrong_assertion_is_refused(emulator: Emulator, role: str, wrong: dict[str, str]) -> None:
    code = refusal(emulator, "AssumeRoleWithSAML", **saml(emulator, role, **wrong))
    assert code == "InvalidParameter.ParamError"


def test_an_assertion_is_never_believed(emulator: Emulator, role: str) -> None:
    assert refusal(emulator, "AssumeRoleWithSAML", **saml(emulator, role)) == "UnsupportedOperation"
    sts = user_with("sts", emulator, account_of(emulator), "believer")
    assert code_of(sts, "AssumeRoleWithSAML", **saml(emulator, role)) == "UnsupportedOperation"
