from akwarden.model.credential import Credential
from akwarden.model.secret import Secret

SECRET, TOKEN = "Zm9vYmFyYmF6cXV4cXV1eA12345678", "dG9rZW4tdG9rZW4tdG9rZW4tdG9r"
CREDENTIAL = Credential("AKID1", Secret(SECRET.encode()), Secret(TOKEN.encode()))


def test_a_credential_shows_no_secret() -> None:
    assert SECRET not in f"{CREDENTIAL!r} {CREDENTIAL}"
    assert TOKEN not in f"{CREDENTIAL!r} {CREDENTIAL}"


def test_what_others_send_back_is_masked() -> None:
    shown = CREDENTIAL.hidden(f"a {SECRET} and {TOKEN}{TOKEN} of AKID1")

    assert shown == "a Zm9v****5678 and dG9r****dG9rdG9r****dG9r of AKID1"


def test_a_key_without_a_token_is_masked_too() -> None:
    assert Credential("AKID1", Secret(SECRET.encode())).hidden(SECRET) == "Zm9v****5678"


def test_equal_keys_fall_together() -> None:
    same = Credential("AKID1", Secret(SECRET.encode()), Secret(TOKEN.encode()))

    assert len({CREDENTIAL, same, Credential("AKID1", Secret(SECRET.encode()))}) == 2
