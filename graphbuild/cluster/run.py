"""The build: stage after stage, each as many tasks as there are parts.

A task reads files and writes files, under names that depend on its number alone, and returns some counts. So it makes
no difference on which worker it runs, nor how often: what it writes a second time is what it wrote the first time.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import logging
import os
import platform
import signal
import threading
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from importlib import import_module
from importlib.metadata import version
from typing import Any

from graphbuild import __version__
from graphbuild.assembly import nothing_in
from graphbuild.cluster import bucket, components, headlines, place, reading, rest, stories
from graphbuild.cluster.job import MOST, Job
from graphbuild.cluster.listing import Found, listed
from graphbuild.cluster.lookout import Lookout
from graphbuild.cluster.parts import Sums
from graphbuild.cluster.shelf import number_of, rows
from graphbuild.cluster.spans import Spans
from graphbuild.cluster.versions import difference, versions
from graphbuild.errors import BadOption, NothingReadable, OutputError
from graphbuild.export.manifest import file_facts
from graphbuild.identity import Judgement
from graphbuild.output.folder import is_in_parts
from graphbuild.problems import Problem, Problems
from graphbuild.progress import Progress
from graphbuild.records import InputFile
from graphbuild.signals import undisturbed

PART = 64 * 1024 * 1024
"""Bytes of input for a part, where nothing else is asked for."""

LEAST = 4
"""Parts of a small build."""

PATIENCE = 20
"""Seconds to wait for a scheduler, and for the first of its workers."""

GONE = 60
"""Seconds after which a build gives up whose own processes have all ended: Dask does not replace one that is lost while
it starts. Those of a cluster elsewhere may come again."""

STOPPING = 20
"""Seconds to wait for tasks that are under way when a build is given up."""

_WORK = ".graphbuild-work-"
_MANIFEST = "manifest.json"


class Cluster:
    """Runs stages on a Dask client."""

    def __init__(self, client: Any, job: Job, progress: Progress) -> None:
        self.job = job
        self._client = client
        self._progress = progress
        self.counts: Counter[str] = Counter()
        """Of the graph."""
        self.work: Counter[str] = Counter()
        """Of what had to be done for it."""
        self.parts: list[dict[str, Any]] = []
        self.sums = Sums()
        self.handed_on: Counter[str] = Counter()
        """Bytes that tasks handed to the next stage, by stage."""
        self.seconds: defaultdict[str, float] = defaultdict(float)
        """Of processor time, by stage."""
        self.memory = 0
        """Bytes that the largest worker has used so far."""
        self._futures: list[Any] = []

    def stage(self, name: str, task: Callable[..., dict[str, Any]], *given: Iterable[Any]) -> list[dict[str, Any]]:
        """Run a task for each number and wait for all. Raises what a task raises."""
        numbers = [list(values) for values in given] or [list(range(self.job.parts))]
        results = []
        for result in self._results(name, task, numbers):
            self.counts.update(result.get("counts", {}))
            self.work.update(result.get("work", {}))
            self.parts += result.get("part", ())
            self.handed_on[name] += result.get("handed on", 0)
            self.seconds[name] += result["seconds"]
            self.memory = max(self.memory, result["memory"])
            if "census" in result:
                self.sums.add(result["census"])
            results.append(result)
        return results

    def _results(self, name: str, task: Callable[..., dict[str, Any]], numbers: list[list[Any]]) -> list[Any]:
        from concurrent.futures import CancelledError

        from distributed import as_completed
        from distributed.comm.core import CommClosedError
        from distributed.scheduler import KilledWorker, NoWorkerError

        total = len(numbers[0])
        done = 0
        futures = self._futures = []
        lookout = Lookout(
            self._client,
            waiting=lambda: self._progress("waiting for a worker", done, total),
            give_up=lambda: self._client.cancel(futures),
        )
        try:
            futures += self._client.map(_Task(task, self.job), *numbers, pure=False, key=f"graphbuild-{name}")
            with lookout:
                for done, _ in enumerate(as_completed(futures, loop=self._client.loop, raise_errors=False), 1):  # type: ignore[no-untyped-call]
                    self._progress(name, done, total)
                results: list[Any] = self._client.gather(futures)
        except KilledWorker as error:
            advice = (
                "All articles that are connected by likeness must fit into one; `--without stories` does without."
                if name == "grouping"
                else "More parts (--partitions) make each smaller."
            )
            raise OutputError(
                f"Workers were lost again and again while {name}: have they enough memory? {advice}"
            ) from error
        except NoWorkerError as error:
            raise OutputError(
                f"All workers were lost while {name}, and none came back. Nothing was replaced."
            ) from error
        except BaseException as error:
            if lookout.full:
                raise OutputError(
                    f"The memory of all workers is full, and none takes a task any more while {name}. Nothing was "
                    "replaced. More parts (--partitions) make each smaller."
                ) from error
            # What is asked of a scheduler that has just gone fails before the client knows of it.
            if self._client.status == "running" and not isinstance(error, (CommClosedError, CancelledError)):
                raise
            raise OutputError(f"The scheduler of Dask was lost while {name}. Nothing was replaced.") from error
        return results

    def stop(self) -> None:
        """Have no task under way any more, which would write again what is removed; within reason."""
        if self._client.status != "running":  # its scheduler has gone
            return

        def stop() -> None:
            with suppress(Exception):  # who does not answer any more has no task under way, or never tells
                self._client.cancel(self._futures)
                while any(self._client.run(_under_way, on_error="ignore").values()):
                    time.sleep(0.1)

        thread = threading.Thread(target=stop, daemon=True)
        thread.start()
        thread.join(STOPPING)


def _under_way(dask_worker: Any) -> bool:
    return bool(dask_worker.state.executing_count)


class _Task:
    """A function and what all of its calls have in common; named for the function in Dask's own pages."""

    def __init__(self, function: Callable[..., dict[str, Any]], job: Job) -> None:
        self._function = function
        self._job = job
        self._versions = versions()
        self.__name__ = function.__name__

    def __call__(self, *given: Any) -> dict[str, Any]:
        if reason := difference(self._versions):  # of a worker that joined after the build began, for one
            raise OutputError(f"The worker on {platform.node()} has {reason}. Everything must be of one version.")
        before = time.thread_time()
        result = self._function(self._job, *given)
        return {**result, "seconds": time.thread_time() - before, "memory": _memory()}


