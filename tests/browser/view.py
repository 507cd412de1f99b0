"""How a page is looked at: in which theme and language, and how wide. A test names what it wants of them."""

import itertools
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Page


class Theme(StrEnum):
    """Light or dark, as the system would say it."""

    LIGHT = "light"
    DARK = "dark"


class Language(StrEnum):
    """What the browser asks for."""

    ENGLISH = "en"
    CHINESE = "zh"

    @property
    def locale(self) -> str:
        """Give the browser's word for it."""
        return {Language.ENGLISH: "en-US", Language.CHINESE: "zh-CN"}[self]


WIDTHS = (1440, 1024, 390)
"""A screen, a tablet, a phone."""
_HEIGHTS = {1440: 900, 1024: 768, 390: 844}


class View(msgspec.Struct, frozen=True):
    """One way to look at a page."""

    theme: Theme = Theme.LIGHT
    language: Language = Language.ENGLISH
    width: int = WIDTHS[0]

    def __str__(self) -> str:
        """Give it as it stands in names of files and tests: `dark-zh-390`."""
        return f"{self.theme}-{self.language}-{self.width}"

    @property
    def options(self) -> dict[str, Any]:
        """Give what `Browser.new_context` is told."""
        return {
            "color_scheme": self.theme.value,
            "locale": self.language.locale,
            "viewport": {"width": self.width, "height": _HEIGHTS[self.width]},
            "has_touch": self.width == WIDTHS[-1],
            "timezone_id": "Asia/Shanghai",
        }


def settled(page: Page) -> None:
    """Wait until a page shows what it is about, and nothing on it is still to come."""
    page.locator("h1").first.wait_for()
    page.wait_for_function("() => !document.querySelector('.skeleton, [aria-busy=true]')")


def views(
    *,
    themes: Iterable[Theme] = Theme,
    languages: Iterable[Language] = Language,
    widths: Iterable[int] = WIDTHS,
) -> pytest.MarkDecorator:
    """Run a test in each of these views; without arguments in all twelve. It takes the fixture `view`."""
    every = [View(*choice) for choice in itertools.product(themes, languages, widths)]
    return pytest.mark.parametrize("view", every, ids=str)
