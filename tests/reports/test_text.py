import io
import re

from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from tests.reports.hostile import is_calm, reports
from tests.reports.samples import (
    TENCENT,
    allowed_finding,
    coverage,
    finding,
    findings,
    location,
    neutral,
    partial_coverage,
    rendered,
    report,
)

from akwarden.model.artifact import Skipped
from akwarden.model.finding import FrameLine
from akwarden.model.severity import Severity
from akwarden.model.verification import Active
from akwarden.reports.code_frame import column_count
from akwarden.reports.protocol import RenderOptions, Report
from akwarden.reports.registry import load

SGR = re.compile(r"\x1b\[[0-9;]*m")


def test_whole_report() -> None:
    written = rendered("text", report(*findings(), coverage=partial_coverage()))

    assert neutral(written) == snapshot("""\
CRITICAL  Tencent Cloud access key with its secret
  key         <TENCENT> (permanent, secret abcd****wxyz)
  rule        tencent-access-key, high confidence
  validity    still works, belongs to sub-user deploy of account 100001234567
  what to do  Disable the key in the console of Access Management, then rotate it.

  app/config.py:12:14
      11 | class Settings:
    > 12 |     secret_id = "AKIDah…dkry5cjqx4b"
         |                  ^^^^^^^^^^^^^^^^^^
      13 |     secret_key = "abcd****wxyz"

  deploy/旧配置.env:3:1
    in commit c0ffeec0ffee of 2024-03-01 09:30 UTC by Lin Wei <lin.wei@example.com>, gone from HEAD
    since 2024-05-02 10:00 UTC, still in the history
    > 3 | SECRET_ID=AKIDah…dkry5cjqx4b
        |           ^^^^^^^^^^^^^^^^^^

  deploy/copy-1.env:1:1
    in commit c0ffeec0ffee of 2024-03-01 09:30 UTC by Lin Wei <lin.wei@example.com>, still in HEAD
  deploy/copy-2.env:2:1
    in commit c0ffeec0ffee of 2024-03-01 09:30 UTC by Lin Wei <lin.wei@example.com>, still in HEAD
  deploy/copy-3.env:3:1
    in commit c0ffeec0ffee of 2024-03-01 09:30 UTC by Lin Wei <lin.wei@example.com>, still in HEAD
  and 5 more places

MEDIUM    AWS access key id
  key         <AWS> (permanent, its secret was not found with it)
  rule        aws-access-key-id, medium confidence
  validity    no longer works: deleted
  what to do  Remove it from the app; a client must not hold a permanent key.

  build/app.apk!/classes.dex#strings:1:1

INFO      GitHub token
  key         token ****
  rule        github-token, low confidence
  validity    not checked: offline
  note        an example key or a placeholder

  docs/guide.md:7:1

3 keys in 12 places: 1 critical, 1 medium, 1 info
1 still works, 1 no longer works, 1 not checked.
Scanned 1,204 items (12.3 MiB) in 2.1 s: .
Not scanned, or only in part: 12
  11 too large; 1 encrypted
  data/01.bin: too large: 1 GiB; raise the limit
  data/02.bin: too large: 2 GiB; raise the limit
  data/03.bin: too large: 3 GiB; raise the limit
  data/04.bin: too large: 4 GiB; raise the limit
  data/05.bin: too large: 5 GiB; raise the limit
  data/06.bin: too large: 6 GiB; raise the limit
  data/07.bin: too large: 7 GiB; raise the limit
  data/08.bin: too large: 8 GiB; raise the limit
  data/09.bin: too large: 9 GiB; raise the limit
  data/10.bin: too large: 10 GiB; raise the limit
  and 2 more: use --format jsonl for all
Not shown: 1 allowed in the files themselves (see them with --show-allowed).
Not shown: 5 allowed by an ignore file (see them with --show-allowed).
Not shown: 4 allowed by what was written for gitleaks (see them with --show-allowed).
Not shown: 1,200 known from the baseline (see them with --show-allowed).
Not shown: 3 documented examples and placeholders (see them with --show-examples).
Not shown: 2 in git objects that nothing refers to (see them with --unreachable).
""")


def test_clean_scan_says_what_was_looked_at() -> None:
    assert rendered("text", report()) == snapshot("""\
No keys found.
Scanned 1,204 items (12.3 MiB) in 2.1 s: .
Nothing was left out.
""")


def test_clean_scan_says_what_was_not_looked_at() -> None:
    left_out = coverage(skipped=(Skipped("a.zip", "encrypted"),), interrupted=True)

    assert rendered("text", report(coverage=left_out)) == snapshot("""\
No keys found.
Scanned 1,204 items (12.3 MiB) in 2.1 s: .
Stopped before its end: what comes later was not looked at.
Not scanned, or only in part: 1
  1 encrypted
  a.zip: encrypted
""")


