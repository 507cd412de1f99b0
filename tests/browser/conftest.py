"""What tests in a browser take: a browser, a console that runs, pages that are watched, pictures, figures."""

import fcntl
import os
import re
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.browser import axe, chromium
from tests.browser.console import Console, running, shared
from tests.browser.measure import Figures
from tests.browser.person import let_in, session_of
from tests.browser.view import View
from tests.browser.watch import watch, watch_of

from akwarden.model.person import Role

BUILT = chromium.ROOT / "src" / "akwarden" / "frontends" / "web"
PICTURES = chromium.ROOT / "dist" / "screenshots"
_FAILED = pytest.StashKey[bool]()
_TOUR_OVER = "try { localStorage['akwarden.tour'] ??= 'over' } catch { /* frames of no origin have none */ }"

Open = Callable[..., Page]
"""`open_page(origin)`: a page of a new context."""
SignIn = Callable[..., Page]
"""`signed_in(console, role)`: a page of a new context in which somebody is logged in."""
Look = Callable[..., Path]
"""`look(page, name)`: a picture."""
Accessible = Callable[..., None]
"""`accessible(page, name)`: fails for what keeps anybody out."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests in a browser the time that one takes on a busy machine."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent) and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(300))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember that a test failed, for the picture of where it stood."""
    report = yield
    if report.failed:
        item.stash[_FAILED] = True
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what was measured."""
    told = [
        line
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
        for kind, line in report.user_properties
        if kind == "figure"
    ]
    if told:
        terminalreporter.section("what the browser measured, as medians")
        for line in sorted(told):
            terminalreporter.write_line(line)


def _place(factory: pytest.TempPathFactory, config: pytest.Config) -> Path:
    """Return a folder that all processes of this run share."""
    own = factory.getbasetemp()
    return own.parent if hasattr(config, "workerinput") else own


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Give a browser, one in each process of the run; skips where there is none."""
    with chromium.running(tmp_path_factory.mktemp("browser-home")) as running:
        yield running


@pytest.fixture(scope="session")
def built_console() -> Path:
    """Give the folder of the built console; skips where it was not built, which in CI is a failure."""
    if not (BUILT / "index.html").is_file():
        message = "the console is not built: make web"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return BUILT


@pytest.fixture(scope="session")
def demo(
    built_console: Path, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[Console]:
    """Give the console of the demo, which all tests share: change nothing in it that others look at."""
    del built_console
    with shared(_place(tmp_path_factory, pytestconfig), "demo", "--preset", "small") as console:
        yield console


@pytest.fixture
def fresh(built_console: Path, tmp_path: Path) -> Iterator[Console]:
    """Give a console of one's own in an empty home, as it first starts."""
    del built_console
    with running(tmp_path / "home", "up") as console:
        yield console


@pytest.fixture(autouse=True)
def _turn(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[None]:
    """Let a test that is marked `alone` run while no other does in another process: it measures."""
    kind = fcntl.LOCK_EX if request.node.get_closest_marker("alone") else fcntl.LOCK_SH
    with (_place(tmp_path_factory, pytestconfig) / "turn.lock").open("w") as lock:
        fcntl.flock(lock, kind)
        yield


@pytest.fixture
def view() -> View:
    """Give how pages are looked at: light, English, 1440 wide. `@views(...)` has others."""
    return View()


@pytest.fixture
def open_page(browser: Browser, view: View, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Give a function that opens a page of a new context, whose addresses are relative to an origin.

    The tour of the demo is over there, unless `tour` is true.
    Each of them is watched, and the test fails in its end when one did what it may not. What the browser
    itself writes on the console is let pass by `watch_of(page).expecting("status of 403")`.
    """
    with ExitStack() as stack:
        opened: list[Page] = []

        def open_page(origin: str, *, tour: bool = False, **options: Any) -> Page:
            context = browser.new_context(
                **{"base_url": origin, "reduced_motion": "reduce", **view.options, **options}
            )
            stack.callback(context.close)
            context.set_default_timeout(30_000)
            if not tour:
                context.add_init_script(_TOUR_OVER)
            watch(context, origin)
            opened.append(context.new_page())
            return opened[-1]

        yield open_page
        if request.node.stash.get(_FAILED, False):
            for number, page in enumerate(opened):
                page.screenshot(path=PICTURES / "failed" / f"{_file_name(request.node.name)}-{number}.png")
        for page in opened:
            watch_of(page).check()


@pytest.fixture(scope="session")
def _sessions() -> dict[tuple[str, Role, str | None], str]:
    """Give the sessions that were begun, by console and role."""
    return {}


@pytest.fixture
def signed_in(open_page: Open, _sessions: dict[tuple[str, Role, str | None], str]) -> SignIn:
    """Give a function that opens a page of somebody who is logged in with a role, at `/` unless told."""

    def signed_in(
        console: Console, role: Role, *, at: str = "/", group: str | None = None, **options: Any
    ) -> Page:
        key = (console.origin, role, group)
        if key not in _sessions:
            _sessions[key] = session_of(console, role, group=group)
        page = open_page(console.origin, **options)
        let_in(page.context, console, _sessions[key])
        page.goto(at)
        return page

    return signed_in


@pytest.fixture
def look(view: View) -> Look:
    """Give a function that keeps a picture of a page as `dist/screenshots/<name>-<view>.png`."""
    usual = view

    def look(page: Page, name: str, *, full: bool = False, view: View = usual) -> Path:
        page.evaluate("() => document.fonts.ready.then(() => null)")
        path = PICTURES / f"{_file_name(name)}-{view}.png"
        page.screenshot(path=path, full_page=full, animations="disabled", caret="hide")
        return path

    return look


@pytest.fixture
def accessible(view: View) -> Accessible:
    """Give a function that fails when axe finds anything wrong with a page, or open and not explained."""
    usual = view

    def accessible(page: Page, name: str, *, view: View = usual) -> None:
        faults = axe.faults(axe.ask(page), name, view, axe.reasons())
        # A colour that is still on its way to another is no fault; what stays so for a second is one.
        for _ in range(2):
            if faults:
                page.wait_for_timeout(500)
                faults = axe.faults(axe.ask(page), name, view, axe.reasons())
        assert not faults, f"{name} in {view}:\n" + "\n".join(faults)

    return accessible


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Figures:
    """Give what notes measured figures, told at the end of the run."""
    return Figures(request.node)


def _file_name(name: str) -> str:
    return re.sub(r"[^\w-]+", "-", name).strip("-")
