"""What people write about calls, checked: reasons, and who answers."""

from akwarden.errors import UsageError
from akwarden.workflows.masking import shown_reason
from akwarden.workflows.notes import checks

LONGEST_REASON = 200


def reason_of(text: str) -> str:
    """Return a reason as it is kept, with whatever could be a key masked; raises UsageError for none."""
    plain = text.strip()
    if not plain:
        raise UsageError("a reason is missing", mend="--reason 'nightly backup, ticket 123'")
    if len(plain) > LONGEST_REASON or not plain.isprintable():
        what = f"a reason is one line of at most {LONGEST_REASON} characters"
        raise UsageError(what, mend="write it shorter, without line breaks and control characters")
    return shown_reason(plain)


def owner_of(text: str) -> str:
    """Return who answers for something; raises UsageError for nobody, EditError for what may not be said."""
    found = checks.owner(text)
    if found is None:
        raise UsageError(
            "an owner is missing: the person or team that answers for it", mend="--owner team-pay"
        )
    return found
