"""What monitoring is told: the state of an installation, read now and then, with labels that are bounded."""

import re
import urllib.request
from contextlib import closing
from datetime import timedelta

from prometheus_client import generate_latest
from sqlalchemy import event, insert
from tests.frontends.api.client import NOW, Site, site
from tests.store.rows import add_account, add_key, add_leak, add_run, key_id
from tests.workflows.access.somebody import PASSWORD

from akwarden.frontends.api import figures
from akwarden.frontends.api.figures import StateFigures
from akwarden.frontends.api.metrics import LoginFailure, Metrics
from akwarden.model.job import JobKind, JobState
from akwarden.model.task import DetectTask
from akwarden.store import job_changes
from akwarden.store.job_changes import Ended, NewJob
from akwarden.store.tables import lake_sources

__all__ = ["site"]


def figures_of(site: Site) -> Metrics:
    metrics = Metrics()
    StateFigures(site.server, metrics)
    return metrics


def told(metrics: Metrics) -> dict[str, float]:
    """Give each figure by its name and labels, as Prometheus reads them."""
    lines = generate_latest(metrics.registry).decode().splitlines()
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if line[0] != "#"}


def later(site: Site, **by: float) -> None:
    site.server.clock = lambda: NOW + timedelta(**by)


def end_job(site: Site, name: str, minutes: int) -> None:
    with site.server.state.writing() as connection:
        new = NewJob(id=name, kind=JobKind.DETECT, title=name, task=DetectTask(), started_by="schedule")
        job_changes.add(connection, new, NOW)
        begun = job_changes.begin(connection, name, 0, NOW)
        assert begun is not None
        at = NOW + timedelta(minutes=minutes)
        job_changes.end(connection, name, begun.tries, Ended(state=JobState.DONE), at)


def test_an_empty_installation_has_every_number_at_nothing(site: Site) -> None:
    found = told(figures_of(site))

    assert found["akwarden_state_readable"] == 1
    assert found['akwarden_alarms_open{severity="critical"}'] == 0
    assert found['akwarden_leaks_open{validity="active"}'] == 0
    assert (found["akwarden_lake_rows"], found["akwarden_jobs_waiting"]) == (0, 0)
    assert found["akwarden_database_answer_seconds"] > 0
    assert 'akwarden_database_connections{state="in_use"}' in found


def test_an_account_that_was_never_read_and_one_that_was_are_told_by_their_numbers(site: Site) -> None:
    with site.server.state.writing() as connection:
        add_account(connection, "new", number="100000000001")
        read = add_account(connection, "read", number="100000000002")
        add_run(connection, read, NOW)

    found = told(figures_of(site))

    name = 'akwarden_account_synced_timestamp_seconds{account="%s",provider="tencent"}'
    assert found[name % "100000000001"] == 0
    assert found[name % "100000000002"] == NOW.timestamp()
    assert found['akwarden_late{kind="account"}'] == 1


def test_of_a_source_of_records_it_is_told_up_to_when_it_is_read_and_that_it_fails(site: Site) -> None:
    row = {"source": "trail", "watermark": NOW, "checked_at": NOW, "error": "it is refused"}
    with site.server.state.writing() as connection:
        connection.execute(insert(lake_sources), row)

    found = told(figures_of(site))

    assert found['akwarden_audit_newest_timestamp_seconds{source="trail"}'] == NOW.timestamp()
    assert found['akwarden_audit_failing{source="trail"}'] == 1


def test_more_sources_than_may_be_told_are_those_that_are_the_furthest_behind(site: Site) -> None:
    rows = [
        {"source": f"trail-{number}", "watermark": NOW - timedelta(hours=number), "checked_at": NOW}
        for number in range(figures.MOST + 5)
    ]
    with site.server.state.writing() as connection:
        connection.execute(insert(lake_sources), rows)

    found = [name for name in told(figures_of(site)) if name.startswith("akwarden_audit_newest")]

    assert len(found) == figures.MOST
    assert not any('"trail-0"' in name for name in found)


def test_a_job_that_ends_is_counted_once_however_often_somebody_looks(site: Site) -> None:
    end_job(site, "before", 1)
    metrics = figures_of(site)
    end_job(site, "since", 2)

    looks = []
    for number in range(3):
        later(site, minutes=number)
        looks.append(told(metrics))

    name = 'akwarden_job_seconds_%s{kind="detect",state="done"}'
    assert [look[name % "count"] for look in looks] == [1, 1, 1]
    assert looks[-1][name % "sum"] == 120


def test_many_who_look_read_the_state_once_in_ten_seconds(site: Site) -> None:
    metrics, asked = figures_of(site), []
    event.listen(site.server.state.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    told(metrics)
    once = len(asked)

    for seconds in (1, 5, 9):
        later(site, seconds=seconds)
        told(metrics)
    kept = len(asked)
    later(site, seconds=11)
    told(metrics)

    assert once > 0
    assert kept == once
    assert len(asked) > once


def test_a_state_that_can_not_be_read_is_told_and_takes_nothing_else_away(site: Site) -> None:
    metrics = figures_of(site)
    metrics.answered("/api/v1/keys", "GET", 200, 0.1)
    with site.server.state.writing() as connection:
        connection.exec_driver_sql("DROP TABLE alarms")

    found = told(metrics)

    assert found["akwarden_state_readable"] == 0
    assert "akwarden_lake_rows" not in found
    assert found['akwarden_requests_total{method="GET",route="/api/v1/keys",status="200"}'] == 1


def test_no_key_and_no_person_is_named(site: Site) -> None:
    with site.server.state.writing() as connection:
        account = add_account(connection)
        add_key(connection, 7, account_id=account)
        add_leak(connection, key_id(7), validity="active")
    with site.admin() as browser:
        browser.get(f"/api/v1/keys/{key_id(7)}")
        browser.get(f"/{key_id(7)}")

    StateFigures(site.server, site.app.state["metrics"])
    found = told(site.app.state["metrics"])

    assert found['akwarden_leaks_open{validity="active"}'] == 1
    assert not re.search(r"AKID|\badmin\b", " ".join(found))


def test_logins_that_fail_are_counted_by_their_reason(site: Site) -> None:
    metrics: Metrics = site.app.state["metrics"]
    with site.anonymous() as browser:
        for _ in range(12):
            browser.post("/api/v1/login", json={"login": "nobody", "password": PASSWORD})

    found = told(metrics)

    failed = {why: found[f'akwarden_logins_failed_total{{reason="{why}"}}'] for why in LoginFailure}
    assert failed[LoginFailure.REFUSED] + failed[LoginFailure.BLOCKED] == 12
    assert failed[LoginFailure.BLOCKED] > 0
    assert failed[LoginFailure.SIGN_ON] == 0


def test_a_path_that_somebody_makes_up_is_no_label(site: Site) -> None:
    with site.anonymous() as browser:
        for number in range(3):
            browser.request("BREW", f"/api/v1/made-up-{number}")

    text = generate_latest(site.app.state["metrics"].registry).decode()

    assert "made-up" not in text
    assert "BREW" not in text
    assert "akwarden_event_listeners 0.0" in text


def test_monitoring_reads_all_of_it_on_a_port_of_its_own(site: Site) -> None:
    metrics = figures_of(site)
    server = metrics.serve("127.0.0.1", 0)
    try:
        port = server.server_port
        with closing(urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics")) as answer:
            text = answer.read().decode()
    finally:
        server.shutdown()
        server.server_close()

    assert "akwarden_build_info" in text
    assert "process_resident_memory_bytes" in text
    assert "akwarden_state_readable 1.0" in text
