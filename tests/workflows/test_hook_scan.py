"""One scan within its time: findings, and why there may be more."""

import math
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.e2e.scans import key_id, key_pair

from akwarden.errors import GitError
from akwarden.model.artifact import Batch, Piece, Skipped, Unit
from akwarden.settings import HookSettings, ScanSettings, Settings
from akwarden.sources.protocol import Place
from akwarden.workflows.hook_scan import Judged, judge


class Given:
    """A source that gives one artifact, and then does what the test wants."""

    name = "."
    unchanged = 0

    def __init__(
        self,
        text: str = "",
        *,
        then: Skipped | Exception | float | None = None,
        lies: Mapping[str, Sequence[Place]] | Exception | float | None = None,
    ) -> None:
        self.closed = False
        self._lies = lies
        self._text = text.encode()
        self._then = then

    def units(self) -> Iterator[Unit | Skipped]:
        """Yield it."""
        yield Unit(1, len(self._text), self._read)
        match self._then:
            case Skipped():
                yield self._then
            case Exception():
                raise self._then
            case float():
                time.sleep(self._then)
            case None:
                pass

    def places(self, names: Sequence[str]) -> Mapping[str, Sequence[Place]]:
        """Return its path, or what the test wants."""
        match self._lies:
            case Exception():
                raise self._lies
            case float():
                time.sleep(self._lies)
            case Mapping():
                return self._lies
            case None:
                pass
        return {name: [Place("app.ini")] for name in names}

    def keep(self, untidy: Collection[str]) -> None:
        """Remember nothing."""

    def close(self) -> None:
        """Note that it was closed."""
        self.closed = True

    def _read(self, buffer: bytearray) -> Iterator[Piece]:
        buffer[: len(self._text)] = self._text
        yield Batch(buffer, [0], [len(self._text)], ["artifact"])


def settings(*, seconds: float = 60, **scan: Any) -> Settings:
    """Give settings that differ from the defaults in this."""
    of_scan = msgspec.convert({"threads": 1, **scan}, ScanSettings)
    return Settings(scan=of_scan, hook=HookSettings(seconds=seconds), home=Path("nowhere"))


def judged(source: Given | None, of: Settings | None = None) -> Judged:
    """Judge it."""
    return judge(of or settings(), lambda: source)


def enough() -> float:
    """Give seconds in which a check is over on this machine, however slow or busy it is just now."""
    began = time.monotonic()
    assert judged(Given(key_pair())).findings
    return float(math.ceil(1 + 5 * (time.monotonic() - began)))


def test_nothing_to_scan_is_no_failure() -> None:
    assert judged(None) == Judged()


def test_a_finding_counts_from_the_threshold_on() -> None:
    assert [f.key_id for f in judged(Given(key_pair())).findings] == [key_id()]
    assert judged(Given(f"secret_id = {key_id()}"), settings(fail_on="high")).findings == []


def test_what_was_found_before_the_time_ran_out_counts_and_the_rest_is_a_failure() -> None:
    source, seconds = Given(key_pair(), then=100.0), enough()

    found = judged(source, settings(seconds=seconds))

    assert [f.key_id for f in found.findings] == [key_id()]
    assert found.failure == f"the check takes longer than {seconds:g} seconds (hook.seconds)"
    assert source.closed


def test_time_that_runs_out_before_anything_was_found_is_a_failure() -> None:
    def opened() -> Given:
        time.sleep(30)
        return Given()

    found = judge(settings(seconds=0.05), opened)

    assert (found.findings, found.failure) == (
        [],
        "the check takes longer than 0.05 seconds (hook.seconds)",
    )


def test_an_interrupt_by_the_user_is_none_of_our_failures() -> None:
    def opened() -> Given:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judge(settings(), opened)


def test_an_error_is_told_in_its_own_words_and_a_defect_by_its_kind() -> None:
    def failing(error: Exception) -> Judged:
        def opened() -> Given:
            raise error

        return judge(settings(), opened)

    told = failing(GitError("git failed", why="a reason"))
    defect = failing(ZeroDivisionError("a value"))

    assert told.failure == "git failed; a reason"
    assert defect.failure == "a defect in akwarden: ZeroDivisionError"
    assert isinstance(defect.error, ZeroDivisionError)


def test_a_source_that_breaks_off_is_a_failure_and_what_it_gave_counts() -> None:
    found = judged(Given(key_pair(), then=GitError("git failed")))

    assert (len(found.findings), found.failure) == (1, ".: git failed")


@pytest.mark.parametrize("vpath", ["commits", f"commits/{'a' * 40}", "objects"])
def test_a_history_that_can_not_be_read_is_a_failure(vpath: str) -> None:
    assert judged(Given(then=Skipped(vpath, "damaged"))).failure == f"{vpath}: damaged"


def test_one_file_that_can_not_be_read_is_a_failure_only_where_that_is_wanted() -> None:
    record = Skipped("a.zip", "encrypted")

    assert judged(Given(then=record)).failure is None
    assert judged(Given(then=record), settings(strict=True)).failure == "a.zip: encrypted"


def test_a_git_object_that_can_not_be_read_is_told_by_its_path_and_commit() -> None:
    name = f"objects/{'a' * 40}"
    place = Place("deep/app.zip", commit="c0ffee" * 7)
    strict = settings(strict=True)

    inside = Given(then=Skipped(f"{name}!/b.tar", "truncated"), lies={name: [place]})
    lost = Given(then=Skipped(name, "missing"), lies={})

    assert judged(inside, strict).failure == "deep/app.zip!/b.tar, commit c0ffeec0ffee: truncated"
    assert judged(lost, strict).failure == f"{name}: missing"


def test_a_place_that_is_not_known_in_time_does_not_lose_what_was_found() -> None:
    record = Skipped(f"objects/{'a' * 40}", "truncated")

    late = judged(Given(then=record, lies=100.0), settings(strict=True, seconds=enough()))
    broken = judged(Given(then=record, lies=GitError("git failed")), settings(strict=True))

    assert late.failure == broken.failure == f"objects/{'a' * 40}: truncated"


def test_a_secret_in_the_path_of_what_can_not_be_read_is_masked() -> None:
    name, secret = f"objects/{'a' * 40}", key_pair().split()[-1]
    given = Given(then=Skipped(name, "truncated"), lies={name: [Place(f"backup/{secret}.zip")]})

    assert judged(given, settings(strict=True)).failure == "backup/****.zip: truncated"


def test_the_ignore_files_come_from_where_they_are_asked_for() -> None:
    def text_of(target: str, name: str) -> str | None:
        return "* app.ini # made up for a test\n" if (target, name) == (".", ".akwardenignore") else None

    found = judge(settings(), lambda: Given(key_pair()), text_of)

    assert (found.findings, found.failure) == ([], None)


def test_a_baseline_sets_aside_what_it_knows(tmp_path: Path) -> None:
    missing = judged(Given(), settings(baseline=str(tmp_path / "none.json")))

    assert "none.json" in str(missing.failure)
