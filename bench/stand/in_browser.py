"""What a benchmark measures of the console's lists in a browser, as the browser tells it.

Much of it is done by what the tests in a browser measure with (`tests/browser/measure.py`): whoever imports
this has made the folder of the tests' package known.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page
from tests.browser import chromium, measure
from tests.browser.console import Console, running
from tests.browser.person import let_in, session_of
from tests.browser.view import View

from akwarden.model.person import Role

ROW: Final = "[role=grid] [role=row][aria-rowindex='2']"
_FACET: Final = "aside button[aria-pressed]"
_DRAWER: Final = "[data-drawer]"
WHEEL: Final = 2_500
"""Pixels a second: a wheel that is turned fast."""
FLING: Final = 8_000
"""Pixels a second: a hard fling."""
_STEP: Final = 40_000
"""Pixels of one gesture."""
_UNTIL_ROWS: Final = """([path, kind]) => {
  window.measuredRows = new Promise((done) => {
    addEventListener(kind, ({ timeStamp: from }) => {
      const look = () => {
        // Asked after the event, answered, and no longer those of the question before.
        const isAnswered = performance.getEntriesByType("resource").some(
          (one) => one.startTime >= from && one.responseEnd > 0 && new URL(one.name).pathname === path);
        if (!isAnswered || !document.querySelector("[role=grid]:not([aria-busy=true]) [data-row]"))
          return requestAnimationFrame(look);
        // A message comes in behind the paint of the frame that asked for it.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(performance.now() - from);
        requestAnimationFrame(() => port2.postMessage(null));
      };
      requestAnimationFrame(look);
    }, { capture: true, once: true });
  });
}"""
_WATCH_SCROLL: Final = """() => {
  const grid = document.querySelector("[role=grid]");
  const head = grid.querySelector("[aria-rowindex='1']").offsetHeight;
  const seen = { blank: 0, stood: 0, furthest: 0 };
  window.measuredScroll = seen;
  // Before the list hears of it: what is shown until it has drawn anew.
  addEventListener("scroll", () => {
    const rows = [...grid.querySelectorAll("[data-row]")].map((row) => row.getBoundingClientRect());
    const list = grid.querySelector("[data-row]").parentElement.getBoundingClientRect();
    const frame = grid.getBoundingClientRect();
    const from = Math.max(frame.top + head, list.top), to = Math.min(frame.bottom, list.bottom);
    const drawnFrom = Math.min(...rows.map((row) => row.top));
    const drawnTo = Math.max(...rows.map((row) => row.bottom));
    const drawn = Math.max(0, Math.min(to, drawnTo) - Math.max(from, drawnFrom));
    // Parts of a pixel are none.
    seen.blank = Math.max(seen.blank, Math.ceil((to - from - drawn - 1) / rows[0].height));
  }, { capture: true });
  let before = performance.now();
  const look = (now) => {
    const last = Number([...grid.querySelectorAll("[role=row]")].at(-1).ariaRowIndex ?? 0);
    seen.furthest = Math.max(seen.furthest, last - 1);
    const isAtEnd = grid.scrollTop + grid.clientHeight >= grid.scrollHeight - 1;
    if (isAtEnd && last < Number(grid.ariaRowCount)) seen.stood += now - before;
    before = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""

Open = Callable[[str], Page]
"""Gives a page at an address, in a browser that has nothing of it yet."""


@contextmanager
def console(home: Path) -> Iterator[Open]:
    """Serve a state that lies in a folder, without workers, and give what opens its pages in a browser."""
    said = home.parent / f"{home.name}.said"
    with running(home, "up", "--no-work") as served:
        said.unlink()
        session = session_of(served, Role.VIEWER)
        with chromium.running(home) as browser:
            yield lambda at: _opened(browser, served, session, at)


def browser_version() -> str | None:
    """Return which browser it is; None where there is none."""
    if chromium.FOUND.returncode:
        return None
    with chromium.running(Path.home()) as browser:
        return browser.version


def _opened(browser: Browser, served: Console, session: str, at: str) -> Page:
    context = browser.new_context(base_url=served.origin, reduced_motion="reduce", **View().options)
    context.set_default_timeout(60_000)
    let_in(context, served, session)
    page = context.new_page()
    page.goto(at)
    return page


def facets_shown(page: Page) -> float:
    """Return how many milliseconds after the page's start the counts beside its list were there."""
    return measure.shown(page, _FACET)


def sorted_by(page: Page, noun: str, title: str) -> float:
    """Press the title of a column, and return the milliseconds until the rows of that order are painted."""
    button = page.get_by_role("columnheader").get_by_role("button", name=title, exact=True)
    return _until_rows(page, noun, "pointerdown", button.click)


def filtered_by(page: Page, noun: str, query: str) -> float:
    """Filter by a query and Enter, and return the milliseconds from that key until the rows are painted.

    What is done next finds the page at rest: the counts beside the list have come by then.
    """
    page.keyboard.press("/")
    page.keyboard.insert_text(query)
    counts = f"/api/v1/{noun}/facets"
    with page.expect_response(lambda answer: urlsplit(answer.url).path == counts) as counted:
        took = _until_rows(page, noun, "keydown", lambda: page.keyboard.press("Enter"))
    counted.value.finished()
    page.keyboard.press("Escape")
    return took


def _until_rows(page: Page, noun: str, kind: str, act: Callable[[], object]) -> float:
    page.evaluate(_UNTIL_ROWS, [f"/api/v1/{noun}", kind])
    act()
    # A wait for a promise has no end of its own; this one has.
    return float(page.wait_for_function("() => window.measuredRows").json_value())


def drawer_opened(page: Page) -> float:
    """Click the first row, and return the milliseconds until its drawer is painted; it is closed again."""
    took = measure.until_shown(page, page.locator(ROW).click, _DRAWER)
    page.keyboard.press("Escape")
    page.locator(_DRAWER).wait_for(state="detached")
    return took


class Scrolled:
    """What came of scrolling through a list."""

    def __init__(self, page: Page, rows: int, speed: int) -> None:
        """Scroll until so many rows went by, at so many pixels a second."""
        page.evaluate(_WATCH_SCROLL)
        session = page.context.new_cdp_session(page)
        box = page.locator("[role=grid]").bounding_box()
        assert box is not None  # noqa: S101  it is shown
        gesture = {
            "x": box["x"] + box["width"] / 2,
            "y": box["y"] + box["height"] / 2,
            "yDistance": -_STEP,
            "speed": speed,
            "gestureSourceType": "mouse",
        }
        while page.evaluate("() => window.measuredScroll.furthest") < rows:
            session.send("Input.synthesizeScrollGesture", gesture)
        seen = page.evaluate("() => window.measuredScroll")
        self.blank = float(seen["blank"])
        """Rows at most that were not drawn where they were to be seen."""
        self.stood = float(seen["stood"])
        """Milliseconds at the end of what was loaded, with more behind it."""
        self.rows = int(seen["furthest"])
        """Rows that went by."""
        self.elements = measure.elements(page)
        self.heap = measure.heap(page)