def _memory() -> int:
    try:
        import resource
    except ImportError:  # not on Windows
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def build(
    sources: Sequence[str], out: str, client: Any, job: Job, *, progress: Progress = lambda stage, done, total: None
) -> dict[str, Any]:
    """Build on a cluster; returns the manifest. Raises as `graphbuild.build` does, and `OutputError`."""
    if not out:
        raise OutputError("The output folder has no name.")
    found = listed(sources)
    out = place.absolute(out)
    _check(out)
    job = replace(job, out=out, work=f"{_WORK}{os.urandom(4).hex()}")
    cluster = Cluster(client, job, progress)
    try:
        return _built(sources, found, cluster)
    except BaseException as error:
        cluster.stop()
        _give_up(cluster.job)
        if isinstance(error, OSError):
            raise OutputError(f"Cannot write to {out}: {error.strerror or error}.") from error
        raise
    finally:
        with suppress(OSError):
            place.remove(place.join(out, job.work))


def _give_up(job: Job) -> None:
    """Remove what was written of a graph, unless the build that counts has the same."""
    with suppress(OSError):
        if job.data and (_manifest(job.out) or {}).get("data") != job.data:
            place.remove(place.join(job.out, job.data))


def left_over(out: str) -> list[str]:
    """The folders in an output that are not of its build: of one that was killed, or that is under way."""
    data = (_manifest(place.absolute(out)) or {}).get("data")
    return sorted(name for name in _names(out) if name.startswith((_WORK, "build-")) and name != data)


