"""Input and output in S3, by a server on this machine that speaks its protocol."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest

from graphbuild.cluster import run
from graphbuild.cluster.job import Job
from graphbuild.errors import OutputError, SourceNotFound
from tests.cluster.conftest import alone

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


@pytest.fixture(scope="module")
def s3() -> Iterator[Any]:
    """A file system with an empty bucket."""
    pytest.importorskip("s3fs")
    server = pytest.importorskip("moto.server").ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "id")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        files = fsspec.filesystem("s3")
        files.mkdir("bucket")
        yield files
    server.stop()


def test_it_is_read_and_written(s3: Any, threads: Any, few: Path) -> None:
    s3.put(f"{few}/", "bucket/stories/", recursive=True)
    for folder in ("stories/", "stories/empty/"):  # as a browser of an object store leaves them
        s3.call_s3("put_object", Bucket="bucket", Key=folder, Body=b"")
    manifest = run.build(["s3://bucket/stories"], "s3://bucket/out", threads, Job.of("s3://bucket/out", parts=1))
    paths = [part["path"] for part in manifest["partitions"]]
    lines = [
        line
        for path in paths if path.endswith(".nq")
        for line in s3.cat_file(f"bucket/out/{path}").decode().split("\n") if line
    ]  # fmt: skip
    assert set(lines) == alone(few)
    assert sorted(s3.find("bucket/out")) == sorted(f"bucket/out/{path}" for path in (*paths, "manifest.json"))
    assert json.loads(s3.cat_file("bucket/out/manifest.json")) == manifest


def test_what_is_not_there_is_said(s3: Any, threads: Any, few: Path) -> None:
    with pytest.raises(SourceNotFound, match="s3://nowhere/stories"):
        run.build(["s3://nowhere/stories"], "s3://bucket/new", threads, Job.of("s3://bucket/new"))
    with pytest.raises(SourceNotFound, match="s3://bucket/nothing"):
        run.build(["s3://bucket/nothing"], "s3://bucket/new", threads, Job.of("s3://bucket/new"))
    with pytest.raises(OutputError, match="Cannot write to s3://nowhere/new: The specified bucket does not exist"):
        run.build([str(few)], "s3://nowhere/new", threads, Job.of("s3://nowhere/new", parts=1))


def test_nobody_there_is_said(s3: Any, threads: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    fsspec.filesystem("s3").clear_instance_cache()
    with pytest.raises(OSError, match="cannot be reached"):
        run.build(["s3://bucket/stories"], "s3://bucket/new", threads, Job.of("s3://bucket/new"))
    fsspec.filesystem("s3").clear_instance_cache()
