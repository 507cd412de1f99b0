"""What child processes of tests detect with; they are killed while they do it."""

from contextlib import closing
from pathlib import Path

import pyarrow as pa
from tests.workflows.detection.detections import NOW, judge

from akwarden.store.lake.lake import Lake
from akwarden.store.migration import open_state
from akwarden.workflows.detection.detecting import Detecting

MODULE = __name__
BATCH = 25
"""Events of a batch: so few that many are cut off."""
AT_ONCE = 30
"""Baselines of a transaction: so few that some batches need several."""

# Makes the questions once, so that children do not.
judge()
pa.array(["once"])


def detect(*, home: str, url: str, folder: str) -> None:
    """Judge all that is there, and what was imported when the past was read."""
    with closing(open_state(Path(home), url or None)) as state, closing(Lake(state, Path(folder))) as lake:
        for _ in Detecting(state, lake, judge(), lambda: NOW, batch=BATCH, at_once=AT_ONCE).steps():
            pass
