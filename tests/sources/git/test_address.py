import pytest

from akwarden.sources.git.address import is_url, without_credentials, without_secrets_of


@pytest.mark.parametrize(
    "target",
    [
        "https://git.example.com/a.git",
        "HTTP://git.example.com/a.git",
        "ssh://git@git.example.com:2222/a.git",
        "git://git.example.com/a",
        "file:///srv/a.git",
        "git@git.example.com:group/a.git",
    ],
)
def test_an_address_is_one(target: str) -> None:
    assert is_url(target)


@pytest.mark.parametrize(
    "target",
    [
        "ext::sh -c touch% /tmp/x",
        "ext::sh://x",
        "fd::17",
        "ftp://git.example.com/a.git",
        "-u@host:path with space",
        "src/app",
        "./a:b",
        "host:path",
        "C:\\repositories\\a",
        "",
        "-",
    ],
)
def test_anything_else_is_a_path(target: str) -> None:
    assert not is_url(target)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://git.example.com/a.git", "https://git.example.com/a.git"),
        ("https://user:pass@git.example.com/a.git", "https://git.example.com/a.git"),
        ("https://token@git.example.com:8443/a.git", "https://git.example.com:8443/a.git"),
        ("https://user:p@ss@git.example.com/a.git", "https://git.example.com/a.git"),
        ("https://user:pa/ss@git.example.com/a.git", "https://git.example.com/a.git"),
        ("https://user:p%40ss@[::1]:8443/a.git", "https://[::1]:8443/a.git"),
        ("https://git.example.com:8443/@scope/a.git", "https://git.example.com:8443/@scope/a.git"),
        ("https://git.example.com/a?token=abc&x=1", "https://git.example.com/a?token=****&x=****"),
        ("htps://user:pass@git.example.com/a.git", "htps://git.example.com/a.git"),
        (
            "fatal: unable to access 'https://u:p@host/a/': no",
            "fatal: unable to access 'https://host/a/': no",
        ),
        ("git@git.example.com:a.git", "git@git.example.com:a.git"),
        ("/srv/a@b.git", "/srv/a@b.git"),
    ],
)
def test_an_address_is_shown_without_credentials(text: str, shown: str) -> None:
    assert without_credentials(text) == shown


def test_a_password_is_taken_out_of_what_git_says_in_every_form() -> None:
    url = "https://user:pass%2Fword@git.example.com/a.git"

    said = without_secrets_of(url, "pass/word and pass%2Fword for https://user:pass%2Fword@git.example.com")

    assert said == "**** and **** for https://git.example.com"


def test_a_token_in_the_place_of_a_user_is_taken_out_and_the_user_of_ssh_is_not() -> None:
    assert without_secrets_of("https://tokentoken@host/a.git", "tokentoken is bad") == "**** is bad"
    assert without_secrets_of("ssh://git@host/a.git", "git says no") == "git says no"
    assert without_secrets_of("https://u:abc@host/a.git", "the abc of it") == "the abc of it"
    assert without_secrets_of("https://host/a.git", "nothing to hide") == "nothing to hide"
