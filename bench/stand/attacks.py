"""Attacks that the benchmark of detection plays in made-up traffic, told in `attacks.yml`.

They are in the format of the generator's own stories and are played by it. Calls that the generator does not
know are added to its catalogue first: `attack_calls.yml` has them in the format of its data files.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import yaml

from akwarden.emulator.traffic.calls import calls
from akwarden.emulator.traffic.organisation import Organisation
from akwarden.emulator.traffic.places import read_data
from akwarden.emulator.traffic.player import Window
from akwarden.emulator.traffic.plot import Plot, plots
from akwarden.emulator.traffic.story import Start, Story

_HERE = Path(__file__).parent


def teach_calls() -> None:
    """Add the calls of attacks to the catalogue of this process, once; raises RuntimeError when it is in use.

    Normal life draws from profiles, which name their calls, so it is the same with and without them.
    """
    for name, added in _read("attack_calls.yml").items():
        listed = read_data(f"{name}_calls.yml")
        if added[-1] in listed:
            continue
        if calls.cache_info().currsize:
            raise RuntimeError("calls have to be added before the first one is made")
        listed.extend(added)


def attack_stories() -> list[Story]:
    """Return all attacks, in the order in which they are told."""
    return msgspec.convert(_read("attacks.yml"), list[Story])


def attack_plots(
    organisation: Organisation, window: Window, wanted: list[Story], share: tuple[float, float]
) -> Iterator[Plot]:
    """Yield how each attack is played; all begin between two shares of the whole time."""
    told = [msgspec.structs.replace(one, start=Start(hours=one.start.hours, share=share)) for one in wanted]
    yield from plots(organisation, window, told, is_small=False)


def _read(name: str) -> Any:
    return yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))
