"""The file of ranges: what is packed is found again, and what is damaged is refused."""

import hashlib
import json
import subprocess
import sys
from bisect import bisect_right
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.errors import SettingsError
from akwarden.networks.ranges import (
    DATA_NAME,
    FACTS_NAME,
    DataFacts,
    Origin,
    Range,
    Registered,
    load_ranges,
    pack_ranges,
)

NAMES = {64500: "Example Net", 64501: "Beispiel & Söhne", 64502: "", 4_294_967_295: "The Last"}
ROW = st.tuples(st.sampled_from([0, *NAMES]), st.sampled_from(["", "CN", "SG", "DE"]))
TABLE_4 = st.dictionaries(st.integers(0, 2**32 - 1), ROW, max_size=40)
TABLE_6 = st.dictionaries(st.integers(0, 2**64 - 1), ROW, max_size=40)


def rows(table: dict[int, tuple[int, str]]) -> list[Range]:
    """Give a table as it is packed."""
    return [Range(start, *table[start]) for start in sorted(table)]


def written(folder: Path, four: list[Range], six: list[Range]) -> Path:
    """Write both files of a small set of data."""
    packed = pack_ranges({4: four, 6: six}, NAMES)
    facts = DataFacts(
        title="Nobody",
        date="2026-01-02",
        made_of=("nothing",),
        notes=(),
        origins=(
            Origin(name="Nobody", gives="all", url="https://example.com", licence="CC0-1.0", credit=""),
        ),
        sha256=hashlib.sha256(packed).hexdigest(),
        ranges_4=len(four),
        ranges_6=len(six),
        networks=len(NAMES) + 1,
    )
    (folder / DATA_NAME).write_bytes(packed)
    (folder / FACTS_NAME).write_bytes(msgspec.json.encode(facts))
    return folder


def said(table: list[Range], key: int) -> Registered:
    """Give what a table says, by looking through it in the plainest way."""
    at = bisect_right([row.start for row in table], key) - 1
    if at < 0:
        return Registered(None, None, None)
    return Registered(table[at].country or None, table[at].asn or None, NAMES.get(table[at].asn) or None)


@given(
    four=TABLE_4,
    six=TABLE_6,
    some=st.lists(st.integers(0, 2**32 - 1)),
    others=st.lists(st.integers(0, 2**128 - 1)),
)
def test_what_is_packed_is_found(
    four: dict[int, tuple[int, str]],
    six: dict[int, tuple[int, str]],
    some: list[int],
    others: list[int],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    table_4, table_6 = rows(four), rows(six)

    ranges = load_ranges(written(tmp_path_factory.mktemp("data"), table_4, table_6))

    for number in {0, 2**32 - 1, *some, *four, *(start - 1 for start in four if start)}:
        assert ranges.find(4, number) == said(table_4, number)
    for number in {0, 2**128 - 1, *others, *(start << 64 | 5 for start in six)}:
        assert ranges.find(6, number) == said(table_6, number >> 64)


def test_packaged_data_is_loaded_once_a_process() -> None:
    assert load_ranges() is load_ranges()


def test_packaged_data_is_small_and_says_where_it_is_from() -> None:
    ranges = load_ranges()

    package = Path(__file__).parents[2] / "src" / "akwarden" / "networks"
    notice = " ".join((package.parents[2] / "NOTICE").read_text(encoding="utf-8").split())
    assert (package / DATA_NAME).stat().st_size < 5_000_000
    assert ranges.facts.ranges_4 > 400_000
    assert ranges.facts.ranges_6 > 150_000
    assert {origin.licence for origin in ranges.facts.origins} == {"CC-BY-4.0"}
    for origin in ranges.facts.origins:
        assert origin.url in notice
    assert [name for name in ranges.facts.made_of if name.rpartition(" ")[0] not in notice] == []


def test_file_of_other_facts_is_refused(tmp_path: Path) -> None:
    folder = written(tmp_path, [Range(0, 64500, "CN")], [])
    (folder / DATA_NAME).write_bytes(pack_ranges({4: [], 6: []}, NAMES))

    with pytest.raises(SettingsError, match="can't be read") as caught:
        load_ranges(folder)
    assert "checksum" in (caught.value.why or "")


@pytest.mark.parametrize("field", ["ranges_4", "ranges_6", "networks"])
@pytest.mark.parametrize("by", [1, 1000])
def test_facts_that_promise_more_are_refused(field: str, by: int, tmp_path: Path) -> None:
    folder = written(tmp_path, [Range(0, 64500, "CN")], [Range(7, 64501, "DE")])
    facts = json.loads((folder / FACTS_NAME).read_bytes())
    (folder / FACTS_NAME).write_text(json.dumps(facts | {field: facts[field] + by}), encoding="utf-8")

    with pytest.raises(SettingsError, match="can't be read"):
        load_ranges(folder)


@pytest.mark.parametrize("content", [b"", b"not packed", b"\xfd7zXZ\x00cut"])
def test_damaged_file_is_refused(content: bytes, tmp_path: Path) -> None:
    folder = written(tmp_path, [], [])
    facts = json.loads((folder / FACTS_NAME).read_bytes())
    facts["sha256"] = hashlib.sha256(content).hexdigest()
    (folder / FACTS_NAME).write_text(json.dumps(facts), encoding="utf-8")
    (folder / DATA_NAME).write_bytes(content)

    with pytest.raises(SettingsError, match="can't be read"):
        load_ranges(folder)


def test_missing_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="can't be read"):
        load_ranges(tmp_path)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read as Linux tells it")
def test_data_loads_fast_and_stays_small() -> None:
    code = (
        "import time\n"
        "from pathlib import Path\n"
        "from akwarden.networks.lookup import Networks\n"
        "begun = time.process_time()\n"
        "facts = Networks().facts('8.8.8.8')\n"
        "peak = Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0]\n"
        "print(time.process_time() - begun, peak, facts.asn)\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    seconds, kilobytes, asn = done.stdout.split()
    assert asn == "15169"
    assert float(seconds) < 2, "some 0.35 s; the rest is for a loaded machine"
    assert int(kilobytes) < 80_000
