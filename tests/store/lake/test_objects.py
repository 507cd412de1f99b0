from datetime import timedelta

import msgspec
from tests.store.databases import postgresql, state
from tests.store.lake.lakes import NOW

from akwarden.store.lake import objects
from akwarden.store.lake.objects import ObjectProgress
from akwarden.store.state import State

__all__ = ["postgresql", "state"]


def progress(number: int, blocks: int = 1, *, complete: bool = False) -> ObjectProgress:
    """Give how far an object is."""
    return ObjectProgress(
        id=f"sha256:{number}", name="a.json", blocks=blocks, complete=complete, records=9, dead_letters=1
    )


def test_an_object_that_was_never_begun_is_not_known(state: State) -> None:
    with state.reading() as connection:
        assert objects.progress_of(connection, "sha256:1") is None


def test_what_was_kept_last_counts(state: State) -> None:
    renamed = msgspec.structs.replace(progress(1, 2, complete=True), name="b.json")
    with state.writing() as connection:
        objects.keep(connection, [progress(1), progress(2)], NOW)
    with state.writing() as connection:
        objects.keep(connection, [renamed], NOW + timedelta(hours=1))

    with state.reading() as connection:
        assert objects.progress_of(connection, "sha256:1") == renamed
        assert objects.progress_of(connection, "sha256:2") == progress(2)


def test_what_is_complete_stays_so_whoever_is_behind(state: State) -> None:
    whole = progress(1, 5, complete=True)
    with state.writing() as connection:
        objects.keep(connection, [whole], NOW)
    with state.writing() as connection:
        objects.keep(connection, [progress(1, 3)], NOW)

    with state.reading() as connection:
        assert objects.progress_of(connection, "sha256:1") == whole


def test_many_objects_are_kept_at_once(state: State) -> None:
    with state.writing() as connection:
        objects.keep(connection, [progress(number) for number in range(5000)], NOW)
        objects.keep(connection, [], NOW)

    with state.reading() as connection:
        assert objects.progress_of(connection, "sha256:4999") == progress(4999)
