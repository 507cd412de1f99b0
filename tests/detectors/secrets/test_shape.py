import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.detectors.secrets.scanning import loud, rules, scan

from akwarden.detectors.secrets.shape import Shape, ShapeJudge, entropy
from akwarden.model.severity import Severity
from akwarden.workflows.rule_check import expand

JUDGE = ShapeJudge(rules().ruleset.placeholders)

RANDOM = ("AKID{32*A}", "{32*A}", "{30*A}", "{40*S}", "{43*A}", "AKIA{16*B}", "LTAI{12*A}", "LTAI{20*A}")
LOST = 1
"""How many of 20,000 random values may be lost: the module promises fewer than one in ten thousand."""

ORDINARY = (
    "{32*h}",
    "{40*h}",
    "{64*h}",
    "{32*H}",
    "getSecretKeyFromTencentVaultById",
    "tencentCredentialProviderFactory",
    "AbstractSecretAccessKeyCredentialsHolder",
    "TENCENTCLOUD_SECRET_KEY_OF_THE_PROD_ENV",
    "my_secret_access_key_for_the_robot_user1",
    "aB3aB3aB3aB3aB3aB3aB3aB3aB3aB3aB",
)

MADE_UP = (
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
    "00000000000000000000000000000000",
    "your-secret-key-goes-here-please",
    "YourSecretKeyYourSecretKeyYourSe",
    "abcdefghijklmnopqrstuvwxyz012345",
    "12345678901234567890123456789012",
    "thisIsAnExampleSecretKeyValue123",
    "changemechangemechangemechangeme",
    "REDACTEDREDACTEDREDACTEDREDACTED",
)

NO_FINDINGS = {
    "stars": "SecretId=AKID********************************\nSecretKey=********************************",
    "shell variable": "TENCENTCLOUD_SECRET_KEY=${TENCENTCLOUD_SECRET_KEY}",
    "template": 'tencent_secret_key = "{{ tencent_secret_key }}"',
    "workflow secret": "aws-secret-access-key: ${{ secrets.AWS_SECRET_ACCESS_KEY }}",
    "your-secret-key": 'tencent SecretKey = "your-secret-key"',
    "md5": "tencent secret_key: {32*h}",
    "md5, upper case": "tencent secret_key: {32*H}",
    "sha1": "aws_secret_access_key = {40*h}",
    "sha256": "tencent secret: {64*h}",
    "uuid": f"tencent secret_key={uuid.UUID(int=1 << 127 | 0x1234567)}",
    "uuid, no dashes": f"tencent secret_key={uuid.UUID(int=1 << 127 | 0x1234567).hex}",
    "commit": "commit {40*h} rotates the tencent secret key",
    "image digest": "tencent secret image@sha256:{64*h}",
    "entity tag": 'ETag: "{32*h}-12" cos. secret_key',
    "integrity": 'aws secret integrity="sha384-{64*S}"',
    "integrity in a lock file": '"integrity": "sha512-{86*S}==" aws secret',
    "lock file": 'resolved "https://example.com/aws-sdk-2.1.0.tgz#{40*h}"\n integrity sha512-{86*S}==',
    "go checksums": "example.com/aws/sdk v1.44.0 h1:{43*S}=\nexample.com/aws/sdk v1.44.0/go.mod h1:{43*S}=\n",
    "base64 blob": 'aws secret = "{400*S}"',
    "base64 with padding": "aws secret_access_key: {38*S}==",
    "base64 lines": "aws secret:\n" + "{76*S}\n" * 20,
    "private key": "aws secret -----BEGIN PRIVATE KEY-----\n" + "{64*S}\n" * 20,
    "public key": "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ{300*S} aws secret",
    "camel case": "tencent.secretKey = getSecretKeyFromTencentCloudVault",
    "class name": "aws_secret = AbstractSecretAccessKeyCredentialsHolder",
    "constant": "TENCENTCLOUD_SECRET_KEY=TENCENTCLOUD_SECRET_KEY_PLACEHOLDER",
    "long file name": "tencent secret: src/main/java/com/cloud/SecretKeyProviderFactoryImplTest.java",
    "path": "aws secret=/usr/share/doc/packages/aws/secret/README.md",
    "address": "aws secret = https://docs.example.com/general/latest/gr/aws-sec-cred-types.html",
    "style sheet": ".tencent-secret-key-input__wrapper--active-state-hover{color:red}",
    "counting": "tencent secret_key = 12345678901234567890123456789012",
    "alphabet": "tencent secret_key = abcdefghijklmnopqrstuvwxyz012345",
    "request id": "tencent requestId: {32*A}",
    "id inside a longer run": "{20*A}AKID{40*A}",
    "id with a letter before": "xAKIA{16*B}",
    "id that goes on": "AKIA{16*B}AB",
    "json web token": "aws token: eyJhbGciOiJIUzI1NiJ9.{120*W}.{43*W}",
    "continent": "ASIA is a continent and ASIAPACIFICREGIONALHUB a building",
}

