"""The frame itself: whatever it is to catch is planted into pages, and must be caught."""

import struct
import zlib
from collections.abc import Iterator

import pytest
from tests.browser import axe, measure
from tests.browser.conftest import Accessible, Look, Open
from tests.browser.site import serving
from tests.browser.view import Language, Theme, View, views
from tests.browser.watch import Kind, watch_of


def png(width: int, height: int, grey: int) -> bytes:
    """Make a picture of one grey."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress((b"\0" + bytes([grey]) * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def html(body: str, head: str = "") -> bytes:
    """Make a page that axe finds nothing wrong with, if the body has nothing wrong."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>Plain</title>'
        '<link rel="stylesheet" href="/style.css"><link rel="icon" href="/grey.png">'
        f"{head}</head><body><main><h1>Plain</h1>{body}</main></body></html>"
    ).encode()


FILES = {
    "/": html("<p>Nothing is wrong.</p>"),
    "/style.css": b"body { background: #fff; color: #222; }"
    b"@media (prefers-color-scheme: dark) { body { background: #111; color: #eee; } }"
    b".faint { color: #bbb; } .picture { background: url(/grey.png); color: #777; }"
    b".small { display: inline-block; width: 12px; height: 12px; padding: 0; }",
    "/grey.png": png(64, 64, 0x88),
    "/blank": b"",
    "/console": html("", '<script src="/console.js"></script>'),
    "/console.js": b"console.error('planted')",
    "/exception": html("", '<script src="/exception.js"></script>'),
    "/exception.js": b"setTimeout(() => { throw new Error('planted') })",
    "/refused": html("<p>x</p>", '<script src="/refused.js" defer></script>'),
    "/refused.js": b"Promise.reject(new Error('planted'))",
    "/missing": html('<img src="/nowhere.png" alt="">'),
    "/inline-script": html("<script>document.title = 'taken over'</script>"),
    "/inline-style": html('<p style="color: red">red</p>'),
    "/eval": html("", '<script src="/eval.js"></script>'),
    "/eval.js": b"try { eval('1') } catch { }",
    "/foreign-picture": html('<img src="http://203.0.113.1/track.png" alt="">'),
    "/foreign-fetch": html("", '<script src="/foreign-fetch.js"></script>'),
    "/foreign-fetch.js": b"fetch('http://telemetry.example.com/').catch(() => {})",
    "/ahead": html("", '<link rel="preconnect" href="http://ahead.example.com">'),
    "/free/picture": html('<img src="http://203.0.113.1/track.png" alt="">'),
    "/free/socket": html("<script>new WebSocket('ws://socket.example.com/')</script>"),
    "/contrast": html('<p class="faint">Nobody can read this.</p>'),
    "/label": html('<p><input type="text"></p>'),
    "/picture": html('<p class="picture">Over a picture.</p>'),
    "/small": html('<p><button class="small">a</button><button class="small">b</button></p>'),
    "/slow": html("<button>Open</button>", '<script src="/slow.js" defer></script>'),
    "/slow.js": b"""
      const open = () => setTimeout(() => {
        const drawer = document.createElement("p");
        drawer.id = "drawer";
        drawer.textContent = "open";
        document.body.append(drawer);
      }, 300);
      document.querySelector("button").addEventListener("click", open);
      addEventListener("keydown", (event) => {
        const until = performance.now() + (event.key === "b" ? 200 : 0);
        while (performance.now() < until);
        document.title = event.key;
      });
    """,
}


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serving(FILES) as origin:
        yield origin


def test_plain_page_is_let_pass(site: str, open_page: Open, accessible: Accessible) -> None:
    page = open_page(site)
    page.goto("/")

    assert page.title() == "Plain"
    assert watch_of(page).faults() == []
    accessible(page, "plain")


@pytest.mark.parametrize(
    ("path", "kind", "text"),
    [
        ("/console", Kind.CONSOLE, "planted"),
        ("/exception", Kind.EXCEPTION, "planted"),
        ("/refused", Kind.EXCEPTION, "planted"),
        ("/missing", Kind.CONSOLE, "status of 404"),
        ("/inline-script", Kind.POLICY, "script-src-elem: inline"),
        ("/inline-style", Kind.POLICY, "style-src-attr: inline"),
        ("/eval", Kind.POLICY, "script-src: eval"),
        ("/foreign-picture", Kind.POLICY, "img-src: http://203.0.113.1"),
        ("/foreign-picture", Kind.REQUEST, "http://203.0.113.1/track.png"),
        ("/ahead", Kind.REQUEST, "http://ahead.example.com/"),
        ("/free/picture", Kind.REQUEST, "http://203.0.113.1/track.png"),
        ("/free/picture", Kind.CONSOLE, "ERR_NAME_NOT_RESOLVED"),
        ("/free/socket", Kind.REQUEST, "ws://socket.example.com/"),
        ("/foreign-fetch", Kind.POLICY, "connect-src: http://telemetry.example.com"),
    ],
)
def test_page_that_does_what_it_may_not_is_caught(
    path: str, kind: Kind, text: str, site: str, open_page: Open
) -> None:
    page = open_page(site)

    page.goto(path)
    page.wait_for_load_state("networkidle")

    seen = watch_of(page).faults()
    watch_of(page).forget()
    assert kind in [fault.kind for fault in seen if text in fault.text]


