import socket

import pytest

from akwarden.providers.outgoing import Barred, Pinned, pin, resolved

GLOBAL = ["93.184.216.34"]


def at(*addresses: str):  # type: ignore[no-untyped-def]  # noqa: ANN201  a resolver
    return lambda _name, _port: list(addresses)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",  # noqa: S104  nothing listens there
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "169.254.0.23",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "2001:db8::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "fec0::1",
        "ff02::1",
    ],
)
def test_an_address_that_is_not_of_the_internet_is_barred(address: str) -> None:
    found = pin("https://idp.example.com/x", private=False, resolve=at(address))

    assert found == Barred("its address is not one of the internet")


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"]
)
def test_an_address_of_the_internet_is_pinned_and_keeps_its_name(address: str) -> None:
    found = pin("https://idp.example.com:8443/a/b?c=d#e", private=False, resolve=at(address))

    assert isinstance(found, Pinned)
    assert (found.host, found.name) == ("idp.example.com:8443", "idp.example.com")
    assert found.url.endswith(":8443/a/b?c=d")
    assert "idp.example.com" not in found.url


def test_one_private_address_among_several_bars_them_all() -> None:
    found = pin("https://idp.example.com/", private=False, resolve=at(*GLOBAL, "10.0.0.1"))

    assert found == Barred("its address is not one of the internet")


def test_a_name_is_looked_up_once() -> None:
    """The naive form checks one look-up and connects by another, which gives the metadata of the cloud."""
    answers = [["169.254.169.254"], GLOBAL]
    asked: list[str] = []

    def rebinding(name: str, _port: int) -> list[str]:
        asked.append(name)
        return answers.pop()

    found = pin("https://idp.example.com/", private=False, resolve=rebinding)

    assert isinstance(found, Pinned)
    assert found.url == "https://93.184.216.34:443/"
    assert asked == ["idp.example.com"]


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "localhost", "[::1]", "[::ffff:7f00:1]"]
)
def test_this_machine_is_barred_however_it_is_written(host: str) -> None:
    found = pin(f"http://{host}/", private=False, resolve=resolved)

    assert isinstance(found, Barred)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://",
        "ftp://idp.example.com/",
        "file:///etc/passwd",
        "https://user@idp.example.com/",
        "https://idp.example.com:99999/",
        "https://idp.example.com:x/",
    ],
)
def test_what_is_no_address_is_barred_before_anything_is_resolved(url: str) -> None:
    def refuse(_name: str, _port: int) -> list[str]:
        raise AssertionError("nothing is looked up")

    assert isinstance(pin(url, private=True, resolve=refuse), Barred)


def test_a_name_that_is_not_there_is_barred() -> None:
    def unknown(_name: str, _port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    assert pin("https://idp.example.com/", private=True, resolve=unknown) == Barred(
        "its name can't be resolved"
    )
    assert pin("https://idp.example.com/", private=True, resolve=at()) == Barred("its name can't be resolved")


def test_a_setting_allows_a_company_its_own_network() -> None:
    assert isinstance(pin("https://idp.corp/", private=True, resolve=at("10.0.0.1")), Pinned)
