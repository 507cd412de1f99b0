import json
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.workflows.vault.vaults import credential

from akwarden.errors import SealedError, UsageError
from akwarden.model.credential import Credential
from akwarden.model.secret import Secret
from akwarden.workflows.rule_check import expand
from akwarden.workflows.vault.access_key import checked, decode, encode, parse

KEY = credential()
SECRET = KEY.secret.reveal().decode()
WITH_TOKEN = credential(2, token=True)


def as_lines(key: Credential) -> bytes:
    """Give a key as people paste it."""
    parts = [key.key_id, key.secret.reveal().decode()]
    if key.token is not None:
        parts.append(key.token.reveal().decode())
    return "\n".join(parts).encode()


@pytest.mark.parametrize("key", [KEY, WITH_TOKEN], ids=["permanent", "temporary"])
def test_a_key_is_read_from_what_it_is_kept_as(key: Credential) -> None:
    assert decode(encode(key)) == key
    assert parse(encode(key).reveal()) == key


@pytest.mark.parametrize("key", [KEY, WITH_TOKEN], ids=["permanent", "temporary"])
@pytest.mark.parametrize("shape", ["{}", "\ufeff{}\r\n", "  {}\n\n"])
def test_a_key_is_read_from_lines(key: Credential, shape: str) -> None:
    text = as_lines(key).decode()

    assert parse(shape.format(text).encode()) == key
    assert parse(shape.format(text.replace("\n", "\r\n\r\n  ")).encode()) == key


@pytest.mark.parametrize("key_id", ["AKID{32*A}", "IKID{32*A}", "AKID{60*A}", "AKIA{16*U}", "ASIA{16*U}"])
def test_the_ids_of_both_clouds_are_taken(key_id: str) -> None:
    given = expand(key_id.replace("U", "A"), 1)
    made = given if "KID" in given else given.upper()

    assert checked(made, SECRET, None).key_id == made


def test_a_secret_in_the_place_of_the_id_is_refused() -> None:
    swapped = as_lines(Credential(SECRET, Secret(KEY.key_id.encode())))

    with pytest.raises(UsageError) as refused:
        parse(swapped)

    assert refused.value.why == "the id and the secret seem to be swapped"


WRONG = {
    "nothing": "",
    "one line": SECRET,
    "four lines": f"{KEY.key_id}\n{SECRET}\n{SECRET}\n{SECRET}",
    "an id of nobody": f"{SECRET}\n{SECRET}",
    "a space inside": f"{KEY.key_id}\n{SECRET} {SECRET}",
    "too short": f"{KEY.key_id}\nabc",
    "a control character": f"{KEY.key_id}\n{SECRET}\x1b{SECRET}",
    "an unknown field": json.dumps({"key_id": KEY.key_id, "secret": SECRET, SECRET: 1}),
    "a number": json.dumps({"key_id": KEY.key_id, "secret": 7, "token": SECRET}),
    "half a document": json.dumps({"key_id": KEY.key_id, "secret": SECRET})[:-1],
    "deep": '{"key_id":' + "[" * 60_000,
    "too long": SECRET * 4000,
}


@pytest.mark.parametrize("given", WRONG.values(), ids=WRONG)
def test_what_is_no_key_is_refused_without_a_word_of_it(given: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse(given.encode())

    shown = "".join(traceback.format_exception(refused.value))
    spoken = f"{refused.value.what}{refused.value.why}{refused.value.mend}{shown}"
    assert SECRET not in spoken


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_is_given_is_a_key_or_refused(given: bytes) -> None:
    try:
        found = parse(given)
    except UsageError:
        return
    assert parse(encode(found).reveal()) == found


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"key_id": "a", "secret": "b", "more": 1}'])
def test_what_was_sealed_as_a_key_and_is_none_is_damage(content: bytes) -> None:
    with pytest.raises(SealedError):
        decode(Secret(content))