EXAMPLES = {
    "x": "AWS_ACCESS_KEY_ID=AKIAXXXXXXXXXXXXXXXX\nAWS_SECRET_ACCESS_KEY=" + "X" * 40,
    "small x": f"SecretId: AKID{'x' * 32}\nSecretKey: {'x' * 32}",
    "the word": "aws_access_key_id = AKIA{9*B}EXAMPLE",
}


def judged(value: str, prefix: int = 0) -> Shape:
    return JUDGE.judge(value, prefix)


def test_random_values_are_not_lost() -> None:
    for template in RANDOM:
        prefix = 4 if not template.startswith("{") else 0
        lost = [
            v for v in (expand(template, n) for n in range(20_000)) if judged(v, prefix) is not Shape.RANDOM
        ]
        assert len(lost) <= LOST, template


@pytest.mark.parametrize("template", ORDINARY)
def test_hashes_and_identifiers_are_ordinary(template: str) -> None:
    assert {judged(expand(template, seed)) for seed in range(100)} == {Shape.ORDINARY}


@pytest.mark.parametrize("value", MADE_UP)
def test_what_a_person_makes_up_is_a_placeholder(value: str) -> None:
    assert judged(value) is Shape.PLACEHOLDER


def test_every_documented_example_is_a_placeholder() -> None:
    for beginning in rules().ruleset.placeholders.documented:
        assert judged(beginning + expand("{8*A}")) is Shape.PLACEHOLDER
        assert judged(beginning) is Shape.PLACEHOLDER


def test_prefix_of_an_id_does_not_count() -> None:
    assert judged("AKIA" + "A" * 16, 4) is Shape.PLACEHOLDER
    assert judged(expand("AKIA{16*B}"), 4) is Shape.RANDOM


@given(st.text(st.characters(max_codepoint=127), max_size=100))
def test_any_text_has_a_shape(text: str) -> None:
    assert judged(text) in Shape
    assert judged(text, 4) in Shape


@pytest.mark.parametrize("name", NO_FINDINGS)
def test_near_miss_is_no_finding(name: str) -> None:
    for seed in range(20):
        text = expand(NO_FINDINGS[name], seed)
        assert [(m.rule, m.parts) for m in loud(text)] == [], text


@pytest.mark.parametrize("name", EXAMPLES)
def test_made_up_key_is_an_example_at_info(name: str) -> None:
    found = scan(expand(EXAMPLES[name]))

    assert {(m.severity, m.example) for m in found} == {(Severity.INFO, True)}


def test_documented_id_and_secret_are_one_example_at_info() -> None:
    documented = rules().ruleset.placeholders.documented
    key_id = next(d for d in documented if d.startswith("AKIA") and len(d) == 20)
    secret = next(d for d in documented if len(d) == 40)

    found = scan(f"aws_access_key_id = {key_id}\naws_secret_access_key = {secret}\n")

    assert [(m.key_id, m.severity, m.example) for m in found] == [(key_id, Severity.INFO, True)]


@pytest.mark.parametrize(("text", "bits"), [("aaaa", 0.0), ("abab", 1.0), ("abcdefgh", 3.0), ("aab", 0.918)])
def test_entropy_is_what_a_character_tells(text: str, bits: float) -> None:
    assert entropy(text) == pytest.approx(bits, abs=0.001)
