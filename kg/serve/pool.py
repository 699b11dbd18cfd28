"""The processes that answer, as the process sees them that speaks HTTP; it never waits for them but in turns."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections import deque
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from typing import Any, Final

from kg.errors import DataError
from kg.serve import frames
from kg.serve.frames import Frame
from kg.serve.limits import Bounds
from kg.store.worker import death

# Past this time a job is slow: others come first on the processor, and its client is watched for leaving.
SLOW: Final = 1.0
# So long a job waits for a process that has done its work before another is made.
_BEAT: Final = 0.2
# A process that has worked and then waits for so long gives way to a new one, which holds nothing of its own.
_REST: Final = 4.0
# To find out what all pages share takes no longer than this, and a state is served no later than this without it.
_PREPARING: Final = 600.0
_UNPREPARED: Final = 3.0
_NICE: Final = 5


class Stopped(Exception):
    """A job was stopped, or died; the message says of what."""


class Busy(Exception):
    """All processes work, and so many jobs wait for them that this one is turned away."""


class Gone(Exception):
    """The process at the other end has ended."""


class Channel:
    """A connection to another process, which answers one message at a time."""

    def __init__(self, end: socket.socket) -> None:
        end.setblocking(False)
        self._end = end
        self._buffer = frames.Buffer()
        self._waiting: asyncio.Future[Frame] | None = None
        self._loop = asyncio.get_running_loop()
        self.open = True
        self._loop.add_reader(end, self._read)

    async def call(self, head: Mapping[str, Any], body: bytes = b"") -> Frame:
        """Send a message and return the answer; raises Gone where the other process ends."""
        if not self.open:
            raise Gone
        self._waiting = self._loop.create_future()
        data = frames.encoded(head, body)
        try:
            sent = self._end.send(data)
            if sent < len(data):
                await self._loop.sock_sendall(self._end, data[sent:])
        except BlockingIOError:
            await self._loop.sock_sendall(self._end, data)
        except OSError as error:
            self.close()
            raise Gone from error
        return await self._waiting

    async def next(self) -> Frame:
        """Return a message that comes unasked; raises Gone where the other process ends."""
        self._waiting = self._loop.create_future()
        self._deliver()
        return await self._waiting

    def close(self) -> None:
        """Close the connection, by which the other process ends when its job is done."""
        if self.open:
            self.open = False
            self._loop.remove_reader(self._end)
            self._end.close()
            self._buffer.close()
            if self._waiting is not None and not self._waiting.done():
                self._waiting.set_exception(Gone())

    def _read(self) -> None:
        try:
            alive = self._buffer.read(self._end)
        except BlockingIOError:
            return
        except OSError:
            alive = False
        self._deliver()
        if not alive:
            self.close()

    def _deliver(self) -> None:
        if self._waiting is not None and not self._waiting.done() and (frame := self._buffer.take()) is not None:
            self._waiting.set_result(frame)


class Nursery:
    """A process that forks others."""

    def __init__(self, channel: Channel, parent: Nursery | None = None, id_: int = 0) -> None:
        self._channel = channel
        self._turn = asyncio.Lock()
        self._parent, self._id = parent, id_

    async def bear(self, kind: str) -> tuple[int, Channel]:
        """Fork a process, and return its id and the connection to it."""
        asked = asyncio.ensure_future(self._call({"fork": kind}))
        try:
            frame = await asyncio.shield(asked)
        except asyncio.CancelledError:
            asked.add_done_callback(self._abandon)
            raise
        return frame.head["id"], Channel(socket.socket(fileno=frame.file))

    async def reap(self, child: int) -> int:
        """Return how a process ended, which has or is about to."""
        with suppress(Gone):
            return int((await asyncio.shield(asyncio.ensure_future(self._call({"reap": child})))).head["status"])
        return 0

    async def _call(self, head: Mapping[str, Any]) -> Frame:
        """Ask the process, whose answer is waited for whoever gives up: the next one would else get it."""
        async with self._turn:
            return await self._channel.call(head)

    def _abandon(self, asked: asyncio.Future[Frame]) -> None:
        """End a process for which nobody waits any more."""
        if not asked.cancelled() and asked.exception() is None:
            frame = asked.result()
            os.close(frame.file)
            self._reaping = asyncio.ensure_future(self.reap(frame.head["id"]))

    async def close(self) -> None:
        """Let the process end."""
        self._channel.close()
        parent, self._parent = self._parent, None  # or each update would keep the ones before it
        if parent is not None:
            await parent.reap(self._id)


class _Worker:
    """A process that answers; ``done`` is when it did so last, None where it never has."""

    def __init__(self, id_: int, channel: Channel, generation: _Generation) -> None:
        self.id, self.channel, self.generation = id_, channel, generation
        self.slowed = False
        self.done: float | None = None

    def slow_down(self) -> None:
        """Let others come first on the processor."""
        self.slowed = True
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.id, _NICE)

    async def end(self, *, kill: bool = False) -> int:
        """End the process, and return how it ended."""
        if kill:
            with suppress(OSError):
                os.kill(self.id, signal.SIGKILL)
        self.channel.close()
        self.generation.workers.discard(self)
        status = await self.generation.nursery.reap(self.id)
        await self.generation.close_if_over()
        return status


class _Generation:
    """One state of the graph: the nursery that holds it, and the processes that answer from it.

    ``bearing`` are so many that are on the way, ``preparing`` is what finds out what all its pages share.
    """

    def __init__(self, nursery: Nursery, about: dict[str, Any]) -> None:
        self.nursery, self.about = nursery, about
        self.workers: set[_Worker] = set()
        self.bearing = 0
        self.preparing: asyncio.Task[Any] | None = None
        self.over = False

    async def close_if_over(self) -> None:
        if self.over and not self.workers and not self.bearing:
            await self.nursery.close()


class Pool:
    """The processes that answer.

    ``about`` says what is served; it changes with an update and when the graph is loaded again. ``notice`` is told on
    each page of it.
    """

    def __init__(self, control: socket.socket, bounds: Bounds) -> None:
        self._control = control
        self._bounds = bounds
        self._idle: list[_Worker] = []
        self._waiting: deque[asyncio.Future[_Worker]] = deque()
        self._now: _Generation | None = None
        self._count = 0
        self._writing = asyncio.Lock()
        self._ending: set[asyncio.Task[Any]] = set()
        self._resting: asyncio.TimerHandle | None = None
        self.jobs = 0
        self.notice = ""

    @property
    def about(self) -> dict[str, Any]:
        """Return what is served: its title, the digest of its state, how many triples and graphs it has."""
        assert self._now is not None
        return self._now.about

    async def start(self) -> None:
        """Load the graph and serve it; raises DataError where it cannot be loaded."""
        self._seed = Nursery(Channel(self._control))
        async with self._writing:
            await self._serve(await self._load())

    async def reload(self) -> None:
        """Load the graph anew and serve that; raises DataError where it cannot be loaded, and the last one stays."""
        async with self._writing:
            await self._serve(await self._load())

    async def prepared(self) -> None:
        """Wait until what all pages share has been found out: a page would else find it out for itself, and later."""
        if self._now is not None and self._now.preparing is not None:
            await asyncio.wait({self._now.preparing}, timeout=self._bounds.patience)

    async def _load(self) -> _Generation:
        child, channel = await self._seed.bear("load")
        try:
            said = (await channel.next()).head
        except Gone as error:
            status = await self._seed.reap(child)
            words = "it needs more memory than there is" if os.WIFSIGNALED(status) else "the process that read it ended"
            raise DataError(f"the graph could not be loaded: {words}") from error
        if "failed" in said:
            channel.close()
            await self._seed.reap(child)
            raise DataError(said["failed"])
        return _Generation(Nursery(channel, self._seed, child), said["ready"])

    async def ask(self, head: Mapping[str, Any], body: bytes = b"", seconds: float | None = None) -> Frame:
        """Do a job and return what it brings; raises Stopped and Busy. A caller who is cancelled stops the job.

        It may take so many seconds, as many as any job where no number is given.
        """
        worker = await self._free()
        return await self._run(worker, head, body, seconds=seconds)

    async def change(self, head: Mapping[str, Any], body: bytes = b"", seconds: float | None = None) -> Frame:
        """Do a job that changes the graph; the process that has done it holds the new one. Raises what ``ask`` does.

        It may take so many seconds, as many as any job where no number is given.
        """
        async with self._writing:
            worker = await self._free()
            generation = worker.generation
            if generation is not self._now:
                await self._end(worker)
                worker = await self._free()
            frame = await self._run(worker, head, body, keep=True, seconds=seconds)
            if frame.head.get("changed"):
                await self._serve(self._made_of(worker, frame))
            else:
                self._release(worker, frame)
            return frame

    async def close(self) -> None:
        """End all processes; each finishes its job."""
        if self._now is None:
            return
        for going_on in (self._now.preparing, self._resting):
            if going_on is not None:
                going_on.cancel()
        for worker in self._idle:
            worker.channel.close()
        self._idle.clear()
        await self._now.nursery.close()
        await self._seed.close()

    async def settle(self) -> None:
        """Wait a moment for what is about to end."""
        if self._ending:
            await asyncio.wait(self._ending, timeout=1)

    async def _run(
        self, worker: _Worker, head: Mapping[str, Any], body: bytes, *, keep: bool = False, seconds: float | None = None
    ) -> Frame:
        self.jobs += 1
        loop = asyncio.get_running_loop()
        # One that is kept is what others are made of, which would begin behind.
        slow = None if keep else loop.call_later(SLOW, worker.slow_down)
        try:
            async with asyncio.timeout(seconds or self._bounds.seconds):
                frame = await worker.channel.call(head, body)
        except TimeoutError as error:
            await self._end(worker, kill=True)
            most = f"{seconds or self._bounds.seconds:g} s"
            raise Stopped(f"this was stopped after {most}, all it may take here: ask for less") from error
        except Gone as error:
            raise Stopped(death(await self._end(worker), self._bounds)) from error
        except asyncio.CancelledError:
            self._later(self._end(worker, kill=True))
            raise
        finally:
            if slow is not None:
                slow.cancel()
        if not keep:
            self._release(worker, frame)
        if frame.head.get("stale") and not self._writing.locked():
            self._later(self.reload())
        return frame

    async def _free(self) -> _Worker:
        """Return a process that waits for a job; makes another where all work for longer than a moment."""
        while self._idle:
            worker = self._idle.pop()
            if worker.channel.open:
                return worker
            self._later(self._end(worker))
        if self._count < self._bounds.warm:
            return await self._make()
        if len(self._waiting) >= self._bounds.queue:
            raise Busy
        turn: asyncio.Future[_Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        beat = asyncio.get_running_loop().call_later(_BEAT, self._help)
        try:
            async with asyncio.timeout(self._bounds.patience):
                return await turn
        except TimeoutError as error:
            raise Busy from error
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._release(turn.result())
            raise
        finally:
            beat.cancel()
            with suppress(ValueError):
                self._waiting.remove(turn)

    def _help(self) -> None:
        """Make another process for a job that has waited for a moment."""
        if self._waiting and self._count < self._bounds.most:
            self._later(self._hatch())

    async def _hatch(self) -> None:
        self._release(await self._make())

    async def _make(self, generation: _Generation | None = None) -> _Worker:
        """Make a process that answers from the state that is served now, or from another one."""
        generation = generation or self._now
        assert generation is not None
        self._count += 1
        generation.bearing += 1
        try:
            worker = _Worker(*await generation.nursery.bear("worker"), generation)
            generation.workers.add(worker)
        except BaseException:
            self._count -= 1
            raise
        finally:
            generation.bearing -= 1
            if generation.over:
                self._later(generation.close_if_over())
        return worker

    def _release(self, worker: _Worker, frame: Frame | None = None) -> None:
        """Give a process that has done its job the next one, or let it wait, or end it."""
        if frame is not None:
            worker.done = asyncio.get_running_loop().time()
        ending = frame is not None and (frame.head.get("last") or worker.slowed)
        if ending or worker.generation is not self._now or not worker.channel.open:
            self._later(self._end(worker))
            return
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(worker)
                return
        if len(self._idle) >= self._bounds.warm:
            self._later(self._end(worker))
        else:
            self._idle.append(worker)
            if worker.done is not None and self._resting is None:
                self._resting = asyncio.get_running_loop().call_later(_REST, self._rest)

    def _rest(self) -> None:
        """Let new processes wait in place of those that have worked and had nothing to do since."""
        loop = asyncio.get_running_loop()
        self._resting = None
        worked = [(worker, worker.done) for worker in self._idle if worker.done is not None]
        rested = [worker for worker, done in worked if done <= loop.time() - _REST]
        for worker in rested:
            self._idle.remove(worker)
            self._later(self._end(worker))
            self._later(self._hatch())
        if len(worked) > len(rested):
            self._resting = loop.call_later(_REST / 4, self._rest)

    async def _end(self, worker: _Worker, *, kill: bool = False) -> int:
        """End a process, and make another in its place where jobs wait."""
        self._count -= 1
        status = await worker.end(kill=kill)
        if self._waiting and self._count < self._bounds.most:
            await self._hatch()
        return status

    async def _serve(self, generation: _Generation) -> None:
        """Serve another state as soon as its pages are prepared, until when readers have the one before.

        Where that takes longer than a moment, it is served meanwhile.
        """
        if self._now is not None and self._now.preparing is not None:
            self._now.preparing.cancel()
        generation.preparing = self._later(self._prepare(generation))
        await asyncio.wait({generation.preparing}, timeout=_UNPREPARED)
        if not generation.preparing.done():
            self._follow(generation)

    async def _prepare(self, generation: _Generation) -> None:
        prepared = await self._with_pages(generation)
        if prepared is not None:
            self._follow(prepared)
            await self._leave(generation)
        elif self._now is not generation:
            self._follow(generation)

    async def _with_pages(self, generation: _Generation) -> _Generation | None:
        """Return the same state with what all pages share, found out by a process of its own; None where it cannot."""
        try:
            worker = await self._make(generation)
            frame = await self._run(worker, {"do": "warm"}, b"", keep=True, seconds=_PREPARING)
        except (Stopped, Gone, OSError):
            return None
        if frame.head.get("changed"):
            return self._made_of(worker, frame)
        await self._end(worker)
        return None

    def _made_of(self, worker: _Worker, frame: Frame) -> _Generation:
        """Return the state that a process holds which has changed its own."""
        worker.generation.workers.discard(worker)
        self._count -= 1
        return _Generation(Nursery(worker.channel, worker.generation.nursery, worker.id), frame.head["about"])

    def _follow(self, generation: _Generation) -> None:
        """Serve another graph from now on; jobs that run end on the one before."""
        before, self._now = self._now, generation
        for worker in self._idle:
            self._later(self._end(worker))
        self._idle.clear()
        if before is not None:
            self._later(self._leave(before))
        for _ in range(self._bounds.warm):
            self._later(self._hatch())

    async def _leave(self, generation: _Generation) -> None:
        """End a state from which nothing is served any more, when the last of its processes has done its job."""
        generation.over = True
        await generation.close_if_over()

    def _later(self, work: Awaitable[Any]) -> asyncio.Task[Any]:
        task = asyncio.ensure_future(_quietly(work))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
        return task


async def _quietly(work: Awaitable[Any]) -> None:
    with suppress(Gone, OSError, DataError):
        await work
