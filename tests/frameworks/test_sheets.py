"""Files of rows as they come: encodings, delimiters, merged cells, headers of two rows, and what would be lost."""

from __future__ import annotations

import codecs
import io
from pathlib import Path
from typing import Any

import pytest

from jobtagger.errors import FrameworkError
from jobtagger.frameworks import Competency, Framework, export_framework, import_framework
from jobtagger.frameworks.cells import clean, split_items
from jobtagger.frameworks.tables import read_csv, read_excel

openpyxl = pytest.importorskip("openpyxl")


def workbook(rows: list[list[Any]], merged: str = "") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Model"
    for row in rows:
        book.active.append(row)
    for cells in merged.split():
        book.active.merge_cells(cells)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def problems(data: bytes | str, reader: Any = read_csv) -> tuple[str, ...]:
    with pytest.raises(FrameworkError) as caught:
        reader(data.encode() if isinstance(data, str) else data, "our.file")
    return caught.value.problems


def indicators(framework: Framework, id: str = "vision") -> list[tuple[int | None, str]]:
    return [(indicator.level, indicator.text) for indicator in framework.competency(id).indicators]


# Encodings


QUOTED = "Competency,Definition\nVision,\u2022 The manager\u2019s r\u00f4le\n"


@pytest.mark.parametrize(
    "data",
    [
        QUOTED.encode("cp1252"),
        QUOTED.encode("mac_roman"),
        QUOTED.encode("utf-16-le"),
        QUOTED.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + QUOTED.encode("utf-32-le"),
    ],
    ids=["cp1252", "mac_roman", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_encodings_of_few_words(data: bytes) -> None:
    assert read_csv(data, "x.csv").competency("vision").definition == "\u2022 The manager\u2019s r\u00f4le"


def test_a_byte_that_is_out_of_place_is_an_error_with_its_line() -> None:
    text = ("Competency,Definition\nVision," + "r\u00f4le " * 20 + "\nGrit,").encode()
    (problem,) = problems(text + b"r\xf4le\n")
    assert problem.startswith("line 3: is not UTF-8 as the rest of the file is (")
    assert problem.endswith("save it as UTF-8 text (in Excel: CSV UTF-8)")


def test_what_is_no_text_is_told_without_its_bytes() -> None:
    (problem,) = problems(QUOTED.encode("utf-32-le"))
    assert problem == "(file): is not text but binary data; save it as UTF-8 text (in Excel: CSV UTF-8)"


def test_unicode_text_as_excel_saves_it(tmp_path: Path) -> None:
    path = tmp_path / "model.txt"
    path.write_bytes(QUOTED.replace(",", "\t").encode("utf-16"))
    assert import_framework(path).labels == ("vision",)


# Delimiters and rows that were split where they should not be


def test_the_line_that_tells_excel_the_delimiter_is_no_row() -> None:
    framework = read_csv(b"sep=;\r\nCompetency;Definition\r\nVision;Sees far, and near\r\n", "our.csv")
    assert framework.title == "our"
    assert framework.competency("vision").definition == "Sees far, and near"


def test_a_row_with_more_cells_than_the_header_is_an_error() -> None:
    (problem,) = problems("Competency,Definition,Indicator\nA,Plans, budgets, and spends money,Leads\nB,x,y,,\n")
    assert problem == (
        "row 2: has 5 cells where the header has 3; put a text that holds the delimiter (,) in double quotes"
    )


def test_a_cell_that_is_too_long_is_told_as_such() -> None:
    (problem,) = problems("Competency,Definition\nA,x\nB," + "word " * 30_000 + "\n")
    assert problem.startswith("row 3, column B: has 150,000 characters, more than the 131,072 that are read; shorten")


def test_a_quotation_mark_left_open_before_a_long_rest_is_told_as_such() -> None:
    (problem,) = problems('Competency,Definition\nA,"x\n' + "B,word\n" * 30_000)
    assert problem.startswith("row 2: cannot be split into cells (unexpected end of data)")


# Merged cells


def test_a_merged_header_counts_for_each_of_its_columns() -> None:
    rows = [["Competency", "Definition", "Behavioural indicators"], ["Vision", "Sees", "Looks", "Asks", "Tells"]]
    assert indicators(read_excel(workbook(rows, "C1:E1"), "m.xlsx")) == [
        (None, "Looks"),
        (None, "Asks"),
        (None, "Tells"),
    ]


def test_merged_levels_count_for_each_of_their_columns() -> None:
    rows = [["Competency", "Basic", None, "Expert"], ["Vision", "Looks", "Asks", "Tells", "Teaches"]]
    framework = read_excel(workbook(rows, "B1:C1 D1:E1"), "m.xlsx")
    assert indicators(framework) == [(1, "Looks"), (1, "Asks"), (2, "Tells"), (2, "Teaches")]


def test_a_cell_merged_across_levels_counts_for_each_and_over_rows_once() -> None:
    rows = [
        ["Competency", "Definition", "Basic", "Expert"],
        ["Vision", "Sees", "Looks"],
        [None, None, "Asks"],
        [None, None, None, "Teaches"],
        ["Grit", "Stays", "Stays late"],
        ["Grit", None, None],
    ]
    framework = read_excel(workbook(rows, "C2:D2 C3:D3 C5:D6"), "m.xlsx")
    assert indicators(framework) == [(1, "Looks"), (2, "Looks"), (1, "Asks"), (2, "Asks"), (2, "Teaches")]
    assert indicators(framework, "grit") == [(1, "Stays late"), (2, "Stays late")]


def test_a_heading_of_a_group_may_leave_out_the_first_columns() -> None:
    rows = [["No.", "Competency", "Definition"], [None, "Leading"], [1, "Vision", "Sees"]]
    assert read_excel(workbook(rows, "B2:C2"), "m.xlsx").competency("vision").groups == ("leading",)


# Headers of two rows


TWO_ROWS = [
    ["Competency", "Definition", "Proficiency Levels", None, None],
    [None, None, "Basic", "Intermediate", "Advanced"],
    ["Vision", "Sees", "Looks", "Asks", "Teaches"],
]


@pytest.mark.parametrize("merged", ["C1:E1", "A1:A2 B1:B2 C1:E1", ""])
def test_a_header_of_two_rows_that_names_levels_below(merged: str) -> None:
    framework = read_excel(workbook(TWO_ROWS, merged), "m.xlsx")
    assert [level.name for level in framework.levels] == ["Basic", "Intermediate", "Advanced"]
    assert indicators(framework) == [(1, "Looks"), (2, "Asks"), (3, "Teaches")]


def test_a_header_of_two_rows_in_csv() -> None:
    text = "\n".join(",".join(cell or "" for cell in row) for row in TWO_ROWS)
    assert indicators(read_csv(text.encode(), "our.csv")) == [(1, "Looks"), (2, "Asks"), (3, "Teaches")]


@pytest.mark.parametrize("merged", ["B1:C1 D1:E1", "A1:A2 B1:C1 D1:E1", ""])
@pytest.mark.parametrize("place", [0, 1], ids=["above", "below"])
def test_a_header_of_two_rows_that_names_levels_above(merged: str, place: int) -> None:
    upper, lower = ["", "Basic", None, "Expert"], ["", "Indicator 1", "Indicator 2", "Indicator 1", "Indicator 2"]
    (upper if "A1" in merged else (upper, lower)[place])[0] = "Competency"
    framework = read_excel(workbook([upper, lower, ["Vision", "Looks", "Asks", "Tells", "Teaches"]], merged), "m.xlsx")
    assert indicators(framework) == [(1, "Looks"), (1, "Asks"), (2, "Tells"), (2, "Teaches")]


def test_a_first_row_without_its_competency_is_no_header() -> None:
    (problem,) = problems("Competency,Definition,,Indicator\n,Sees,far,Looks\n")
    assert problem.startswith("row 2, column A (Competency): is empty")


# What is not read is told


def test_a_column_without_a_header_is_told() -> None:
    framework = read_csv(b"Competency,Definition,,Owner,\nA,Plans, budgets, and spends,money\n", "our.csv")
    assert framework.notes == (
        "column C (no header) was not read.",
        "column D (Owner) was not read.",
        "column E (no header) was not read.",
    )


def test_a_formula_in_the_header_is_refused() -> None:
    (problem,) = problems(workbook([["Competency", "Definition", "=B9"], ["A", "x", "y"]]), read_excel)
    assert problem == (
        "sheet 'Model', row 1, column C (=B9): holds the formula =B9; "
        "replace it by its text (Copy, then Paste special: Values)"
    )


def test_hidden_rows_and_columns_are_read() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([["Competency", "Definition"], ["A", "x"], ["B", "y"]])))
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["B"].hidden = True
    buffer = io.BytesIO()
    book.save(buffer)
    assert read_excel(buffer.getvalue(), "m.xlsx").competency("b").definition == "y"


