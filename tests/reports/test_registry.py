import subprocess
import sys

import pytest
from tests.reports.samples import TENCENT, finding, findings, partial_coverage, rendered, report

from akwarden.errors import UsageError
from akwarden.reports.registry import FORMATS, load


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_keeps_the_contract(name: str) -> None:
    renderer = load(name)

    assert renderer.name == name
    assert type(renderer).__doc__
    assert type(renderer).render.__doc__


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_the_same_text_twice_and_ends_its_last_line(name: str) -> None:
    shown = report(*findings(), coverage=partial_coverage())

    written = rendered(name, shown)

    assert written == rendered(name, shown)
    assert written.endswith("\n")
    assert not written.endswith("\n\n")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_takes_a_report_with_nothing_in_it(name: str) -> None:
    assert rendered(name, report(targets=()))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_holds_the_whole_key_id_which_consoles_and_ignore_files_want(name: str) -> None:
    assert TENCENT in rendered(name, report(finding()))


def test_unknown_format_names_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        load("jsnl")

    assert caught.value.mend == "--format jsonl"


def test_no_format_is_imported_before_it_is_asked_for() -> None:
    code = "import sys, akwarden.reports.registry; print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    names = ("text", "sarif", "html_page", "csv_table", "schema", "junit", "gitlab")
    late = {f"akwarden.reports.{name}" for name in names}
    assert late & set(loaded.stdout.split()) == set()
