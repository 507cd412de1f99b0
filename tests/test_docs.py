"""The documents: they name all there is, say what is true today, and lead nowhere in vain."""

import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import click
import pytest
import yaml
from docs import generate, rule_pages
from docs.demo import make_repository
from docs.picture import draw
from tests.frontends.cli.program import akwarden

from akwarden.detectors.secrets.scanner import CompiledRules, Scanner
from akwarden.errors import AkwardenError, catalogue
from akwarden.frontends.cli.lazy import LazyCommand
from akwarden.frontends.cli.main import cli
from akwarden.model.artifact import Batch
from akwarden.model.match import Match
from akwarden.reports.registry import FORMATS
from akwarden.settings import RESERVED_NAMES, known, load
from akwarden.workflows.rule_check import check_rules, expand
from akwarden.workflows.ruleset import load_ruleset

ROOT = Path(__file__).resolve().parent.parent
TOP = [
    ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
]
BY_HAND = [
    *TOP,
    ROOT / "docs" / "README.md",
    *sorted((ROOT / "docs" / "guides").glob("*.md")),
    *sorted((ROOT / "docs" / "adr").glob("*.md")),
]
FRAGMENTS = sorted((ROOT / "changelog.d").glob("*.md"))
DOCUMENTS = [*TOP, *sorted((ROOT / "docs").rglob("*.md")), *FRAGMENTS]
SCRIPTS = sorted((ROOT / "docs").glob("*.py"))
PAGES = generate.pages()

FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?<![\w./-])(?:\.venv/bin/)?akwarden ([a-z-][^|;&\n]*)")
# Written so that this file does not hold what it refuses.
REFUSED = re.compile(
    r"/(?:home|Users)/\w|/roo[t]\b(?!-)|/wor[k]/|\.\./share[d]|pyp[i]\.org/simple|pythonhoste[d]|registr[y]\.npmjs"
    r"|index-ur[l]|find-link[s]",
    re.IGNORECASE,
)


def name_of(path: Path) -> str:
    """Give a document's name as a test id."""
    return path.relative_to(ROOT).as_posix()


every_document = pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)


def text_of(*paths: Path) -> str:
    """Give the text of documents, one behind the other."""
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def blocks(path: Path, *languages: str) -> Iterator[str]:
    """Give the code blocks in these languages, without the indentation of a list around them."""
    for indent, language, code in FENCE.findall(text_of(path)):
        if language in languages:
            yield re.sub(rf"^{indent}", "", code, flags=re.MULTILINE)


def without_code(text: str) -> str:
    """Give the prose of a document."""
    return re.sub(r"`[^`\n]*`|<!--.*?-->", "", FENCE.sub("", text), flags=re.DOTALL)


# All there is, is named


def test_every_command_is_named_in_a_text_written_by_hand() -> None:
    text = text_of(*BY_HAND)

    paths = [path for path, ctx in generate.commands() if not isinstance(ctx.command, click.Group)]

    assert len(paths) > len(cli.commands)
    assert [path for path in paths if path not in text] == []


def test_every_option_is_named_in_a_text_written_by_hand() -> None:
    text = text_of(*BY_HAND)

    options = [
        (path, param.opts)
        for path, ctx in generate.commands()
        for param in ctx.command.get_params(ctx)
        if isinstance(param, click.Option) and not param.hidden
    ]
    unnamed = [(path, names) for path, names in options if not any(is_named(name, text) for name in names)]
    assert unnamed == []


def is_named(option: str, text: str) -> bool:
    """Say whether an option stands in code."""
    return re.search(rf"[` ]{option}(?![\w-])", text) is not None


def test_every_setting_and_environment_name_is_in_the_reference() -> None:
    text = PAGES[generate.REFERENCE / "settings.md"]

    names = [*(one.key for one in known().values()), *(one.env for one in known().values()), *RESERVED_NAMES]

    assert [name for name in names if f"`{name}`" not in text] == []


def test_every_format_is_named_in_the_readme_and_the_guide() -> None:
    readme, guide = text_of(ROOT / "README.md"), text_of(ROOT / "docs" / "guides" / "scan.md")

    assert [name for name in FORMATS if f"| `{name}` |" not in readme or f"`{name}`" not in guide] == []


def test_every_error_code_and_rule_has_its_page() -> None:
    errors = PAGES[generate.REFERENCE / "error-codes.md"]
    rules = [rule.id for rule in load_ruleset().ruleset.rules]

    assert [kind.code for kind in catalogue() if f"## {kind.code}: {kind.title}" not in errors] == []
    assert [rule for rule in rules if generate.REFERENCE / "rules" / f"{rule}.md" not in PAGES] == []
    assert [rule for rule in rules if rule not in text_of(ROOT / "README.md")] == []


