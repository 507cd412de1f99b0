"""The templates for pipelines: they can be read, and what a scan writes is what the server picks up."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from akwarden.frontends.cli.scan import scan

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "guides" / "pipelines.md"
SECTION = re.compile(r"^### (.+?)\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
GROOVY_STRING = re.compile(r"'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"")
PAIRS = {")": "(", "]": "[", "}": "{"}


def template(heading: str, language: str) -> str:
    """Give the one code block in this language below a heading of the guide."""
    section = dict(SECTION.findall(GUIDE.read_text(encoding="utf-8")))[heading]
    (block,) = (code for found, code in BLOCK.findall(section) if found == language)
    return str(block)


def scan_options(command: str) -> dict[str, Any]:
    """Give the options of an `akwarden scan` line, as the program reads them; one it lacks is refused."""
    program, name, *words = shlex.split(command)
    assert (program, name) == ("akwarden", "scan")
    return scan.make_context("scan", words).params


def jobs_that_scan() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Give each job of GitLab's template that scans, with the options of its scan."""
    written = yaml.safe_load(template("GitLab", "yaml"))
    for name, job in written.items():
        if not name.startswith("."):
            (command,) = (line for line in job["script"] if line.startswith("akwarden "))
            yield {**written[job["extends"]], **job}, scan_options(command)


def unclosed(groovy: str) -> list[str]:
    """Give the brackets that are not closed, or closed without being open."""
    left: list[str] = []
    for each in re.findall(r"[()\[\]{}]", GROOVY_STRING.sub("''", groovy)):
        if left and left[-1] == PAIRS.get(each):
            left.pop()
        else:
            left.append(each)
    return left


def test_github_uploads_the_sarif_file_of_the_scan_also_when_it_fails() -> None:
    written = yaml.safe_load(template("GitHub Actions", "yaml"))

    steps = written["jobs"]["scan"]["steps"]
    (command,) = (step["run"] for step in steps if step.get("run", "").startswith("akwarden "))
    (upload,) = (step for step in steps if "/upload-sarif@" in step.get("uses", ""))
    options = scan_options(command)
    assert options["form"] == "sarif"
    assert options["output"] == upload["with"]["sarif_file"]
    assert upload["if"] == "always()"
    assert written["permissions"]["security-events"] == "write"


def test_github_checks_out_all_commits_of_the_range() -> None:
    written = yaml.safe_load(template("GitHub Actions", "yaml"))

    (checkout,) = (step for step in written["jobs"]["scan"]["steps"] if "/checkout@" in step.get("uses", ""))
    assert checkout["with"]["fetch-depth"] == 0


def test_gitlab_takes_each_report_for_what_it_is() -> None:
    taken = {
        options["form"]: job["artifacts"]["reports"] == {kind: options["output"]}
        for job, options in jobs_that_scan()
        for kind in [{"gitlab": "secret_detection"}.get(options["form"], options["form"])]
    }

    assert taken == {"junit": True, "gitlab": True}


def test_gitlab_job_fails_unless_its_report_would_be_left_out_then() -> None:
    outcomes = {
        options["form"]: (options["exit_zero"], job["artifacts"].get("when"))
        for job, options in jobs_that_scan()
    }

    assert outcomes == {"junit": (False, "always"), "gitlab": (True, None)}


def test_gitlab_jobs_have_the_whole_history() -> None:
    assert {job["variables"]["GIT_DEPTH"] for job, _ in jobs_that_scan()} == {"0"}


def test_jenkinsfile_can_be_read() -> None:
    written = template("Jenkins", "groovy")

    assert unclosed(written) == []
    assert set(GROOVY_STRING.sub("", written)) & set("'\"") == set()


def test_jenkins_reads_the_test_results_of_the_scan_also_when_it_fails() -> None:
    written = template("Jenkins", "groovy")

    (command,) = re.findall(r"sh '(akwarden .*)'", written)
    (results,) = re.findall(r"always \{\s*junit '(.*)'\s*\}", written)
    options = scan_options(command)
    assert (options["form"], options["output"]) == ("junit", results)


@pytest.mark.parametrize("text", ["stage('a) {", "steps { sh 'x' ", "a(b]"])
def test_broken_groovy_is_told(text: str) -> None:
    left = GROOVY_STRING.sub("", text)

    assert unclosed(text) or set(left) & set("'\"")


def test_option_that_is_not_there_is_told() -> None:
    with pytest.raises(click.NoSuchOption):
        scan_options("akwarden scan . --formt junit")
