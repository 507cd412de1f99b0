"""The application: every route, what stands before each, and the document that describes them."""

import json
from typing import Final

from litestar import Litestar, MediaType, Request, Response, Router, get
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from akwarden import __version__
from akwarden.errors import AkwardenError
from akwarden.frontends.api import problems
from akwarden.frontends.api.assets import Assets, console, read_assets
from akwarden.frontends.api.events import listeners_of
from akwarden.frontends.api.guards import ANYONE, guard, unguarded
from akwarden.frontends.api.health import livez, readyz
from akwarden.frontends.api.identity import Authentication
from akwarden.frontends.api.metrics import Metrics
from akwarden.frontends.api.middleware import Numbered
from akwarden.frontends.api.problems import ProblemError
from akwarden.frontends.api.provided import provided
from akwarden.frontends.api.rest.routes import ROUTES
from akwarden.frontends.api.server import Server
from akwarden.frontends.api.speaking import speaking

MOST_BYTES: Final = 2 * 1024 * 1024
"""What a body may hold where a route says nothing else."""
_DOCUMENT: Final = "document"
_ABOUT: Final = (
    "Everything that the console shows and does. Lists take the query language of `--where`; times are "
    "RFC 3339 in UTC; what fails answers with problem details (RFC 9457). Texts for people are in the "
    "language of `Accept-Language`, English or Chinese; names, queries, commands and files are as they are."
)


def make_app(server: Server, *, metrics: Metrics | None = None, assets: Assets | None = None) -> Litestar:
    """Return the application of a server; raises TypeError for a route that states no right."""
    app = Litestar(
        route_handlers=[Router("/api/v1", route_handlers=[*ROUTES, document]), livez, readyz, console],
        dependencies=provided(),
        guards=[guard],
        middleware=[Authentication()],
        after_request=speaking,
        exception_handlers={
            ProblemError: problems.of_problem,
            AkwardenError: problems.of_akwarden,
            HTTPException: problems.of_http,
            RecursionError: problems.of_unread,
            UnicodeDecodeError: problems.of_unread,
            Exception: problems.of_defect,
        },
        request_max_body_size=MOST_BYTES,
        openapi_config=_openapi(),
        logging_config=None,
    )
    if forgotten := unguarded(app):
        raise TypeError(f"these routes state no right: {', '.join(forgotten)}")
    metrics = metrics or Metrics()
    app.asgi_handler = Numbered(app.asgi_handler, metrics, with_tls=not server.is_local)
    metrics.follow("event_listeners", "Browsers and programs that listen to what changes", listeners_of(app))
    app.state["metrics"] = metrics
    app.state["server"] = server
    app.state["assets"] = read_assets() if assets is None else assets
    return app


def openapi_text() -> str:
    """Return the document that describes the API, as it is checked in and published."""
    app = Litestar(
        route_handlers=[Router("/api/v1", route_handlers=[*ROUTES])],
        dependencies=provided(),
        openapi_config=_openapi(),
    )
    return json.dumps(app.openapi_schema.to_schema(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


@get("/openapi.json", opt=ANYONE, include_in_schema=False, sync_to_thread=True)
def document(request: Request[object, object, State]) -> Response[bytes]:
    """Give the document that describes the API; made once, as that takes long and anybody may ask for it."""
    state = request.app.state
    if _DOCUMENT not in state:
        state[_DOCUMENT] = json.dumps(request.app.openapi_schema.to_schema()).encode()
    return Response(state[_DOCUMENT], media_type=MediaType.JSON)


def _openapi() -> OpenAPIConfig:
    bearer = SecurityScheme(
        type="http", scheme="bearer", description="An API token: `akwarden tokens create`."
    )
    cookie = SecurityScheme(
        type="apiKey", name="akwarden", security_scheme_in="cookie", description="The session of a browser."
    )
    return OpenAPIConfig(
        title="akwarden",
        version=__version__,
        description=_ABOUT,
        openapi_router=Router("/openapi", route_handlers=[], opt=ANYONE, include_in_schema=False),
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        components=Components(security_schemes={"bearer": bearer, "session": cookie}),
        security=[{"bearer": []}, {"session": []}],
        use_handler_docstrings=True,
    )
