from collections.abc import Callable
from pathlib import Path

import pytest
from tests.detectors.records.canaries import block

from akwarden.detectors.records.prefilter import Patterns, Prefilter
from akwarden.detectors.records.scrubber import RecordScrubber
from akwarden.workflows.events.tools import load_scrubber
from akwarden.workflows.rule_check import expand

SECRET = expand("{40*S}", 1)
RECORD = f'{{"eventName":"CreateUser","requestParameters":{{"password":"{SECRET}"}}}}'.encode()


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a cache in which the fast pass is compiled."""
    folder = tmp_path_factory.mktemp("cache")
    load_scrubber(folder)
    return folder


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Give what tells how often a fast pass was taken ready from the cache."""
    loads, real = [], Prefilter.__init__

    def counted(self: Prefilter, patterns: Patterns, compiled: bytes | None = None) -> None:
        loads.append(compiled is not None)
        real(self, patterns, compiled)

    monkeypatch.setattr(Prefilter, "__init__", counted)
    return lambda: sum(loads)


def cleaned(scrubber: RecordScrubber) -> bool:
    (clean,), secrets = scrubber.scrub(block(RECORD))
    return SECRET.encode() not in clean and len(secrets) == 1


def test_what_comes_from_the_cache_takes_out_the_same(cache: Path, compiled: Callable[[], int]) -> None:
    scrubber = load_scrubber(cache)

    assert compiled() == 1
    assert cleaned(scrubber)


def test_a_damaged_cache_is_made_anew(cache: Path, compiled: Callable[[], int]) -> None:
    (file,) = (cache / "records").iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:-1])

    assert cleaned(load_scrubber(cache))
    assert compiled() == 0
    assert file.read_bytes() == whole