def test_every_package_is_in_the_architecture() -> None:
    text = text_of(ROOT / "ARCHITECTURE.md")

    folders = [path.parent.name for path in (ROOT / "src" / "akwarden").glob("*/__init__.py")]

    assert [name for name in folders if f"`src/akwarden/{name}/" not in text] == []


def test_every_folder_of_tests_is_in_the_architecture() -> None:
    text = text_of(ROOT / "ARCHITECTURE.md")

    folders = {path.relative_to(ROOT / "tests").parts[0] for path in (ROOT / "tests").glob("*/**/test_*.py")}

    assert [name for name in sorted(folders) if f"`tests/{name}`" not in text] == []


def test_every_decision_is_listed_and_complete() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    listed = text_of(ROOT / "docs" / "adr" / "README.md")

    for number, path in enumerate(decisions, 1):
        text = text_of(path)
        assert path.name.startswith(f"{number:04}-")
        assert f"[{text.splitlines()[0].removeprefix('# ')}]({path.name})" in listed
        assert re.search(r"^- Status: \w.*\n- Date: \d{4}-\d\d-\d\d$", text, re.MULTILINE)
        assert re.findall(r"^## (\w+)", text, re.MULTILINE) == [
            "Problem",
            "Options",
            "Decision",
            "Consequences",
        ]


# What is generated is current


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_page_is_current(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == PAGES[path], "run `make docs`"


def test_reference_holds_no_page_of_what_is_gone() -> None:
    assert set(generate.REFERENCE.rglob("*.md")) - set(PAGES) == set()


def test_blocks_of_the_readme_are_current() -> None:
    command = [sys.executable, "-m", "cogapp", "--check", "--diff", "README.md"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, f"run `make docs`\n{done.stdout}{done.stderr}"


def test_picture_shows_what_a_scan_prints() -> None:
    drawn = generate.PICTURE.read_text(encoding="utf-8")

    assert lasting(drawn) == lasting(draw()), "run `make docs`"


def test_picture_is_one_small_file_that_loads_nothing() -> None:
    drawn = generate.PICTURE.read_text(encoding="utf-8")

    assert ET.fromstring(drawn).tag.endswith("svg")  # noqa: S314  our own file
    assert len(drawn.encode()) < 60_000
    assert set(re.findall(r"\w+://[^\s\"]+", drawn)) == {"http://www.w3.org/2000/svg"}
    assert "url(http" not in drawn


def lasting(drawn: str) -> str:
    """Give a picture without what differs by run and by machine: the time, the amounts, zlib's bytes."""
    without_commit = re.sub(r"(?<=commit&#160;)[0-9a-f]{12}", "", drawn)
    return re.sub(r"<text[^>]*>Scanned&#160;[^<]*</text>", "", without_commit)


# Code in the documents works


def test_commands_in_the_documents_can_be_read() -> None:
    found = [(path, line) for path in DOCUMENTS for line in command_lines(path)]

    refused = [f"{name_of(path)}: {line}: {problem}" for path, line in found if (problem := refusal(line))]

    assert len(found) > 40
    assert refused == []


def command_lines(path: Path) -> Iterator[str]:
    """Give what follows `akwarden` in code, up to the end of the command."""
    text = text_of(path)
    if path.parent == generate.REFERENCE:
        return
    code = [code for _, language, code in FENCE.findall(text) if language in {"sh", "yaml", "groovy"}]
    spans = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", FENCE.sub("", text))
    for match in COMMAND.finditer("\n".join([*code, *spans])):
        line = match[1].partition(" #")[0].rstrip()
        yield line.removesuffix("'") if line.count("'") % 2 else line


def refusal(line: str) -> str | None:
    """Say why the command line can't be read, or give None; nothing is run."""
    words = [word for word in shlex.split(line) if word != "[TARGET]..."]
    if words[:1] == ["--version"]:
        return None
    ctx = click.Context(cli, info_name="akwarden")
    command: click.Command = cli
    try:
        while isinstance(command, click.Group) and words:
            found = command.get_command(ctx, words[0])
            if found is None:
                return f"there is no command {words[0]}"
            command = found.load() if isinstance(found, LazyCommand) else found
            words = words[1:]
            if not isinstance(command, click.Group) and words:
                command.make_context("akwarden", words, parent=ctx)
    except click.ClickException as error:
        return error.format_message()
    return None


@pytest.mark.parametrize("kind", catalogue(), ids=lambda kind: kind.code)
def test_commands_that_an_error_page_names_can_be_read(kind: type[AkwardenError]) -> None:
    named = re.findall(r"`akwarden ([^`]+)`", f"{kind.explanation} {kind.remedy}")

    assert [(line, problem) for line in named if (problem := refusal(line))] == []


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if list(blocks(path, "sh"))], ids=name_of)
def test_shell_in_the_documents_can_be_read(path: Path) -> None:
    for code in blocks(path, "sh"):
        done = subprocess.run(["sh", "-n"], input=code, capture_output=True, text=True, check=False)
        assert done.returncode == 0 or "[TARGET]" in code, f"{code}\n{done.stderr}"


