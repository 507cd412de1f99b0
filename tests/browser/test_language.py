"""The console and what the server says in it are in one language, also after a switch."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Look, SignIn
from tests.browser.console import Console
from tests.browser.view import Language, Theme, views

from akwarden.model.person import Role

pytestmark = pytest.mark.xdist_group("flows")


@views(themes=[Theme.LIGHT], languages=[Language.ENGLISH], widths=[1440])
def test_what_the_server_said_is_said_anew_when_the_language_is_switched(
    demo: Console, signed_in: SignIn, look: Look
) -> None:
    page = signed_in(demo, Role.VIEWER)
    fix = page.get_by_text(re.compile(r"^Disable key .*, or rotate it$"))
    expect(fix.first).to_be_visible(timeout=20_000)

    with page.expect_request(lambda one: "/api/v1/events?lang=zh-CN" in one.url):
        page.keyboard.press("Control+k")
        page.get_by_role("combobox", name="Search or go to").fill("Chinese")
        page.keyboard.press("Enter")

    expect(page.get_by_text(re.compile(r"^禁用密钥 .*，或轮换$")).first).to_be_visible(timeout=20_000)
    expect(fix).to_have_count(0)
    look(page, "language-overview")


@views(themes=[Theme.LIGHT], languages=[Language.CHINESE], widths=[1440])
@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("/", r"禁用密钥 .*，或轮换"),
        ("/keys", r"已泄露，且仍然有效|直接绑定了"),
        ("/permissions", r"仅用密码登录，且是管理员"),
        ("/settings/health", r"个，有 \d+ 个盲区"),
    ],
)
def test_a_page_in_chinese_shows_what_the_server_says_in_chinese(
    demo: Console, signed_in: SignIn, look: Look, at: str, said: str
) -> None:
    page = signed_in(demo, Role.ADMIN, at=at)

    expect(page.get_by_text(re.compile(said)).first).to_be_visible(timeout=20_000)
    look(page, f"language{at.replace('/', '-')}")
