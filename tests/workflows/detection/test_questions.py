import subprocess
import sys
from pathlib import Path

import duckdb
import ibis
import ibis.expr.types as ir
import pytest

from akwarden.detectors.behavior.columns import ENRICHED, EVENT
from akwarden.detectors.behavior.facts import HIGH_RISK, KEYS, OWN_ADDRESSES, Facts
from akwarden.detectors.behavior.novelty import KNOWN, Settings, enriched
from akwarden.detectors.behavior.watching import network
from akwarden.workflows.detection import questions as asked
from akwarden.workflows.detection.questions import digest, questions

_ELSEWHERE = """
import ibis
from akwarden.detectors.behavior.columns import EVENT
from akwarden.detectors.behavior.watching import network
from akwarden.workflows.detection.questions import digest
events = ibis.table(EVENT, "events")
print(digest([events.mutate(at=network(events)).drop("raw", "region", "mfa", "issuer")]))
"""


def events() -> ir.Table:
    return ibis.table(EVENT, "events")


def of_action(name: str) -> ir.Table:
    """Give a question about calls of one action."""
    rows = events()
    return rows.filter(rows.action == name).select("event_hash")


def rich(settings: Settings) -> ir.Table:
    facts = Facts(
        keys=ibis.table(KEYS, "keys"),
        addresses=ibis.table(OWN_ADDRESSES, "addresses"),
        high_risk=ibis.table(HIGH_RISK, "high_risk"),
    )
    return enriched(events(), facts, ibis.table(KNOWN, "known"), settings, wanted={"learning", "new_ip"})


def the_file(cache: Path) -> Path:
    (file,) = (cache / "questions").iterdir()
    return file


def test_what_is_kept_is_what_was_made(tmp_path: Path) -> None:
    made = questions([of_action("ListUsers"), of_action("DeleteUser")], tmp_path)

    assert questions([of_action("ListUsers"), of_action("DeleteUser")], tmp_path) == made
    assert "DeleteUser" in made[1]


def test_a_second_time_nothing_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = questions([of_action("ListUsers")], tmp_path)
    monkeypatch.setattr(asked, "question", lambda _: pytest.fail("it was made again"))

    assert questions([of_action("ListUsers")], tmp_path) == made


@pytest.mark.parametrize(
    "other",
    [
        [of_action("listusers")],
        [of_action("ListUsers"), of_action("ListUsers")],
        [of_action("ListUsers").limit(1)],
        [ibis.table(EVENT, "rich").filter(ibis._.action == "ListUsers").select("event_hash")],
        [ibis.table(ENRICHED, "events").filter(ibis._.action == "ListUsers").select("event_hash")],
    ],
)
def test_another_question_is_another_file(tmp_path: Path, other: list[ir.Table]) -> None:
    questions([of_action("ListUsers")], tmp_path)
    questions(other, tmp_path)

    assert len(list((tmp_path / "questions").iterdir())) == 2


def test_a_setting_makes_another_question() -> None:
    assert digest([rich(Settings(learning_days=14))]) != digest([rich(Settings(learning_days=15))])


def test_another_version_of_what_makes_questions_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest([of_action("ListUsers")])
    monkeypatch.setattr(asked, "version", lambda _: "0")

    assert digest([of_action("ListUsers")]) != before


def test_every_process_finds_what_another_has_kept() -> None:
    rows = events()
    here = digest([rows.mutate(at=network(rows)).drop("raw", "region", "mfa", "issuer")])

    told = [
        subprocess.run(
            [sys.executable, "-c", _ELSEWHERE],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    ]

    assert told == [here, here]


@pytest.mark.parametrize("damage", [b"", b"x" * 99])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    made = questions([of_action("ListUsers")], tmp_path)
    the_file(tmp_path).write_bytes(damage)

    assert questions([of_action("ListUsers")], tmp_path) == made
    assert len(the_file(tmp_path).read_bytes()) > len(damage)


def test_a_file_that_others_could_have_written_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions([of_action("ListUsers")], tmp_path)
    the_file(tmp_path).chmod(0o622)
    monkeypatch.setattr(asked, "question", lambda _: "made anew")

    assert questions([of_action("ListUsers")], tmp_path) == ("made anew",)


def test_a_cache_that_can_not_be_used_only_costs_time(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")

    (made,) = questions([of_action("ListUsers")], blocked)

    assert "ListUsers" in made


def test_what_is_kept_can_be_asked(tmp_path: Path) -> None:
    questions([of_action("ListUsers")], tmp_path)
    (kept,) = questions([of_action("ListUsers")], tmp_path)

    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE events AS SELECT 1::BIGINT AS event_hash, 'ListUsers' AS action")
        assert connection.sql(kept).fetchall() == [(1,)]