def test_nothing_is_let_pass_that_was_not_expected(site: str, open_page: Open) -> None:
    page = open_page(site)
    watching = watch_of(page)

    with pytest.raises(AssertionError, match="nothing matched"), watching.expecting("status of 403"):
        page.goto("/console")
    with pytest.raises(AssertionError, match="planted"):
        watching.check()
    with watching.expecting("planted"):
        page.reload()
    with pytest.raises(AssertionError, match="planted"):
        watching.check()

    watching.forget()


@pytest.mark.parametrize(
    ("path", "rule"), [("/contrast", "color-contrast"), ("/label", "label"), ("/small", "target-size")]
)
def test_fault_that_keeps_people_out_is_a_violation(
    path: str, rule: str, site: str, open_page: Open, accessible: Accessible
) -> None:
    page = open_page(site)
    page.goto(path)

    with pytest.raises(AssertionError, match=f"violation: {rule} at"):
        accessible(page, "planted")


def test_text_over_a_picture_is_open_until_a_reason_is_given(site: str, open_page: Open) -> None:
    page = open_page(site)
    page.goto("/picture")
    reason = axe.Reason(page="planted", rule="color-contrast", selector="p*", why="it is planted")
    view = View()

    result = axe.ask(page)

    assert [spot.rule for spot in result.incomplete] == ["color-contrast"]
    assert "open, and no reason" in axe.faults(result, "planted", view, [])[0]
    assert axe.faults(result, "planted", view, [reason]) == []
    assert len(axe.faults(result, "another page", view, [reason])) == 1


def test_reason_that_nothing_needs_is_a_fault(site: str, open_page: Open) -> None:
    page = open_page(site)
    page.goto("/")
    reason = axe.Reason(page="plain", rule="color-contrast", selector="p", why="once", theme=Theme.DARK)

    result = axe.ask(page)

    assert axe.faults(result, "plain", View(), [reason]) == []
    assert "what is not there" in axe.faults(result, "plain", View(theme=Theme.DARK), [reason])[0]


@views()
def test_page_is_looked_at_in_every_view(view: View, site: str, open_page: Open) -> None:
    page = open_page(site)
    page.goto("/")

    seen = page.evaluate(
        "() => [matchMedia('(prefers-color-scheme: dark)').matches, navigator.language, innerWidth]"
    )

    assert seen == [view.theme is Theme.DARK, view.language.locale, view.width]


@views(languages=[Language.CHINESE], widths=[390])
def test_picture_is_kept(view: View, site: str, open_page: Open, look: Look) -> None:
    page = open_page(site)
    page.goto("/")

    path = look(page, "frame plain")

    assert path.name == f"frame-plain-{view}.png"
    assert path.read_bytes()[:4] == b"\x89PNG"
    path.unlink()


def test_times_are_those_that_a_person_waits(site: str, open_page: Open) -> None:
    page = open_page(site)
    page.goto("/slow")

    paint = measure.first_paint(page)
    there = measure.shown(page, "button")
    opened = measure.until_shown(page, lambda: page.click("button"), "#drawer")
    slow = measure.key_press(page, "b")

    assert 0 < paint < 10_000
    assert 0 < there < 10_000
    assert 300 <= opened < 10_000
    assert 200 <= slow < 10_000
    assert measure.elements(page) < 20
    assert 0 < measure.heap(page) < 30


def test_size_beyond_its_goal_fails_and_time_only_far_beyond(request: pytest.FixtureRequest) -> None:
    figures = measure.Figures(request.node)

    with pytest.raises(AssertionError, match="2501 of 2500 nodes"):
        figures.hold(measure.ELEMENTS, [2501])
    figures.hold(measure.DRAWER, [90, 101, 9000])
    with pytest.raises(AssertionError, match="over the goal"):
        figures.hold(measure.DRAWER, [501])

    told = [line for kind, line in request.node.user_properties if kind == "figure"]
    assert len(told) == 3
    request.node.user_properties.clear()
