from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.emulator.aws.cloud import Cloud
from tests.emulator.aws.faults import Refused
from tests.providers.aws.collector import Sleeps, client

from akwarden.errors import CloudError
from akwarden.model.access_key import LastUse
from akwarden.providers.aws.report import ReportError, load_report, read_report

COLUMNS = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,"
    "password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,"
    "access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"
    "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,"
    "access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,"
    "cert_2_active,cert_2_last_rotated"
)
ROOT = "arn:aws:iam::123456789012:root"


def report(*values: str) -> bytes:
    """Give a report with one line, of what stands behind the first two columns and the creation."""
    return f"{COLUMNS}\nx,{ROOT},2020-01-01T00:00:00+00:00,{','.join(values)}\n".encode()


def test_a_line_tells_what_it_holds() -> None:
    at = "2026-01-02T03:04:05+00:00"
    key = f"TRUE,{at},{at},us-east-1,iam"

    row = read_report(
        report("TRUE", at, at, "N/A", "false", key, "FALSE,N/A,N/A,N/A,N/A", "FALSE,N/A,FALSE,N/A")
    )[ROOT]

    time = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert (row.console_login, row.mfa, row.last_login_at) == (True, False, time)
    (slot,) = row.slots
    assert (slot.number, slot.is_active, slot.created_at) == (1, True, time)
    assert slot.last_use == LastUse(at=time, service="iam", region="us-east-1")


def test_words_that_stand_for_nothing_are_nothing() -> None:
    nothing = "FALSE,N/A,N/A,not_supported,N/A"

    row = read_report(
        report(
            "not_supported", "no_information", "N/A", "N/A", "FALSE", nothing, nothing, "FALSE,N/A,FALSE,N/A"
        )
    )[ROOT]

    assert (row.console_login, row.last_login_at, row.slots) == (None, None, ())


def test_a_name_with_a_comma_shifts_nothing() -> None:
    line = f'"a,b",{ROOT},x,TRUE,N/A,N/A,N/A,TRUE' + ",FALSE,N/A,N/A,N/A,N/A" * 2 + ",FALSE,N/A,FALSE,N/A"

    assert read_report(f"{COLUMNS}\n{line}\n".encode())[ROOT].mfa is True


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe", b"user,arn\nx,y\n", f"{COLUMNS}\nx,{ROOT}\n".encode(), f'{COLUMNS}\n"x\n'.encode()],
    ids=["bytes", "columns are missing", "a short line", "an open quote"],
)
def test_what_is_no_report_is_an_error_of_ours(content: bytes) -> None:
    with pytest.raises(ReportError):
        read_report(content)


@given(st.binary() | st.text().map(lambda text: f"{COLUMNS}\n{text}".encode("utf-8", "replace")))
def test_any_bytes_are_a_report_or_an_error_of_ours(content: bytes) -> None:
    with suppress(ReportError):
        assert isinstance(read_report(content), dict)


def test_a_report_is_waited_for(cloud: Cloud) -> None:
    sleeps = Sleeps()

    load_report(client(cloud, sleep=sleeps))

    assert sleeps.seconds == [2.0]
    assert [asked.action for asked in cloud.faults.asked] == [
        "GenerateCredentialReport",
        "GenerateCredentialReport",
        "GetCredentialReport",
    ]


@pytest.mark.parametrize("code", ["ReportInProgress", "ReportExpired", "ReportNotPresent"])
def test_a_report_that_is_not_there_yet_is_asked_for_again(cloud: Cloud, code: str) -> None:
    cloud.faults.say("iam:GetCredentialReport", Refused(code, "not yet", status=410))

    assert ROOT in load_report(client(cloud))


def test_another_refusal_is_handed_on(cloud: Cloud) -> None:
    cloud.faults.say("iam:GetCredentialReport", Refused("SomethingNew", "no", status=400))

    with pytest.raises(CloudError, match="SomethingNew"):
        load_report(client(cloud))
