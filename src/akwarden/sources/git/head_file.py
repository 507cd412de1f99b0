"""Single files as HEAD has them, for repositories without a work tree."""

from akwarden.sources.git.command import Repository, output, running
from akwarden.sources.git.repository import has_head
from akwarden.sources.git.staged import PLAIN, NoPlainFileError


def head_file(repository: Repository, path: str, *, most: int) -> bytes | None:
    """Return the first `most` bytes of a file as HEAD has it, or None where it has none.

    Raises NoPlainFileError for anything else in its place.
    """
    if not has_head(repository):
        return None
    listed = output(repository, "ls-tree", "-z", "--full-tree", "HEAD", "--", path).split(b"\0")[:-1]
    facts = dict(entry.split(b"\t", 1)[::-1] for entry in listed).get(path.encode())
    if facts is None:
        return None
    mode, _, object_id = facts.split(b" ")
    if mode not in PLAIN:
        raise NoPlainFileError
    with running(repository, "cat-file", "blob", object_id.decode()) as git:
        return git.stdout.read(most)
