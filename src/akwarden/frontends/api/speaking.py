"""In which language an answer is: the one place where its texts are said, behind every handler.

Handlers answer in English. What leaves has every text that is marked as `Said` in the language that was asked
for: by `Accept-Language`, or by `lang` in the address where no header can be sent, as with `EventSource`.
"""

from typing import Any, Final

from litestar import Response
from litestar.connection import ASGIConnection
from litestar.response.base import ASGIResponse

from akwarden.languages.answers import in_language
from akwarden.languages.language import Language, asked_for

_Connection = ASGIConnection[Any, Any, Any, Any]
_CHOSEN: Final = "lang"


def language_of(connection: _Connection) -> Language:
    """Return the language that a request asks for."""
    chosen: str = connection.query_params.get(_CHOSEN, "")
    return asked_for(chosen or connection.headers.get("accept-language", ""))


def speaking(response: Response[Any]) -> Response[Any]:
    """Return an answer that is said in the language of its request; files and streams as they are."""
    if type(response) is not Response or isinstance(response.content, str | bytes | None):
        return response
    return _Speaking(response)


class _Speaking(Response[Any]):
    """An answer that waits for its request, which says in which language it is to be."""

    def __init__(self, answer: Response[Any]) -> None:
        """Take it in English."""
        super().__init__(answer.content, status_code=answer.status_code)
        self._answer = answer

    def to_asgi_response(self, *args: Any, **kwargs: Any) -> ASGIResponse:
        """Return what sends it."""
        answer, language = self._answer, language_of(kwargs["request"])
        answer.content = in_language(answer.content, language)
        answer.headers |= {"Content-Language": language.value, "Vary": "Accept-Language"}
        return answer.to_asgi_response(*args, **kwargs)
