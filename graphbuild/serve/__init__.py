"""A build as a local web page and a SPARQL endpoint, read-only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """How a build is served, and what those who ask may take."""

    host: str = "127.0.0.1"
    port: int = 7200
    seconds: float = 30.0
    """How long a question may run."""
    rows: int = 100_000
    """How many rows an answer may have."""
    at_once: int = 2
    """How many questions are answered at once."""
    waiting: int = 16
    """How many may wait for their turn; the next is refused."""
    query_bytes: int = 200_000
    """How long a query may be."""
    megabytes: int = 4096
    """How much memory a question may take."""
    in_memory: bool = False
    """Keep the statements in memory, once for each question at once: it answers faster and starts later."""
    cors: tuple[str, ...] = ()
    """The origins whose pages may ask (`*`: all)."""
    hosts: tuple[str, ...] = ()
    """Host names by which the server may be called, beside localhost and addresses in numbers."""
