import pytest

from akwarden.sources.exclude import excludes


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*.lock", "a.lock"),
        ("*.lock", "deep/down/a.lock"),
        ("vendor", "vendor/x/y.txt"),
        ("vendor/", "vendor/x/y.txt"),
        ("./vendor", "vendor/x"),
        ("/vendor", "vendor/x"),
        ("vendor", "lib/vendor/x"),
        ("docs/*", "docs/a/b.txt"),
        ("docs/**", "docs/a/b.txt"),
        ("**/x/*.py", "x/a.py"),
        ("**/x/*.py", "deep/x/a.py"),
        ("a/**/b", "a/b"),
        ("a/**/b", "a/x/y/b"),
        ("[ab].txt", "b.txt"),
        ("new\nline", "new\nline"),
        ("caf?", "café"),
        ("*", "anything/at/all"),
    ],
)
def test_what_matches_is_left_out(pattern: str, path: str) -> None:
    is_excluded = excludes((pattern,))

    assert is_excluded is not None
    assert is_excluded(path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*.lock", "a.lock.txt"),
        ("vendor", "vendors/x"),
        ("docs/*", "other/docs/a"),
        ("x.py", "ax.py"),
        ("**/x/*.py", "ax/a.py"),
        ("[ab].txt", "c.txt"),
        ("A.txt", "a.txt"),
    ],
)
def test_what_does_not_match_stays(pattern: str, path: str) -> None:
    is_excluded = excludes((pattern,))

    assert is_excluded is not None
    assert not is_excluded(path)


@pytest.mark.parametrize("patterns", [(), ("",), ("/", "./", "**/")])
def test_no_pattern_leaves_out_nothing(patterns: tuple[str, ...]) -> None:
    assert excludes(patterns) is None


def test_one_of_several_is_enough() -> None:
    is_excluded = excludes(("*.a", "*.b"))

    assert is_excluded is not None
    assert is_excluded("x.b")
