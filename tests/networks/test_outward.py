import pytest

from akwarden.networks.outward import is_of_internet


@pytest.mark.parametrize(
    "text", ["8.8.8.8", "119.29.29.29", "2606:4700::1111", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8"]
)
def test_an_address_that_everybody_reaches_is_of_the_internet(text: str) -> None:
    assert is_of_internet(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "localhost",
        "127.0.0.1",
        "0.0.0.0",  # noqa: S104  no server listens here
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::169.254.169.254",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2001:0:1:2::1",
        "2001:db8::1",
        "0177.0.0.1",
        "2130706433",
    ],
)
def test_an_address_around_a_server_is_not(text: str) -> None:
    assert not is_of_internet(text)
