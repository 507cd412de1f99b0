"""What commands share that work on the state: where it is, opened, with a word where that is not possible."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from akwarden.frontends.cli.lazy import needs_server
from akwarden.settings import home_folder

if TYPE_CHECKING:  # SQLAlchemy takes longer to import than the help of a command may
    from akwarden.store.state import State

URL_NAME = "AKWARDEN_DATABASE_URL"


@contextmanager
def server_needed() -> Iterator[None]:
    """Say what to install where a part of akwarden is missing that this installation was made without."""
    try:
        yield
    except ImportError as error:
        raise needs_server(error.name or "a package") from error


@contextmanager
def opened_state() -> Iterator["State"]:
    """Give the state of this user's home, or the one that the environment names."""
    with server_needed():
        from akwarden.store.migration import open_state  # noqa: PLC0415  slow, and not there without the extra

    state = open_state(home_folder(os.environ), os.environ.get(URL_NAME))
    try:
        yield state
    finally:
        state.close()
