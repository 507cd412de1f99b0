"""Reasons for passing a check by, and their record."""

import json
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from tests.reports.samples import TENCENT, finding

from akwarden.model.hook import HookKind
from akwarden.model.secret import Secret
from akwarden.sources.git.command import Repository
from akwarden.workflows.hook_scan import Judged
from akwarden.workflows.masking import Veil
from akwarden.workflows.rule_check import expand
from akwarden.workflows.skip import Move, append, reason_given, skip_record, who

COMMIT, RECEIVE = HookKind.PRE_COMMIT, HookKind.PRE_RECEIVE
NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


def options(*texts: str) -> dict[str, str]:
    """Give what git tells a hook of these push options."""
    return {"GIT_PUSH_OPTION_COUNT": str(len(texts))} | {
        f"GIT_PUSH_OPTION_{n}": text for n, text in enumerate(texts)
    }


class TestReason:
    @pytest.mark.parametrize(
        ("env", "reason"),
        [
            ({}, None),
            (options(), None),
            (options("ci.skip"), None),
            (options("akwarden.skip=a reason"), "a reason"),
            (options("x", "akwarden.skip= two = words "), "two = words"),
            (options("akwarden.skip=one", "akwarden.skip=two"), "two"),
            (options("akwarden.skip"), ""),
            (options("akwarden.skip="), ""),
            ({"GIT_PUSH_OPTION_COUNT": "many"}, None),
            ({"GIT_PUSH_OPTION_COUNT": "2", "GIT_PUSH_OPTION_1": "akwarden.skip=x"}, "x"),
            ({"AKWARDEN_SKIP": "of the server"}, None),
        ],
    )
    def test_of_a_push_stands_in_its_options(self, env: dict[str, str], reason: str | None) -> None:
        assert reason_given(RECEIVE, env) == reason

    @pytest.mark.parametrize(
        ("env", "reason"),
        [
            ({}, None),
            ({"AKWARDEN_SKIP": ""}, None),
            ({"AKWARDEN_SKIP": "  "}, ""),
            ({"AKWARDEN_SKIP": " a reason "}, "a reason"),
            (options("akwarden.skip=of a push"), None),
        ],
    )
    def test_of_a_commit_stands_in_the_environment(self, env: dict[str, str], reason: str | None) -> None:
        assert reason_given(COMMIT, env) == reason


class TestWho:
    def test_the_server_knows_best(self) -> None:
        env = {
            "USER": "git",
            "REMOTE_USER": "r",
            "GITEA_PUSHER_NAME": "g",
            "GL_ID": "user-1",
            "GL_USERNAME": "d",
        }

        told = []
        for name in ("GL_USERNAME", "GL_ID", "GITEA_PUSHER_NAME", "REMOTE_USER", "USER"):
            told.append(who(env))
            del env[name]

        assert told == [
            ("d", "GL_USERNAME"),
            ("user-1", "GL_ID"),
            ("g", "GITEA_PUSHER_NAME"),
            ("r", "REMOTE_USER"),
            ("git", "USER"),
        ]

    @pytest.mark.skipif(not hasattr(os, "getuid"), reason="this platform has no user ids")
    def test_else_it_is_the_user_of_the_process(self) -> None:
        assert who({"USER": ""}) == (str(os.getuid()), "uid")

    def test_a_name_that_could_be_a_key_is_masked(self) -> None:
        name = expand("{32*A}", 7)

        assert who({"REMOTE_USER": name}) == ("****", "REMOTE_USER")

    def test_a_bot_of_gitlab_is_told_by_its_number(self) -> None:
        env = {"GL_USERNAME": f"project_7_bot_{expand('{32*h}', 7)}", "GL_ID": "user-12"}

        assert who(env) == ("user-12", "GL_ID")


class TestRecord:
    def record(self, folder: Path, *, keys: int = 1, refs: int = 1, reason: str = "a reason") -> str:
        """Append a record to a log in `folder`, and give its line."""
        found = [finding(id=f"{n:064}", location=finding().location) for n in range(keys)]
        moves = [Move(f"refs/heads/{n}", None, "a" * 40) for n in range(refs)]
        repository = Repository(folder / ".git", folder)
        one = skip_record(
            RECEIVE, repository, moves, Judged(found, "late"), reason=reason, env={"USER": "dana"}, now=NOW
        )
        append(folder / "log.jsonl", one)
        return (folder / "log.jsonl").read_text().splitlines()[-1]

    def test_it_tells_who_what_and_why(self, tmp_path: Path) -> None:
        assert json.loads(self.record(tmp_path)) == {
            "schema": "akwarden.skip/1",
            "time": "2026-01-31T12:00:00Z",
            "hook": "pre-receive",
            "repository": str(tmp_path),
            "who": "dana",
            "who_from": "USER",
            "reason": "a reason",
            "refs": [{"ref": "refs/heads/0", "old": None, "new": "a" * 40}],
            "refs_total": 1,
            "findings": [
                {
                    "rule": "tencent-access-key",
                    "key_id": TENCENT,
                    "mask": "abcd****wxyz",
                    "vpath": "app/config.py",
                    "line": 12,
                    "commit": None,
                }
            ],
            "findings_total": 1,
            "failure": "late",
        }

    def test_its_length_is_bounded(self, tmp_path: Path) -> None:
        line = self.record(tmp_path, keys=5000, refs=5000, reason="why " * 5000)

        record = json.loads(line)
        assert (record["findings_total"], len(record["findings"])) == (5000, 100)
        assert (record["refs_total"], len(record["refs"])) == (5000, 100)
        assert len(line) < 60_000

    def test_a_ref_that_holds_a_secret_is_masked_and_others_stay(self) -> None:
        secret, short = expand("{32*A}", 7), expand("a1{10*A}", 7)
        moves = [
            Move(f"refs/heads/{name}", None, None)
            for name in (f"use-{secret}", f"a/{short}", "feature/shop-12")
        ]
        judged = Judged(veil=Veil([Secret(short.encode())]))

        one = skip_record(
            RECEIVE, Repository(Path("x"), None), moves, judged, reason=f"as {short}", env={}, now=NOW
        )

        assert [move.ref for move in one.refs] == [
            "refs/heads/****",
            "refs/heads/a/****",
            "refs/heads/feature/shop-12",
        ]
        assert one.reason == "as ****"

    def test_a_line_break_in_the_reason_starts_no_new_line(self, tmp_path: Path) -> None:
        self.record(tmp_path, reason='x\n{"schema": "forged"}\udcff')

        assert len((tmp_path / "log.jsonl").read_text().splitlines()) == 1

    @pytest.mark.skipif(os.name != "posix", reason="modes and links are of POSIX")
    def test_the_file_is_the_owners_and_is_no_link(self, tmp_path: Path) -> None:
        self.record(tmp_path)
        assert stat.S_IMODE((tmp_path / "log.jsonl").stat().st_mode) == 0o600

        (tmp_path / "other.jsonl").symlink_to(tmp_path / "log.jsonl")
        os.mkfifo(tmp_path / "pipe.jsonl")
        one = skip_record(COMMIT, Repository(tmp_path, None), [], Judged(), reason="x", env={}, now=NOW)
        for name in ("other.jsonl", "pipe.jsonl"):
            with pytest.raises(OSError, match=r".+"):
                append(tmp_path / name, one)

    def test_a_finding_without_its_secret_has_no_mask(self, tmp_path: Path) -> None:
        bare = msgspec.structs.replace(finding(), secret=None)
        one = skip_record(COMMIT, Repository(tmp_path, None), [], Judged([bare]), reason="x", env={}, now=NOW)

        assert one.findings[0].mask is None