@every_document
def test_data_in_the_documents_can_be_read(path: Path, tmp_path: Path) -> None:
    for code in blocks(path, "yaml"):
        yaml.safe_load(code)
    for number, code in enumerate(blocks(path, "toml")):
        folder = tmp_path / str(number)
        folder.mkdir()
        shared = "tool" in tomllib.loads(code)
        (folder / ("pyproject.toml" if shared else "akwarden.toml")).write_text(code, encoding="utf-8")
        # What is for the home folder alone is read from there.
        home = {} if shared else {"AKWARDEN_HOME": str(folder)}
        assert set(load(folder if shared else None, home, {}).origins.values()) > {"default"}


def test_rule_in_the_guide_does_what_its_samples_say(tmp_path: Path) -> None:
    (rule,) = blocks(ROOT / "docs" / "guides" / "rules.md", "yaml")
    (tmp_path / "acme-api-key.yml").write_text(rule, encoding="utf-8")

    compiled = load_ruleset([tmp_path], cache=tmp_path)

    assert "acme-api-key" in [rule.id for rule in compiled.ruleset.rules]
    assert list(check_rules(compiled)) == []


def test_rules_find_what_stands_before_and_not_what_stands_after() -> None:
    rules = load_ruleset()

    for rule in rules.ruleset.rules:
        example = rule_pages.EXAMPLES.get(rule.id)
        if example:
            assert {match.rule for match in matches(rules, example.before)} == {rule.id}
            assert matches(rules, example.after) == []
    assert matches(rules, rule_pages.GENERIC.before + rule_pages.GENERIC.after) == []


def matches(rules: CompiledRules, template: str) -> list[Match]:
    """Give what the rules find in an expanded template."""
    data = bytearray(expand(template, seed=1).encode())
    batch = Batch(data, [0], [len(data)], ["example"])
    return [match for _, found in Scanner(rules).batch(batch) for match in found.matches]


def test_readme_shows_what_a_scan_with_a_baseline_prints(tmp_path: Path) -> None:
    make_repository(tmp_path / "shop")
    readme = numberless(text_of(ROOT / "README.md"))
    commands = re.findall(r"^akwarden (scan \. --(?:write-)?baseline .*)$", readme, re.MULTILINE)

    own = {"AKWARDEN_HOME": str(tmp_path / "home"), "XDG_CACHE_HOME": str(tmp_path), "COLUMNS": "100"}
    done = [akwarden(*shlex.split(command), folder=tmp_path / "shop", env=own) for command in commands]

    assert [one.returncode for one in done] == [0, 0]
    assert f"```text\n{numberless(done[1].stdout)}```" in readme


def numberless(text: str) -> str:
    """Give a text with every number and size as the same mark."""
    return re.sub(r"\d+(?:\.\d+)?(?: (?:B|[KM]iB)\b)?", "N", text)


def test_demo_makes_the_same_repository_again(tmp_path: Path) -> None:
    make_repository(tmp_path / "one")
    make_repository(tmp_path / "other")

    one, other = (
        subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=tmp_path / name, capture_output=True, text=True, check=True
        ).stdout
        for name in ("one", "other")
    )

    assert one == other


def test_make_knows_the_targets_that_documents_name() -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.MULTILINE))

    named = set(re.findall(r"(?:`|^)make ([a-z]+)", text_of(*BY_HAND), re.MULTILINE))

    assert named - targets == set()


# Links and words


@every_document
def test_links_lead_somewhere(path: Path) -> None:
    broken = [link for link in LINK.findall(without_code(text_of(path))) if not leads_somewhere(path, link)]

    assert broken == []


def leads_somewhere(path: Path, link: str) -> bool:
    """Say whether a link between files, and the heading in it, exists; other addresses are not asked."""
    if re.match(r"\w+:", link):
        return link.startswith("https://")
    file, _, heading = link.partition("#")
    target = (path.parent / file).resolve() if file else path
    return target.exists() and (not heading or heading in anchors(target))


def anchors(path: Path) -> set[str]:
    """Give the anchors of a document's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text_of(path)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize(
    "path", [*DOCUMENTS, *SCRIPTS, generate.PICTURE, Path(__file__).resolve()], ids=name_of
)
def test_no_place_of_one_machine_and_no_registry_is_named(path: Path) -> None:
    assert REFUSED.findall(text_of(path)) == []


@every_document
def test_no_sentence_shouts(path: Path) -> None:
    assert re.findall(r"[^\n]*!(?![\[/])[^\n]*", without_code(text_of(path))) == []
