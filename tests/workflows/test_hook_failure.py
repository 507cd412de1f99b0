"""What a hook does when the settings themselves are wrong: whatever can still be read of one of them."""

from pathlib import Path

import pytest

from akwarden.settings import OnFailure
from akwarden.workflows.hook_failure import stated_on_failure

REJECT, ACCEPT = OnFailure.REJECT, OnFailure.ACCEPT


class House:
    """A home folder and a project in a repository."""

    def __init__(self, folder: Path) -> None:
        self.home, self.project = folder / "home", folder / "project"
        self.home.mkdir()
        (self.project / ".git").mkdir(parents=True)

    def stated(self, *, home: str = "", project: str = "", **env: str) -> OnFailure | None:
        """Write the files, and give what they and the environment say."""
        for folder, text in ((self.home, home), (self.project, project)):
            if text:
                (folder / "akwarden.toml").write_text(text)
        return stated_on_failure(self.project, {"AKWARDEN_HOME": str(self.home), **env})


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_where_nobody_says_anything_nothing_is_stated(house: House) -> None:
    assert house.stated() is None
    assert house.stated(project="[hook]\nsecnds = 1\n") is None


@pytest.mark.parametrize(
    "text",
    [
        '[hook]\nsecnds = 1\non_failure = "reject"\n',
        '[hook]\non_failure = "reject"\nlog = "a.txt"\n',
        'scan = 3\nhook = { on_failure = "reject" }\n',
        'hook.on_failure = "reject"\nsurprise = []\n',
        '[scan]\nverify = "any"\n[hook]\non_failure = "reject"\n',
        '\ufeff[hook]\non_failure = "reject"\n',
        "[hook]\nseconds = 1s\non_failure = 'reject'  # not a time\n",
        '[hook\n"on_failure"="reject"\n',
        '[hooks]\non_failure = "reject"\n',
        '[hook]\non-failure = "reject"\n',
        '[hook]\non_failur = "reject"\n',
        '[hook]\non_failure = "refuse"\n',
        "[hook]\non_failure = true\n",
        "[hook]\non_failure = reject\n",
    ],
)
def test_a_file_with_something_wrong_in_it_still_closes_the_gate(house: House, text: str) -> None:
    assert house.stated(project=text) is REJECT
    assert house.stated(home=text) is REJECT


@pytest.mark.parametrize(
    "text", ['[hook]\nsecnds = 1\non_failure = "accept"\n', "[hook]\non_failure = accept\n"]
)
def test_a_file_that_opens_it_is_believed_too(house: House, text: str) -> None:
    assert house.stated(project=text, home='[hook]\non_failure = "reject"\n') is ACCEPT


def test_a_comment_and_other_settings_say_nothing(house: House) -> None:
    assert house.stated(project='# on_failure = "reject"\n[scan]\nfail_on = "high"\nx\n') is None


def test_the_environment_says_it_before_the_files(house: House) -> None:
    file = '[hook]\non_failure = "reject"\n'

    assert house.stated(project=file, AKWARDEN_HOOK_ON_FAILURE="accept") is ACCEPT
    assert house.stated(project=file, AKWARDEN_HOOK_ON_FAILURE="") is REJECT


def test_a_pyproject_counts_by_its_own_table(house: House) -> None:
    pyproject = house.project / "pyproject.toml"

    pyproject.write_text('[tool.akwarden.hook]\nx = 1\non_failure = "reject"\n')
    whole = house.stated()
    pyproject.write_text('[tool.akwarden.hook]\nx = 1s\non_failure = "reject"\n')
    broken = house.stated()
    pyproject.write_text('[tool.akwarden.scan]\nx = 1s\n[tool.other]\non_failure = "reject"\n')
    others = house.stated()

    assert (whole, broken, others) == (REJECT, REJECT, None)


def test_a_file_that_is_no_text_is_read_as_far_as_it_goes(house: House) -> None:
    (house.project / "akwarden.toml").write_bytes(b'# \xff\n[hook]\non_failure = "reject"\n')

    assert house.stated() is REJECT


def test_a_folder_with_the_name_of_the_file_says_nothing(house: House) -> None:
    (house.project / "akwarden.toml").mkdir()

    assert house.stated(home='[hook]\non_failure = "reject"\n') is REJECT
