import csv
import io

import pytest
from hypothesis import given
from inline_snapshot import snapshot
from tests.reports.hostile import is_calm, reports, words
from tests.reports.samples import (
    TENCENT,
    allowed_finding,
    finding,
    findings,
    location,
    neutral,
    rendered,
    report,
)

from akwarden.errors import UsageError
from akwarden.reports.csv_table import cell
from akwarden.reports.protocol import Report


def rows(written: str) -> list[list[str]]:
    """Return the cells of a table."""
    return list(csv.reader(io.StringIO(written)))


def test_columns_are_stable() -> None:
    header, *_ = rows(rendered("csv", report()))

    assert "\n".join(header) == snapshot("""\
severity
confidence
title
provider
rule
key_id
key_type
account
secret_mask
secret_fingerprint
parts
source
vpath
line
column
offset
commit
author
committed_at
in_head
last_seen_at
occurrences
validity
validity_detail
example
remediation
id
allowed_by
allowed_reason\
""")


def test_row_of_each_finding() -> None:
    columns = ("severity", "key_id", "secret_mask", "vpath", "line", "in_head", "validity", "validity_detail")

    written = rendered("csv", report(*findings()), columns=columns)

    assert neutral(written) == snapshot("""\
severity,key_id,secret_mask,vpath,line,in_head,validity,validity_detail
critical,<TENCENT>,abcd****wxyz,app/config.py,12,,unverified,offline
critical,<TENCENT>,abcd****wxyz,deploy/旧配置.env,3,false,active,sub-user deploy of account 100001234567
medium,<AWS>,,app.apk!/classes.dex#strings,1,,inactive,deleted
info,,****,docs/guide.md,7,,unverified,offline
""")


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "|calc", "＝1", "\u3000=1"]
)
def test_formula_is_guarded(text: str) -> None:
    assert cell(text).startswith("'")


def test_plain_values() -> None:
    assert [cell(value) for value in (None, True, False, 12, "a,b")] == ["", "true", "false", "12", "a,b"]


def test_unknown_column_names_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        rendered("csv", report(), columns=("severty",))

    assert caught.value.mend == "--columns severity"


def test_newline_in_a_path_does_not_make_a_row() -> None:
    written = rendered("csv", report(finding(location=location(vpath='a\n"b,c'))))

    assert len(written.splitlines()) == 2
    assert 'a\\n"b,c' in rows(written)[1]


@given(words)
def test_no_cell_begins_a_formula(text: str) -> None:
    assert cell(text).lstrip()[:1] not in set("=+-@|＝＋－＠")
    assert is_calm(cell(text))


@given(reports)
def test_hostile_reports_are_whole_tables(shown: Report) -> None:
    written = rendered("csv", shown)

    written.encode()
    assert is_calm(written)
    header, *body = rows(written)
    assert [len(row) for row in body] == [len(header)] * len(shown.findings)
    assert not [value for row in body for value in row if value.lstrip()[:1] in set("=+-@|＝＋－＠") - {""}]


def test_what_is_allowed_tells_by_what_and_why() -> None:
    columns = ("key_id", "allowed_by", "allowed_reason")

    written = rendered("csv", report(allowed_finding(), finding()), columns=columns)

    assert rows(written)[1:] == [
        [TENCENT, "ignore_file", "made up for the tests"],
        [TENCENT, "", ""],
    ]
