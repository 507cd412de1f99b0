"""What is told of an address: by the packaged data, by the kind of its network, and by the user's list."""

from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.model.network import NetworkFacts, NetworkKind
from akwarden.networks import lookup
from akwarden.networks.lookup import Networks


@pytest.fixture(scope="module")
def networks() -> Networks:
    return Networks()


def test_everything_is_told_of_an_address(networks: Networks) -> None:
    assert networks.facts("8.8.8.8") == NetworkFacts(
        family=4,
        text="8.8.8.8",
        high=0,
        low=0x08080808,
        kind=NetworkKind.CLOUD,
        country="US",
        asn=15169,
        org="Google LLC",
    )


@pytest.mark.parametrize(
    ("text", "asn", "kind"),
    [
        ("1.1.1.1", 13335, NetworkKind.INTERNET),  # Cloudflare's resolver
        ("2606:4700:4700::1111", 13335, NetworkKind.INTERNET),
        ("8.8.4.4", 15169, NetworkKind.CLOUD),  # Google's
        ("2001:4860:4860::8888", 15169, NetworkKind.CLOUD),
        ("9.9.9.9", 19281, NetworkKind.INTERNET),  # Quad9
        ("119.29.29.29", 132203, NetworkKind.CLOUD),  # Tencent's DNSPod
        ("106.52.0.1", 45090, NetworkKind.CLOUD),  # Tencent Cloud, Guangzhou
        ("223.5.5.5", 45102, NetworkKind.CLOUD),  # Alibaba's resolver
        ("3.80.0.1", 14618, NetworkKind.CLOUD),  # EC2, us-east-1
        ("52.94.76.1", 16509, NetworkKind.CLOUD),  # AWS
        ("2600:1f18::1", 14618, NetworkKind.CLOUD),  # EC2, us-east-1
        ("20.190.128.1", 8075, NetworkKind.CLOUD),  # sign-in of Microsoft
        ("119.3.0.1", 55990, NetworkKind.CLOUD),  # Huawei Cloud
        ("5.9.0.1", 24940, NetworkKind.HOSTING),  # Hetzner
        ("104.248.0.1", 14061, NetworkKind.HOSTING),  # DigitalOcean
    ],
)
def test_well_known_addresses_are_in_their_networks(
    text: str, asn: int, kind: NetworkKind, networks: Networks
) -> None:
    facts = networks.facts(text)

    assert facts is not None
    assert (facts.asn, facts.kind) == (asn, kind)
    assert facts.org


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("8.8.8.8", {"US"}),
        ("5.9.0.1", {"DE"}),
        ("106.52.0.1", {"CN"}),
        ("223.5.5.5", {"CN"}),
        ("175.45.176.1", {"KP"}),
        # Sources disagree here, so which of them is told matters less than that the source is named.
        ("1.1.1.1", {"AU", "US"}),
        ("119.29.29.29", {"CN", "HK", "SG"}),
        ("43.128.0.1", {"CN", "HK", "SG"}),
    ],
)
def test_countries_are_those_that_sources_give(text: str, countries: set[str], networks: Networks) -> None:
    facts = networks.facts(text)

    assert facts is not None
    assert facts.country in countries


def test_source_is_named_with_its_date(networks: Networks) -> None:
    assert networks.source == "RouteViews, DB-IP and NRO, 2026-06-17"


@pytest.mark.parametrize(
    "text", ["10.1.2.3", "127.0.0.1", "203.0.113.5", "fe80::1%eth0", "2001:db8::1", "::1"]
)
def test_nobody_is_named_for_what_no_company_was_given(text: str, networks: Networks) -> None:
    facts = networks.facts(text)

    assert facts is not None
    assert facts.kind in {NetworkKind.LOOPBACK, NetworkKind.PRIVATE, NetworkKind.RESERVED}
    assert (facts.country, facts.asn, facts.org) == (None, None, None)


@pytest.mark.parametrize("text", ["", "-", "cloudformation.amazonaws.com", "AWS Internal", "1.2.3.04"])
def test_what_is_no_address_has_no_facts_however_often_it_is_asked(text: str, networks: Networks) -> None:
    assert [networks.facts(text) for _ in range(3)] == [None, None, None]


@given(number=st.integers(0, 2**32 - 1))
def test_ways_to_write_an_address_make_no_difference(number: int, networks: Networks) -> None:
    plain = str(IPv4Address(number))

    facts = networks.facts(plain)

    assert facts is not None
    assert (facts.family, facts.text, facts.high, facts.low) == (4, plain, 0, number)
    assert {networks.facts(text) for text in (f"::ffff:{plain}", f"{plain}:443", f" {plain} ")} == {facts}


@given(number=st.integers(2**125, 2**126 - 1))
def test_numbers_of_ipv6_are_those_of_the_address(number: int, networks: Networks) -> None:
    facts = networks.facts(str(IPv6Address(number)))

    assert facts is not None
    assert (facts.high + 2**63) << 64 | (facts.low + 2**63) == number
    assert facts.text == str(IPv6Address(number))


def test_exit_of_tor_is_told_before_the_network_that_it_stands_in(tmp_path: Path) -> None:
    exits = tmp_path / "exits"
    exits.write_text("5.9.0.1\nExitAddress 2a01:4f8::7 2026-11-29 11:05:12\n10.0.0.1\n", encoding="utf-8")
    with_list = Networks(tor_list=exits)

    kinds = [
        facts and facts.kind
        for facts in map(with_list.facts, ("5.9.0.1", "2a01:4f8::7", "5.9.0.2", "10.0.0.1"))
    ]

    assert kinds == [NetworkKind.TOR, NetworkKind.TOR, NetworkKind.HOSTING, NetworkKind.PRIVATE]


def test_changed_list_counts_for_a_new_object(tmp_path: Path, networks: Networks) -> None:
    exits = tmp_path / "exits"
    exits.write_text("198.96.155.3\n", encoding="utf-8")
    before = Networks(tor_list=exits)
    exits.write_text("", encoding="utf-8")

    told = [source.facts("198.96.155.3") for source in (before, Networks(tor_list=exits), networks)]

    assert [facts and facts.kind is NetworkKind.TOR for facts in told] == [True, False, False]


def test_what_is_remembered_is_bounded(networks: Networks) -> None:
    addresses = [str(IPv4Address(number)) for number in range(0x0B000000, 0x0B000000 + 33_000)]

    for text in addresses:
        networks.facts(text)
    networks.facts("x" * 1_000_000)

    assert len(networks._known) <= lookup._MOST_KNOWN  # noqa: SLF001  the bound is the promise
    assert "x" * 1_000_000 not in networks._known  # noqa: SLF001
    last = networks.facts(addresses[-1])
    assert last is not None
    assert last.text == addresses[-1]
