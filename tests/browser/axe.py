"""Whether a page is open to everybody, as far as axe-core can tell, and what it could not tell by itself.

No rule is switched off, and one more is switched on: that what is to be hit is large enough. A violation is
a failure. What axe leaves open is one as well, but for what `axe-incomplete.toml` gives a reason for; a
reason that nothing needs any more is a failure too.
"""

import tomllib
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import msgspec
from playwright.sync_api import Page
from tests.browser.view import Language, Theme, View

_HERE = Path(__file__).resolve().parent
REASONS = _HERE / "axe-incomplete.toml"
_SCRIPT = _HERE.parents[1] / "web" / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """async () => {
  const found = await axe.run(document, {
    resultTypes: ["violations", "incomplete"],
    rules: { "target-size": { enabled: true } },
  });
  const told = (results) => results.flatMap(({ id, nodes }) => nodes.map((node) => ({
    rule: id, selector: node.target.flat().join(" "), why: node.failureSummary ?? "", html: node.html,
  })));
  return { violations: told(found.violations), incomplete: told(found.incomplete) };
}"""


class Spot(msgspec.Struct, frozen=True):
    """One place of a page that axe has something to say about."""

    rule: str
    selector: str
    why: str
    html: str

    def __str__(self) -> str:
        """Give it in a few lines."""
        return f"{self.rule} at {self.selector}\n    {self.html[:200]}\n    {self.why.strip()}"


class Result(msgspec.Struct, frozen=True):
    """What axe says of a page."""

    violations: list[Spot]
    incomplete: list[Spot]


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why something that axe leaves open is right."""

    page: str
    """The name under which a test looks at the page."""
    rule: str
    selector: str
    """As axe writes it; `*` stands for what changes."""
    why: str
    theme: Theme | None = None
    """Only in this theme; so for the two below."""
    language: Language | None = None
    width: int | None = None

    def holds_in(self, name: str, view: View) -> bool:
        """Say whether it is about this page in this view."""
        narrowed = ((self.theme, view.theme), (self.language, view.language), (self.width, view.width))
        return self.page == name and all(wanted is None or wanted == has for wanted, has in narrowed)

    def covers(self, spot: Spot) -> bool:
        """Say whether it is about this place."""
        return self.rule == spot.rule and fnmatchcase(spot.selector, self.selector)


def reasons() -> list[Reason]:
    """Read the list; raises when it is not as it should be."""
    listed = tomllib.loads(REASONS.read_text(encoding="utf-8"))
    return msgspec.convert(listed.get("reason", []), list[Reason])


def ask(page: Page) -> Result:
    """Run axe in the page as it stands. A policy that forbids foreign scripts does not bind the debugger."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_source())
    return msgspec.convert(page.evaluate(_RUN), Result)


def faults(result: Result, name: str, view: View, listed: list[Reason]) -> list[str]:
    """Give all that is wrong with what axe said: violations, what is open without a reason, idle reasons."""
    here = [reason for reason in listed if reason.holds_in(name, view)]
    unexplained = [spot for spot in result.incomplete if not any(reason.covers(spot) for reason in here)]
    idle = [reason for reason in here if not any(reason.covers(spot) for spot in result.incomplete)]
    return [
        *(f"violation: {spot}" for spot in result.violations),
        *(f"open, and no reason in {REASONS.name}: {spot}" for spot in unexplained),
        *(
            f"{REASONS.name} explains what is not there: {reason.rule} at {reason.selector}"
            for reason in idle
        ),
    ]


@cache
def _source() -> str:
    """Return axe-core as `npm ci` brought it; as an expression that gives nothing back."""
    text = _SCRIPT.read_text(encoding="utf-8")
    return f"() => {{ {text}\n }}"
