"""What people of the demo wrote and decided: remarks, owners, networks, what is trusted, what was handled."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from akwarden.errors import UsageError
from akwarden.frontends.demo import sayings
from akwarden.frontends.demo.company import BY_ROOT, MANAGER
from akwarden.frontends.demo.people import ANALYST
from akwarden.frontends.demo.scene import Scene, Tell
from akwarden.model.alarm import Alarm, AlarmStatus
from akwarden.workflows.detection.allowing import Allowing, add_entry
from akwarden.workflows.detection.choices import Choice, Why, handle, ignore
from akwarden.workflows.detection.deciding import decide
from akwarden.workflows.detection.listing import list_alarms
from akwarden.workflows.keys.listing import Asked
from akwarden.workflows.notes.importing import KEYS, NETWORKS, FileKind, import_file
from akwarden.workflows.notes.saving import Saying
from akwarden.workflows.people.importing import import_people

OWNER: Final = "zhao.yun"
"""Who said whose keys are whose."""
_DECIDED: Final[Mapping[str, Choice]] = {
    "instance-credentials-outside": handle(
        "The hole is closed and the machine was built anew. Ticket SEC-118."
    ),
    "instances-mining-size": handle("Machines ended, key replaced, limits lowered. Ticket SEC-121."),
    "arrived-then-high-risk": handle("Same story as the mining. Ticket SEC-121."),
    "arrived-then-looked-around": ignore(Why.FALSE_ALARM, "on a journey, asked by phone"),
    "unknown-key-appears": ignore(Why.TEST, "the new build, first run"),
}
"""What was decided about the oldest alarm of a rule."""


def say(scene: Scene, tell: Tell) -> None:
    """Take in what people say of keys, networks and each other."""
    folder = scene.sources / "lists"
    keys, people, networks = folder / "keys.csv", folder / "people.csv", folder / "networks.csv"
    sayings.write_keys(scene.company, keys)
    sayings.write_people(people, scene.mark.made_at)
    sayings.write_networks(networks)
    saying = Saying(actor=OWNER, now=scene.now(), dry_run=False)
    files: Sequence[tuple[str, FileKind]] = ((str(keys), KEYS), (str(networks), NETWORKS))
    for path, kind in files:
        done = import_file(scene.state, folder / path, kind, saying)
        if done.faults:
            raise UsageError(f"{path}:{done.faults[0].line}: {done.faults[0].what}")
    import_people(scene.state, people, saying)
    tell("remarks and owners imported")


def trust(scene: Scene, tell: Tell) -> None:
    """Say which calls are meant to be there: those of our own reader, and those of a partner."""
    now = scene.now()
    readers = [scene.company.reader(name).key_id for name in (MANAGER, BY_ROOT)]
    entries = (
        (f"key:{','.join(readers)}", None, "akwarden itself reads the accounts", "team-platform", 365),
        (
            "ip:54.152.9.32/30",
            None,
            "posture scanner of a vendor, contract until summer",
            "team-platform",
            180,
        ),
    )
    for query, rule, reason, owner, days in entries:
        until = scene.mark.made_at + timedelta(days=days)
        add_entry(
            scene.state,
            Allowing(query=query, rule=rule, reason=reason, owner=owner, until=until, actor=ANALYST, now=now),
        )
    tell("allow-list written")


def decide_some(scene: Scene, tell: Tell) -> None:
    """Let somebody have looked at the oldest alarms."""
    now = scene.now()
    with scene.state.reading() as connection:
        found = sorted(list_alarms(connection, Asked(now=now, with_deleted=True)), key=_age)
    for rule, choice in _DECIDED.items():
        oldest = next((one for one in found if one.rule == rule), None)
        if oldest is not None and oldest.status is AlarmStatus.OPEN:
            decide(scene.state, [oldest.id], choice, actor=ANALYST, now=now)
    tell("alarms decided")


def _age(alarm: Alarm) -> tuple[object, str]:
    return alarm.first_at, alarm.id
