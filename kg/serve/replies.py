"""What goes back over HTTP: answers of the workers, and refusals with their reason."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from kg.serve import content
from kg.serve.frames import Frame
from kg.serve.pool import SLOW, Busy, Pool, Stopped

_CHUNK: Final = 1 << 18
_PROBLEMS: Final = {"text": ("text/plain",), "json": (content.JSON, "application/problem+json")}


class Problem(Exception):
    """A request is refused: a status of HTTP, and the reason in words."""

    def __init__(self, status: int, reason: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status, self.reason, self.headers = status, reason, dict(headers or {})

    def response(self, accept: str = "") -> Response:
        """Return the refusal as plain text, or as JSON where only that is read."""
        phrase = HTTPStatus(self.status).phrase
        if content.choose(accept, _PROBLEMS) == "json":
            body = {"title": phrase, "status": self.status, "detail": self.reason}
            return JSONResponse(body, self.status, self.headers, "application/problem+json")
        return Response(f"{self.reason}\n", self.status, self.headers, "text/plain")


class FileResponse(Response):
    """An answer that stands in an open file, which is sent piece by piece and then closed."""

    def __init__(self, file: int, length: int, headers: Mapping[str, str]) -> None:
        self._file, self._length = file, length
        super().__init__(None, 200, headers)
        self.headers["content-length"] = str(length)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        loop = asyncio.get_running_loop()
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            sent = 0 if scope["method"] != "HEAD" else self._length
            while sent < self._length:
                piece = await loop.run_in_executor(None, os.pread, self._file, _CHUNK, sent)
                if not piece:
                    break
                sent += len(piece)
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            os.close(self._file)
            self._file = -1


def answer(frame: Frame, headers: Mapping[str, str]) -> Response:
    """Return what a worker said as a response; raises Problem where it refused."""
    said = frame.head
    if said["status"] >= 400 and not said.get("page"):
        raise Problem(said["status"], said["reason"])
    headers = {**headers, **said.get("headers", {})}
    if "type" in said:
        headers["content-type"] = said["type"]
    if frame.file >= 0:
        return FileResponse(frame.file, said["length"], headers)
    return Response(frame.body, said["status"], headers)


async def ask(
    pool: Pool, request: Request, head: Mapping[str, object], body: bytes = b"", *, change: bool = False
) -> Frame:
    """Let a worker do a job, unless its client leaves; raises Problem where it cannot be done."""
    job = asyncio.ensure_future(pool.change(head, body) if change else pool.ask(head, body))
    try:
        await asyncio.wait({job}, timeout=SLOW)
        if not job.done() and not change:
            leaving = asyncio.ensure_future(_left(request))
            await asyncio.wait({job, leaving}, return_when=asyncio.FIRST_COMPLETED)
            leaving.cancel()
            if not job.done():
                job.cancel()
                raise Problem(503, "the client has left")
        return await job
    except Stopped as error:
        raise Problem(503, str(error)) from error
    except Busy as error:
        words = "the server is busy with other questions: try again in a moment"
        raise Problem(503, words, {"retry-after": "2"}) from error
    except asyncio.CancelledError:
        job.cancel()
        raise


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def tag(request: Request, *state: str) -> str:
    """Return the entity tag of an answer: it names the state of what is asked, the form and the address."""
    parts = (*state, request.scope["path"], request.scope["query_string"].decode("latin-1"))
    return f'W/"{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"'


def unchanged(request: Request, etag: str | None) -> bool:
    """Say whether a client has what an ETag stands for; what has none may be another each time."""
    known = request.headers.get("if-none-match", "")
    return etag is not None and _opaque(etag) in {_opaque(tag) for tag in known.split(",")}


def _opaque(etag: str) -> str:
    """Return a tag by which weak ones are compared."""
    return etag.strip().removeprefix("W/")
