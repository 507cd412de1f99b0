"""Looks for keys in the variables of functions during a sync; rules are compiled for the first function."""

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from akwarden.errors import StateError
from akwarden.model.account import Account
from akwarden.model.function import CloudFunction
from akwarden.workflows.fingerprint_key import fingerprint_key
from akwarden.workflows.leaks.functions import VariableScanner, seen_in_function, variable_scanner
from akwarden.workflows.leaks.save import write_leaks


class Look:
    """Looks through functions; shared by threads and accounts."""

    def __init__(self, home: Path) -> None:
        """Take the home, whose key the fingerprints are made with; raises StateError when it has none.

        With another key in each run, the same value would be another leak each time.
        """
        self._key, remark = fingerprint_key(home)
        if remark is not None:
            raise StateError("leaks can't be told from each other", why=remark, mend="set AKWARDEN_HOME")
        self._lock = threading.Lock()
        self._scanner: VariableScanner | None = None

    def __call__(
        self, account: Account, function: CloudFunction, now: datetime
    ) -> Callable[[Connection], int]:
        """Look through one function; return what keeps the leaks and counts those that are new somewhere."""
        if not function.variables:
            return lambda _: 0
        seen = seen_in_function(function, account, self._ready())

        def keep(connection: Connection) -> int:
            written = write_leaks(connection, seen, now)
            return written.leaks + written.places

        return keep

    def _ready(self) -> VariableScanner:
        with self._lock:
            if self._scanner is None:
                self._scanner = variable_scanner(self._key)
            return self._scanner
