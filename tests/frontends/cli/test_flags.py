import click
import pytest

from akwarden.frontends.cli.flags import Flags, add_flags, flags_of


def flags_after(*arguments: str, env: dict[str, str] | None = None) -> Flags:
    """Read a command line for a group with one command, and give the flags that come of it."""

    @click.group()
    def outer() -> None:
        pass

    @outer.command()
    @click.pass_context
    def inner(ctx: click.Context) -> Flags:
        return flags_of(ctx)

    add_flags(outer)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (env or {}).items():
            patch.setenv(name, value)
        with outer.make_context("outer", list(arguments), obj=Flags()) as ctx:
            found = outer.invoke(ctx)
    assert isinstance(found, Flags)
    return found


def test_nothing_is_set_where_nothing_is_given() -> None:
    assert flags_after("inner") == Flags(color=None, quiet=False, debug=False)


@pytest.mark.parametrize("arguments", [("--debug", "inner"), ("inner", "--debug")])
def test_a_flag_counts_before_and_after_the_command(arguments: tuple[str, ...]) -> None:
    assert flags_after(*arguments).debug is True


@pytest.mark.parametrize(("option", "color"), [("--color", True), ("--no-color", False)])
def test_color_can_be_forced_and_forbidden(option: str, color: bool) -> None:  # noqa: FBT001  a parameter of pytest
    assert flags_after("inner", option).color is color


def test_what_was_said_before_the_command_is_not_undone_after_it() -> None:
    assert flags_after("--no-color", "inner", "-q") == Flags(color=False, quiet=True)


@pytest.mark.parametrize(("value", "debug"), [("1", True), ("true", True), ("0", False), ("", False)])
def test_debug_can_come_from_the_environment(value: str, debug: bool) -> None:  # noqa: FBT001  as above
    assert flags_after("inner", env={"AKWARDEN_DEBUG": value}).debug is debug


def test_a_command_that_has_such_an_option_keeps_its_own() -> None:
    own = click.Option(["-q", "--quiet"], is_flag=True)
    command = click.Command("one", params=[own])

    add_flags(command)
    add_flags(command)

    names = [name for param in command.params for name in param.opts]
    assert names == ["-q", "--quiet", "--color", "--debug"]
    assert command.params[0] is own
