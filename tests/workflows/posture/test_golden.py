import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from tests.workflows.posture.company import found_of, judged, judged_leaked, read_company
from tests.workflows.posture.golden import Golden, read_golden, subjects_of, wanted_of
from tests.workflows.posture.wanted import Found, missing, unexpected

from akwarden.emulator.tencent import scenarios
from akwarden.emulator.tencent.scenario import load_scenario
from akwarden.emulator.tencent.server import Emulator
from akwarden.emulator.tencent.state import Cloud
from akwarden.store.migration import open_state

_FILE = Path(__file__).parents[2] / "samples" / "posture" / "acme_expected.yml"
_MARK = re.compile(r"\b[A-Z]{2,}(?: [A-Z]{1,})*\b")
_NO_MARKS = {"CMDB", "CDN", "AB", "CAM"}


@pytest.fixture(scope="module")
def golden() -> Golden:
    """Give what must be found in acme."""
    return read_golden(_FILE)


@pytest.fixture(scope="module")
def company() -> Iterator[Emulator]:
    """Give the emulated company."""
    with Emulator(load_scenario("acme", seed=7), rate_scale=0) as running:
        yield running


@pytest.fixture(scope="module")
def found(company: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Sequence[Found]:
    """Give what the rules see in the company, once all its accounts were read."""
    state = open_state(tmp_path_factory.mktemp("golden"), None)
    stored = read_company(company, state, "acme")
    risks = [*judged_leaked(state), *(risk for one in stored.values() for risk in judged(state, one))]
    state.close()
    return [found_of(risk, company.cloud) for risk in risks]


def test_every_planted_trouble_is_found(golden: Golden, company: Emulator, found: Sequence[Found]) -> None:
    wanted = wanted_of(golden, company.cloud)

    assert list(missing(wanted, found)) == []


def test_nothing_that_is_not_planted_matters(
    golden: Golden, company: Emulator, found: Sequence[Found]
) -> None:
    wanted = wanted_of(golden, company.cloud)

    assert list(unexpected(wanted, found)) == []


def test_reading_the_company_adds_nothing_to_it(company: Emulator, found: Sequence[Found]) -> None:
    untouched = load_scenario("acme", seed=7)

    assert found
    assert _sizes(company.cloud) == _sizes(untouched)


def test_the_golden_file_is_as_large_as_it_says(golden: Golden, company: Emulator) -> None:
    entries = (*golden.planted, *golden.follows, *golden.allowed)

    sizes = [(one.rule, one.accounts, len(subjects_of(one, company.cloud))) for one in entries]

    assert sizes == [(one.rule, one.accounts, one.count) for one in entries]


def test_the_golden_file_speaks_of_every_trouble_that_the_scenario_marks(golden: Golden) -> None:
    scenario = Path(scenarios.__file__).with_name("acme.yml").read_text(encoding="utf-8")
    comments = [line.partition("# ")[2].partition(":")[0] for line in scenario.splitlines()[4:]]

    marked = {mark for comment in comments for mark in _MARK.findall(comment)} - _NO_MARKS

    told = {one.trouble for one in golden.planted} | {one.trouble for one in golden.elsewhere}
    assert marked == told


@pytest.mark.parametrize(
    ("rules", "number"),
    [
        # The numbers that the guide of the emulator gives.
        (("key-idle",), 24),
        (("key-never-used",), 2),
        (("two-active-keys",), 44),
        (("console-without-mfa",), 21),
        (("key-idle-disabled", "root-key-disabled"), 87),
        (("policy-attached-directly",), 10),
        (("left-note",), 3),
        (("root-key-used",), 3),
        (("role-trust-open",), 1),
    ],
)
def test_the_golden_file_agrees_with_the_guide(
    golden: Golden, company: Emulator, rules: tuple[str, ...], number: int
) -> None:
    wanted = [one for one in (*golden.planted, *golden.follows) if one.rule in rules]

    assert len({subject for one in wanted for subject in subjects_of(one, company.cloud)}) == number


def _sizes(cloud: Cloud) -> Counter[str]:
    """Count what an account consists of."""
    return Counter(
        {
            f"{account.name} {what}": len(part)
            for account in cloud.accounts.values()
            for what, part in (
                ("users", account.users),
                ("keys", account.keys),
                ("roles", account.roles),
                ("groups", account.groups),
                ("policies", account.policies),
            )
        }
    )
