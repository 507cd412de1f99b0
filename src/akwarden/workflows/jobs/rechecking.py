"""The job that asks the clouds again about risks."""

from contextlib import closing
from typing import Any

from akwarden.errors import AkwardenError, UsageError
from akwarden.model.risk import RiskStatus
from akwarden.model.task import RecheckTask
from akwarden.reports.wording import counted
from akwarden.store.moment import rounded
from akwarden.workflows.events.lake_calls import LakeCalls
from akwarden.workflows.jobs.accounts import words_of
from akwarden.workflows.jobs.room import Room
from akwarden.workflows.jobs.running import Done, Running
from akwarden.workflows.posture.finding import find_risk
from akwarden.workflows.posture.recheck import Rechecked, recheck_risk
from akwarden.workflows.posture.ruleset import load_posture


def run(running: Running, room: Room) -> Done:
    """Ask about one risk after the other; one that can't be asked about stops no other."""
    task = running.task
    assert isinstance(task, RecheckTask)  # noqa: S101  its kind says so
    rules, leases = load_posture(), room.leases(running.job.started_by)
    results: list[dict[str, Any]] = []
    with closing(LakeCalls(room.state, room.home, room.env, room.clock)) as calls:
        for number, name in enumerate(task.risks):
            running.tell(f"asking about risk {name[:12]}", done=number, of=len(task.risks))
            running.check()
            try:
                _refuse_outside(running, room, name)
                found = recheck_risk(room.state, name, leases, rules, room.clock, calls_of=calls)
            except AkwardenError as error:
                if len(task.risks) == 1:
                    raise
                results.append({"risk": name, "error": words_of(error)})
            else:
                results.append(_told(found))
    gone = sum(one.get("status") == RiskStatus.CONVERGED for one in results)
    failed = sum("error" in one for one in results)
    words = f"{counted(gone, 'risk')} no more, {len(results) - gone - failed:,} still there"
    return Done(message=f"{words}, {failed:,} not asked" if failed else words, result={"risks": results})


def _refuse_outside(running: Running, room: Room, name: str) -> None:
    """Raise UsageError for a risk that whoever started the job may not see."""
    with room.state.reading() as connection:
        risk = find_risk(connection, name, rounded(room.clock())).risk
    if not running.scope.has(risk.provider, risk.account):
        raise UsageError(f"there is no risk {name!r}")


def _told(found: Rechecked) -> dict[str, Any]:
    return {
        "risk": found.risk.id,
        "status": found.risk.status.value,
        "asked": [one.value for one in found.asked],
        "calls": found.calls,
        "blind_spots": len(found.blind_spots),
    }
