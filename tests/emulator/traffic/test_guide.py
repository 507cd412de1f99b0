"""The guide on traffic: it names all there is, and its example runs."""

import re
from pathlib import Path

import pytest

from akwarden.emulator.traffic.account import PARTNERS
from akwarden.emulator.traffic.calls import Cloud
from akwarden.emulator.traffic.casting import STRANGER
from akwarden.emulator.traffic.layout import Layout
from akwarden.emulator.traffic.story import Story, stories
from akwarden.emulator.traffic.variant import RATES, Variant

GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "guides" / "traffic.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("story", stories().values(), ids=lambda story: story.id)
def test_story_stands_in_the_guide_as_it_is_told(story: Story) -> None:
    assert f"| `{story.id}` | {story.about} | {', '.join(story.techniques)} |" in GUIDE


@pytest.mark.parametrize("variant", Variant)
def test_variant_stands_in_the_guide_with_its_rate(variant: Variant) -> None:
    (share,) = re.findall(rf"^\| `{variant}` \| .* \| ([0-9.]+) % \|$", GUIDE, re.MULTILINE)

    assert float(share) / 100 == pytest.approx(RATES[variant])


def test_numbers_of_the_guide_are_true() -> None:
    assert f"with {len(stories())} attacks" in GUIDE
    assert f"{len(Variant)} ways occur" in GUIDE
    assert f"`{PARTNERS[Cloud.TENCENT]}`" in GUIDE
    assert f"`{STRANGER[Cloud.AWS]}`" in GUIDE


def test_layouts_are_named() -> None:
    assert [layout for layout in Layout if f"`{layout}`" not in GUIDE] == []


def test_example_tells_of_attacks(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(r"^```python\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)

    exec(compile(example, "traffic.md", "exec"), {})  # noqa: S102  our own guide

    told = capsys.readouterr().out.split("\n")
    assert {line.split()[2] for line in told if line} == {"mining", "ransom"}
