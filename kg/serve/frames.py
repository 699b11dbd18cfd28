"""What the processes of the server say to each other: a head in JSON, a body, and at most one open file."""

from __future__ import annotations

import array
import json
import os
import socket
import struct
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

_SIZES: Final = struct.Struct(">II")
_CHUNK: Final = 1 << 18
# A socket holds this much, so that most answers go at once.
_ROOM: Final = 1 << 20


class Frame(NamedTuple):
    """A message: its head, its body, and the open file that came with it, or -1."""

    head: dict[str, Any]
    body: bytes
    file: int = -1


def pair() -> tuple[socket.socket, socket.socket]:
    """Return the two ends of a connection between processes."""
    ends = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    for end in ends:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _ROOM)
    return ends


def encoded(head: Mapping[str, Any], body: bytes = b"") -> bytes:
    """Return a message as bytes."""
    text = json.dumps(head).encode()
    return b"".join((_SIZES.pack(len(text), len(body)), text, body))


def send(end: socket.socket, head: Mapping[str, Any], body: bytes = b"", file: int = -1) -> None:
    """Send a message; the open file goes along and stays open here. Raises OSError where nobody listens."""
    data = encoded(head, body)
    if file >= 0:
        sent = end.sendmsg([data], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [file]))])
        data = data[sent:]
    end.sendall(data)


class Buffer:
    """What has come of messages, until one is whole."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._files: list[int] = []

    def read(self, end: socket.socket) -> bool:
        """Take what has come; returns False where the other end is closed."""
        data, ancillary, _, _ = end.recvmsg(_CHUNK, socket.CMSG_SPACE(array.array("i").itemsize))
        for level, kind, value in ancillary:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                self._files += array.array("i", value)
        self._data += data
        return bool(data)

    def take(self) -> Frame | None:
        """Return the next whole message, or None."""
        if len(self._data) < _SIZES.size:
            return None
        head, body = _SIZES.unpack_from(self._data)
        begin = _SIZES.size + head
        if len(self._data) < begin + body:
            return None
        said = json.loads(self._data[_SIZES.size : begin])
        held = bytes(self._data[begin : begin + body])
        del self._data[: begin + body]
        return Frame(said, held, self._files.pop(0) if said.get("file") else -1)

    def close(self) -> None:
        """Close files that nobody took."""
        while self._files:
            os.close(self._files.pop())


def receive(end: socket.socket) -> Frame | None:
    """Wait for the next message; None where the other end is closed."""
    buffer = Buffer()
    while (frame := buffer.take()) is None:
        if not buffer.read(end):
            return None
    return frame
