"""Whether the state is sound: its database, the accounts in it, its event lake, the key of its vault.

Only looked at, never made, moved to other tables or written. No cloud is asked: `accounts test` does that.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, text

from akwarden.errors import AkwardenError
from akwarden.reports.wording import counted
from akwarden.settings import format_size
from akwarden.store.copied import open_copy
from akwarden.store.lake.holding import holds_events
from akwarden.store.migration import HEAD, revision_of
from akwarden.store.state import NAME, State, open_engine
from akwarden.vault import kek_file, kek_passphrase
from akwarden.vault.private_file import read_private
from akwarden.workflows.accounts.listing import account_list
from akwarden.workflows.health import Check, Status
from akwarden.workflows.vault.kek import KekProvider, provider_of

_OLD = timedelta(days=2)
"""A sync that was longer ago says little about today."""
_LONGEST_KEY_FILE = 4096
_RESTORE = "restore a backup: akwarden restore FILE"


def state_checks(env: Mapping[str, str], home: Path, now: datetime) -> Iterator[Check]:
    """Yield what there is to say of the state; one line where there is none yet."""
    url = env.get("AKWARDEN_DATABASE_URL")
    if not url and not (home / NAME).exists():
        yield Check("state", Status.OK, "none yet; the first account or saved scan makes it")
        return
    try:
        with _opened(home, url) as state:
            with state.reading() as connection:
                yield _soundness(state, connection, home)
                is_current = revision_of(connection) == HEAD
                if is_current:
                    yield _accounts(connection, now)
                has_events = is_current and holds_events(connection)
            if has_events:
                yield _lake(state, env, home)
    except AkwardenError as error:
        yield Check(
            "state", Status.FAIL, _words(error), error.mend or "restore a backup: akwarden restore FILE"
        )
    yield _vault_key(home)


def _opened(home: Path, url: str | None) -> AbstractContextManager[State]:
    return closing(open_engine(home, url)) if url else open_copy(home / NAME)


def _soundness(state: State, connection: Connection, home: Path) -> Check:
    """Judge the database itself."""
    revision = revision_of(connection)
    if revision != HEAD:
        mend = "run any command of accounts: it takes the missing steps; a newer state needs a newer akwarden"
        return Check("state", Status.WARN, f"its tables are at step {revision or 'none'}, not {HEAD}", mend)
    if not state.is_sqlite:
        return Check("state", Status.OK, f"PostgreSQL, step {HEAD}")
    found = str(connection.execute(text("PRAGMA quick_check(1)")).scalar_one())
    if found != "ok":
        return Check("state", Status.FAIL, f"damaged: {found}", _RESTORE)
    size = format_size((home / NAME).stat().st_size >> 10 << 10)
    return Check("state", Status.OK, f"{home / NAME}, step {HEAD}, {size}")


def _accounts(connection: Connection, now: datetime) -> Check:
    """Judge how current and how complete the inventory is."""
    rows = list(account_list(connection))
    if not rows:
        return Check("accounts", Status.OK, "none yet")
    failed = [row.name for row in rows if row.error]
    old = [row.name for row in rows if row.synced_at is None or now - row.synced_at > _OLD]
    blind = sum(len(row.blind_spots) for row in rows)
    words = f"{len(rows)}, with {blind} blind spots" if blind else f"{len(rows)}"
    if failed:
        return Check(
            "accounts", Status.FAIL, f"{words}; not readable: {_some(failed)}", "akwarden accounts test NAME"
        )
    if old:
        return Check(
            "accounts", Status.WARN, f"{words}; not read for two days: {_some(old)}", "akwarden sync"
        )
    if blind:
        return Check(
            "accounts", Status.WARN, words, "akwarden accounts list, then accounts test NAME --policy"
        )
    return Check("accounts", Status.OK, words)


def _lake(state: State, env: Mapping[str, str], home: Path) -> Check:
    """Judge the files of the event lake by their sizes and their feet."""
    # A second to load, and most homes have no events.
    from akwarden.workflows.events.opening import open_lake  # noqa: PLC0415

    lake = open_lake(state, home, env)
    bad = [f"{one.path}: {one.reason}" for one in lake.check()]
    if bad:
        return Check("event lake", Status.FAIL, _some(bad), "put the files back from a copy of the folder")
    held = lake.status()
    return Check("event lake", Status.OK, f"{counted(held.rows, 'event')} in {counted(held.files, 'file')}")


def _vault_key(home: Path) -> Check:
    """Judge the file with the key of the vault, which is not opened further than its bytes."""
    try:
        provider = provider_of(home)
        if provider is None:
            return Check("vault key", Status.OK, "none; akwarden vault init makes one")
        name = kek_file.NAME if provider is KekProvider.FILE else kek_passphrase.NAME
        read_private(home / name, _LONGEST_KEY_FILE)
    except AkwardenError as error:
        return Check(
            "vault key", Status.FAIL, _words(error), error.mend or "restore it from where you keep it"
        )
    return Check("vault key", Status.OK, f"{home / name}: keep a copy apart from the backups of the state")


def _words(error: AkwardenError) -> str:
    return f"{error.what}: {error.why}" if error.why else error.what


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if names[5:] else "")
