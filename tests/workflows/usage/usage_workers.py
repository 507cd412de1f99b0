"""What child processes of tests sum with; they are killed while they do it."""

from contextlib import closing
from pathlib import Path

import ibis
import pyarrow as pa
from tests.workflows.usage.usages import NOW

from akwarden.store.lake.lake import Lake
from akwarden.store.lake.schema import LAKE_SCHEMA
from akwarden.store.migration import open_state
from akwarden.workflows.usage.following import follow
from akwarden.workflows.usage.summing import lines_of

MODULE = __name__
BATCH = 40
AT_ONCE = 25
"""So few lines a transaction that most batches need several."""

# Loads what the first use loads, so that children do not.
lines_of(ibis.memtable(LAKE_SCHEMA.empty_table()), NOW)
pa.array(["once"])


def sum_up(*, home: str, url: str, folder: str) -> None:
    """Sum all that is there."""
    with closing(open_state(Path(home), url or None)) as state, closing(Lake(state, Path(folder))) as lake:
        follow(state, lake, NOW, batch=BATCH, at_once=AT_ONCE)
