"""Where a call came from: what stands in the place of an address."""

import pytest
from tests.providers.tencent.audit.records import SESSION, read, record

from akwarden.providers.tencent.audit.origin import Origin, origin_of


@pytest.mark.parametrize("inner", ["9.83.55.32", "30.40.1.2", "10.0.0.8", "", "::ffff:9.1.2.3"])
@pytest.mark.parametrize("kind", ["ConsoleCall", "MiniProgramCall"])
def test_console_call_from_an_inner_address(inner: str, kind: str) -> None:
    event = read(record({"sessionContext": SESSION}, eventType=kind, sourceIPAddress=inner))

    assert event.source_ip == "203.0.113.9"


def test_console_call_from_an_inner_address_without_session_is_told_by_cli_ip() -> None:
    event = read(record(eventType="ConsoleCall", sourceIPAddress="9.83.55.32", cliIp="203.0.113.10"))

    assert event.source_ip == "203.0.113.10"


def test_console_call_whose_session_has_an_inner_address_too() -> None:
    session = SESSION | {"userIp": "10.1.1.1"}

    event = read(record({"sessionContext": session}, eventType="ConsoleCall", sourceIPAddress="9.83.55.32"))

    assert event.source_ip == "9.83.55.32"


def test_call_of_the_api_from_an_inner_address_keeps_it() -> None:
    assert read(record({"sessionContext": SESSION}, sourceIPAddress="10.0.0.8")).source_ip == "10.0.0.8"


def test_service_in_the_place_of_an_address() -> None:
    event = read(record(sourceIPAddress="scf.qcloud.com"))

    assert (event.source_ip, event.source_service) == (None, "scf.qcloud.com")


@pytest.mark.parametrize("address", ["2001:db8::7", "::ffff:192.0.2.1"])
def test_ipv6_address_stays_as_it_is_written(address: str) -> None:
    assert read(record(sourceIPAddress=address)).source_ip == address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.1", Origin("192.0.2.1", is_inner=False, service=None)),
        (" 192.0.2.1 ", Origin("192.0.2.1", is_inner=False, service=None)),
        ("192.0.2.1,10.0.0.1", Origin("192.0.2.1", is_inner=False, service=None)),
        ("192.0.2.1:4711", Origin("192.0.2.1", is_inner=False, service=None)),
        ("[2001:db8::7]:443", Origin("2001:db8::7", is_inner=False, service=None)),
        ("2001:db8::7", Origin("2001:db8::7", is_inner=False, service=None)),
        ("9.83.55.32", Origin("9.83.55.32", is_inner=True, service=None)),
        ("30.1.2.3", Origin("30.1.2.3", is_inner=True, service=None)),
        ("172.31.255.255", Origin("172.31.255.255", is_inner=True, service=None)),
        ("172.32.0.0", Origin("172.32.0.0", is_inner=False, service=None)),
        ("100.64.0.1", Origin("100.64.0.1", is_inner=True, service=None)),
        ("fd00::1", Origin("fd00::1", is_inner=True, service=None)),
        ("::ffff:10.0.0.1", Origin("::ffff:10.0.0.1", is_inner=True, service=None)),
        ("SCF.qcloud.com", Origin(None, is_inner=False, service="scf.qcloud.com")),
        ("", Origin(None, is_inner=False, service=None)),
        ("-", Origin(None, is_inner=False, service=None)),
        ("unknown", Origin(None, is_inner=False, service=None)),
        ("999.1.1.1", Origin(None, is_inner=False, service=None)),
        ("fe80::1%eth0", Origin("fe80::1%eth0", is_inner=True, service=None)),
        ("fe80::1%" + "x" * 300, Origin(None, is_inner=False, service=None)),
    ],
)
def test_texts_in_the_place_of_an_address(text: str, expected: Origin) -> None:
    assert origin_of(text) == expected
