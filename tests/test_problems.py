from __future__ import annotations

from graphbuild.problems import SHOWN, Problem, Problems, Report


def test_a_problem_says_file_line_field_what_and_what_was_done() -> None:
    problem = Problem("lost", "a.md", 3, "quality", "not a number", "left out", "high")
    assert str(problem) == "a.md:3: quality: not a number (“high”); left out"


def test_a_problem_shows_no_control_characters() -> None:
    assert "\x1b" not in str(Problem("lost", "a.md", 3, "title", "bad", "left out", "\x1b[2J"))


def test_a_long_value_is_shortened() -> None:
    report = Report("a.md")
    report.add("lost", 1, "title", "bad", "left out", "x" * 100_000)
    assert len(report.rows[0].value) == SHOWN


def test_rows_of_an_entry_get_their_place() -> None:
    report = Report()
    report.add("lost", 2, "related.quality", "not a number", "left out", "x")
    [row] = report.placed("a.md", 10, times=7)
    assert (row.file, row.line, row.times) == ("a.md", 12, 7)


def test_problems_sort_by_file_and_line() -> None:
    problems = Problems()
    for file, line in (("b.md", 1), ("a.md", 9), ("a.md", 2)):
        report = Report(file)
        report.add("lost", line, "x", "bad", "left out")
        problems.extend(report.rows)
    problems.sort()
    assert [(row.file, row.line) for row in problems] == [("a.md", 2), ("a.md", 9), ("b.md", 1)]


def test_groups_begin_with_what_was_lost() -> None:
    report = Report("a.md")
    report.add("noted", 1, "x", "odd", "kept")
    report.add("noted", 2, "x", "odd", "kept")
    report.add("lost", 3, "x", "bad", "left out")
    problems = Problems()
    problems.extend(report.rows)
    assert [group[0] for group, _ in problems.grouped()] == ["lost", "noted"]


def test_a_tally_is_one_row_at_the_place_of_the_first() -> None:
    report = Report("a.xml")
    for line in (3, 5, 9):
        report.tally("noted", line, "content", "no summary", "the beginning of the text is taken")
    [row] = report.rows
    assert (row.line, row.times) == (3, 3)
