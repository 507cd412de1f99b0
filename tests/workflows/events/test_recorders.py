import pytest

from akwarden.providers.registry import PROVIDERS
from akwarden.workflows.events.recorders import GapKind, recorder_of


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_cloud_says_how_it_records_and_what_it_never_does(provider: str) -> None:
    found = recorder_of(provider)

    ids = [gap.id for gap in found.gaps]
    assert len(ids) == len(set(ids))
    assert found.references
    assert all(gap.references for gap in found.gaps)
    assert found.of_kind(GapKind.DATA)
    assert found.of_kind(GapKind.SERVICE)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_data_is_recorded_by_what_a_trail_takes_or_by_access_logs(provider: str) -> None:
    for gap in recorder_of(provider).of_kind(GapKind.DATA):
        assert bool(gap.selector) != gap.logged


def test_a_cloud_that_nothing_is_known_of_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        recorder_of("nowhere")
