"""Run the server until it is stopped."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable

from graphbuild.errors import MissingExtra, OutputError
from graphbuild.saved import SavedBuild
from graphbuild.serve import Settings
from graphbuild.signals import undisturbed


def serve(
    out: str | os.PathLike[str],
    settings: Settings,
    started: Callable[[str], None],
    told: Callable[[str], None] = lambda what: None,
) -> None:
    """Serve a build; `started` is called with the address, `told` as by `SavedBuild`.

    Raises `NotABuild`, `OutputError` and `MissingExtra`."""
    try:
        import uvicorn

        from graphbuild.serve.app import application
        from graphbuild.serve.connection import Connection
    except ImportError as error:
        if (error.name or "").startswith("graphbuild"):
            raise
        raise MissingExtra(
            "The server needs a part that is not installed: `pip install 'graphbuild[serve]'`."
        ) from None
    build = SavedBuild(out, told)
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise OutputError(f"Cannot listen on {settings.host} port {settings.port}: {reason}.") from None
    config = uvicorn.Config(
        application(build, settings),
        http=Connection,
        log_level="error",
        access_log=False,
        server_header=False,
        limit_concurrency=8 * (settings.at_once + settings.waiting),
        timeout_keep_alive=5,
        timeout_graceful_shutdown=2,
    )
    host = f"[{settings.host}]" if family == socket.AF_INET6 else settings.host
    server = uvicorn.Server(config)
    # uvicorn ends in order, but only when it has begun, and knows nothing of a terminal that is closed.
    with undisturbed(lambda: setattr(server, "should_exit", True)):
        started(f"http://{host}:{listener.getsockname()[1]}/")
        server.run(sockets=[listener])
