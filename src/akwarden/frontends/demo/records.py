"""The calls of the demo: written as files, imported, judged."""

import io
import shutil
from collections.abc import Iterator
from typing import Final

from akwarden.frontends.demo.history import write_history
from akwarden.frontends.demo.inventory import stored
from akwarden.frontends.demo.scene import Scene, Tell
from akwarden.reports.wording import counted
from akwarden.store.turn import turn
from akwarden.workflows.detection.detecting import Detecting, Step
from akwarden.workflows.events.importing import SOURCE, ImportProgress, import_files
from akwarden.workflows.events.ingest import Ingest
from akwarden.workflows.events.lake_calls import LakeCalls
from akwarden.workflows.events.tidying import tidy
from akwarden.workflows.jobs.detecting import TURN, has_work
from akwarden.workflows.posture.judging import judge_stored
from akwarden.workflows.posture.ruleset import load_posture
from akwarden.workflows.usage.following import follow

FOLDER: Final = "calls"
_PAUSE: Final = 0.5


def write(scene: Scene, tell: Tell) -> None:
    """Write the calls of the last 30 days as a cloud delivers them."""
    folder = scene.sources / FOLDER
    if folder.exists():
        shutil.rmtree(folder)  # left by a run that was cut off; nobody has imported it
    tell("writing the calls of 30 days")
    count = write_history(scene.company.organisation, scene.mark.preset, scene.mark.made_at, folder)
    tell(f"{counted(count, 'call')} written")


def take_in(scene: Scene, tell: Tell) -> None:
    """Import them; a file that was imported is passed over."""
    tools = scene.tools()
    ingest = Ingest(scene.state, scene.lake, tools, SOURCE)
    done = import_files(ingest, [str(scene.sources / FOLDER)], io.BytesIO(), ImportProgress(), scene.stop)
    follow(scene.state, scene.lake, scene.now())
    tidy(scene.lake, scene.now(), keep_days=scene.settings.audit.keep_days)
    tell(f"{counted(done.imported, 'call')} imported")


def judge_rights(scene: Scene, tell: Tell) -> None:
    """Judge all accounts again, now that it is known what their keys are used for."""
    rules, accounts = load_posture(), stored(scene)
    calls = LakeCalls(scene.state, scene.place, scene.env, scene.now)
    try:
        for one in accounts:
            tell(f"{one.account.name}: risks")
            judge_stored(scene.state, one.id, rules, scene.now(), calls)
        tell(f"{counted(len(accounts), 'account')} judged")
    finally:
        calls.close()


def detect(scene: Scene, tell: Tell) -> None:
    """Judge the calls, and raise alarms."""
    events = 0
    while has_work(scene.state) and not scene.stop.is_set():
        with turn(scene.state, TURN) as ours:
            for step in _steps(scene) if ours else ():
                events += step.events
                tell(f"{counted(events, 'call')} judged")
                if scene.stop.is_set():
                    return
        if not ours:
            scene.stop.wait(_PAUSE)  # the workers of the server judge them right now


def _steps(scene: Scene) -> Iterator[Step]:
    return Detecting(scene.state, scene.lake, scene.judge(), scene.now).steps()
