"""Several engines for one store, each answering one question at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from graphbuild.query.engine import Engine

Answer = TypeVar("Answer")

_LOOK = 0.25
"""Seconds between two looks whether the client is still there."""


class Busy(Exception):
    """As many questions wait as may, or one has waited as long as it may."""


class Gone(Exception):
    """The client went away before its answer was ready."""


class Pool:
    """Engines, and a queue before them."""

    def __init__(self, engines: list[Engine], waiting: int, seconds: float) -> None:
        self._engines = engines
        self._free = list(engines)
        self._turn = asyncio.Condition()
        self._waiting = 0
        self._most = waiting
        self._seconds = seconds

    async def ask(self, question: Callable[[Engine], Answer], gone: Callable[[], Awaitable[bool]]) -> Answer:
        """Ask when it is one's turn; what is running is stopped when the client is gone. Raises `Busy` and `Gone`."""
        async with self._engine(gone) as engine:
            answer = asyncio.create_task(asyncio.to_thread(question, engine))
            try:
                while not (await asyncio.wait({answer}, timeout=_LOOK))[0]:
                    if await gone():
                        raise Gone
                return await answer
            finally:
                while not answer.done():  # again, should its worker only have been about to start
                    engine.stop()
                    await asyncio.wait({answer}, timeout=_LOOK)
                if not answer.cancelled():
                    answer.exception()  # it has been looked at

    def close(self) -> None:
        """End all workers."""
        for engine in self._engines:
            engine.stop()

    @asynccontextmanager
    async def _engine(self, gone: Callable[[], Awaitable[bool]]) -> AsyncIterator[Engine]:
        async with self._turn:
            if not self._free:
                await self._wait(gone)
            engine = self._free.pop()
        try:
            yield engine
        finally:
            async with self._turn:
                self._free.append(engine)
                self._turn.notify()

    async def _wait(self, gone: Callable[[], Awaitable[bool]]) -> None:
        """Until an engine is free. Raises `Busy` and `Gone`."""
        if self._waiting >= self._most:
            raise Busy
        end = time.monotonic() + self._seconds
        self._waiting += 1
        try:
            while not self._free:
                if await gone():
                    raise Gone
                if time.monotonic() > end:
                    raise Busy
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._turn.wait(), _LOOK)
        finally:
            self._waiting -= 1
