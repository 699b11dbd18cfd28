"""A connection that ends in bounded time, however slowly its client sends or reads."""

from __future__ import annotations

import asyncio
import re
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kg.serve.limits import Bounds

# How long what a client goes on to send after its answer is thrown away, before the connection ends.
_LINGER: Final = 2.0
_LONGEST_HEAD: Final = 64 << 10


def _refusal(status: str, words: str) -> bytes:
    return (
        f"HTTP/1.1 {status}\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8\r\nretry-after: 1\r\n"
        f"content-length: {len(words)}\r\n\r\n{words}"
    ).encode()


_FULL: Final = _refusal("503 Service Unavailable", "Too many connections are open: try later.\n")
_LATE: Final = _refusal("408 Request Timeout", "The request took too long to arrive.\n")
_LONG: Final = _refusal("431 Request Header Fields Too Large", "The head of the request is longer than 64 KB.\n")


def bounded(bounds: Bounds) -> type[HttpToolsProtocol]:
    """Return the protocol of connections within these bounds."""

    class Connection(HttpToolsProtocol):
        _arriving: asyncio.TimerHandle | None = None
        _unread: asyncio.TimerHandle | None = None
        _draining: asyncio.TimerHandle | None = None
        _refused = False
        _in_head = _in_body = False
        _answered = True
        _head = 0

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            if len(self.connections) > bounds.connections:
                self._refuse(_FULL)
            else:
                self._expect()

        def data_received(self, data: bytes) -> None:
            if self._refused:
                return
            super().data_received(data)
            if self.transport.is_closing():
                return
            if self._in_head:
                self._head += len(data)
            if self._head > _LONGEST_HEAD:
                self._refuse(_LONG)
            elif self._waits():
                self._expect()

        def _waits(self) -> bool:
            """Say whether a request is still to come, or the rest of its head."""
            return self._in_head or (self._answered and not self._in_body)

        def on_message_begin(self) -> None:
            super().on_message_begin()
            self._in_head, self._head = True, 0

        def on_headers_complete(self) -> None:
            self._in_head, self._in_body, self._head, self._answered = False, True, 0, False
            _stop(self._arriving)
            self._arriving = None
            self._ask_of_whom()
            super().on_headers_complete()

        def _ask_of_whom(self) -> None:
            """Take the host of an address that is whole, as RFC 9112 has it (3.2.2), over that of the field."""
            host = _host_of(self.url)
            if host is not None:
                self.headers[:] = [*((name, value) for name, value in self.headers if name != b"host"), (b"host", host)]

        def on_message_complete(self) -> None:
            super().on_message_complete()
            self._in_body = False
            if self._draining is not None:
                _stop(self._draining)
                self._draining = None
                self._expect()

        def on_response_complete(self) -> None:
            self._answered = True
            super().on_response_complete()
            if self._in_body and not self.transport.is_closing():
                # Answered before all of it was sent: the rest is read a while, or the answer would be lost on the way.
                self.flow.resume_reading()
                self._draining = self.loop.call_later(_LINGER, self.transport.close)

        def connection_lost(self, exc: Exception | None) -> None:
            for timer in (self._arriving, self._unread, self._draining):
                _stop(timer)
            super().connection_lost(exc)

        def pause_writing(self) -> None:
            super().pause_writing()
            _stop(self._unread)
            self._unread = self.loop.call_later(bounds.stalled, self.transport.abort)

        def resume_writing(self) -> None:
            _stop(self._unread)
            self._unread = None
            super().resume_writing()

        def _expect(self) -> None:
            """Give the head of a request its time to arrive."""
            if self._arriving is None:
                self._arriving = self.loop.call_later(bounds.head, self._refuse, _LATE)

        def _refuse(self, words: bytes) -> None:
            """Say why, read what still comes for a moment, or the words would be lost on the way, and end."""
            self._refused = True
            _stop(self._arriving)
            self._arriving = None
            if not self.transport.is_closing():
                self.transport.write(words)
                self.loop.call_later(_LINGER / 10, self.transport.close)

    return Connection


def _host_of(url: bytes) -> bytes | None:
    """Return the host that a request names in its first line, with its port; None for a path alone."""
    scheme, mark, rest = url.partition(b"://")
    if not mark or not scheme.isalpha():
        return None
    return re.split(rb"[/?#]", rest, maxsplit=1)[0].rpartition(b"@")[2]


def _stop(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
