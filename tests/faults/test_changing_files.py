"""Files that grow, shrink, vanish or come while a scan is under way."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.scans import key_id, key_pair, scan


@contextmanager
def meanwhile(action: Callable[[], None]) -> Iterator[None]:
    """Do something again and again, by another thread, as long as the block runs."""
    over = threading.Event()

    def repeat() -> None:
        while not over.is_set():
            action()

    thread = threading.Thread(target=repeat)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_a_log_that_is_written_to_is_scanned_and_the_scan_ends(tmp_path: Path) -> None:
    log = tmp_path / "app.log"
    log.write_text(key_pair() + "a line\n" * 500_000)

    def write() -> None:
        if log.stat().st_size < 200_000_000:
            with log.open("a") as file:
                file.write("another line\n" * 10_000)

    with meanwhile(write):
        said = scan("app.log", folder=tmp_path)

    assert said.keys == {key_id()}
    assert set(said.reasons) <= {"app.log"}
    assert all(reason.startswith("grew while it was read") for reason in said.reasons.values())


def test_files_that_come_go_and_are_cut_end_nothing(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "app.ini").write_text(key_pair())
    for number in range(2000):
        (tree / f"{number}.txt").write_text("a line\n" * 500)
    numbers = iter(range(2000))

    def change() -> None:
        number = next(numbers, None)
        if number is None:
            return
        path = tree / f"{number}.txt"
        if number % 3 == 0:
            path.unlink()
        elif number % 3 == 1:
            path.write_text("")
        else:
            path.rename(tree / f"{number}.old")

    with meanwhile(change):
        said = scan("tree", folder=tmp_path)

    assert (said.code, said.keys) == (1, {key_id()})
    assert set(said.reasons.values()) <= {"vanished while scanning"}
