"""A labelled corpus of text snippets that measures how well leak scanners find credentials."""

from corpus.build import FORMS, corpus
from corpus.model import Form, Planted, Snippet

__all__ = ["FORMS", "Form", "Planted", "Snippet", "corpus"]
