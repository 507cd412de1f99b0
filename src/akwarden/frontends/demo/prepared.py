"""A demo that is made to its end, for whoever needs a home with something in it: tests, pictures, benchmarks.

with prepared(tmp_path / "demo") as scene:
    server = Server(scene.state, scene.place, scene.settings, demo=True)
    password = password_of(scene, VIEWER)
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from akwarden.frontends.demo.preparing import prepare
from akwarden.frontends.demo.preset import SMALL, Preset
from akwarden.frontends.demo.scene import Scene, opened, utc_now

_NOTHING: Mapping[str, str] = MappingProxyType({})


@contextmanager
def prepared(
    place: Path,
    preset: Preset = SMALL,
    env: Mapping[str, str] = _NOTHING,
    now: Callable[[], datetime] = utc_now,
) -> Iterator[Scene]:
    """Give a demo in a new folder with all its stages over, its clouds answering; raises AkwardenError."""
    with opened(place, preset, env, now) as scene:
        for _ in prepare(scene):
            pass
        yield scene