def test_narrow_terminal_wraps_words_and_never_paths() -> None:
    far = location(vpath="a/" * 40 + "config.py")

    written = rendered("text", report(finding(location=far, frame=())), width=40)

    assert "a/" * 40 + "config.py:12:14" in written
    assert max(len(line) for line in written.splitlines() if "config.py" not in line) <= 40


def test_frame_is_cut_around_the_key() -> None:
    long = FrameLine(12, "x" * 70 + TENCENT + "y" * 70)

    written = rendered("text", report(finding(frame=(long,))), width=60)

    pointed = next(line for line in written.splitlines() if line.startswith("    > 12"))
    carets = written.splitlines()[written.splitlines().index(pointed) + 1]
    assert len(pointed) <= 60
    assert pointed[carets.index("^") : carets.rindex("^") + 1] == f"{TENCENT[:6]}…{TENCENT[-11:]}"


def test_carets_stand_below_a_key_that_follows_wide_characters() -> None:
    line = FrameLine(12, f'密钥 = "{TENCENT}"')

    written = rendered("text", report(finding(frame=(line,)))).splitlines()

    at = next(number for number, each in enumerate(written) if "^" in each)
    before = written[at - 1].partition("AKID")[0]
    assert written[at].index("^") == column_count(before)


def test_lines_left_out_of_a_frame_are_told() -> None:
    frame = (FrameLine(12, "id"), FrameLine(40, "secret"))

    written = rendered("text", report(finding(frame=frame)))

    assert "    > 12 | id\n         ...\n      40 | secret\n" in written


def test_five_places_are_listed_and_the_others_counted() -> None:
    places = tuple(location(vpath=f"copy-{n}") for n in range(50))

    written = rendered("text", report(finding(related=places, occurrences=1234)))

    assert written.count("copy-") == 4
    assert "and 1,229 more places" in written


def test_ten_skipped_are_listed_and_the_others_counted() -> None:
    written = rendered("text", report(coverage=partial_coverage()))

    assert "and 2 more: use --format jsonl for all" in written


def test_colours_change_nothing_but_colours() -> None:
    shown = report(*findings(), coverage=partial_coverage())

    coloured = rendered("text", shown, color=True)

    assert SGR.search(coloured)
    assert SGR.sub("", coloured) == rendered("text", shown)


def test_plain_report_has_no_escape_sequence() -> None:
    assert "\x1b" not in rendered("text", report(*findings()))


def test_output_that_is_not_utf8_works_where_it_may_escape() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii", errors="backslashreplace")

    load("text").render(report(*findings()), out, RenderOptions())
    out.flush()

    assert b"AKIDah\\u2026" in raw.getvalue()


@given(reports, st.integers(1, 200))
def test_hostile_reports_are_calm_text(shown: Report, width: int) -> None:
    written = rendered("text", shown, width=width)

    written.encode()
    assert is_calm(written)


@given(reports)
def test_hostile_reports_get_no_escape_sequence_but_ours(shown: Report) -> None:
    coloured = rendered("text", shown, color=True)

    assert SGR.sub("", coloured) == rendered("text", shown)


def test_what_is_allowed_is_shown_with_the_reason_and_not_counted() -> None:
    shown = report(allowed_finding(), coverage=coverage(ignored=1, allowed_shown=True))

    assert neutral(rendered("text", shown)) == snapshot("""\
ALLOWED   CRITICAL  Tencent Cloud access key with its secret
  why         allowed by an ignore file: made up for the tests
  key         <TENCENT> (permanent, secret abcd****wxyz)
  rule        tencent-access-key, high confidence
  validity    not checked: offline

  tests/fixtures/app.ini:2:1
      11 | class Settings:
      12 |     secret_id = "AKIDah…dkry5cjqx4b"
      13 |     secret_key = "abcd****wxyz"

No keys found.
Shown, but allowed: 1 key.
Scanned 1,204 items (12.3 MiB) in 2.1 s: .
Nothing was left out.
""")


def test_keys_that_still_work_stand_first_and_are_counted() -> None:
    works = finding(key_id="a", severity=Severity.LOW, secret=None, verification=Active("alice"))

    lines = rendered("text", report(finding(), works)).splitlines()

    assert [line.split()[0] for line in lines if line[:1].isupper()][:2] == ["LOW", "CRITICAL"]
    assert "1 still works, 1 not checked." in lines


def test_nothing_is_said_to_be_whole_where_the_user_left_something_out() -> None:
    written = rendered("text", report(coverage=coverage(excluded=("docs",))))

    assert "Left out by --exclude: whatever matches docs." in written
    assert "Nothing was left out." not in written


def test_what_is_allowed_stands_behind_what_counts() -> None:
    lines = rendered("text", report(allowed_finding(), finding())).splitlines()

    assert [line.split()[0] for line in lines if line[:1].isupper()][:2] == ["CRITICAL", "ALLOWED"]
    assert "1 key in 1 place: 1 critical" in lines
    assert "Shown, but allowed: 1 key." in lines
