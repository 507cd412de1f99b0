import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from akwarden.frontends.cli.verify_option import VerifyCommand, verify_options


@click.command(cls=VerifyCommand)
@click.argument("targets", nargs=-1)
@verify_options
def command(targets: tuple[str, ...], verify: str | None, own: tuple[str, ...]) -> None:
    """Say what was understood."""
    click.echo(f"{verify} {own} {targets}")


def understood(*args: str) -> str:
    """Give what the command understands."""
    result = CliRunner().invoke(command, args)
    assert result.exit_code == 0, result.output
    return result.output.strip()


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ([], "None () ()"),
        (["--verify"], "own () ()"),
        (["--verify", "."], "own () ('.',)"),
        ([".", "--verify"], "own () ('.',)"),
        (["--verify", "any"], "any () ()"),
        (["--verify", "own", "src"], "own () ('src',)"),
        (["--verify=any", "own"], "any () ('own',)"),
        (["--verify=off"], "off () ()"),
        (
            ["--verify", "--own", "a.example.com", "--own", "1250000000"],
            "own ('a.example.com', '1250000000') ()",
        ),
        (["--", "--verify", "any"], "None () ('--verify', 'any')"),
    ],
)
def test_verify_may_stand_alone_or_with_a_word(args: list[str], expected: str) -> None:
    assert understood(*args) == expected


def test_another_word_is_refused() -> None:
    result = CliRunner().invoke(command, ["--verify=maybe"])

    assert result.exit_code == 2
    assert "'off', 'own', 'any'" in result.output


@given(st.lists(st.sampled_from(["--verify", "--", "any", "own", "src", "--own=a.cn"]), max_size=6))
def test_no_order_of_words_breaks_it(args: list[str]) -> None:
    assert CliRunner().invoke(command, args).exception is None