def sized(found: Found, asked: int | None) -> int:
    """In how many parts a build is done: this depends on the input alone, so that the outputs do."""
    return asked or min(MOST, max(LEAST, -(-sum(found.sizes) // PART)))


def _built(sources: Sequence[str], found: Found, cluster: Cluster) -> dict[str, Any]:
    parts = sized(found, cluster.job.parts or None)
    cluster.job = job = replace(cluster.job, parts=parts, reads=parts)
    runs = found.split(parts)
    read = cluster.stage("reading", reading.read, range(parts), runs)
    problems = [*found.problems, *_distinct(row for result in read for row in result["readers"])]
    unknown: Counter[str] = Counter()
    left_out = Counter(found.left_out)
    for result in read:
        unknown.update(result["unknown"])
        left_out.update(result["left out"])
    if not any(result["records"] for result in read):
        raise NothingReadable(nothing_in(sources, _problems(job, problems), left_out))
    cluster.job = job = replace(job, collections=bool(cluster.work["parts"]))
    settled = cluster.stage("settling", reading.settle)
    round = _connected(cluster, "addresses")
    routed = cluster.stage("routing", components.route, range(parts), [round] * parts)
    labels: dict[str, str] = {}
    for result in routed:
        labels |= result["labels"]
    judged = _judged(job, labels)
    merged = cluster.stage("merging", bucket.assemble, range(parts), judged)
    dated = _planned(job, merged)
    cluster.stage("asking", bucket.answer)
    build = job.names.build(_fingerprint(job))
    job = cluster.job = replace(job, data=f"build-{build.rpartition('/')[2]}-{parts}")
    written = cluster.stage("writing", bucket.write, range(parts), judged)
    if job.finds("reprints", "stories"):
        _compared(cluster, dated)
    mentioned = sorted({slug for result in written for slug in result["entities"]})
    cluster.stage("names", rest.write_vocabulary, [mentioned])
    cluster.stage("images", rest.write_images)
    rest.hand_on_problems(job, problems)
    cluster.stage("problems", rest.write_problems)
    cluster.stage("files", rest.write_files, range(parts), [build] * parts)
    described = rest.write_description(job, cluster.sums, cluster.work["files"], build)
    cluster.parts += described["part"]
    cluster.counts["files"] = cluster.work["files"]
    for result in settled:
        unknown.update(result["unknown"])
    cluster.work["rounds"] = round
    return _publish(cluster, unknown, left_out)


def _connected(cluster: Cluster, net: components.Net) -> int:
    """Tell on what is connected until nothing changes; returns the number of the last round."""
    parts = cluster.job.parts
    cluster.stage(f"connecting {net}", components.start, [net] * parts, range(parts))
    for round in itertools.count(1):
        results = cluster.stage(f"connecting {net}", components.spread, [net] * parts, range(parts), [round] * parts)
        components.forget(cluster.job, net, round - 1)
        if not any(result["changed"] for result in results):
            return round
    raise AssertionError  # what is connected is finite


def _planned(job: Job, merged: list[dict[str, Any]]) -> int:
    """Divide the days among the tasks that compare articles; returns how many articles there are with a date."""
    days: Counter[int] = Counter()
    for result in merged:
        days.update(result["days"])
    Spans.planned(days, job.parts).save(job)
    return days.total()


def _compared(cluster: Cluster, dated: int) -> None:
    """Find reprints and stories."""
    parts = cluster.job.parts
    if cluster.job.finds("reprints"):
        cluster.stage("headlines", headlines.compare)
    cluster.stage("counting words", stories.count)
    cluster.stage("weighing words", stories.weigh)
    cluster.stage("comparing", stories.compare, range(parts), [dated] * parts)
    if cluster.job.finds("reprints"):
        cluster.stage("reprints", headlines.write)
    if cluster.job.finds("stories"):
        round = _connected(cluster, "stories")
        cluster.work["rounds among stories"] = round
        cluster.stage("gathering", stories.gather, range(parts), [round] * parts)
        grouped = cluster.stage("grouping", stories.group, range(parts), [dated] * parts)
        cluster.work["most articles connected by likeness"] = max(result["connected"] for result in grouped)
        cluster.stage("stories", stories.write)


def _judged(job: Job, labels: Mapping[str, str]) -> list[list[Judgement]]:
    """For each part the judgements on its addresses."""
    found: list[list[Judgement]] = [[] for _ in range(job.parts)]
    for judgement in job.judgements:
        found[number_of(labels[judgement.left], job.parts)].append(judgement)
    return found


def _fingerprint(job: Job) -> str:
    """As `provenance._fingerprint`, over files of which no machine holds the whole list."""
    options = json.dumps(rest.empty(job).options(), sort_keys=True)
    digest = hashlib.sha256(f"{__version__}\0{options}".encode("utf-8", "surrogatepass"))
    for file in _files(job):
        digest.update(f"\0{file.path}\0{file.sha256}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:20]


def _files(job: Job) -> Iterator[InputFile]:
    for number in range(job.reads):
        yield from rest.files_of(job, number)
    if job.judged:
        yield job.judged
    yield from sorted(job.sought.files, key=lambda file: file.path)


def _problems(job: Job, known: Iterable[Problem]) -> Problems:
    """What was reported while files were read."""
    found = Problems()
    found.extend([*known])
    for number in range(job.parts):
        found.extend([Problem(*row) for row in rows(job.shelves("read"), "problem", number)])
    found.sort()
    return found


def _distinct(found: Iterable[list[Any]]) -> list[Problem]:
    return [Problem(*row) for row in sorted({tuple(row) for row in found}, key=str)]


def _check(out: str) -> None:
    """A folder that holds something else is not written into."""
    files, path = place.system(out)
    with place.reaching(out):
        if files.isfile(path):
            raise OutputError(f"Cannot write to {out}: it is a file, not a folder.")
    if any(not name.startswith((".", "build-")) for name in _names(out)) and not _manifest(out):
        raise OutputError(f"{out} holds other things than a build on a cluster: choose another folder with -o.")


def _names(out: str) -> set[str]:
    """What is in a folder, which need not be there."""
    files, path = place.system(out)
    try:
        with place.reaching(out):
            return {entry.rstrip("/").rpartition("/")[2] for entry in files.ls(path, detail=False)}
    except (FileNotFoundError, NotADirectoryError):
        return set()


def _manifest(out: str) -> dict[str, Any] | None:
    try:
        manifest = json.loads(place.read(place.join(out, _MANIFEST)))
    except (OSError, ValueError):
        return None
    return manifest if is_in_parts(manifest) else None


def _publish(cluster: Cluster, unknown: Counter[str], left_out: Counter[str]) -> dict[str, Any]:
    """Write the manifest, from which on the new build counts, and remove the parts of the one before."""
    job = cluster.job
    _complete(job, {str(part["path"]) for part in cluster.parts})
    before = _manifest(job.out)
    manifest = {
        "graphbuild": __version__,
        "options": rest.empty(job).options(),
        "counts": {**rest.empty(job).counts(), **cluster.counts},
        "work": {**dict(sorted(cluster.work.items())), "parts": job.parts},
        "bytes handed on": {name: count for name, count in cluster.handed_on.items() if count},
        "fields not read": dict(sorted(unknown.items())),
        "files left out": dict(sorted(left_out.items())),
        "judgements": file_facts(job.judged) if job.judged else None,
        "vocabularies": [file_facts(file) for file in job.sought.files],
        "statements": sum(part["statements"] for part in cluster.parts if part["path"].endswith(".nq")),
        "data": job.data,
        "partitions": sorted(cluster.parts, key=lambda part: str(part["path"])),
    }
    place.write(place.join(job.out, _MANIFEST), (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode())
    old = (before or {}).get("data")
    if isinstance(old, str) and old.startswith("build-") and "/" not in old and old != job.data:
        place.remove(place.join(job.out, old))
    return manifest


def _complete(job: Job, written: set[str]) -> None:
    """See that all parts are there, and no others: who reads the folder takes what is in it."""
    there = {f"{job.data}/{name}" for name in place.below(place.join(job.out, job.data))}
    if gone := sorted(written - there):
        raise OutputError(
            f"Of the parts that were written {len(gone):,} have gone, {gone[0]} among them: another build into "
            f"{job.out} may have removed them. Nothing was replaced."
        )
    for name in there - written:
        if name.endswith((".nq", ".parquet")):  # others may be about to be moved into place
            place.remove(place.join(job.out, name))


@contextmanager
def client(workers: int | None = None, scheduler: str | None = None) -> Iterator[Any]:
    """A cluster of processes on this machine, or one that is there. Raises `BadOption`."""
    distributed: Any = import_module("distributed")  # without types
    if workers is not None and scheduler is not None:
        raise BadOption("Either --workers or --scheduler.")
    if scheduler == "":
        raise BadOption("--scheduler must be an address, as tcp://host:8786.")
    if scheduler is not None:
        with _quiet(), _connection(scheduler) as found:
            yield found
        return
    if workers is None or workers < 1:
        raise BadOption("--workers must be 1 or more.")
    with _quiet():
        import dask

        with ExitStack() as opened:
            # Ctrl-C is heard after this: by then it is known what has to be closed.
            with undisturbed(), _deaf(), dask.config.set({"distributed.scheduler.no-workers-timeout": f"{GONE}s"}):
                cluster = opened.enter_context(
                    distributed.LocalCluster(
                        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None,
                        silence_logs=50,
                    )
                )  # fmt: skip
            yield opened.enter_context(distributed.Client(cluster))


@contextmanager
def _connection(scheduler: str) -> Iterator[Any]:
    import distributed

    try:
        found = distributed.Client(scheduler, timeout=PATIENCE)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        raise BadOption(f"There is no scheduler of Dask at {scheduler}.") from error
    except Exception as error:  # of many kinds
        raise BadOption(
            f"What is at {scheduler} does not understand distributed {version('distributed')}, which is here: "
            "everything must be of one version."
        ) from error
    try:
        try:
            found.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise BadOption(f"The scheduler of Dask at {scheduler} has no workers.") from error
        if reason := _differs(found):
            raise BadOption(f"{reason} Everything must be of one version.")
        yield found
    finally:
        with suppress(Exception):  # it may have gone
            found.close(timeout=5)  # type: ignore[no-untyped-call]


def _differs(client: Any) -> str | None:
    """Which machine of a cluster has another version of what all must have in one version, if one has."""
    told = client.get_versions(packages=["graphbuild"])
    places = {
        "The scheduler": told["scheduler"],
        **{f"The worker at {name}": one for name, one in told["workers"].items()},
    }
    for name in ("python", "dask", "distributed", "graphbuild"):
        ours = _version(told["client"], name)
        for where, there in places.items():
            if (theirs := _version(there, name)) != ours:
                return f"{where} has {name} {theirs}, here is {ours}." if theirs else f"{where} has no {name}."
    return None


def _version(told: Any, name: str) -> str | None:
    """The version of a package, of Python the first two numbers; `None` where there is none."""
    version = ((told or {}).get("packages") or {}).get(name) if isinstance(told, dict) else None
    if version in (None, "MISSING"):
        return None
    return ".".join(str(version).split(".")[:2]) if name == "python" else str(version)


@contextmanager
def _quiet() -> Iterator[None]:
    """What goes wrong is said in one line, by what is raised, and not by Dask too."""
    handlers = [(handler, handler.level) for handler in logging.getLogger("distributed").handlers]
    for handler, _ in handlers:
        handler.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module="distributed")
            yield
    finally:
        for handler, level in handlers:
            handler.setLevel(level)


@contextmanager
def _deaf() -> Iterator[None]:
    """What is started within never gets Ctrl-C, which a terminal sends to all: this process ends the others. Threads
    and processes inherit which signals are blocked."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # the first start of it unblocks the signal
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
