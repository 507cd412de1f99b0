"""Reads the dead letters that imports left: records that could not be read, with the reason."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import select

from akwarden.errors import LakeError
from akwarden.model.audit_record import DeadLetter
from akwarden.store.lake.lake import Lake
from akwarden.store.state import State
from akwarden.store.tables import lake_batches


def dead_letters(state: State, lake: Lake) -> Iterator[DeadLetter]:
    """Yield all dead letters, those of the newest batch first; raises LakeError for a file that is gone."""
    paths = select(lake_batches.c.dead_letter_path).where(lake_batches.c.dead_letter_path.is_not(None))
    with state.reading() as connection:
        found = connection.execute(paths.order_by(lake_batches.c.id.desc())).scalars().all()
    decoder = msgspec.json.Decoder(DeadLetter)
    for path in found:
        try:
            lines = (lake.folder / path).read_bytes()
        except OSError as error:
            raise LakeError(f"{lake.folder / path} can't be read", why=error.strerror) from error
        yield from decoder.decode_lines(lines)
