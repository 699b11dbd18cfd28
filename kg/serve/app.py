"""The application: which address answers what."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from kg.serve.guard import LOCAL, Guard
from kg.serve.limits import Bounds
from kg.serve.pool import Pool
from kg.serve.replies import Problem
from kg.serve.sparql import Endpoint

_ANY = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]


def application(
    pool: Pool,
    bounds: Bounds,
    *,
    token: str | None = None,
    hosts: Sequence[str] = LOCAL,
    origins: Sequence[str] = (),
) -> ASGIApp:
    """Return the application over a pool, which it starts if need be and closes.

    ``token`` allows updates that bear it, ``hosts`` are the names by which it is asked, ``origins`` whose pages may
    read it.
    """
    endpoint = Endpoint(pool, bounds, token)

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
                expose_headers=["ETag"],
                max_age=600,
            )
        )
    routes = [
        Route("/sparql", endpoint.sparql, methods=_ANY),
        Route("/store", endpoint.store, methods=_ANY),
    ]
    handlers = {Problem: _refuse, HTTPException: _refuse_http, Exception: _fail}
    return Starlette(routes=routes, middleware=middleware, exception_handlers=handlers, lifespan=life)


async def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return error.response(request.headers.get("accept", ""))


async def _refuse_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = f"there is nothing at {request.url.path[:200]}" if error.status_code == 404 else error.detail
    return await _refuse(request, Problem(error.status_code, words, error.headers))


async def _fail(request: Request, error: Exception) -> Response:
    return await _refuse(request, Problem(500, f"failed in an unforeseen way: {type(error).__name__}"))