# Lines of a cell


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("plans work\ntracks work\nleads teams", ["plans work", "tracks work", "leads teams"]),
        ("Plans work\ntracks work\nleads teams", ["Plans work", "tracks work", "leads teams"]),
        (
            "plans the work of the whole team for a year\ntracks what it costs",
            ["plans the work of the whole team for a year", "tracks what it costs"],
        ),
        ("Advises senior leaders\nacross the agency", ["Advises senior leaders across the agency"]),
        ("Advises senior leaders.\nacross the agency", ["Advises senior leaders.", "across the agency"]),
        ("leads teams and\npeople\ntracks costs", ["leads teams and people", "tracks costs"]),
        ("looks far\nand wide\ntells", ["looks far and wide", "tells"]),
        ("Leads teams,\npeople and\nwork\nPlans", ["Leads teams, people and work", "Plans"]),
        ("\u2022 Keeps\nto the plan\n\u2022 leads", ["Keeps to the plan", "leads"]),
        ("\u2022\nPlans\n\u2022\ntracks", ["Plans", "tracks"]),
    ],
)
def test_lines_of_a_cell(cell: str, items: list[str]) -> None:
    assert [clean(item) for item in split_items(cell)] == items


# Characters and lengths that a workbook cannot hold


def test_control_characters_are_left_out_of_what_is_read_and_written() -> None:
    assert (
        read_csv(b"Competency,Definition\nVision,Sees\x01 far\n", "x.csv").competency("vision").definition == "Sees far"
    )
    framework = Framework(
        "own", "Own", competencies=(Competency("vision", "Vision", definition="a\x01b\x0bc\ud800\uffff"),)
    )
    assert read_excel(export_framework(framework, "xlsx"), "x.xlsx").competency("vision").definition == "ab c"


def test_a_text_that_no_cell_holds_is_named() -> None:
    framework = Framework("own", "Own", competencies=(Competency("vision", "Vision", definition="word " * 7_000),))
    with pytest.raises(FrameworkError) as caught:
        export_framework(framework, "xlsx")
    (problem,) = caught.value.problems
    assert problem.startswith("sheet 'Competencies', row 2, column B ('word word")
    assert problem.endswith(
        "has 35,000 characters, and a cell of Excel holds 32,767; shorten it, or choose another "
        "format (csv, yaml, json)"
    )
