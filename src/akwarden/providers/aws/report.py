"""The credential report of IAM: one table tells root keys, second factors and sign-ins of all users.

AWS makes it when it is asked for and keeps it for four hours, so it may be that old. After "Get credential
reports for your AWS account" (IAM User Guide).
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import datetime
from io import StringIO

import msgspec

from akwarden.errors import CloudError, MissingRightError
from akwarden.model.access_key import LastUse
from akwarden.providers.aws.answers import ReportContent, ReportState
from akwarden.providers.aws.client import Client
from akwarden.providers.aws.permissions import GENERATE_CREDENTIAL_REPORT, GET_CREDENTIAL_REPORT
from akwarden.providers.aws.refusal import CodedError

_MOST_LOOKS = 30
_PAUSE = 2.0
"""Seconds between two looks whether it is made."""
_NOT_YET = frozenset({"ReportNotPresent", "ReportExpired", "ReportInProgress"})
_CALLS = (GENERATE_CREDENTIAL_REPORT, GET_CREDENTIAL_REPORT)
_SLOTS = (1, 2)
_NOTHING = frozenset({"", "N/A", "no_information", "not_supported"})


class ReportError(CloudError):
    """The report is not made, or can't be read."""


class Slot(msgspec.Struct, frozen=True):
    """One of the two keys that somebody may have; the report tells no id."""

    number: int
    is_active: bool
    created_at: datetime | None
    last_use: LastUse


class Row(msgspec.Struct, frozen=True):
    """What the report tells of one user, or of the account itself."""

    console_login: bool | None
    mfa: bool | None
    last_login_at: datetime | None
    slots: tuple[Slot, ...]


def report_or_blind(client: Client) -> Mapping[str, Row] | None:
    """Return the report; None, and a blind spot, where it can't be had."""
    try:
        return load_report(client)
    except MissingRightError as error:
        call = next(call for call in _CALLS if call.right == error.right)
        client.blind(call, error.reason)
    except ReportError as error:
        client.blind(GET_CREDENTIAL_REPORT, error.what)
    return None


def load_report(client: Client) -> Mapping[str, Row]:
    """Have the report made, and return its rows by ARN.

    Raises CloudError: MissingRightError without the rights, ReportError when it is not made in a minute.
    """
    for look in range(_MOST_LOOKS):
        if look:
            client.sleep(_PAUSE)
        state = client.ask(GENERATE_CREDENTIAL_REPORT, {}, ReportState).state
        if state != "COMPLETE":
            continue
        try:
            content = client.ask(GET_CREDENTIAL_REPORT, {}, ReportContent).content
        except CodedError as error:
            if error.aws_code not in _NOT_YET:
                raise
        else:
            return read_report(content)
    raise ReportError("AWS does not finish the credential report", mend="run it again in some minutes")


def read_report(content: bytes) -> Mapping[str, Row]:
    """Return the rows of a report by ARN. Raises ReportError for what is none."""
    try:
        table = csv.DictReader(StringIO(content.decode("utf-8")), strict=True)
        return {line["arn"]: _row(line) for line in table}
    except (ValueError, KeyError, TypeError, AttributeError, csv.Error) as error:
        why = f"it is not the table that the user guide describes ({type(error).__name__})"
        raise ReportError("the credential report can't be read", why=why) from None


def _row(line: Mapping[str, str]) -> Row:
    """Return what one line tells."""
    return Row(
        console_login=_flag(line["password_enabled"]),
        mfa=_flag(line["mfa_active"]),
        last_login_at=_time(line["password_last_used"]),
        slots=tuple(_slots(line)),
    )


def _slots(line: Mapping[str, str]) -> Iterator[Slot]:
    """Yield the keys that there are: one that is not active has been made at some time all the same."""
    for number in _SLOTS:
        prefix = f"access_key_{number}"
        is_active = _flag(line[f"{prefix}_active"]) is True
        created_at = _time(line[f"{prefix}_last_rotated"])
        if is_active or created_at is not None:
            used = LastUse(
                at=_time(line[f"{prefix}_last_used_date"]),
                service=_text(line[f"{prefix}_last_used_service"]),
                region=_text(line[f"{prefix}_last_used_region"]),
            )
            yield Slot(number, is_active, created_at, used)


def _flag(text: str) -> bool | None:
    """Return what TRUE and FALSE say, in any case; None for another word."""
    return {"true": True, "false": False}.get(text.lower())


def _text(text: str) -> str | None:
    """Return a word, or None for one that stands for nothing."""
    return None if text in _NOTHING else text


def _time(text: str) -> datetime | None:
    """Return a time, or None for a word that stands for none."""
    return None if text in _NOTHING else datetime.fromisoformat(text)
