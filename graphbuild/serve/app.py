"""The web application: the endpoint, the page, the named questions, the things, the views."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pyoxigraph
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from graphbuild.bundled import ontology
from graphbuild.errors import BadQuery, QueryRefused, QueryStopped
from graphbuild.iris import PREFIXES
from graphbuild.query import bound, worker
from graphbuild.query.engine import TERMS, Engine, Limits
from graphbuild.query.mistakes import words
from graphbuild.query.question import PARAMETERS, Question, question, questions
from graphbuild.query.result import Result
from graphbuild.query.syntax import Query
from graphbuild.saved import SavedBuild
from graphbuild.serve import Settings, thing
from graphbuild.serve.negotiation import GRAPHS, chosen
from graphbuild.serve.pool import Busy, Gone, Pool
from graphbuild.serve.protocol import Asked, Refused, asked, forms

_Answer = TypeVar("_Answer")
_PAGE = Path(__file__).parent / "page"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data: "
    "blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_VIEW_POLICY = "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads"
"""The view of a build has a policy of its own; here it gets an origin of its own too."""


def application(build: SavedBuild, settings: Settings) -> Starlette:
    """The ASGI application for a build."""
    return _Server(build, settings).application()


class _Server:
    def __init__(self, build: SavedBuild, settings: Settings) -> None:
        self.build = build
        self.settings = settings
        limits = Limits(settings.seconds, settings.rows, settings.megabytes)
        engines = [build.engine(limits, in_memory=settings.in_memory) for _ in range(settings.at_once)]
        self.base = engines[0].base
        self.pool = Pool(engines, settings.waiting, settings.seconds)

    def application(self) -> Starlette:
        routes = [
            Route("/", self.page),
            Route("/sparql", self.sparql, methods=["GET", "POST"]),
            Route("/questions", self.questions),
            Route("/questions/{name}", self.question),
            Route("/words", self.words),
            Route("/about", self.about),
            Route("/id/{path:path}", self.minted),
            Route("/view", self.view),
            Route("/vocabulary", self.vocabulary),
        ]
        middleware = [Middleware(_Guard, settings=self.settings)]
        if self.settings.cors:
            middleware.append(
                Middleware(
                    CORSMiddleware,
                    allow_origins=list(self.settings.cors),
                    allow_methods=["GET", "POST"],
                    allow_headers=["Accept", "Content-Type"],
                )
            )
        application = Starlette(
            routes=routes,
            middleware=middleware,
            exception_handlers={Refused: _refused},
            lifespan=self._lifespan,
        )
        application.mount("/page", StaticFiles(directory=_PAGE))
        return application

    @asynccontextmanager
    async def _lifespan(self, application: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            self.pool.close()

    async def page(self, request: Request) -> Response:
        return FileResponse(_PAGE / "index.html", headers={"Content-Security-Policy": _POLICY})

    async def sparql(self, request: Request) -> Response:
        found = await asked(request, self.settings.query_bytes)
        if found is None:
            return self._described(request)
        of_graph = Query(found.query).form in ("CONSTRUCT", "DESCRIBE")
        kind, form = forms(request.headers.get("accept", ""), found.form, of_graph=of_graph)
        result = await self._ask(request, _question(found, form, of_graph=of_graph))
        headers = {
            "X-Rows": str(result.rows),
            "Server-Timing": f"query;dur={result.seconds * 1000:.1f}",
            "Vary": "Accept",
        }
        if result.notes:
            headers["X-Notes"] = json.dumps(result.notes)
        charset = "; charset=utf-8" if kind.startswith("text/") else ""
        return Response(result.content, headers={**headers, "Content-Type": kind + charset})

    async def questions(self, request: Request) -> Response:
        rows = [
            {**asdict(one), "parameters": {name: {"must": must, "meaning": PARAMETERS[name]} for name, must in
                                           one.parameters.items()}}
            for one in questions().values()
        ]  # fmt: skip
        return _json({"base": self.base, "prefixes": PREFIXES, "questions": rows, "title": self._title()})

    async def question(self, request: Request) -> Response:
        given = {name: value for name, value in request.query_params.items() if value}
        try:
            asked = question(request.path_params["name"].removesuffix(".rq"))
            plain = asked.asked(given, self.base)
        except BadQuery as error:
            raise Refused(404, str(error)) from None
        text, notes = (
            await self._ask(request, lambda engine: _bound(engine, asked, given, plain)) if given else (plain, [])
        )
        # A note is read where the query is: the first comments of a question are shown elsewhere, or not at all.
        start = text.index("\nPREFIX ")
        comments = "".join(f"\n# {' '.join(one.splitlines())}" for one in notes)
        text = f"{text[:start]}\n{comments}{text[start:]}" if notes else text
        headers = {"X-Notes": json.dumps(notes)} if notes else {}
        return Response(text, media_type="application/sparql-query", headers=headers)

    async def words(self, request: Request) -> Response:
        """The words of the vocabularies and of this graph, for an editor to propose."""
        result = await self._ask(request, lambda engine: engine.query(TERMS))
        used = {row[0].value for row in result.terms if isinstance(row[0], pyoxigraph.NamedNode)}
        return _json(sorted(words() | used))

    async def about(self, request: Request) -> Response:
        return await self._thing(request, request.query_params.get("iri", ""))

    async def minted(self, request: Request) -> Response:
        # Not the decoded path: `%2F` in an IRI is not `/`.
        raw = request.scope.get("raw_path", b"").decode("ascii", "replace").partition("?")[0]
        return await self._thing(request, self.base + raw.removeprefix("/id/"))

    async def view(self, request: Request) -> Response:
        return FileResponse(
            self.build.folder / "view.html",
            headers={"Content-Security-Policy": _VIEW_POLICY, "Content-Type": "text/html; charset=utf-8"},
        )

    async def vocabulary(self, request: Request) -> Response:
        return FileResponse(ontology() / "index.html")

    async def _thing(self, request: Request, iri: str) -> Response:
        try:
            node = pyoxigraph.NamedNode(iri)
        except ValueError:
            raise Refused(404, "This is no IRI.") from None
        kind = self._kind(request)
        if kind == "text/html":
            said = await self._ask(request, lambda engine: engine.query(thing.outgoing(iri)))
            leading = await self._ask(request, lambda engine: engine.query(thing.incoming(iri)))
            if not (said.rows or leading.rows):
                raise Refused(404, f"The graph says nothing of {iri}.")
            named = await self._ask(request, lambda engine: engine.query(thing.names(said, leading)))
            content = thing.page(iri, said, leading, named, self.base, self._path)
            return Response(
                content, media_type="text/html", headers={"Content-Security-Policy": _POLICY, "Vary": "Accept"}
            )
        result = await self._ask(request, lambda engine: engine.query(f"DESCRIBE {node}", graph=GRAPHS[kind]))
        if not result.rows:
            raise Refused(404, f"The graph says nothing of {iri}.")
        return Response(result.content, headers={"Content-Type": kind, "Vary": "Accept"})

    def _kind(self, request: Request) -> str:
        form = request.query_params.get("format")
        accept = request.headers.get("accept", "")
        offered = {"text/html": "html", **GRAPHS}
        kind = next((kind for kind, name in GRAPHS.items() if name == form), None) or chosen(accept, offered)
        if kind is None:
            raise Refused(406, f"This can be had as {', '.join(offered)}.")
        return kind

    def _path(self, iri: str) -> str:
        if iri.startswith(self.base):
            return f"/id/{iri.removeprefix(self.base)}"
        return f"/about?iri={thing.encoded(iri)}"

    def _title(self) -> str:
        return str(self.build.manifest["options"].get("title") or "")

    def _described(self, request: Request) -> Response:
        """A GET without a query: to people the page, to programs the description of the service."""
        kind = chosen(request.headers.get("accept", ""), {**GRAPHS, "text/html": "html"})
        if kind == "text/html":
            return RedirectResponse("/", status_code=303)
        if kind is None:
            raise Refused(406, f"The description of the service can be had as {', '.join(GRAPHS)}.")
        url = str(request.url.replace(query=""))
        parsed = pyoxigraph.parse(_service(url).encode(), pyoxigraph.RdfFormat.TURTLE)
        content = pyoxigraph.serialize((quad.triple for quad in parsed), format=worker.GRAPHS[GRAPHS[kind]])
        return Response(content, headers={"Content-Type": kind, "Vary": "Accept"})

    async def _ask(self, request: Request, ask: Callable[[Engine], _Answer]) -> _Answer:
        try:
            return await self.pool.ask(ask, request.is_disconnected)
        except QueryRefused as error:
            raise Refused(403, str(error)) from None
        except BadQuery as error:
            raise Refused(400, str(error)) from None
        except QueryStopped as error:
            raise Refused(503, str(error)) from None
        except Busy:
            raise Refused(503, "Too many questions at once: ask again in a moment.", again=True) from None
        except Gone:
            raise Refused(499, "The client has gone.") from None


def _bound(engine: Engine, asked: Question, given: Mapping[str, str], plain: str) -> tuple[str, list[str]]:
    try:
        return bound(engine, asked, given)
    except BadQuery as error:  # several are called so: the query stays as it is given, and finds nothing
        return plain, [str(error)]


def _question(found: Asked, form: str, *, of_graph: bool) -> Callable[[Engine], Result]:
    def ask(engine: Engine) -> Result:
        try:
            for name in (*found.default_graphs, *found.named_graphs):
                pyoxigraph.NamedNode(name)
        except ValueError:
            raise BadQuery("The name of a graph is no IRI.") from None
        return engine.query(
            found.query,
            results="json" if of_graph else form,
            graph=form if of_graph else "ttl",
            default_graph=found.default_graphs,
            named_graphs=found.named_graphs,
        )

    return ask


def _service(url: str) -> str:
    formats = "".join(
        f"    sd:resultFormat <http://www.w3.org/ns/formats/{name}> ;\n"
        for name in ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle",
                     "N-Triples", "RDF_XML", "JSON-LD")
    )  # fmt: skip
    return (
        "@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .\n"
        f"<{url}> a sd:Service ;\n    sd:endpoint <{url}> ;\n    sd:supportedLanguage sd:SPARQL11Query ;\n{formats}"
        f"    sd:defaultDataset <{url}#data> .\n"
        f"<{url}#data> a sd:Dataset ; sd:defaultGraph <{url}#default> .\n<{url}#default> a sd:Graph .\n"
    )


def _json(content: Any) -> Response:
    return Response(json.dumps(content, ensure_ascii=False), media_type="application/json")


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    # One that took too long would do so again.
    headers = {"Retry-After": "2"} if error.again else {}
    return PlainTextResponse(f"{error.message}\n", error.status, headers)


class _Guard:
    """Refuses what other web pages make a browser send.

    A page of another site can make a browser ask this server; it cannot read the answer, but the question costs. And
    by a name that it makes lead here (DNS rebinding) it could read it. So the host must be known, and the origin
    of a request, where the browser tells it, must be this server's or one that is allowed.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if reason := self._reason(headers, opened=_is_opened(scope, headers)):
            await PlainTextResponse(f"{reason}\n", 403)(scope, receive, send)
            return

        async def safe(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                ]
            await send(message)

        await self.app(scope, receive, safe)

    def _reason(self, headers: dict[str, str], *, opened: bool) -> str | None:
        host = headers.get("host", "")
        if not self._is_known(host):
            return f"The host {host[:200]!r} is not known here: allow it with --allow-host."
        if "*" in self.settings.cors:
            return None
        origin = headers.get("origin")
        if origin in self.settings.cors:
            return None
        if (origin and urlsplit(origin).netloc != host) or (
            headers.get("sec-fetch-site") == "cross-site" and not opened
        ):
            return "Pages of other sites may not ask here: allow their origin with --cors."
        return None

    def _is_known(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in ("localhost", self.settings.host, *self.settings.hosts):
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True  # no name, so no name that leads here


def _is_opened(scope: Scope, headers: dict[str, str]) -> bool:
    """Whether someone follows a link to a page, from a notebook or a mail; a query is no page."""
    page = scope["method"] == "GET" and not (scope["path"].startswith("/sparql") and scope["query_string"])
    return page and headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
