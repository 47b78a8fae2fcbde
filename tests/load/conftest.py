"""A Virtuoso server of our own, for the session: another engine than ours, by others."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PASSWORD = "dba"
_INI = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = {port}
DisableUnixSocket = 1
NumberOfBuffers = 20000
MaxDirtyBuffers = 12000
DirsAllowed = {allowed}
[HTTPServer]
ServerPort = {web}
ServerRoot = {folder}
MaxClientConnections = 10
[SPARQL]
ResultSetMaxRows = 1000000
"""


@dataclass(frozen=True)
class Virtuoso:
    port: int
    web: int

    @property
    def queries(self) -> str:
        return f"http://127.0.0.1:{self.web}/sparql"

    @property
    def updates(self) -> str:
        return f"http://127.0.0.1:{self.web}/sparql-auth"

    @property
    def graph_store(self) -> str:
        return f"http://127.0.0.1:{self.web}/sparql-graph-crud-auth"


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    program = shutil.which("virtuoso-t")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("virtuoso-t is missing: .ci/run installs it")
        pytest.skip("Virtuoso is not installed (Debian: virtuoso-opensource-7-bin)")
    folder = tmp_path_factory.mktemp("virtuoso")
    port, web = _free_port(), _free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(
        _INI.format(folder=folder, allowed=tmp_path_factory.getbasetemp(), port=port, web=web), encoding="utf-8"
    )
    with (folder / "out.txt").open("wb") as out:
        process = subprocess.Popen(
            [program, "+foreground", "+configfile", str(ini)], cwd=folder, stdout=out, stderr=subprocess.STDOUT
        )
    try:
        server = Virtuoso(port, web)
        _wait_for(server, process, folder)
        yield server
    finally:
        process.kill()
        process.wait()


def _wait_for(server: Virtuoso, process: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{server.queries}?query=ASK%7B%7D", timeout=5).close()
            return
        except OSError:
            assert process.poll() is None, (folder / "out.txt").read_text(errors="replace")[-2000:]
            time.sleep(0.1)
    raise AssertionError("Virtuoso does not answer")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
