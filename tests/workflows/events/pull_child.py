"""What child processes of tests pull with: one account of an emulated AWS; they are killed meanwhile."""

import os
import threading
from contextlib import closing
from pathlib import Path

from tests.providers.aws.collector import credential

from akwarden.model.account import AccountSite
from akwarden.model.lease import Lease
from akwarden.providers.inventory import Access
from akwarden.providers.registry import load
from akwarden.store import account_rows
from akwarden.store.lake.lake import Lake
from akwarden.store.migration import open_state
from akwarden.workflows.events.pulling import PullWanted, pull_account
from akwarden.workflows.events.tools import make_tools

MODULE = __name__


def main(*, home: str, url: str, folder: str, endpoint: str) -> None:
    """Pull, and keep each page by itself."""
    lease = Lease(credential())
    with closing(open_state(Path(home), url or None)) as state:
        with state.reading() as connection:
            (stored,) = account_rows.listed(connection)
        pulled = pull_account(
            state,
            Lake(state, Path(folder)),
            stored,
            load("aws"),
            Access(site=AccountSite.AWS, lease=lambda: lease, endpoints={"*": endpoint}, rate=0.0),
            tools=make_tools(Path(os.environ["AKWARDEN_HOME"])),
            wanted=PullWanted(batch=50),
            stop=threading.Event(),
            tell=lambda _: None,
        )
    if pulled.error is not None:
        raise pulled.error
