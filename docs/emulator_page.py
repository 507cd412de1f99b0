"""The page that lists what the emulator serves, made from what is registered."""

# ruff: noqa: INP001  beside the documents, no package

from collections.abc import Iterator
from itertools import groupby

from akwarden.emulator.tencent.registry import Entry
from akwarden.emulator.tencent.schema import services
from akwarden.emulator.tencent.served import entries


def lines() -> Iterator[str]:
    """Yield the lines of the page."""
    served = sorted(entries().values(), key=lambda e: (e.service, e.action))
    yield "# Actions of the emulator"
    yield ""
    yield (
        f"`akwarden emulate tencent` serves {len(served)} actions of {len(services())} services. The "
        "[guide](../guides/emulator.md) says how to use it."
    )
    yield ""
    yield (
        "*Level* is what a policy can name: an action at operation level is granted for `*` alone. "
        "*Rate* is calls a second of one account. *Open* actions need no policy: everybody may call them, or "
        "something else than the caller's policies decides, such as the trust of a role."
    )
    for service, group in groupby(served, key=lambda e: e.service):
        shape = services()[service]
        yield ""
        yield f"## {service}, version {shape.version}"
        yield ""
        yield "| Action | Access | Level | Rate | Remarks |"
        yield "| --- | --- | --- | ---: | --- |"
        yield from map(_row, group)
        missing = sorted(shape.actions.keys() - {e.action for e in served if e.service == service})
        if missing:
            yield ""
            yield f"Not served: {', '.join(f'`{name}`' for name in missing)}."


def _row(entry: Entry) -> str:
    remarks = [
        *(["open"] if entry.open_to_all else []),
        *(["sensitive"] if entry.sensitive else []),
        *(["not for international accounts"] if entry.mainland_only else []),
    ]
    access = "write" if entry.write else "read"
    level = "resource" if entry.resources else "operation"
    return f"| `{entry.action}` | {access} | {level} | {entry.rate:g} | {', '.join(remarks)} |"
