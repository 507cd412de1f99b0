"""Reports of keys, for tests: plain ones, and one in which everything that others wrote is hostile."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from akwarden.model.access_key import KeyStatus
from akwarden.model.account import AccountSite
from akwarden.model.advice import AdviceLevel
from akwarden.model.blind_spot import BlindSpot
from akwarden.model.principal import PrincipalType
from akwarden.reports.key_report import KeyReport, KeyReportRow, SeenAccount

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOSTILE = '=cmd|"/c calc"!A0<script>alert(1)</script>\u202e\x1b[2J'

ROW = KeyReportRow(
    provider="tencent",
    account="100000000001",
    account_name="prod",
    site=AccountSite.MAINLAND,
    department=None,
    principal="alice",
    arn=None,
    principal_type=PrincipalType.USER,
    principal_created_at=None,
    console_login=True,
    mfa=None,
    key_id=f"AKID{1:032d}",
    status=KeyStatus.ACTIVE,
    created_at=AT - timedelta(days=400),
    last_used_at=None,
    last_use_known=True,
    last_used_service=None,
    last_used_region=None,
    leaks=1,
    advice=AdviceLevel.ACT_NOW,
    reasons=("leaked, and it still works",),
    owner=None,
    remark="Pay gateway",
)
SPOT = BlindSpot(right="cam:ListUsers", unseen="the users", reason="not allowed", mend="allow cam:ListUsers")
REPORT = KeyReport(
    made_at=AT,
    version="1.2.3",
    where="account:prod",
    reproduce="akwarden report keys --where account:prod --format html",
    hidden=3,
    keys=(ROW,),
    accounts=(
        SeenAccount(name="prod", number="100000000001", read_at=AT - timedelta(hours=1), blind_spots=(SPOT,)),
        SeenAccount(name="dev", number="100000000002", read_at=None, blind_spots=()),
    ),
)


def report_with(**values: Any) -> KeyReport:
    """Give the report with one key that has these values."""
    return msgspec.structs.replace(REPORT, keys=(msgspec.structs.replace(ROW, **values),))


def hostile_report() -> KeyReport:
    """Give a report in which every text from a cloud or a person is hostile."""
    names = ("principal", "owner", "remark", "arn", "account_name", "last_used_service", "last_used_region")
    spot = BlindSpot(right=HOSTILE, unseen=HOSTILE, reason=HOSTILE, mend=HOSTILE)
    account = SeenAccount(name=HOSTILE, number=HOSTILE, read_at=AT, blind_spots=(spot,))
    changed = msgspec.structs.replace(report_with(**dict.fromkeys(names, HOSTILE)), where=HOSTILE)
    return msgspec.structs.replace(changed, accounts=(account,), reproduce=HOSTILE)
