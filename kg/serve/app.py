"""The application: which address answers what."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from kg.serve import content
from kg.serve.guard import LOCAL, Guard
from kg.serve.limits import Bounds
from kg.serve.pool import Pool
from kg.serve.replies import Problem
from kg.serve.sparql import Endpoint
from kg.serve.web import Web

_READ = "GET, HEAD, OPTIONS"
_ANY = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]


def application(
    pool: Pool,
    bounds: Bounds,
    *,
    token: str | None = None,
    hosts: Sequence[str] = LOCAL,
    origins: Sequence[str] = (),
) -> ASGIApp:
    """Return the application over a pool, which it closes at its end.

    ``token`` allows updates that bear it, ``hosts`` are the names by which it is asked, ``origins`` whose pages may
    read it.
    """
    web = Web(pool)
    endpoint = Endpoint(pool, bounds, token, web.editor)

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        yield
        await pool.close()

    middleware = [Middleware(Guard, hosts=hosts)]
    if origins:
        middleware.append(
            Middleware(
                CORSMiddleware,
                allow_origins=origins,
                allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
                allow_headers=["Accept", "Authorization", "Content-Type", "If-None-Match"],
                expose_headers=["ETag", content.NOTE],
                max_age=600,
            )
        )
    routes = [
        Route("/sparql", endpoint.sparql, methods=_ANY),
        Route("/store", endpoint.store, methods=_ANY),
        Route("/thing", web.thing),
        Route("/ask", web.ask),
        Route("/graph", web.graph),
        Route("/graph.json", web.drawn),
        Route("/search", web.search),
        Route("/suggest.json", web.suggest),
        Route("/terms.json", web.terms),
        Route("/api", web.api),
        Route("/api/openapi.json", web.description),
        Route("/api/{verb}", web.api),
        Route("/download/{format}", web.download),
        Route("/export/{format}", web.export),
        Route("/static/{name}", web.static),
        Route("/favicon.ico", web.icon),
        Route("/", web.page),
        Route("/{path:path}", web.page),
    ]

    async def refuse(request: Request, error: Exception) -> Response:
        if request.method == "OPTIONS" and isinstance(error, HTTPException) and error.status_code in (404, 405):
            # Of a path that takes nothing but being read, or of the server as a whole, which is asked for as '*'.
            return Response(status_code=204, headers={"allow": _READ})
        problem = _problem(request, error)
        if request.url.path.startswith("/api"):
            return problem.response("application/json")
        page = None if problem.status == 500 else await web.problem(request, problem)
        return page or problem.response(request.headers.get("accept", ""))

    handlers: dict[Any, Any] = {Problem: refuse, HTTPException: refuse, Exception: refuse}
    return Starlette(routes=routes, middleware=middleware, exception_handlers=handlers, lifespan=life)


def _problem(request: Request, error: Exception) -> Problem:
    """Return what is to be said of an error."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, HTTPException):
        if error.status_code == 405:
            return Problem(405, f"{request.method[:20]} is not answered here; use GET", {"allow": _READ})
        words = f"there is nothing at {request.url.path[:200]}" if error.status_code == 404 else error.detail
        return Problem(error.status_code, words, error.headers)
    return Problem(500, f"failed in an unforeseen way: {type(error).__name__}")
