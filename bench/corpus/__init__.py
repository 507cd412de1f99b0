"""A labelled corpus of text snippets that measures how well leak scanners find credentials."""

from corpus.build import SETS, corpus
from corpus.model import Form, Planted, Snippet

__all__ = ["SETS", "Form", "Planted", "Snippet", "corpus"]
