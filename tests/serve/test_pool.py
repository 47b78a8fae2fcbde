from __future__ import annotations

import asyncio
import threading
from typing import Any, cast

import pytest

from graphbuild.query.engine import Engine
from graphbuild.serve.pool import Gone, Pool


class Starting:
    """An engine that is told to stop when its worker is not there yet, and then once more."""

    def __init__(self) -> None:
        self._told = 0
        self._stopped = threading.Event()

    def stop(self) -> None:
        self._told += 1
        if self._told > 1:
            self._stopped.set()

    def answer(self) -> bool:
        return self._stopped.wait(30)


def test_a_question_that_is_only_about_to_run_is_stopped_too() -> None:
    async def ask() -> Any:
        async def gone() -> bool:
            return True

        pool = Pool(cast("list[Engine]", [Starting()]), waiting=0, seconds=1)
        return await pool.ask(lambda engine: cast("Any", engine).answer(), gone)

    with pytest.raises(Gone):
        asyncio.run(asyncio.wait_for(ask(), 20))
