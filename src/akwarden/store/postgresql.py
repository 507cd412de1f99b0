"""Connections to PostgreSQL, by which both sides notice within half a minute that the other is gone.

A machine that loses its power, or a network that breaks, closes no connection: the database would keep the
turns and the locks of a dead server for two hours, and a server would wait as long for a dead database
(PostgreSQL, "Connections and Authentication", `tcp_keepalives_idle`; libpq, "Database Connection Control
Functions"). So both ends ask an idle connection after 10 seconds, and give up three questions later; what was
sent and is not confirmed is given up after 25 seconds. Over a socket of one machine nothing of this counts.

What the address of the database says under these names holds in the place of what stands here.
"""

from typing import Any, Final

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL

LIVENESS: Final = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
"""Seconds, but for the count, and for the last, which is in milliseconds."""
_OF_SERVER: Final = {
    "tcp_keepalives_idle": "keepalives_idle",
    "tcp_keepalives_interval": "keepalives_interval",
    "tcp_keepalives_count": "keepalives_count",
    "tcp_user_timeout": "tcp_user_timeout",
}
"""What the server calls them for its own end of a connection."""


def engine_on(url: URL, **options: Any) -> Engine:
    """Return an engine whose connections notice that the other side is gone, with options of SQLAlchemy."""
    ours = {name: value for name, value in LIVENESS.items() if name not in url.query}
    engine = create_engine(url, connect_args=ours, **options)
    asked = {name: str(ours.get(here, url.query.get(here))) for name, here in _OF_SERVER.items()}

    def tell_server(connection: Any, _record: Any) -> None:
        """Let the server's own end notice it as well, whatever the server is set to."""
        with connection.cursor() as cursor:
            for name, value in asked.items():
                cursor.execute("SELECT set_config(%s, %s, false)", (name, value))
        connection.commit()

    event.listen(engine, "connect", tell_server)
    return engine
