"""Brings the company into the home of a demo, stage by stage, through the code that reads real clouds."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from akwarden.frontends.demo import inventory, leaking, people, records, words
from akwarden.frontends.demo.scene import Scene, Tell


class Stage(NamedTuple):
    """One stage; a second run of it changes nothing."""

    name: str
    """By which it is remembered that it is over."""
    title: str
    """What is done, for people."""
    run: Callable[[Scene, Tell], None]


class Ended(NamedTuple):
    """A stage that is over."""

    stage: Stage
    seconds: float
    cpu: float
    """Seconds of the processor, all threads of the process together."""
    said: str
    """What it said last."""


STAGES: Final = (
    Stage("people", "Add people", people.add),
    Stage("accounts", "Add the accounts", inventory.add),
    Stage("first", "Read the first account", inventory.read_first),
    Stage("inventory", "Read the other accounts", inventory.read_others),
    Stage("words", "Take in remarks, owners and networks", words.say),
    Stage("trust", "Write the allow-list", words.trust),
    Stage("calls", "Write the calls of 30 days", records.write),
    Stage("import", "Import the calls", records.take_in),
    Stage("detection", "Judge the calls", records.detect),
    Stage("leaks", "Scan a repository", leaking.scan),
    Stage("rights", "Judge rights by what is used", records.judge_rights),
    Stage("decisions", "Decide about alarms", words.decide_some),
)
"""All of them, in their order: what is seen first comes first, and nothing before what it rests on."""
ENTRANCE: Final = ("people",)
"""Stages without which nobody comes in: before the server takes requests."""


def prepare_entrance(scene: Scene) -> None:
    """Run the stages without which nobody comes in."""
    for _ in _run(scene, [one for one in STAGES if one.name in ENTRANCE], lambda _: None):
        pass


def prepare(scene: Scene, tell: Tell = lambda _: None) -> Iterator[Ended]:
    """Run the stages that are left, and yield each as it ends; what was cut off is done again.

    Raises AkwardenError for what went wrong; the next run goes on there.
    """
    yield from _run(scene, STAGES, tell)


def _run(scene: Scene, stages: Iterable[Stage], tell: Tell) -> Iterator[Ended]:
    for stage in stages:
        if stage.name in scene.mark.done or scene.stop.is_set():
            continue
        said = [""]

        def keep(text: str, said: list[str] = said) -> None:
            said[0] = text
            tell(text)

        began, cpu = time.monotonic(), time.process_time()
        stage.run(scene, keep)
        if scene.stop.is_set():
            return
        scene.keep(done=(*scene.mark.done, stage.name))
        yield Ended(stage, time.monotonic() - began, time.process_time() - cpu, said[0])
