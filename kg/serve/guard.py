"""What stands before all pages: whose requests are answered, and what a browser may do with the answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.serve.replies import Problem

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LOCAL: Final = ("localhost", "127.0.0.1", "[::1]")


class Guard:
    """Refuses requests to another host, which a page of that name would send here; says what browsers must not do."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = LOCAL) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message.get("headers", [])))
                headers["x-content-type-options"] = "nosniff"
                headers["referrer-policy"] = "no-referrer"
                headers.setdefault("content-security-policy", POLICY)
                if "access-control-allow-origin" not in headers:
                    headers["cross-origin-resource-policy"] = "same-origin"
                message = {**message, "headers": headers.raw}
            await send(message)

        host = ", ".join(Headers(scope=scope).getlist("host"))
        if _name(host) not in self._hosts:
            words = f"this server does not answer for '{host[:100]}'; --allow-host lets it"
            await Problem(421, words).response()(scope, receive, guarded)
            return
        await self._app(scope, receive, guarded)


def _name(host: str) -> str:
    """Return a host without its port."""
    name, colon, port = host.lower().rpartition(":")
    return name if colon and (port.isdecimal() or not port) else host.lower()
