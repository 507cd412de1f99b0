"""`--rate`: how much of what a cloud allows is taken, shared by the commands that call clouds."""

import math
from collections.abc import Callable
from typing import TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., object])


def rate_option(command: _Command) -> _Command:
    """Give a command `--rate`."""
    return click.option(
        "--rate",
        type=click.FloatRange(0, 10),
        default=1.0,
        show_default=True,
        callback=_finite,
        help="Share of the calls that a cloud allows a second; others use them too. 0: no limit of ours.",
    )(command)


def _finite(_ctx: click.Context, _param: click.Parameter, value: float) -> float:
    """Refuse what is a float and no number: no comparison holds it in its range."""
    if math.isnan(value):
        raise click.BadParameter("it is no number")
    return value
