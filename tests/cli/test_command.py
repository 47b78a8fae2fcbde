from __future__ import annotations

import csv
import json
import os
import re
import resource
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

import graphbuild
from graphbuild import StoryGraph
from graphbuild.cli import main, terminal
from graphbuild.cli.parser import parser
from graphbuild.cli.shown import measured
from tests.conftest import Write
from tests.test_watch import heeding_signals


def run(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "graphbuild", *map(str, arguments)], capture_output=True, text=True, cwd=cwd, check=False
    )


COMMANDS = (
    "build", "readers", "explain", "themes", "names", "export", "query", "questions", "serve", "load", "stats", "view",
    "diff", "check", "reach", "sources", "demo", "notebooks",
)  # fmt: skip


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--help"])
    assert stop.value.code == 0
    shown = capsys.readouterr().out
    for command in COMMANDS:
        assert f"\n    {command} " in shown or f"\n    {command}\n" in shown
    assert "exit status" in shown


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_that_fits_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit):
        main([command, "--help"])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 5
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_fits_a_terminal_of_80_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit):
        main([*command.split(), "--help"])
    assert [line for line in capsys.readouterr().out.splitlines() if len(line) > 80] == []


def test_help_imports_nothing_heavy() -> None:
    heavy = ("rdflib", "networkx", "numpy", "pandas", "pyoxigraph", "pyshacl", "rich", "scipy")
    code = f"import sys, graphbuild.cli; print([m for m in {heavy} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_build_imports_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    heavy = ("matplotlib", "networkx", "pandas", "pyshacl", "pyvis", "rdflib", "scipy", "graphbuild.diff")
    code = (
        "import sys; from graphbuild.cli import main;"
        f"status = main(['build', '{graphbuild.example()}', '-o', '{tmp_path}', '--no-cache', '--quiet']);"
        f"print(status, [m for m in {heavy} if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "0 []\n"


def test_no_command_is_wrong_usage() -> None:
    result = run()
    assert result.returncode == 2
    assert result.stdout == ""
    assert "usage:" in result.stderr


def test_build_says_what_it_found_in_the_texts(write: Write, stories: Path, tmp_path: Path) -> None:
    write("a.md", "title: Facial recognition sold by Clearview AI", "webUrl: https://e.org/a")
    shown = run("build", stories, "-o", tmp_path / "out").stdout.splitlines()
    assert shown[1] == "Found 1 mention of 1 name and 2 links to 2 themes in headlines and summaries."


def test_build_says_nothing_of_what_it_did_not_find(write: Write, stories: Path, tmp_path: Path) -> None:
    write("a.md", "title: A", "webUrl: https://e.org/a")
    assert "Found" not in run("build", stories, "-o", tmp_path / "out").stdout


def test_version() -> None:
    assert run("--version").stdout == f"graphbuild {graphbuild.__version__}\n"


def test_build_prints_results_on_stdout_and_talk_on_stderr(write: Write, stories: Path, tmp_path: Path) -> None:
    write("a.md", "title: A", "webUrl: https://e.org/a", "quality: high")
    result = run("build", stories, "-o", tmp_path / "out")
    assert result.returncode == 0
    assert result.stdout.startswith("Built 1 article (0")
    assert "view.html" in result.stdout
    assert "a.md:4: quality: not a number (“high”); left out" in result.stderr
    assert "reading" in result.stderr
    assert "\x1b" not in result.stderr + result.stdout


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of one story."""
    out = tmp_path_factory.mktemp("small")
    graphbuild.build(graphbuild.example()).write(out)
    return out


def test_a_check_says_what_it_is_at(small: Path) -> None:
    assert run("check", small).stderr.splitlines() == ["reading …", "checking …"]


def test_a_quiet_check_of_what_conforms_says_nothing(small: Path) -> None:
    result = run("check", small, "--quiet")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_quiet_says_nothing(tmp_path: Path) -> None:
    result = run("build", graphbuild.example(), "-q", "-o", tmp_path / "out")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_strict_has_status_1_where_something_was_not_taken_as_it_stood(
    write: Write, stories: Path, tmp_path: Path
) -> None:
    write("a.md", "title: A", "webUrl: https://e.org/a", "quality: high")
    assert run("build", stories, "-o", tmp_path / "out", "--strict").returncode == 1
    assert (tmp_path / "out" / "manifest.json").exists()
    assert run("build", graphbuild.data(), "-o", tmp_path / "out", "--strict").returncode == 0


def test_nothing_readable_has_status_2_and_writes_nothing(write: Write, stories: Path, tmp_path: Path) -> None:
    write("a.md", text="nothing")
    result = run("build", stories, "-o", tmp_path / "out")
    assert result.returncode == 2
    assert "no front matter" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "nowhere"),
        ("build", str(graphbuild.example()), "--base", "nothing"),
        ("build", str(graphbuild.example()), "--license", "MIT"),
        ("build", str(graphbuild.example()), "--judgements", "nowhere.yaml"),
        ("stats", "nowhere"),
        ("diff", "nowhere", "nowhere"),
        ("check", "nowhere"),
        ("check", str(graphbuild.example())),
        ("explain", "https://e.org/a", "https://e.org/b"),
        ("build", str(graphbuild.example()), "-o", "/dev/null/out"),
    ],
)
def test_wrong_usage_is_one_line(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    result = run(*arguments, cwd=tmp_path)
    assert result.returncode == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stderr.startswith("graphbuild: ")
    assert not list(tmp_path.iterdir())


def test_many_problems_are_shown_by_kind(write: Write, stories: Path, tmp_path: Path) -> None:
    for number in range(30):
        write(f"{number:02}.md", "title: A", f"webUrl: https://e.org/{number}", "title: ' B'")
    result = run("build", stories, "-o", tmp_path / "out")
    assert "changed: stray white space; repaired: 30" in result.stderr
    assert "and 27 more" in result.stderr
    assert "60 problems (nothing lost, 60 changed):\n" in result.stderr


def test_what_was_lost_is_shown_in_full(write: Write, stories: Path, tmp_path: Path) -> None:
    for number in range(30):
        write(f"{number:02}.md", text="---\na: [\n---\n")
    write("good.md", "title: A", "webUrl: https://e.org/a")
    shown = run("build", stories, "-o", tmp_path / "out").stderr
    assert all(f"{number:02}.md:" in shown for number in range(30))


def test_demo_builds_the_bundled_stories(tmp_path: Path) -> None:
    result = run("demo", cwd=tmp_path)
    assert result.returncode == 0
    assert "310 articles" in result.stdout
    assert "view.html" in result.stdout
    assert (tmp_path / "graphbuild-demo" / "view.html").exists()


def test_stats_shows_counts_sources_and_articles(demo: Path) -> None:
    result = run("stats", demo)
    assert result.returncode == 0
    words = " ".join(result.stdout.split())
    for text in ("articles known only from lists 204", "CNET 13", "Published from 2019-06-27 to 2022-02-02"):
        assert text in words


def test_stats_rank_themes_stories_and_names_by_their_articles(demo: Path, bundled: StoryGraph) -> None:
    words = " ".join(run("stats", demo).stdout.split())
    largest = max(bundled.stories, key=lambda story: len(story.articles))
    assert f"{largest.label} {len(largest.articles)} " in words
    policing = [link.start for link in bundled.links if link.end == bundled.names.theme("policing")]
    assert f"Facial recognition in policing {len(policing)} " in words
    named = {link.start for link in bundled.links if link.end == bundled.names.entity("clearview-ai")}
    assert f"Clearview AI {len(named)} " in words


def test_the_title_of_a_table_is_one_line(demo: Path) -> None:
    assert "Publishers with the most articles\n" in run("stats", demo).stdout


def test_parts_are_for_many_processes(stories: Path) -> None:
    result = run("build", stories, "--partitions", "3")
    assert result.returncode == 2
    assert "--partitions is for a build by many processes" in result.stderr


def test_stats_as_json(demo: Path) -> None:
    assert json.loads(run("stats", demo, "--json").stdout)["listings"] == 476


def test_explain(demo: Path) -> None:
    web = "https://www.wired.com/story/portlands-face-recognition-ban-twist-smart-cities/"
    result = run("explain", web, web + "amp", "--graph", demo)
    assert result.returncode == 0
    assert "One article" in result.stdout
    assert "_news/2020-09-21-portlands-face-recognition-ban-is-a-new-twist-on-smart-cities.md" in result.stdout


def test_explain_of_an_unknown_address(demo: Path) -> None:
    result = run("explain", "https://unknown.example/", "https://e.org/", "--graph", demo)
    assert result.returncode == 2
    assert "No file that was read holds https://unknown.example/" in result.stderr


def test_a_closed_pipe_is_no_error(demo: Path) -> None:
    command = f"{sys.executable} -m graphbuild stats {demo} | head -1"
    result = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False)
    assert "Traceback" not in result.stderr


def test_file_names_cannot_write_to_the_terminal(write: Write, stories: Path, tmp_path: Path) -> None:
    write("\x1b[2Ja.md", text="nothing")
    write("a.md", "title: A", "webUrl: https://e.org/a")
    assert "\x1b" not in run("build", stories, "-o", tmp_path / "out").stderr


def test_what_help_repeats_is_what_the_code_has() -> None:
    from graphbuild import load
    from graphbuild.cli.load import RECIPES
    from graphbuild.cli.query import ANSWERS
    from graphbuild.query.result import GRAPHS, TABLES

    assert RECIPES == load.RECIPES
    assert {*ANSWERS} == {"table", *TABLES, *GRAPHS}


def test_a_trial_says_what_an_article_lacks_or_has_too_much(
    write: Write, stories: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write("a.md", "title: Police on bicycles", "webUrl: https://e.org/a")
    rules = tmp_path / "own.yaml"
    for rule, wanted in (
        ("{all of: [police, theft]}", "“theft”"),
        ("{all of: [police], none of: [bicycle*]}", "none of"),
    ):
        rules.write_text(f"themes: [{{label: P, rule: {rule}}}]", encoding="utf-8")
        assert main(["themes", "test", str(rules), str(stories)]) == 0
        assert f"nearly; the rule wants {wanted}" in capsys.readouterr().out


def test_reach_of_a_story_says_who_was_first_and_who_was_silent(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reach", str(demo), "--story", "amazon pauses"]) == 0
    shown = capsys.readouterr().out
    assert "first CNBC" in shown
    assert re.search(r"TechCrunch +8  2020-06-11 03:45 +6.2 hours", shown)
    assert re.search(r"Mashable +\d+ of \d+ ", shown)


def test_reach_shows_all_themes_and_stories(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reach", str(demo)]) == 0
    shown = capsys.readouterr().out
    assert re.search(r"Facial recognition in policing +\d+ +\d+ ", shown)
    assert "Amazon pauses police use" in shown


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_a_narrow_terminal_breaks_no_word_of_a_table(
    demo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    main(["reach", str(demo)])
    whole = capsys.readouterr().out
    monkeypatch.setattr(terminal, "results", lambda: Console(width=width))
    assert main(["reach", str(demo)]) == 0
    out, err = capsys.readouterr()
    assert max(map(len, out.splitlines())) <= width
    assert set(out.split()) <= set(whole.split())
    hidden = {word for said in re.findall(r"No room here for .*?: (.*?)\. Widen", err) for word in said.split()}
    header = whole.splitlines()[1].split()
    assert set(header) - set(out.split()) - {"undated"} <= {word.rstrip(",") for word in hidden}


def test_a_narrow_terminal_keeps_headlines_and_dates_whole(
    demo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "results", lambda: Console(width=80))
    assert main(["reach", str(demo), "-s", "amazon pauses"]) == 0
    story = capsys.readouterr().out.splitlines()
    assert "  Amazon Pauses Police Use of Its Facial Recognition Software" in story
    assert re.match(r"New York Times +3 +2020-06-10 22:11 +0.6 hours +1$", story[story.index("  headline") + 5])
    assert main(["reach", str(demo)]) == 0
    table = capsys.readouterr().out.splitlines()
    assert re.match(r" +97 +147 +2019-06-27 18:36 ", table[table.index("Facial recognition in policing") + 1])


def test_reach_writes_every_row(demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reach", str(demo), "-t", "policing", "--csv", str(tmp_path / "a.csv")]) == 0
    rows = list(csv.DictReader((tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == len(graphbuild.open(demo).reach(theme="policing").publishers) > measured.ROWS
    assert "headline" in rows[0]


def test_what_is_written_is_said(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    asked = run("query", demo, "themes", "-o", "a.csv", "--plot", "a.svg")
    assert asked.stderr == "Wrote a.svg.\nWrote a.csv: 10 rows.\n"
    assert run("reach", demo, "-t", "vendors", "--csv", "b.csv").stderr == "Wrote b.csv: 44 rows.\n"
    assert run("export", demo, "-o", "c.nt").stderr == "Wrote c.nt.\n"
    assert run("diff", demo, demo, "--csv", "d.csv", "-q").stderr == ""


def test_a_folder_of_stories_is_no_build(write: Write, stories: Path) -> None:
    write("a.md", "title: A", "webUrl: https://e.org/a")
    advice = f"To build its files: `graphbuild build {stories} -o graph`."
    assert run("stats", stories).stderr == f"graphbuild: There is no build in '{stories}'. {advice}\n"


def test_reach_of_an_unknown_theme_names_the_nearest(demo: Path) -> None:
    result = run("reach", demo, "-t", "polcing")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == "graphbuild: The graph holds no theme called 'polcing'. Did you mean policing?\n"


def test_reach_is_of_a_theme_or_of_a_story() -> None:
    assert run("reach", "-t", "a", "-s", "b").returncode == 2


def test_sources_shows_and_writes_each_table(demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", str(demo), "--csv", str(tmp_path / "tables")]) == 0
    shown = capsys.readouterr().out
    assert "Publishers of the same stories" in shown and "Modularity" in shown
    written = {path.stem: path.read_text(encoding="utf-8").splitlines()[0] for path in (tmp_path / "tables").iterdir()}
    wanted = measured.source_tables(graphbuild.open(demo), "stories")
    assert written == {name: ",".join(table.columns) for name, table in wanted.items()}


def test_sources_by_themes(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", str(demo), "--of", "themes"]) == 0
    assert "Publishers of the same themes" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["reach", "sources"])
def test_measures_of_a_build_without_lists_and_stories(
    write: Write, stories: Path, tmp_path: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write("a.md", "title: A", "webUrl: https://e.org/a")
    assert main(["build", str(stories), "-o", str(tmp_path / "out"), "-q"]) == 0
    assert main([command, str(tmp_path / "out")]) == 0
    assert "nan" not in capsys.readouterr().out.casefold()


@pytest.mark.parametrize("command", ["reach", "sources"])
def test_names_of_publishers_cannot_write_to_the_terminal(
    write: Write, stories: Path, tmp_path: Path, command: str
) -> None:
    # A control character that a name may hold: the shield is the terminal's, whatever the reader lets through.
    for number, name in enumerate(("[bold]x[/bold]", "\u202ey")):
        write(
            f"{number}.md", "title: Police use facial recognition", f"webUrl: https://{number}.org/a",
            "publishedDateTime: 2020-01-01T00:00:00Z", f"provider: {{name: '{name}', domain: {number}.org}}",
        )  # fmt: skip
    assert main(["build", str(stories), "-o", str(tmp_path / "out"), "-q"]) == 0
    shown = run(command, tmp_path / "out", "--all").stdout
    assert "\u202e" not in shown


def test_notebooks_are_copied_and_those_that_are_there_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "mine"
    assert main(["notebooks", "--copy", "-o", str(out)]) == 0
    names = sorted(path.name for path in out.iterdir())
    assert names[0] == "1-a-first-graph.ipynb"
    (out / names[0]).write_text("my own work", encoding="utf-8")
    (out / names[1]).unlink()
    assert main(["notebooks", "--copy", "-o", str(out)]) == 0
    assert (out / names[0]).read_text(encoding="utf-8") == "my own work"
    assert f"1 notebook copied, {len(names) - 1} that were there" in capsys.readouterr().out


def test_half_a_notebook_is_not_left_on_a_full_disk(tmp_path: Path) -> None:
    """It would be taken for one that is somebody's own."""
    out = tmp_path / "mine"
    done = subprocess.run(
        [sys.executable, "-m", "graphbuild", "notebooks", "--copy", "-o", out], check=False, capture_output=True,
        text=True, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000)),
    )  # fmt: skip
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert not list(out.iterdir())


