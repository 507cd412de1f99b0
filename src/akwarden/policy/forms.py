"""The forms that an action and a resource must have to be taken by the cloud.

CAM: an API with or without the prefix `name/`, a feature set `permid/NUMBER` (Tencent Cloud, "Element
Reference Overview"; service pages "Authorization Policy Syntax"), and six segments
`qcs:project:service:region:account:resource` ("Resource Description Method"). IAM: AWS, "Grammar of the IAM
JSON policy language" and "IAM JSON policy elements: Resource".
"""

import re

from akwarden.policy.document import Language

_CAM_ACTION = re.compile(r"(?:name/)?(?:\*|[\w.*-]+:[^\s:]+)|(?:permid|actionName)/[\w*-]+", re.ASCII)
_IAM_ACTION = re.compile(r"\*|[\w*?-]+:[\w*?-]+", re.ASCII)
_SEGMENTS = 6


def action_fault(text: str, language: Language) -> str | None:
    """Return what is wrong with the form of an action, or None."""
    form = _CAM_ACTION if language is Language.CAM else _IAM_ACTION
    if form.fullmatch(text):
        return None
    return "an action is *, or a service, a colon and the name of an operation"


def resource_fault(text: str, language: Language) -> str | None:
    """Return what is wrong with the form of a resource, or None."""
    if text == "*":
        return None
    segments = text.split(":", _SEGMENTS - 1)
    start = "qcs" if language is Language.CAM else "arn"
    if segments[0] != start or len(segments) != _SEGMENTS or not segments[-1]:
        return f"a resource is *, or six parts with colons between, of which the first is {start}"
    return None
