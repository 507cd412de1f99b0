import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.detectors.secrets.assignment import LOOK_BACK, NEUTRAL, name_before, snake

VALUE = b"VALUE"

NAMED = {
    "SecretKey = ": "secret_key",
    '"secret_key": "': "secret_key",
    "<SecretKey>": "secret_key",
    "- name: SECRET_KEY\n  value: ": "secret_key",
    'os.environ.get("SECRET_KEY", "': "secret_key",
    "--secret-key ": "secret_key",
    "TENCENTCLOUD_SECRET_KEY=": "tencentcloud_secret_key",
    "cloud.aws.secretKey=": "cloud_aws_secret_key",
    "secretKey：": "secret_key",
    "config['secret_key'] = '": "secret_key",
    "secretKey => '": "secret_key",
    'secret_key := "': "secret_key",
    "@secret_key = '": "secret_key",
    "$secretKey = '": "secret_key",
    '#define SECRET_KEY "': "secret_key",
    'secretKey = @"': "secret_key",
    "secret_key = b'": "secret_key",
    '{\\"secretKey\\":\\"': "secret_key",
    "?a=1&SecretKey=": "secret_key",
    "": "",
    "'": "",
    "first, second = 'other', '": "other",
    "'process.env.SECRET_KEY': JSON.stringify('": "process_env_secret_key",
    'String getSecretKey() { return "': "get_secret_key",
    'static const std::string kSecretKey{"': "k_secret_key",
    'pub const SECRET_KEY: &str = "': "secret_key",
    "private readonly secretKey: string = '": "secret_key",
    'SECRET_KEY=${SECRET_KEY:-"': "secret_key",
    'variable "secret_key" {\n  type = string\n  default = "': "secret_key",
    'variable "secret_key" {\n  type        = string\n  description = "of the store"\n\n  default     = "': (
        "secret_key"
    ),
    'variable "other" {\n  type = string\n}\n\nsecret_key = "': "secret_key",
    "the Secret Access Key is ": "secret_access_key",
    "Access Key ID: ": "access_key_id",
    "my key is ": "key",
    "a sentence; ": "",
}

IN_AN_ELEMENT = ("<key>SecretKey</key>\n<string>", "<name>SecretKey</name>\n<value>")

SNAKES = {
    "TencentSecretKey": "tencent_secret_key",
    "TENCENT_SECRET-KEY": "tencent_secret_key",
    "AWSSecretKey": "aws_secret_key",
    "secretKeyID": "secret_key_id",
    "spring.cloud.secret-key": "spring_cloud_secret_key",
    "__secret__": "secret",
    "key2": "key2",
    "": "",
}


@pytest.mark.parametrize("before", NAMED)
def test_name_is_what_the_value_is_assigned_to(before: str) -> None:
    data = before.encode()

    assert name_before(data + VALUE, len(data)) == NAMED[before]


@pytest.mark.parametrize("before", IN_AN_ELEMENT)
def test_name_that_has_an_element_of_its_own_is_read(before: str) -> None:
    assert name_before(before.encode() + VALUE, len(before)) == "secret_key"


@pytest.mark.parametrize("name", SNAKES)
def test_names_become_snake_case(name: str) -> None:
    assert snake(name) == SNAKES[name]


def test_name_is_not_sought_in_front_of_the_value_before() -> None:
    data = b"secret_id=FIRST, SECOND"

    assert name_before(data, data.index(b"SECOND"), earliest=data.index(b",")) == ""


def test_name_may_stand_two_lines_above_and_not_three() -> None:
    assert name_before(b"secret_key:\n\nVALUE", 13) == "secret_key"
    assert name_before(b"secret_key:\n\n\nVALUE", 14) == ""


def test_name_is_sought_in_a_bounded_stretch() -> None:
    far = b"secret_key" + b" " * LOOK_BACK

    assert name_before(far + VALUE, len(far)) == ""


@given(st.binary(max_size=300), st.integers(0, 300))
def test_any_bytes_have_a_name_of_snake_case(data: bytes, start: int) -> None:
    name = name_before(data, min(start, len(data)))

    assert name == snake(name)


@given(st.binary(max_size=400), st.binary(min_size=LOOK_BACK, max_size=LOOK_BACK))
def test_name_does_not_depend_on_what_lies_further_away(far: bytes, near: bytes) -> None:
    assert name_before(far + near + VALUE, len(far + near)) == name_before(near + VALUE, len(near))


@pytest.mark.parametrize("name", ["", "key", "secret", "ak", "sk", "prod_password", "access_id"])
def test_name_of_no_part_in_particular_is_neutral(name: str) -> None:
    assert NEUTRAL.search(name)


@pytest.mark.parametrize("name", ["request", "nonce", "hash", "monkey", "version"])
def test_name_of_something_else_is_not_neutral(name: str) -> None:
    assert not NEUTRAL.search(name)