def test_notebooks_without_jupyterlab_say_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "jupyterlab", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert main(["notebooks", "-o", str(tmp_path / "mine")]) == 2
    assert "pip install 'graphbuild[notebooks]'" in capsys.readouterr().err


def test_a_build_by_processes_without_dask_says_what_to_install(write: Write, stories: Path, tmp_path: Path) -> None:
    write("a.md", "title: A", "webUrl: https://e.org/a")
    code = (
        "import importlib.util, sys; found = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *more: None if name == 'fsspec' else found(name, *more)\n"
        "sys.modules['fsspec'] = None\n"
        "from graphbuild.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    given = ["build", stories, "-o", tmp_path / "out", "--workers", "1"]
    result = subprocess.run([sys.executable, "-c", code, *given], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (2, "")
    assert "pip install 'graphbuild[dask]'" in result.stderr and "Traceback" not in result.stderr


def test_readers_are_listed_each_with_what_it_reads(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["readers"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("frontmatter ")
    assert {"rss", "page", "csv", "csl"} <= {line.split()[0] for line in lines}


def test_readers_say_which_of_them_takes_which_file(
    write: Write, stories: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write("a.md", "title: A", "webUrl: https://e.org/a")
    write("b.txt", text='<rss version="2.0"><channel><title>N</title></channel></rss>')
    write("c.csv", text="url,title\nhttps://e.org/c,C\n")
    write("d.dat", text="words")
    assert main(["readers", str(stories)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if not line.startswith(" ")] == [
        "a.md: frontmatter",
        "b.txt: rss",
        "c.csv: csv",
        "d.dat: no format that graphbuild knows; file left out",
    ]
    assert "  columns parted by comma: address from url, title from title" in lines


def test_a_setting_is_a_reader_a_name_and_a_value(stories: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(stories), "--set", "csv"]) == 2
    assert "A setting is READER.SETTING=VALUE, not 'csv'." in capsys.readouterr().err


def test_a_view_takes_the_last_day_as_a_question_does() -> None:
    assert parser().parse_args(["view", "graph", "--until", "2020-06-30"]).last == "2020-06-30"


def test_ctrl_c_while_it_is_imported_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from graphbuild.__main__ import run as command

    class Interrupting:
        def find_spec(self, *given: object) -> None:
            raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "graphbuild.cli")
    monkeypatch.setattr(sys, "meta_path", [Interrupting()])
    assert command() == 130
    assert capsys.readouterr().err == "graphbuild: Stopped. What was there before is unchanged.\n"


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_stream_that_the_caller_closed_is_no_error(tmp_path: Path, closed: str) -> None:
    story = shlex.quote(str(graphbuild.example()))
    done = subprocess.run(
        f"{sys.executable} -m graphbuild build {story} -o out {closed}", shell=True, cwd=tmp_path, check=False,
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(Path(graphbuild.__file__).parents[1])},
    )  # fmt: skip
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)


def test_a_standard_input_that_is_closed_is_empty(tmp_path: Path) -> None:
    done = subprocess.run(
        f"{sys.executable} -m graphbuild build - -o out <&-", shell=True, cwd=tmp_path, check=False,
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(Path(graphbuild.__file__).parents[1])},
    )  # fmt: skip
    assert done.returncode == 2
    assert "standard-input: an empty file; file left out" in done.stderr


def test_too_little_memory_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*given: object) -> int:
        raise MemoryError

    monkeypatch.setattr("graphbuild.cli.stats.run", run)
    assert main(["stats", "graph"]) == 2
    assert capsys.readouterr().err == "graphbuild: There is not enough memory.\n"


