"""What a push brings, before any ref knows of it."""

from pathlib import Path

import pytest
from tests.sources.git.history_of import history_of, opened
from tests.sources.reading import places, read
from tests.sources.repositories import Repo

from akwarden.errors import UsageError
from akwarden.sources.git.push import Update, pushed, read_updates
from akwarden.sources.git.scope import Scope
from akwarden.sources.git.source import HistorySource

NOTHING = "0" * 40


class Server:
    """A repository that has the commit `base`, and objects that no ref of it leads to, as in a push."""

    def __init__(self, folder: Path) -> None:
        self.repo = Repo(folder / "server")
        self.base = self.repo.commit({"old.txt": "OLD"}, "OLD-M")

    def source(self, *updates: tuple[str, str, str]) -> HistorySource:
        """Give the push of these (old, new, ref) as a source."""
        return history_of(self.repo, pushed(opened(self.repo), [Update(*one) for one in updates]))

    def loose(self, name: str, content: str, parent: str = "") -> str:
        """Give a commit that no ref leads to."""
        tree = self.repo.git("mktree", given=f"100644 blob {self.blob(content)}\t{name}\n".encode()).strip()
        parents = ["-p", parent] if parent else []
        return self.repo.git("commit-tree", tree, *parents, "-m", f"{content}-M").strip()

    def blob(self, content: str) -> str:
        """Give a file that no ref leads to."""
        return self.repo.git("hash-object", "-w", "--stdin", given=content.encode()).strip()

    def tag(self, target: str, kind: str, text: str) -> str:
        """Give an annotated tag that no ref leads to."""
        content = f"object {target}\ntype {kind}\ntag t\ntagger A <a@example.com> 1 +0000\n\n{text}\n"
        return self.repo.git("mktag", given=content.encode()).strip()


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path)


def test_a_branch_brings_what_no_ref_has(server: Server) -> None:
    new = server.loose("new.txt", "NEW", server.base)

    source = server.source((server.base, new, "refs/heads/main"))
    seen = read(source)

    assert [p.vpath for p in places(source, "NEW", seen)] == [f"commits/{new}#message", "new.txt"]
    assert not seen.holders("OLD-M")
    assert not seen.holders("refs/heads/main")


def test_several_refs_are_read_once(server: Server) -> None:
    first = server.loose("one.txt", "ONE", server.base)
    second = server.loose("two.txt", "TWO", first)

    seen = read(server.source((NOTHING, first, "refs/heads/one"), (NOTHING, second, "refs/heads/two")))

    assert len(seen.holders("ONE")) == 2
    assert len(seen.holders("TWO")) == 2
    assert not seen.holders("OLD-M")


def test_a_history_of_its_own_is_read_whole(server: Server) -> None:
    root = server.loose("root.txt", "ROOT")

    assert read(server.source((server.base, root, "refs/heads/main"))).holders("ROOT")


def test_deleted_refs_bring_nothing(server: Server) -> None:
    assert pushed(opened(server.repo), [Update(server.base, NOTHING, "refs/heads/main")]).revisions == ()
    assert read(server.source((server.base, "0" * 64, "refs/heads/main"))).artifacts == {}


def test_a_deletion_beside_others_does_not_hide_them(server: Server) -> None:
    new = server.loose("new.txt", "NEW", server.base)

    seen = read(server.source((server.base, NOTHING, "refs/heads/x"), (NOTHING, new, "refs/heads/y")))

    assert seen.holders("NEW")


def test_known_commits_under_a_new_name_bring_the_name(server: Server) -> None:
    source = server.source((NOTHING, server.base, "refs/heads/MARK"))
    seen = read(source)

    assert seen.artifacts == {"refs/heads/MARK#name": b"refs/heads/MARK"}
    assert [p.vpath for p in places(source, "MARK", seen)] == ["refs/heads/MARK#name"]


def test_more_names_than_a_buffer_holds_are_read_one_by_one(server: Server) -> None:
    names = [f"refs/heads/{'x' * 200}/{number}" for number in range(600)]

    seen = read(server.source(*((NOTHING, server.base, name) for name in names)))

    assert seen.artifacts == {f"{name}#name": name.encode() for name in names}
    assert not seen.skipped


def test_a_name_that_is_no_text_is_read_as_the_bytes_that_it_is(server: Server) -> None:
    seen = read(server.source((NOTHING, server.base, "refs/heads/\udcff")))

    assert list(seen.artifacts.values()) == [b"refs/heads/\xff"]


def test_a_tag_bears_the_name_that_it_will_have(server: Server) -> None:
    inner = server.tag(server.base, "commit", "INNER")
    outer = server.tag(inner, "tag", "OUTER")

    source = server.source((NOTHING, outer, "refs/tags/v1"))
    seen = read(source)

    assert [p.vpath for p in places(source, "OUTER", seen)] == ["refs/tags/v1#message"]
    assert [p.vpath for p in places(source, "INNER", seen)] == ["refs/tags/v1#message"]
    assert not seen.holders("OLD-M")


def test_a_tag_too_large_to_be_looked_into_is_read_all_the_same(server: Server) -> None:
    new = server.loose("new.txt", "NEW", server.base)
    large = server.tag(new, "commit", "x" * (1 << 20) + "LARGE")

    source = server.source((NOTHING, large, "refs/tags/large"))
    seen = read(source)

    assert [p.vpath for p in places(source, "LARGE", seen)] == ["refs/tags/large#message"]
    assert seen.holders("NEW")


def test_files_that_a_ref_or_a_tag_names_directly_are_read(server: Server) -> None:
    blob, deep = server.blob("BLOB"), server.blob("DEEP")
    tree = server.repo.git("mktree", given=f"100644 blob {deep}\tdeep.txt\n".encode()).strip()
    tagged = server.tag(server.blob("TAGGED"), "blob", "MESSAGE")

    source = server.source(
        (NOTHING, blob, "refs/files/blob"),
        (NOTHING, tree, "refs/files/tree"),
        (NOTHING, tagged, "refs/tags/b"),
    )
    seen = read(source)

    found = {text: [p.vpath for p in places(source, text, seen)] for text in ("BLOB", "DEEP", "TAGGED")}
    assert found == {"BLOB": ["refs/files/blob"], "DEEP": ["deep.txt"], "TAGGED": ["refs/tags/b"]}


def test_more_refs_than_a_command_line_holds_are_no_error(server: Server) -> None:
    new = server.loose("new.txt", "NEW", server.base)
    tips = [new, *(f"{n:040x}" for n in range(1, 60_000))]

    scope = Scope((*tips, "--not", "--all"), everything=False)

    assert read(history_of(server.repo, scope)).holders("NEW")


def test_what_git_tells_is_read_line_by_line() -> None:
    given = f"{NOTHING} {'a' * 40} refs/heads/one\n{'a' * 40} {NOTHING} refs/heads/with \xff\n".encode(
        "latin-1"
    )

    assert read_updates(given) == [
        Update(NOTHING, "a" * 40, "refs/heads/one"),
        Update("a" * 40, NOTHING, "refs/heads/with \udcff"),
    ]
    assert read_updates(b"") == []


def test_anything_else_is_refused() -> None:
    with pytest.raises(UsageError) as refused:
        read_updates(b"hello\n")

    assert refused.value.what == "standard input is not what git gives a pre-receive hook"
