from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from akwarden.access import one_time_codes

NOW = datetime(2026, 11, 30, 12, 0, 10, tzinfo=UTC)


def test_codes_of_now_and_of_the_steps_beside_it_count_and_no_others() -> None:
    secret = one_time_codes.new_secret()
    totp = pyotp.TOTP(secret)

    steps = [
        one_time_codes.step_of(secret, totp.at(NOW + timedelta(seconds=30 * far)), NOW)
        for far in (-2, -1, 0, 1, 2)
    ]

    at = int(NOW.timestamp()) // 30
    assert steps == [None, at - 1, at, at + 1, None]


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345", "12 34"])
def test_what_is_no_code_is_wrong(code: str) -> None:
    assert one_time_codes.step_of(one_time_codes.new_secret(), code, NOW) is None


def test_a_code_may_be_typed_with_a_blank() -> None:
    secret = one_time_codes.new_secret()
    code = pyotp.TOTP(secret).at(NOW)

    assert one_time_codes.step_of(secret, f"{code[:3]} {code[3:]}", NOW) is not None


def test_recovery_codes_are_many_long_and_read_however_they_are_typed() -> None:
    codes = one_time_codes.recovery_codes()

    assert len(set(codes)) == 10
    for code in codes:
        assert one_time_codes.looks_like_recovery(code)
        assert one_time_codes.recovery_form(code) == one_time_codes.recovery_form(
            code.upper().replace("-", " ")
        )
        assert not one_time_codes.looks_like_recovery(code[:-1])


def test_the_address_for_a_phone_names_whose_codes_they_are() -> None:
    secret = one_time_codes.new_secret()

    parsed = pyotp.parse_uri(one_time_codes.address(secret, "ada@example.com"))

    assert (parsed.name, parsed.issuer, parsed.secret) == ("ada@example.com", "akwarden", secret)
