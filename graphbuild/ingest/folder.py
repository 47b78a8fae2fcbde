"""Which files are read, under which names, in which order.

Every file has one name: its path relative to the source (or, with several sources, to the folder that holds
them all), with `/` between the parts. Files are read in the order of these names, so that the order in which
a file system or a command line gives them changes nothing.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from graphbuild.errors import SourceNotFound
from graphbuild.output.artifacts import OUTPUTS, OWN, TAG, holds_parts, is_cache
from graphbuild.problems import Report

_BUILD = {"manifest.json", "graph.nq"}
"""A folder that holds these is the output of a build, not a source."""


STANDARD_INPUT = "standard-input"
"""What the file is called that comes through a pipe."""


@dataclass(slots=True)
class Found:
    """The files to read, by name; what cannot be read; and how much was left out on purpose."""

    files: dict[str, Path | None] = field(default_factory=dict)
    """`None` for what does not lie on the disk: standard input."""
    reports: list[Report] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def find(sources: Iterable[str | os.PathLike[str]], out: str | os.PathLike[str] | None = None) -> Found:
    """All files below the sources, where `-` is standard input. Raises `SourceNotFound`.

    `out` is the folder that is to be written: that it holds a build is not worth a word.
    """
    sources = list(sources)
    piped = "-" in sources
    roots = sorted(set(check_sources(sources)))
    base = _base(roots)
    found = Found()
    collected: dict[str, Path | None] = {}
    for root in roots:
        collected.update(_walk(root, roots, base, found, out))
    if piped:
        collected[STANDARD_INPUT] = None
    found.files = dict(sorted(collected.items()))
    found.reports.sort(key=lambda report: report.file)
    return found


def check_sources(sources: Iterable[str | os.PathLike[str]]) -> list[Path]:
    """The files and folders that are to be read, without standard input. Raises `SourceNotFound`."""
    roots = []
    for source in sources:
        if source == "-":
            continue
        try:
            roots.append(Path(os.path.abspath(source)).resolve(strict=True))
        except FileNotFoundError:
            if os.path.exists(source):  # /dev/fd/63, which leads to no name
                raise SourceNotFound(
                    f"{os.fspath(source)!r} is a pipe: give it as standard input (`graphbuild build - <FILE`)."
                ) from None
            raise SourceNotFound(f"There is no file or folder {os.fspath(source)!r}.") from None
        except (OSError, RuntimeError) as error:
            reason = getattr(error, "strerror", None) or "links that lead to each other"
            raise SourceNotFound(f"{os.fspath(source)!r} cannot be read: {reason}.") from None
    return roots


def _base(roots: list[Path]) -> Path:
    if len(roots) == 1:
        return roots[0] if roots[0].is_dir() else roots[0].parent
    common = Path(os.path.commonpath(roots)) if roots else Path()
    return common if common.is_dir() else common.parent


def _walk(
    root: Path, roots: list[Path], base: Path, found: Found, out: str | os.PathLike[str] | None
) -> Iterator[tuple[str, Path]]:
    """The files below a root, with their names."""
    written = None if out is None else Path(out).resolve()
    seen: set[tuple[int, int]] = set()
    pending = [root]
    while pending:
        path = pending.pop()
        try:
            status = path.stat()
            if stat.S_ISREG(status.st_mode):
                yield _name(path, base), path
                continue
            if not stat.S_ISDIR(status.st_mode):
                _report(found, path, base, "not a regular file", "not opened")
                continue
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            with os.scandir(path) as entries:
                kinds = {entry.name: (entry.is_symlink(), entry.is_file(follow_symlinks=False)) for entry in entries}
        except FileNotFoundError:
            _report(found, path, base, "a link to nothing", "left out")
            continue
        except OSError as error:
            _report(found, path, base, _reason(error), "left out")
            continue
        if path not in roots and TAG in kinds and is_cache(path):
            continue
        if built := outputs(kinds):
            if path != written:
                found.left_out["builds of graphbuild"] += 1
            if path not in roots:
                continue
            for name in built:  # a folder that is named is read, whatever was built into it
                kinds.pop(name, None)
        folder = "" if path == base else f"{_name(path, base)}/"
        for name, (link, file) in kinds.items():
            if name.startswith(OWN):
                continue
            if name.startswith("."):
                found.left_out["hidden files and folders"] += 1
            elif file:  # as most are: the folder's listing says so, and nobody need ask the file
                yield folder + printable(name), path / name
            elif link and leads_back(path / name, roots):
                _report(found, path / name, base, "a link into the folder that is being read", "not followed")
            else:
                pending.append(path / name)


def outputs(names: Collection[str]) -> set[str]:
    """Which of the names in a folder are those of a build in it, if it holds one or what is left of one."""
    parts = {name for name in names if holds_parts(name)}
    if parts:
        return {*parts, "manifest.json"}
    return set(OUTPUTS) if _BUILD.issubset(names) else set()


def leads_back(link: Path, roots: list[Path]) -> bool:
    """Whether a link's target is read under its own name anyway, or holds what is being read."""
    try:
        target = link.resolve(strict=True)
    except FileNotFoundError:
        return False  # reported as a link to nothing
    except (OSError, RuntimeError):
        return True  # links that lead to each other
    return any(target.is_relative_to(root) or root.is_relative_to(target) for root in roots)


def _name(path: Path, base: Path) -> str:
    """The file's name in the graph."""
    return printable(os.path.relpath(path, base).replace(os.sep, "/"))


def printable(name: str) -> str:
    """A name with the bytes and controls that no text may hold written out."""
    if name.isprintable() and "\\" not in name:
        return name
    # A backslash is doubled, so that no name can look like another that is written out.
    return "".join(
        character
        if character.isprintable() and character != "\\"
        else character.encode("unicode_escape").decode("ascii")
        for character in name
    )


def _report(found: Found, path: Path, base: Path, what: str, done: str) -> None:
    report = Report(_name(path, base))
    report.add("lost", None, "", what, done)
    found.reports.append(report)


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "no permission to read"
    return f"cannot be read: {error.strerror or type(error).__name__}"
