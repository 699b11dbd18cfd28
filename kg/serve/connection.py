"""A connection that ends in bounded time, however slowly its client sends or reads."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from kg.serve.limits import Bounds

_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"retry-after: 1\r\ncontent-length: 42\r\n\r\nToo many connections are open: try later.\n"
)
# How long what a client goes on to send after its answer is thrown away, before the connection ends.
_LINGER = 2.0


def bounded(bounds: Bounds) -> type[H11Protocol]:
    """Return the protocol of connections within these bounds."""

    class Connection(H11Protocol):
        _arriving: asyncio.TimerHandle | None = None
        _unread: asyncio.TimerHandle | None = None
        _full = False
        _draining: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            if len(self.connections) > bounds.connections:
                self._full = True
                transport.write(_FULL)
                self.loop.call_later(_LINGER / 10, transport.close)
                return
            self._expect()

        def data_received(self, data: bytes) -> None:
            if self._full:
                return
            super().data_received(data)
            if self.transport.is_closing():
                return
            if self._draining is not None and self.conn.their_state is not h11.SEND_BODY:
                self._draining.cancel()
                self._draining = None
            if self.conn.their_state is h11.IDLE and self.conn.our_state is h11.IDLE:
                self._expect()
            else:
                self._stop_expecting()

        def on_response_complete(self) -> None:
            if self.conn.their_state is h11.SEND_BODY and not self.transport.is_closing():
                # Answered before all of it was sent: the rest is read a while, or the answer would be lost on the way.
                self.server_state.total_requests += 1
                self.flow.resume_reading()
                self._draining = self.loop.call_later(_LINGER, self.transport.close)
                return
            super().on_response_complete()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop_expecting()
            self._read_again()
            super().connection_lost(exc)

        def pause_writing(self) -> None:
            super().pause_writing()
            self._read_again()
            self._unread = self.loop.call_later(bounds.stalled, self.transport.abort)

        def resume_writing(self) -> None:
            self._read_again()
            super().resume_writing()

        def _expect(self) -> None:
            """Give the head of a request its time to arrive."""
            if self._arriving is None:
                self._arriving = self.loop.call_later(bounds.head, self._too_late)

        def _stop_expecting(self) -> None:
            if self._arriving is not None:
                self._arriving.cancel()
                self._arriving = None

        def _too_late(self) -> None:
            if not self.transport.is_closing():
                words = b"The request took too long to arrive.\n"
                self.transport.write(
                    b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8\r\n"
                    + f"content-length: {len(words)}\r\n\r\n".encode()
                    + words
                )
                self.transport.close()

        def _read_again(self) -> None:
            if self._unread is not None:
                self._unread.cancel()
                self._unread = None

    return Connection
