"""The floor of any scan of files: walks a folder and reads every regular file into one 8 MB buffer."""

import os
import sys

BUFFER_BYTES = 8 << 20


def main(root: str) -> None:
    """Read everything below `root` and print how much it was."""
    view = memoryview(bytearray(BUFFER_BYTES))
    files = size = 0
    waiting = [root]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif entry.is_file(follow_symlinks=False):
                    descriptor = os.open(entry.path, os.O_RDONLY)
                    count = BUFFER_BYTES
                    while count == BUFFER_BYTES:
                        count = os.readv(descriptor, [view])
                        size += count
                    os.close(descriptor)
                    files += 1
    print(files, size)


main(sys.argv[1])
