"""${message}."""

import sqlalchemy as sa
from alembic import op
from akwarden.store.moment import Moment

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Make it so."""
    ${upgrades if upgrades else "pass"}
