"""Files of any size, in a process whose memory is measured."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

MB = 1 << 20
MOST_MEGABYTES = 200
RECORD = json.dumps(
    {
        "eventVersion": "1.09",
        "eventID": "@",
        "userIdentity": {"type": "IAMUser", "sessionContext": {"attributes": {"mfaAuthenticated": "false"}}},
        "requestParameters": {"filterSet": {"items": [{"name": "a"}, {"name": "b"}]}, "text": "x" * 800},
    },
    separators=(",", ":"),
)

_PROGRAM = """
import json, re, sys, time
from pathlib import Path
from akwarden.model.audit_record import RecordBlock
from akwarden.sources.audit.cutting import blocks

class Made:
    def __init__(self, record, count, end):
        self.record, self.count, self.end, self.made, self.rest = record, count, end, 0, b'{"Records":['

    def read(self, size):
        while len(self.rest) < size and self.made < self.count:
            step = min(1000, self.count - self.made)
            self.rest += b",".join([self.record] * step)
            self.made += step
            self.rest += b"," if self.made < self.count else self.end
        given, self.rest = self.rest[:size], self.rest[size:]
        return given

record, count, end = sys.argv[1].encode(), int(sys.argv[2]), sys.argv[3].encode()
records = others = 0
start = time.process_time()
for one in blocks(Made(record, count, end), "x"):
    if isinstance(one, RecordBlock):
        records += len(one.records)
    else:
        others += 1
peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
print(json.dumps([records, others, time.process_time() - start, int(peak[1]) / 1024]))
"""


def measured(size: int, end: str) -> tuple[int, int, float, float]:
    """Cut one line of that size; give records, other things, seconds and megabytes."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, RECORD, str(size // len(RECORD)), end],
        capture_output=True,
        text=True,
        check=True,
    )
    records, others, seconds, megabytes = json.loads(done.stdout)
    return records, others, seconds, megabytes


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not tell the memory")
@pytest.mark.parametrize(
    "size", [100 * MB, pytest.param(1024 * MB, marks=[pytest.mark.soak, pytest.mark.timeout(600)])]
)
def test_one_line_of_any_size_is_cut_in_little_memory(size: int) -> None:
    records, others, seconds, megabytes = measured(size, "]}")

    assert (records, others) == (size // len(RECORD), 0)
    assert megabytes < MOST_MEGABYTES
    assert size / MB / seconds > 10  # a floor for any machine; several hundred are usual


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not tell the memory")
def test_one_that_breaks_off_takes_no_more() -> None:
    records, others, _, megabytes = measured(40 * MB, '{"eventVersion":"1.09","a')

    assert records >= 40 * MB // len(RECORD) - 1
    assert others == 2
    assert megabytes < MOST_MEGABYTES


def test_the_sample_is_one_line() -> None:
    assert not re.search(r"\s", RECORD)
