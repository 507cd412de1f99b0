"""Reads what is said of a subject, for tests."""

from akwarden.model.note import Subject
from akwarden.store import notes
from akwarden.store.state import State


def said(state: State, subject: Subject) -> dict[str, str]:
    """Give what is said of a subject, without what is not."""
    with state.reading() as connection:
        found = notes.said(connection, [subject]).get(subject, {})
    return {field.value: value for field, value in found.items() if value is not None}
