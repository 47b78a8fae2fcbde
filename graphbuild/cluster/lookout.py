"""While tasks are waited for: is there a worker that can take them?"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Self

EVERY = 5
"""Seconds between two looks."""

FULL = 60
"""Seconds after which workers that are all full are given up: Dask gives no task to one whose memory is nearly used
up, and waits without end."""


class Lookout:
    """Looks at a cluster from a thread of its own. `waiting` is called when nobody is there, `give_up` when all who are
    there have been full for `FULL` seconds, with nothing under way."""

    def __init__(self, client: Any, waiting: Callable[[], object], give_up: Callable[[], object]) -> None:
        self.full = False
        """Whether they were given up."""
        self._client = client
        self._waiting = waiting
        self._give_up = give_up
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join(EVERY)  # a scheduler that has gone may never answer

    def _look(self) -> None:
        since = time.monotonic()
        while not self._ended.wait(EVERY):
            with suppress(Exception):  # a scheduler that has gone is missed elsewhere
                there, at_work = self._client.run_on_scheduler(_state)
                if not there:
                    self._waiting()
                if at_work or not there:
                    since = time.monotonic()
                elif time.monotonic() - since > FULL:
                    self.full = True
                    self._give_up()
                    return


def _state(dask_scheduler: Any) -> tuple[bool, bool]:
    """Whether there are workers, and whether one of them takes tasks or has one under way."""
    workers = list(dask_scheduler.workers.values())
    return bool(workers), any(worker.status.name == "running" or worker.executing for worker in workers)
