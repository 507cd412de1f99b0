import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.detectors.records.texts import secrets_in
from akwarden.workflows.rule_check import expand

SECRET = expand("{24*A}", 3)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "password=@",
            "a=b&token=@&c=d",
            "PASSWORD: @\nuser: x",
            'password: "@"',
            "{'secret_key': '@', 'a': 1}",
        ),
        *(
            '{"password":"@"',
            '{\\"password\\":\\"@\\",\\"a\\"',
            "--password @ -x",
            "--client-secret=@",
            "Password=@;A=b",
        ),
        *(
            "<Password>@</Password>",
            'setPassword("@")',
            "Cookie: sid=@",
            "IDENTIFIED BY '@'",
            "WITH PASSWORD '@'",
        ),
        *(
            "https://bot:@@git.example/x",
            "curl -u bot:@ https://x",
            "mysql -uroot -p@ -e 1",
            "sshpass -p @ ssh x",
        ),
        *(
            'key="db_password" value="@"',
            "root:@ | chpasswd",
            "authorization: Bearer @",
            "export API_TOKEN=@ && x",
        ),
    ],
)
def test_the_value_is_found_and_no_more(text: str) -> None:
    found = [filled(text)[spot.start : spot.end] for spot in secrets_in(filled(text))]

    assert len(found) == 1
    # Of a header the whole value goes.
    assert found[0].removeprefix("sid=").removeprefix("Bearer ") == SECRET


def filled(text: str) -> str:
    """Return a text with the secret in place of the first `@` that stands for it."""
    return text.replace("@", SECRET, 1)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "password",
            "password:",
            "password=",
            "token=***",
            "secretId=AKID",
            "nextToken=abcdefgh",
            "no secret here",
        ),
        *(
            "arn:aws:secretsmanager:eu-west-1:1:secret:prod-AbCdEf",
            "password={",
            "https://git.example:8080/a@b",
        ),
        "Authorization: AWS4-HMAC-SHA256 Credential=AKIA/x, SignedHeaders=host, Signature=***",
    ],
)
def test_what_has_no_value_is_left(text: str) -> None:
    assert secrets_in(text) == []


def test_of_a_signed_header_the_signature_alone() -> None:
    text = f"Authorization: AWS4-HMAC-SHA256 Credential=AKIA/x, SignedHeaders=host, Signature={SECRET}"

    (spot,) = secrets_in(text)

    assert text[spot.start : spot.end] == SECRET


@given(st.text(alphabet="passwordtoken=:\\\"'@ -<>{}&;,/|\n", max_size=120))
def test_spots_are_in_order_and_apart(text: str) -> None:
    spots = secrets_in(text)

    edges = [edge for spot in spots for edge in (spot.start, spot.end)]
    assert edges == sorted(edges)
    assert all(spot.start < spot.end <= len(text) for spot in spots)
