"""Several engines for one store, each answering one question at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from graphbuild.query.engine import Engine

Answer = TypeVar("Answer")


class Busy(Exception):
    """As many questions wait as may."""


class Gone(Exception):
    """The client went away before its answer was ready."""


class Pool:
    """Engines, and a queue before them."""

    def __init__(self, engines: list[Engine], waiting: int) -> None:
        self._engines = engines
        self._free = list(engines)
        self._turn = asyncio.Condition()
        self._waiting = 0
        self._most = waiting

    async def ask(self, question: Callable[[Engine], Answer], gone: Callable[[], Awaitable[bool]]) -> Answer:
        """Ask when it is one's turn; what is running is stopped when the client is gone. Raises `Busy` and `Gone`."""
        async with self._engine() as engine:
            answer = asyncio.create_task(asyncio.to_thread(question, engine))
            try:
                while not (await asyncio.wait({answer}, timeout=0.25))[0]:
                    if await gone():
                        raise Gone
                return await answer
            finally:
                if not answer.done():
                    engine.stop()
                    with suppress(Exception):
                        await asyncio.shield(answer)

    def close(self) -> None:
        """End all workers."""
        for engine in self._engines:
            engine.stop()

    @asynccontextmanager
    async def _engine(self) -> AsyncIterator[Engine]:
        async with self._turn:
            if not self._free and self._waiting >= self._most:
                raise Busy
            self._waiting += 1
            try:
                await self._turn.wait_for(lambda: self._free)
            finally:
                self._waiting -= 1
            engine = self._free.pop()
        try:
            yield engine
        finally:
            async with self._turn:
                self._free.append(engine)
                self._turn.notify()
