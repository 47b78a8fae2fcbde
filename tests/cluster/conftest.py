from __future__ import annotations

import io
import json
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import distributed
import pytest

import graphbuild
from graphbuild.cluster import run
from graphbuild.cluster.job import Job
from graphbuild.export import nquads
from graphbuild.export.statements import described
from tests.benchmarks.corpus import write_corpus

JUDGEMENTS = """
- same: ["https://a.example/moved", "https://b.example/new-home"]
  because: it moved
- not same: ["https://e.example/one", "https://e.example/one/amp"]
- same: ["https://nowhere.example/x", "https://nowhere.example/y"]
"""

ENTRY = """  - title: "Police & face recognition {0}"
    webUrl: "https://{1}.example/{0}"
    quality: high
    images:
      - url: "https://img.example/{2}.jpg"
    provider: {{name: "{3}", domain: {1}.example}}
"""


def story(title: str, address: str, *lines: str) -> str:
    return "\n".join(["---", f'title: "{title}"', f'webUrl: "{address}"', *lines, "---", ""])


FILES: dict[str, str] = {
    "_news/a.md": story(
        "Detroit police arrest Robert Williams", "https://a.example/moved", "publishedDateTime: 2020-06-01T10:00:00Z",
        'ampWebUrl: "https://a.example/amp/moved"', "topics: [Privacy, AI]", "images:",
        '  - url: "https://img.example/1.jpg"', "related:", ENTRY.format(1, "c", 1, "C") + ENTRY.format(2, "d", 2, "D"),
    ),
    "_news/b.md": story(
        "Boston bans face recognition", "https://b.example/new-home", "publishedDateTime: 2020-06-02", "images:",
        '  - {url: "https://img.example/1.jpg", width: 640, height: 480}', "topics: [privacy, Policing]",
        "provider: {name: Bee, domain: www.b.example}", "related:", ENTRY.format(1, "c", 1, "C"),
    ),
    "_news/c.md": story(
        "Police & face recognition", "http://www.c.example/1?utm_source=x", "publishedDateTime: 2020-06-03T10:00:00Z",
        "provider: {name: See, domain: c.example}", "related:", "  - {title: Inline, webUrl: 'https://e.example/one'}",
    ),
    "_news/d.md": story("One, again", "https://e.example/one/amp", 'originalUrl: "https://a.example/amp/moved"'),
    "_news/chain.md": story("Chain", "https://f.example/1", 'ampWebUrl: "https://g.example/2"'),
    "_news/chain2.md": story("Chain, too", "https://g.example/2?amp=1", 'originalUrl: "https://h.example/3"'),
    "_news/two.yaml": (
        "title: First\nwebUrl: https://x.example/first\nrelated:\n" + ENTRY.format(7, "c", 3, "Cee") +
        "---\ntitle: Second\nwebUrl: https://y.example/second\nrelated:\n" + ENTRY.format(8, "d", 2, "D") +
        ENTRY.format(7, "c", 3, "Cee")
    ),
    "_news/twice.md": story("Twice", "https://b.example/new-home", "publishedDateTime: 2021-01-01T00:00:00Z"),
    "_data/topic.md": "---\ntaxonomy: topic\nname: Privacy\nshortname: Priv\nparent: Rights\nimages: [/t.jpg]\n---\n",
    "_data/topic2.md": "---\ntaxonomy: topic\nname: Privacy\nkeywords: [data]\n---\n",
    "_data/bee.md": "---\ntaxonomy: organization\nname: The Bee\ndomain: b.example\ndescription: Buzz\n---\n",
    "_data/who.md": "---\ntaxonomy: person\nname: Robert Williams\naffiliation: Bee\n---\n",
    "_sets/all.md": "---\ntype: collection\ntitle: All\nitems: [_news/a.md, _news/b, _news/none.md]\n---\n",
    "saved.html": (
        '<html><head><title>Saved page on police cameras</title><link rel="canonical" href="https://s.example/saved">'
        '<meta property="og:title" content="Saved page on police cameras"><meta property="og:type" content="article">'
        '</head><body><article><p>See <a href="https://a.example/amp/moved">this</a>, <a href="https://q.example/1">that'
        '</a> and <a href="http://www.q.example/1/">that again</a> about the police.</p></article></html>'
    ),
    "_news/links.json": (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [{"id": "https://j.example/1", '
        '"url": "https://j.example/1", "title": "J", "content_html": "<a href=\\"https://q.example/1\\">q</a> '
        '<a href=\\"https://b.example/new-home\\">b</a>", "authors": [{"name": "Ann"}], '
        '"date_published": "2020-06-05T10:00:00Z"}]}'
    ),
    "_sets/addresses.md": "---\ntype: collection\ntitle: B\nitems: ['https://z.example/1', 'urn:none:1']\n---\n",
    "broken.md": '---\ntitle: "no end\n---\n',
    "README.md": "# Read me\n",
    ".hidden.md": "x",
}  # fmt: skip


@pytest.fixture(scope="session")
def messy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stories with every way in which one file touches what another says, and some made-up ones."""
    folder = tmp_path_factory.mktemp("messy") / "stories"
    write_corpus(folder / "made", 30)
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        archive.writestr("z1.md", story("Zipped", "https://z.example/1", "related:", ENTRY.format(2, "d", 2, "D")))
        archive.writestr("z2.md", FILES["_news/chain.md"])
    return folder


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some of them, where any will do."""
    folder = tmp_path_factory.mktemp("few") / "stories"
    for name in ("_news/a.md", "_news/b.md", "_news/c.md", "_data/topic.md", "saved.html"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(FILES[name], encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def judgements(messy: Path) -> Path:
    path = messy.parent / "judgements.yaml"
    path.write_text(JUDGEMENTS, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def threads() -> Iterator[Any]:
    """A cluster within this process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # other clusters may have the usual port
        client = distributed.Client(
            processes=False, n_workers=1, threads_per_worker=2, dashboard_address=None, silence_logs=50
        )
    with client:
        yield client


def alone(*sources: Path, **options: Any) -> set[str]:
    """What a build on one machine says, as lines of N-Quads."""
    text = io.StringIO()
    nquads.write(described(graphbuild.build(*sources, **options)), text)
    return set(text.getvalue().splitlines())


def spread(client: Any, out: Path, *sources: Path, parts: int = 3, progress: Any = None, **options: Any) -> list[str]:
    """What a build on a cluster says: the lines of all its parts."""
    job = Job.of(str(out), parts=parts, **options)
    more = {"progress": progress} if progress else {}
    manifest = run.build([str(source) for source in sources], str(out), client, job, **more)
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8")) == manifest
    paths = [out / part["path"] for part in manifest["partitions"] if part["path"].endswith(".nq")]
    return [line for path in paths for line in path.read_text(encoding="utf-8").split("\n") if line]
