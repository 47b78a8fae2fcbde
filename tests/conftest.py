from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import graphbuild
from graphbuild import StoryGraph

SHARED = Path(__file__).resolve().parents[2] / "shared"

Write = Callable[..., Path]


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name bytes by their argument: compressed, they differ from process to process, as a test must not."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file into the folder `stories`: text as it is, or the lines of a front matter."""

    def write(name: str, *lines: str, text: str | bytes | None = None) -> Path:
        path = tmp_path / "stories" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, bytes):
            path.write_bytes(text)
        else:
            content = text if text is not None else "\n".join(["---", *lines, "---", ""])
            path.write_text(content, encoding="utf-8", newline="")
        return path

    return write


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    (tmp_path / "stories").mkdir(exist_ok=True)
    return tmp_path / "stories"


@pytest.fixture(scope="session")
def bundled() -> StoryGraph:
    return graphbuild.build(graphbuild.data())


@pytest.fixture(scope="session")
def demo(bundled: StoryGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a build of the bundled stories leaves."""
    out = tmp_path_factory.mktemp("demo") / "graph"
    bundled.write(out)
    return out


@pytest.fixture(scope="session")
def june(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of the bundled stories of June 2020, and two that list each other: for engines that are slow."""
    out = tmp_path_factory.mktemp("june") / "graph"
    news = graphbuild.data() / "_news"
    stories = [*news.glob("2020-06-*"), *news.glob("2021-09-2[78]-*")]
    graphbuild.build(*sorted(stories), graphbuild.data() / "_data").write(out)
    return out


@pytest.fixture(scope="session", params=["azure-half", "powerapps"])
def corpus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A large real corpus, where there is one beside the checkout."""
    import tarfile

    archive = SHARED / "corpora" / f"{request.param}.tar.xz"
    if not archive.exists():
        pytest.skip(f"the corpus {request.param} is not beside the checkout")
    folder = tmp_path_factory.mktemp("corpus")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / request.param


@pytest.fixture(scope="session")
def sample(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every twentieth file of a large corpus, for what takes long."""
    folder = tmp_path_factory.mktemp("sample")
    for file in sorted(path for path in corpus.rglob("*") if path.is_file())[::20]:
        copy = folder / file.relative_to(corpus)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.hardlink_to(file)
    return folder


@pytest.fixture(scope="session")
def model_file() -> Path:
    """The model input, where it lies beside the checkout; else the bundled file of the same make."""
    found = sorted((SHARED / "seeds").glob("*.txt"))
    return found[0] if found else graphbuild.example()
