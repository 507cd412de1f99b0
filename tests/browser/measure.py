"""How fast and how heavy the console is, as the browser itself measures it.

Sizes are limits. Times are told as medians, and fail only far beyond what they should be: a busy machine is
no defect.
"""

import statistics
from collections.abc import Callable
from enum import StrEnum

import msgspec
import pytest
from playwright.sync_api import Page

PATIENCE = 5
"""By how much a time may miss its goal before it fails."""


class Unit(StrEnum):
    """What is counted."""

    MILLISECONDS = "ms"
    NODES = "nodes"
    MEGABYTES = "MB"
    KIB = "KiB"
    REQUESTS = "requests"
    ROWS = "rows"


class Goal(msgspec.Struct, frozen=True):
    """What one figure should be."""

    name: str
    most: float
    unit: Unit

    @property
    def limit(self) -> float:
        """Give what fails the test."""
        return self.most * PATIENCE if self.unit is Unit.MILLISECONDS else self.most

    def told(self, value: float) -> str:
        """Give a line for the list of figures."""
        remark = "" if value <= self.most else "  over the goal"
        return f"{self.name:<44} {value:>8.0f} of {self.most:.0f} {self.unit}{remark}"


FIRST_PAINT = Goal("first contentful paint", 600, Unit.MILLISECONDS)
LIST_USABLE = Goal("list usable", 1000, Unit.MILLISECONDS)
REQUESTS = Goal("requests until the list is usable", 24, Unit.REQUESTS)
DRAWER = Goal("click to drawer", 100, Unit.MILLISECONDS)
KEY_PRESS = Goal("key press to paint", 100, Unit.MILLISECONDS)
LARGE_LIST = Goal("100,000 rows sorted or filtered", 300, Unit.MILLISECONDS)
ELEMENTS = Goal("elements of the page", 2500, Unit.NODES)
HEAP = Goal("heap", 60, Unit.MEGABYTES)


class Figures:
    """What one test measured; told at the end of the run."""

    def __init__(self, node: pytest.Item) -> None:
        """Take the test that measures."""
        self._node = node

    def hold(self, goal: Goal, values: list[float], *, of: str = "") -> None:
        """Note the median of what was measured, and fail the test beyond the limit."""
        goal = msgspec.structs.replace(goal, name=f"{goal.name}, {of}") if of else goal
        value = statistics.median(values)
        self._node.user_properties.append(("figure", goal.told(value)))
        assert value <= goal.limit, goal.told(value)


def first_paint(page: Page) -> float:
    """Return after how many milliseconds the page that was opened showed something."""
    return float(
        page.evaluate(
            """() => new Promise((done) => new PerformanceObserver((list, observer) => {
              const [entry] = list.getEntriesByName("first-contentful-paint");
              if (entry) { observer.disconnect(); done(entry.startTime); }
            }).observe({ type: "paint", buffered: true }))"""
        )
    )


def shown(page: Page, selector: str) -> float:
    """Wait for an element, and return how many milliseconds after the page's start it was there."""
    handle = page.wait_for_function(
        "(selector) => document.querySelector(selector)?.checkVisibility() && performance.now()",
        arg=selector,
        polling="raf",
    )
    return float(handle.json_value())


def requests(page: Page) -> dict[str, float]:
    """Return when each address was asked for first, in milliseconds after the page's start."""
    found: dict[str, float] = page.evaluate(
        """() => Object.fromEntries(performance.getEntriesByType("resource").reverse().map(
             ({ name, startTime }) => [name.slice(location.origin.length), startTime]))"""
    )
    return found


def until_shown(page: Page, act: Callable[[], object], selector: str) -> float:
    """Act, and return the milliseconds from the first input that comes of it to the paint of an element."""
    page.evaluate(
        """(selector) => {
          window.measuredSpan = new Promise((done) => {
            let from = null;
            for (const kind of ["pointerdown", "keydown"])
              addEventListener(kind, (event) => { from ??= event.timeStamp; }, { capture: true, once: true });
            const look = () => {
              const there = from !== null && document.querySelector(selector)?.checkVisibility();
              if (!there) return requestAnimationFrame(look);
              // A message comes in behind the paint of the frame that asked for it.
              const { port1, port2 } = new MessageChannel();
              port1.onmessage = () => done(performance.now() - from);
              requestAnimationFrame(() => port2.postMessage(null));
            };
            requestAnimationFrame(look);
          });
        }""",
        selector,
    )
    act()
    return float(page.evaluate("() => window.measuredSpan"))


def key_press(page: Page, key: str) -> float:
    """Press a key, and return the milliseconds until the browser painted what came of it, in steps of 8."""
    page.evaluate(
        """() => {
          window.measuredPress = new Promise((done) => new PerformanceObserver((list, observer) => {
            const pressed = list.getEntries().filter((one) => one.name === "keydown");
            if (pressed.length === 0) return;
            observer.disconnect();
            done(Math.max(...pressed.map((one) => one.duration)));
          }).observe({ type: "event", durationThreshold: 16 }));
        }"""
    )
    page.keyboard.press(key)
    # What takes less than 16 ms the browser does not tell.
    return float(
        page.evaluate(
            """() => Promise.race([
              window.measuredPress,
              new Promise((done) => setTimeout(() => done(16), 1000)),
            ])"""
        )
    )


def elements(page: Page) -> float:
    """Return how many elements the page has."""
    return float(page.evaluate("() => document.getElementsByTagName('*').length"))


def heap(page: Page) -> float:
    """Return how many megabytes the scripts of a page hold, garbage left out."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    used: float = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return used / 1e6
