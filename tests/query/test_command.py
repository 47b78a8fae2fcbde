from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rich.console import Console

from graphbuild.cli import main, terminal


def on_a_terminal(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    """Let results go to a terminal of this width."""
    monkeypatch.setattr(terminal, "results", lambda: Console(width=width, force_terminal=True, color_system=None))


def test_a_question_prints_a_table_and_says_what_is_left(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["query", str(demo), "sources", "--rows", "2"]) == 0
    out, err = capsys.readouterr()
    assert [line.split()[0] for line in out.splitlines()] == ["publisher", "CNET", "Engadget"]
    assert "178 more rows" in err


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("name", ["most-listed-articles", "story-timeline", "files", "reprints"])
def test_each_column_is_shown_or_said_to_be_hidden(
    demo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int, name: str
) -> None:
    on_a_terminal(monkeypatch, width)
    assert main(["query", str(demo), name]) == 0
    out, err = capsys.readouterr()
    main(["query", str(demo), name, "-f", "csv"])
    columns = capsys.readouterr().out.splitlines()[0].split(",")
    said = re.search(r"No room here for \d+ columns?: (.*?)\. Widen", err)
    hidden = said[1].split(", ") if said else []
    assert sorted(out.splitlines()[0].split() + hidden) == sorted(columns)
    assert max(map(len, out.splitlines())) <= width


@pytest.mark.parametrize(("width", "addresses"), [(80, []), (100, ["article"])])
def test_addresses_leave_room_for_the_answer(
    demo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int, addresses: list[str]
) -> None:
    on_a_terminal(monkeypatch, width)
    main(["query", str(demo), "most-listed-articles"])
    header, first = capsys.readouterr().out.splitlines()[:2]
    assert header.split() == ["headline", "publisher", "listers", *addresses]
    assert len(first.split("  ")[0]) >= 30


def test_what_is_too_long_shares_the_room_that_short_columns_leave(
    demo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    on_a_terminal(monkeypatch, 120)
    row = f"'{'t' * 90}' <x:{'a' * 90}> 'short'"
    main(["query", str(demo), f"SELECT ?text ?address ?word {{ VALUES (?text ?address ?word) {{ ({row}) }} }}"])
    out, err = capsys.readouterr()
    assert [len(cell) for cell in out.splitlines()[1].split()] == [67, 44, 5]
    assert "--wide shows all of it" in err


@pytest.mark.parametrize("way", ["--wide", "a pipe"])
def test_nothing_is_cut_with_wide_or_in_a_pipe(
    demo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    if way == "--wide":
        on_a_terminal(monkeypatch, 40)
    assert main(["query", str(demo), "reprints", *(["--wide"] if way == "--wide" else [])]) == 0
    out, err = capsys.readouterr()
    assert "…" not in out
    assert "No room" not in err
    assert "paleofuture.gizmodo.com/lets-kill-facial-recognition-for-good-1844168367" in out
    assert not any(line.endswith(" ") for line in out.splitlines())


@pytest.mark.parametrize("how", ["text", "file", "name"])
def test_a_question_is_a_text_a_file_or_a_name(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?l a gb:Listing }"
    (tmp_path / "mine.rq").write_text(text, encoding="utf-8")
    what = {"text": text, "file": str(tmp_path / "mine.rq"), "name": "merges-by-evidence"}[how]
    assert main(["query", str(demo), what, "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines()[1] == ("declared,one article,425" if how == "name" else "476")


@pytest.mark.parametrize("suffix", ["csv", "tsv", "json", "xml", "parquet"])
def test_an_answer_is_written_by_its_suffix(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    out = tmp_path / f"x.{suffix}"
    assert main(["query", str(demo), "topics", "-o", str(out)]) == 0
    assert capsys.readouterr().out == ""
    assert out.stat().st_size > 100


def test_explain_says_what_was_asked_and_what_it_took(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["query", str(demo), "coverage-by-week", "--source", "gothamist.com", "--explain"])
    said = capsys.readouterr().err
    assert "VALUES ?source { <https://w3id.org/graphbuild/id/source/gothamist.com> }" in said
    assert "2 rows in 0." in said


def test_a_plot_is_drawn(demo: Path, tmp_path: Path) -> None:
    assert main(["query", str(demo), "sources", "--plot", str(tmp_path / "x.svg")]) == 0
    assert "CNET" in (tmp_path / "x.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sources", "--theme", "x"], "does not take --theme"),
        (["SELECT * { ?a ?b ?c }", "--theme", "x"], "Parameters belong to named questions"),
        (["coverage-by-week", "--from", "2021-01-01", "--to", "2020-01-01"], "is after --until 2020-01-01"),
        (["sources", "-n", "-3"], "--rows is how many to show, 1 or more, or 0 for all"),
        (["sources", "--timeout", "0"], "--timeout is in seconds, and more than 0"),
        (["no-such-question"], "There is no question 'no-such-question'"),
        (["missing.rq"], "Cannot read the query missing.rq"),
        (["a", "b"], "One question at a time"),
        (["SELECT * { ?a ?b ?c }", "-o", "x.doc"], "means no form"),
        (["SELECT * { ?a ?b ?c }", "--format", "ttl"], "Rows can be written as"),
        (["CONSTRUCT WHERE { ?a gb:stub ?c }", "--format", "csv"], "Statements can be written as"),
        (["--endpoint", "file:///etc/passwd", "ASK {}"], "no web address"),
        (["--endpoint", "http://127.0.0.1:9/", "ASK {}"], "cannot be reached"),
    ],
)
def test_a_mistake_is_a_sentence_and_status_2(
    demo: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    place = [] if "--endpoint" in words else [str(demo)]
    assert main(["query", *place, *words]) == 2
    out, err = capsys.readouterr()
    assert said in err
    assert "Traceback" not in out + err


def test_terminal_controls_in_the_data_are_not_obeyed(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["query", str(demo), 'SELECT ?x { VALUES ?x { "\\u001B[31mred [bold]x\\ny" } }'])
    main(["query", str(demo), 'CONSTRUCT { <x:a> <x:b> "\\u001B[31mred" } {}'])
    assert "\x1b" not in capsys.readouterr().out


def test_questions_are_listed_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["questions"]) == 0
    assert "coverage-by-week [--theme] [--source] [--from] [--until]\n" in capsys.readouterr().out
    assert main(["questions", "topics"]) == 0
    assert "# beware: Topics were given" in capsys.readouterr().out


def test_json_is_that_of_sparql(demo: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    main(["query", str(demo), "topics", "-f", "json"])
    assert len(json.loads(capsysbinary.readouterr().out)["results"]["bindings"]) == 5


@pytest.mark.parametrize("option", ["--to", "--until"])
def test_the_last_day_is_given_as_for_a_view(demo: Path, capsys: pytest.CaptureFixture[str], option: str) -> None:
    assert main(["query", str(demo), "coverage-by-week", option, "2020-01-31", "-f", "csv"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] < "2020-02-01"
