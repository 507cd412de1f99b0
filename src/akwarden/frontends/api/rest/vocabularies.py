"""`/api/v1/vocabularies` and `/api/v1/query/check`: what lists can be asked, for who writes queries."""

from typing import Annotated, TypeAlias

from litestar import Router, get
from litestar.params import FromPath, QueryParameter

from akwarden.access.roles import Right
from akwarden.frontends.api.given import Now
from akwarden.frontends.api.guards import needs
from akwarden.query.source import MOST_CHARACTERS
from akwarden.workflows.vocabularies import QueryCheck, VocabularyPage, check_query, vocabulary_page

Listed: TypeAlias = Annotated[
    str, QueryParameter(name="list", max_length=40, description="Which list the query is for.")
]
# A query that is too long is one of the faults that are told.
Text: TypeAlias = Annotated[
    str,
    QueryParameter(
        name="q", max_length=4 * MOST_CHARACTERS, description="The query, as far as it is written."
    ),
]


@get("/vocabularies/{list_name:str}", opt=needs(Right.READ), sync_to_thread=True)
def vocabulary(now: Now, list_name: FromPath[str]) -> VocabularyPage:
    """Tell the fields, the orders and the facets of a list."""
    return vocabulary_page(list_name, now)


@get("/query/check", opt=needs(Right.READ), sync_to_thread=True)
def check(which: Listed, text: Text = "") -> QueryCheck:
    """Tell whether a list understands a query; if not, what is wrong and where."""
    return check_query(which, text)


ROUTES = Router("/", route_handlers=[vocabulary, check], tags=["lists"])
"""The routes of this noun."""
