"""A connection of a client that has a limited time to ask.

uvicorn waits for the rest of a request as long as the client likes: a few hundred clients that send a letter an hour
would keep all others out.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from graphbuild.serve.protocol import PATIENCE


class Connection(H11Protocol):
    """Is closed where the head of a request has not come in time; `protocol.py` waits as long for its body."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        super().on_response_complete()
        self._wait()

    def _wait(self) -> None:
        self.loop.call_later(PATIENCE, self._give_up, self.cycle)

    def _give_up(self, last: RequestResponseCycle | None) -> None:
        if self.cycle is last and (last is None or last.response_complete):
            self.transport.close()
