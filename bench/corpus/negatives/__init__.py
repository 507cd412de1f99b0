"""Forms that hold none, though they look like it."""

from corpus.model import Form
from corpus.negatives import (
    cloud,
    code,
    hashes,
    placeholders,
    references,
    texts,
)

ALL: tuple[Form, ...] = (
    *cloud.FORMS,
    *code.FORMS,
    *hashes.FORMS,
    *placeholders.FORMS,
    *references.FORMS,
    *texts.FORMS,
)