LOST = """
import signal, sys, time, weakref
from graphbuild import __main__
from graphbuild.cli import command

class Thing:
    pass

def run(options):
    thing = Thing()
    watched = weakref.ref(thing, lambda gone: signal.raise_signal(int(sys.argv[1])))
    del thing  # Python cannot raise from there
    time.sleep(10)

options = type("Options", (), {"command": "stats", "run": staticmethod(run)})
command.parser = lambda: type("Parser", (), {"parse_args": lambda self, given: options})()
__main__.command()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_that_python_cannot_raise_where_it_comes_stops_the_command(number: signal.Signals) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOST, str(int(number))], check=False, capture_output=True, text=True,
        preexec_fn=heeding_signals,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (128 + number, "graphbuild: Stopped.\n")


@pytest.mark.parametrize("name", ["ntriples", "nt", ".nt"])
def test_a_format_has_its_suffix_for_a_name(name: str) -> None:
    assert parser().parse_args(["export", "graph", "-f", name]).format == "ntriples"


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 30 columns."""
    for name, value in {"FORCE_COLOR": "1", "COLUMNS": "30", "TERM": "xterm", "NO_COLOR": "1"}.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("narrow")
def test_a_terminal_breaks_lines_between_words(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.show_text("What does not fit in one line is broken.\n  So is what is set back, under itself.")
    assert capsys.readouterr().out.splitlines() == [
        "What does not fit in one line",
        "  is broken.",
        "  So is what is set back,",
        "    under itself.",
    ]


@pytest.mark.usefixtures("narrow")
def test_a_terminal_breaks_no_address(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.show_text("See https://example.org/an/address/longer/than/a/line for more.")
    assert capsys.readouterr().out.splitlines() == [
        "See",
        "  https://example.org/an/address/longer/than/a/line",
        "  for more.",
    ]


def test_a_pipe_breaks_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.show_text("word " * 100 + "end")
    assert capsys.readouterr().out == "word " * 100 + "end\n"
