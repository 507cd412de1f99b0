import io
import json
import os
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.errors import UsageError
from akwarden.frontends.cli.flags import Flags
from akwarden.frontends.cli.output import (
    aligned,
    display_width,
    json_array,
    note,
    open_output,
    output_options,
    use_color,
)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


# Colour


def test_a_terminal_gets_colour() -> None:
    assert use_color(Flags(), Terminal(), {})


def test_a_pipe_gets_none() -> None:
    assert not use_color(Flags(), io.StringIO(), {})


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_the_environment_can_forbid_colour(env: dict[str, str]) -> None:
    assert not use_color(Flags(), Terminal(), env)


def test_an_empty_no_color_forbids_nothing() -> None:
    assert use_color(Flags(), Terminal(), {"NO_COLOR": ""})


def test_the_option_wins_over_stream_and_environment() -> None:
    assert use_color(Flags(color=True), io.StringIO(), {"NO_COLOR": "1"})
    assert not use_color(Flags(color=False), Terminal(), {})


# The options


def test_format_and_output_reach_the_command() -> None:
    @click.command()
    @output_options("text", "json")
    def command(form: str, output: str | None) -> tuple[str, str | None]:
        return form, output

    with command.make_context("command", ["--format", "json", "-o", "f.json"]) as ctx:
        assert command.invoke(ctx) == ("json", "f.json")
    with command.make_context("command", []) as ctx:
        assert command.invoke(ctx) == ("text", None)


@pytest.mark.parametrize(("flags", "shown"), [(Flags(), "hello\n"), (Flags(quiet=True), "")])
def test_a_note_goes_to_standard_error_unless_quiet(
    flags: Flags, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with click.Context(click.Command("one"), obj=flags):
        note("hello")

    assert capsys.readouterr() == ("", shown)


# Where it goes


@pytest.mark.parametrize("path", [None, "-"])
def test_output_is_standard_output(path: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    with open_output(path) as stream:
        stream.write("data\n")

    assert capsys.readouterr().out == "data\n"


def test_output_into_a_file_is_utf_8_with_plain_line_ends(tmp_path: Path) -> None:
    with open_output(str(tmp_path / "out")) as stream:
        stream.write("密钥\n")

    assert (tmp_path / "out").read_bytes() == "密钥\n".encode()


def test_a_file_is_replaced_only_once_the_new_one_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_text("before")

    with open_output(str(target)) as stream:
        stream.write("after")
        stream.flush()
        during = target.read_text()

    assert (during, target.read_text()) == ("before", "after")


def test_a_failure_leaves_the_file_as_it_was_and_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_text("before")

    with pytest.raises(ZeroDivisionError), open_output(str(target)) as stream:
        stream.write(f"after {1 / 0}")

    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert target.read_text() == "before"


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")

    with open_output(str(tmp_path / "link")) as stream:
        stream.write("data")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "data"


def test_a_device_is_written_to_and_not_replaced() -> None:
    with open_output(os.devnull) as stream:
        stream.write("data")

    assert not Path(os.devnull).is_file()


def test_a_folder_that_does_not_exist_is_refused_before_any_work(tmp_path: Path) -> None:
    with (
        pytest.raises(UsageError, match="can't be written") as caught,
        open_output(str(tmp_path / "no" / "f")),
    ):
        pytest.fail("the work was started")

    assert caught.value.why == "No such file or directory"


def test_a_failure_of_the_work_is_not_taken_for_one_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), open_output(str(tmp_path / "out")):
        (tmp_path / "absent").read_text()


# Lists


@pytest.mark.parametrize("lines", [[], ["1"], ["1", '{"a":2}']])
def test_a_json_array_holds_its_lines(lines: list[str]) -> None:
    assert json.loads("".join(json_array(lines))) == [json.loads(line) for line in lines]


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    assert list(aligned([("a", "bbb", "c"), ("aaa", "b", "c")])) == ["a    bbb  c", "aaa  b    c"]


def test_wide_characters_take_two_columns() -> None:
    assert list(aligned([("密钥", "x"), ("abcd", "y")])) == ["密钥  x", "abcd  y"]


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "P"])))
def test_plain_text_is_as_wide_as_it_is_long(text: str) -> None:
    assert display_width(text) == len(text)
