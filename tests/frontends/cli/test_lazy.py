import sys

import click
import pytest
from click.shell_completion import ShellComplete

from akwarden.errors import UsageError
from akwarden.frontends.cli.lazy import LazyCommand, LazyGroup

UNLOADED = "antigravity_of_akwarden"


def group() -> LazyGroup:
    """Give a group with one command that exists and one that can't be imported."""
    here = LazyCommand(
        "explain", "akwarden.frontends.cli.explain:explain", "Say what a code means.", section="One"
    )
    gone = LazyCommand("gone", f"{UNLOADED}:gone", "Was never here.", section="Two")
    return LazyGroup("test", commands=[here, gone])


def test_help_lists_commands_by_section_without_loading_them() -> None:
    shown = group().get_help(click.Context(group(), info_name="test"))

    assert shown.index("One:") < shown.index("explain  Say what") < shown.index("Two:") < shown.index("gone")


def test_the_command_that_runs_is_loaded() -> None:
    tester = group()

    name, command, rest = tester.resolve_command(click.Context(tester), ["explain", "E0110"])

    assert (name, rest) == ("explain", ["E0110"])
    assert command is sys.modules["akwarden.frontends.cli.explain"].explain


def test_a_package_that_is_not_there_is_named_with_what_to_install_when_it_is_needed() -> None:
    tester = group()

    with pytest.raises(UsageError, match="scanner alone") as refused:
        tester.resolve_command(click.Context(tester), ["gone"])

    assert UNLOADED in str(refused.value.why)
    assert "server" in str(refused.value.mend)


def test_a_module_of_our_own_that_is_not_there_is_a_defect() -> None:
    lost = LazyCommand("lost", "akwarden.never_written:lost", "Was lost.", section="One")

    with pytest.raises(ModuleNotFoundError, match="never_written"):
        lost.load()


def test_what_is_no_command_is_refused() -> None:
    wrong = LazyCommand("wrong", "akwarden.errors:AkwardenError", "Is no command.", section="One")

    with pytest.raises(TypeError, match=r"akwarden\.errors:AkwardenError is not a command"):
        wrong.load()


def test_completing_a_command_name_loads_nothing() -> None:
    found = ShellComplete(group(), {}, "test", "_TEST_COMPLETE").get_completions([], "g")

    assert [item.value for item in found] == ["gone"]
