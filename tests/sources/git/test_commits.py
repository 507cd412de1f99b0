from pathlib import Path

from tests.sources.git.history_of import opened
from tests.sources.repositories import Repo

from akwarden.sources.git.commits import roots_among


def test_a_commit_without_a_parent_is_a_root(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    first = repo.commit({"a.txt": "one"})
    second = repo.commit({"a.txt": "two"})
    repo.git("switch", "--quiet", "--orphan", "other")
    other = repo.commit({"b.txt": "three"})

    assert roots_among(opened(repo), [second, first, other]) == {first, other}
    assert roots_among(opened(repo), [second, "a" * 40]) == frozenset()
    assert roots_among(opened(repo), []) == frozenset()
