"""A second set of forms, written apart from the first and from the rules."""

from importlib import import_module
from pkgutil import iter_modules

from corpus.model import Form

ALL: tuple[Form, ...] = tuple(
    form for module in iter_modules(__path__) for form in import_module(f"{__name__}.{module.name}").FORMS
)
