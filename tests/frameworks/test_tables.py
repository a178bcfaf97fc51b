"""Frameworks from CSV and Excel, in both layouts, out of the tables that people really have."""

from __future__ import annotations

import io
import time
import zipfile
from typing import Any

import pytest

from jobtagger.errors import FrameworkError
from jobtagger.frameworks import Framework
from jobtagger.frameworks.columns import SYNONYMS, field_of
from jobtagger.frameworks.tables import read_csv, read_excel

openpyxl = pytest.importorskip("openpyxl")


def workbook(*sheets: list[list[Any]], merged: str = "", names: str = "Model Other More") -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in zip(names.split(), sheets, strict=False):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cells in merged.split():
            sheet.merge_cells(cells)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def csv_framework(text: str) -> Framework:
    return read_csv(text.encode(), "our-model.csv")


def problems(data: bytes | str, reader: Any = read_csv) -> tuple[str, ...]:
    with pytest.raises(FrameworkError) as caught:
        reader(data.encode() if isinstance(data, str) else data, "our.file")
    assert caught.value.source == "our.file"
    return caught.value.problems


def indicators(framework: Framework, id: str) -> list[tuple[int | None, str]]:
    return [(indicator.level, indicator.text) for indicator in framework.competency(id).indicators]


# One row per indicator


ROWS = """\
Cluster,Competency Name,Definition,Proficiency Level,Behavioral Indicator(s),Also known as
Leading,Vision,Sees far.,1 - Basic,Looks ahead,"Foresight, Far sight"
,,,,Looks back,
,,,2 - Expert,Teaches others,
,Planning,Sets goals.,1,Writes plans,
Doing,Grit,Stays.,expert,Stays late,Tenacity
"""


def test_one_row_per_indicator() -> None:
    framework = csv_framework(ROWS)
    assert framework.id == "our-model"
    assert framework.title == "our-model"
    assert [(level.value, level.name) for level in framework.levels] == [(1, "Basic"), (2, "Expert")]
    assert [group.name for group in framework.groups] == ["Leading", "Doing"]
    assert framework.labels == ("vision", "planning", "grit")
    vision = framework.competency("vision")
    assert vision.definition == "Sees far."
    assert vision.aliases == ("Foresight", "Far sight")
    assert indicators(framework, "vision") == [(1, "Looks ahead"), (1, "Looks back"), (2, "Teaches others")]
    assert indicators(framework, "grit") == [(2, "Stays late")]
    assert [competency.groups for competency in framework.competencies] == [("leading",), ("leading",), ("doing",)]
    assert framework.notes == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(delimiter: str) -> None:
    text = f"Competency{delimiter}Definition\nVision{delimiter}Sees far\nPlanning{delimiter}Sets goals"
    assert [entry.definition for entry in csv_framework(text).competencies] == ["Sees far", "Sets goals"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    text = "Competency,Definition\nVision,Sees \u201cfar\u201d \u2013 caf\u00e9\n"
    definition = read_csv(text.encode(encoding), "x.csv").competency("vision").definition
    assert definition == "Sees \u201cfar\u201d \u2013 caf\u00e9"


def test_rows_of_one_competency_may_be_apart_and_spelled_differently() -> None:
    text = (
        "Competency,Definition,Indicator\nTeam\u2019s Work,Does it.,One\nVision,,Two\n  team's  WORK ,does it.,Three\n"
    )
    framework = csv_framework(text)
    assert framework.labels == ("teams-work", "vision")
    assert indicators(framework, "teams-work") == [(None, "One"), (None, "Three")]


def test_level_names_in_any_case_and_padding_are_one_level() -> None:
    text = "Competency,Level,Indicator\nA,Expert,One\nA,  EXPERT ,Two\nB,basic,Three\nB,Basic,Four\n"
    framework = csv_framework(text)
    assert [(level.value, level.name) for level in framework.levels] == [(1, "basic"), (2, "Expert")]


def test_unknown_level_names_keep_their_order_and_a_note_says_so() -> None:
    framework = csv_framework("Competency,Level,Indicator\nA,Gold,One\nA,Silver,Two\n")
    assert [level.name for level in framework.levels] == ["Gold", "Silver"]
    assert "order they come" in framework.notes[0]
    assert "Gold, Silver" in framework.notes[0]


def test_a_level_is_carried_down_only_below_a_blank_competency() -> None:
    framework = csv_framework("Competency,Level,Indicator\nA,1,One\n,,Two\nA,,Three\nB,,Four\n")
    assert indicators(framework, "a") == [(1, "One"), (1, "Two"), (None, "Three")]
    assert indicators(framework, "b") == [(None, "Four")]


def test_none_stops_what_is_carried_down() -> None:
    framework = csv_framework("Group,Competency,Indicator\nG,A,One\n(none),B,Two\n,C,Three\nH; G,D,Four\n")
    assert [competency.groups for competency in framework.competencies] == [("g",), (), (), ("h", "g")]


def test_a_row_per_level_takes_the_description_for_the_levels() -> None:
    framework = csv_framework("Competency,Level,Description\nA,1,Does it with help\nA,2,Does it alone\n")
    assert indicators(framework, "a") == [(1, "Does it with help"), (2, "Does it alone")]
    assert framework.competency("a").definition == ""


@pytest.mark.parametrize(
    "header",
    ["Description", "Behavioral Descriptor", "Proficiency Description", "Level Definition", "What it looks like"],
)
def test_what_stands_beside_level_and_definition_is_the_indicator(header: str) -> None:
    framework = csv_framework(
        f"Competency,Definition,Level,{header}\nA,Does.,1,Does with help\nA,Does.,2,Does it all\n"
    )
    assert framework.competency("a").definition == "Does."
    assert indicators(framework, "a") == [(1, "Does with help"), (2, "Does it all")]
    assert framework.notes == ()


def test_several_columns_that_may_be_the_indicator_are_refused() -> None:
    (problem,) = problems("Competency,Definition,Level,Looks like,Sounds like\nA,x,1,One two three,Four five six\n")
    assert problem == (
        "column D (Looks like): no column is headed 'Indicator' and several may be meant "
        "('Looks like', 'Sounds like'); call the right one 'Indicator'"
    )


def test_a_definition_stays_one_beside_a_level_that_nothing_uses() -> None:
    framework = csv_framework("Competency,Definition,Level\nA,Does.,1\nB,Stays.,2\n")
    assert framework.competency("a").definition == "Does."
    assert framework.import_notes == ("column C (Level) was not read: no column has indicators for its levels.",)


def test_numbers_and_names_of_levels_in_two_columns() -> None:
    framework = csv_framework("Competency,Level,Level Name,Indicator\nA,2,Expert,Two\nA,1,Basic,One\n")
    assert [(level.value, level.name) for level in framework.levels] == [(1, "Basic"), (2, "Expert")]


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        (["GS-13", "GS-9", "GS-5/7"], ["GS-5/7", "GS-9", "GS-13"]),
        (["Level III", "Level I", "Level II"], ["Level 1", "Level 2", "Level 3"]),
        (["II", "III", "I"], ["Level 1", "Level 2", "Level 3"]),
    ],
)
def test_numbers_in_the_names_of_levels_order_them(written: list[str], levels: list[str]) -> None:
    framework = csv_framework("Competency,Level,Indicator\n" + "".join(f"A,{name},Does\n" for name in written))
    assert [level.name for level in framework.levels] == levels


def test_all_levels_is_none_of_them() -> None:
    framework = csv_framework("Competency,Level,Indicator\nA,Basic,One\nA,All levels,Two\n")
    assert [level.name for level in framework.levels] == ["Basic"]
    assert indicators(framework, "a") == [(1, "One"), (None, "Two")]


def test_required_proficiency_code_and_id() -> None:
    header = "Competency,Code,Id,Required at 1 - Lead,Required at 2 - Chief,Indicator"
    competency = csv_framework(f"{header}\nVision,VIS,far-sight,Skilled,Advanced,A\n").competency("far-sight")
    assert competency.code == "VIS"
    assert [(entry.level, entry.proficiency) for entry in competency.required] == [(1, "Skilled"), (2, "Advanced")]


# One row per competency, a column per level


def test_one_row_per_competency() -> None:
    text = (
        "Competency,Definition,Level 1 - Awareness,  LEVEL 2:  Expert \n"
        'Vision,Sees far.,"\u2022 Looks ahead\n\u2022 Looks\n  back",Teaches; asks; \n'
        'Planning,,"1. Writes plans\n2. Reads plans",- Keeps; and keeps\n'
    )
    framework = csv_framework(text)
    assert [(level.value, level.name) for level in framework.levels] == [(1, "Awareness"), (2, "Expert")]
    assert indicators(framework, "vision") == [(1, "Looks ahead"), (1, "Looks back"), (2, "Teaches"), (2, "asks")]
    assert indicators(framework, "planning") == [(1, "Writes plans"), (1, "Reads plans"), (2, "Keeps; and keeps")]


@pytest.mark.parametrize(
    ("header", "levels"),
    [
        ("Awareness,Expert", ["Awareness", "Expert"]),
        ("Expert,Awareness", ["Awareness", "Expert"]),
        ("1,2", ["Level 1", "Level 2"]),
        ("L2,L1", ["Level 1", "Level 2"]),
        ("Advanced (2),Basic (1)", ["Basic", "Advanced"]),
        ("Bronze,Silver", ["Bronze", "Silver"]),
        ("Level 1,Level 2", ["Level 1", "Level 2"]),
        ("Level 2,Level 1", ["Level 1", "Level 2"]),
        ("Level-1,LEVEL2", ["Level 1", "Level 2"]),
        ("Level (1),Level (2)", ["Level 1", "Level 2"]),
        ("Proficiency Level 1,Proficiency Level 2", ["Level 1", "Level 2"]),
        ("Level 1 Behaviours,Level 2 Behaviours", ["Level 1", "Level 2"]),
        ("Behaviours (Level 1),Indicators at Level 2", ["Level 1", "Level 2"]),
        ("Level 1 - Basic Indicators,Level 2 (Expert) Indicators", ["Basic", "Expert"]),
        ("Level 1: Basic,2 (Expert)", ["Basic", "Expert"]),
        ("Level One,Level II", ["Level 1", "Level 2"]),
        ("II,I", ["Level 1", "Level 2"]),
        ("Tier 2,Tier 3", ["Level 2", "Level 3"]),
        ("Band 3,Band 2", ["Band 2", "Band 3"]),
        ("GS-13,GS-9", ["GS-9", "GS-13"]),
        ("Expert Level,Basic Level", ["Basic Level", "Expert Level"]),
        ("Foundational Indicators,Advanced Indicators", ["Foundational", "Advanced"]),
        ("Entry,Senior", ["Entry", "Senior"]),
        ("Bronze Indicators,Silver Indicators", ["Bronze", "Silver"]),
        ("Misses,Meets Expectations", ["Misses", "Meets Expectations"]),
        ("Below Standards,Above Standards", ["Below Standards", "Above Standards"]),
        ("Own Skills,Team Knowledge", ["Own Skills", "Team Knowledge"]),
        ("Applying,Leading", ["Applying", "Leading"]),
        ("Learning,Applying", ["Learning", "Applying"]),
        ("Employee,Supervisor", ["Employee", "Supervisor"]),
        ("Junior,Lead", ["Junior", "Lead"]),
    ],
)
def test_level_columns_under_many_names(header: str, levels: list[str]) -> None:
    framework = csv_framework(f"Competency,Definition,{header}\nVision,Sees,Looks far ahead,Teaches all the others\n")
    assert [level.name for level in framework.levels] == levels
    assert len(framework.competency("vision").indicators) == 2
    assert framework.competency("vision").definition == "Sees"


@pytest.mark.parametrize(
    ("header", "texts"),
    [
        ("Indicator 1,Indicator 2", ["Looks far ahead", "Teaches all the others"]),
        ("Behaviour (1),Behaviour (2)", ["Looks far ahead", "Teaches all the others"]),
        ("Positive Indicators,Negative Indicators", ["Looks far ahead"]),
        ("Rationale,Where it is used", []),
    ],
)
def test_columns_that_are_no_levels(header: str, texts: list[str]) -> None:
    framework = csv_framework(f"Competency,Definition,{header}\nVision,Sees,Looks far ahead,Teaches all the others\n")
    assert framework.levels == ()
    assert indicators(framework, "vision") == [(None, text) for text in texts]
    assert len(framework.import_notes) == 2 - len(texts)


def test_what_stands_between_known_levels_is_one() -> None:
    text = "Competency,Novice,Journeyman,Expert,Tips\nA,One,Does it all alone,Three,Read the book twice\n"
    framework = csv_framework(text)
    assert [level.name for level in framework.levels] == ["Novice", "Journeyman", "Expert"]
    assert framework.import_notes[-2] == "column E (Tips) was not read."


def test_what_says_that_a_cell_is_empty_is_no_text() -> None:
    framework = csv_framework(
        "Competency,Definition,Aliases,Basic,Expert\nA,TBD,n/a,N/A,Sets goals\nB,Does.,,-,none\nC,'None,,\u2014,'N/A\n"
    )
    assert [entry.definition for entry in framework.competencies] == ["", "Does.", "None"]
    assert framework.competency("a").aliases == ()
    assert [indicators(framework, id) for id in "abc"] == [[(2, "Sets goals")], [], [(2, "N/A")]]


def test_what_stands_next_to_known_levels_is_one_or_is_told() -> None:
    text = "Competency,Score,Novice,Expert,Sage,Guru,Owner\nA,7,One,Two,Knows it all by heart,Is asked,Bob\n"
    framework = csv_framework(text)
    assert [level.name for level in framework.levels] == ["Novice", "Expert", "Sage"]
    assert "column F (Guru) was not read." in framework.import_notes
    assert not any("Score" in note or "Owner" in note for note in framework.import_notes)


def test_a_column_without_number_next_to_numbered_levels_is_told_and_no_level() -> None:
    framework = csv_framework("Competency,Level 1,Level 2,Guru\nA,One,Two,Knows it all by heart\n")
    assert [level.name for level in framework.levels] == ["Level 1", "Level 2"]
    assert framework.import_notes == ("column D (Guru) was not read.",)


@pytest.mark.parametrize("cells", ["1,2,3", "x,\u2713,x", "Yes,no,Y", "Basic,Expert,Level 2", "50%,2.5,N/A"])
def test_a_matrix_of_roles_has_no_indicators(cells: str) -> None:
    analyst, manager, director = cells.split(",")
    data = workbook(
        [["Competency", "Level 1", "Level 2"], ["Vision", "Learns", "Explains"]],
        [
            ["Competency", "Analyst", "Manager", "Director"],
            ["Vision", analyst, manager, ""],
            ["Grit", "", "", director],
        ],
    )
    framework = read_excel(data, "m.xlsx")
    assert [level.name for level in framework.levels] == ["Level 1", "Level 2"]
    assert indicators(framework, "vision") == [(1, "Learns"), (2, "Explains")]
    (note,) = framework.import_notes
    assert note.startswith("sheet 'Other', column C (Manager)")
    assert "no indicators" in note


def test_columns_that_mean_nothing_are_left_out_with_a_note() -> None:
    framework = csv_framework(",Competency,,Definition,Owner,Empty\n,Vision,,Sees far,Bob,\n,,,,,\n")
    assert framework.competency("vision").definition == "Sees far"
    assert framework.notes == ("column E (Owner) was not read.",)


def test_title_rows_and_repeated_headers() -> None:
    header = "Competency,Definition,Indicator"
    framework = csv_framework(f"Our leadership model,,\n,,\n{header}\nA,x,One\n{header.upper()}\nB,y,Two\n")
    assert framework.title == "Our leadership model"
    assert framework.labels == ("a", "b")


@pytest.mark.parametrize("sections", [["LEADING", "DOING"], ["Leading", "Doing"]])
def test_rows_of_one_cell_are_groups_and_footnotes(sections: list[str]) -> None:
    framework = csv_framework(
        f"Competency,Definition,Indicator\n{sections[0]},,\nVision,Sees.,Looks\n{sections[1]},,\nGrit,Stays.,Late\n"
        'Patience,,\n,,Waits\nCalm,,\nTotal competencies: 4,,\n"Source: HR, 2024. Do not distribute.",,\n'
    )
    assert framework.labels == ("vision", "grit", "patience", "calm")
    assert [framework.group(entry.groups[0]).name for entry in framework.competencies[:2]] == sections
    assert framework.import_notes == (
        f"row 2: rows of one cell were taken for groups: {sections[0]!r}, {sections[1]!r}.",
        "row 9 was not read: 'Total competencies: 4'.",
        "row 10 was not read: 'Source: HR, 2024. Do not distribute.'.",
    )


@pytest.mark.parametrize(
    "rows",
    [
        ["Vision,,", "Planning,Plans.,Writes", "Coaching,,", "Budgeting,Counts.,Adds"],
        ["Vision,Sees.,", "SQL,,", "Planning,Plans.,"],
        ["Vision,Sees.,Looks", "Total Quality,,", "Key (crypto) handling,,", "Version control,,"],
    ],
)
def test_competencies_with_a_name_only_are_no_groups(rows: list[str]) -> None:
    framework = csv_framework("\n".join(["Competency,Definition,Indicator", *rows]))
    assert [entry.name for entry in framework.competencies] == [row.split(",")[0] for row in rows]
    assert framework.groups == ()


@pytest.mark.parametrize("merged", ["", "A1:C1 A4:C4"])
def test_headings_above_a_header_that_comes_again_are_groups(merged: str) -> None:
    header = ["Competency", "Definition", "Behaviours"]
    sections = [["Leading"], header, ["Vision", "Sees.", "Looks"], ["Doing"], header, ["Grit", "Stays.", "Waits"]]
    framework = read_excel(workbook(sections, merged=merged), "m.xlsx")
    assert [(entry.name, entry.groups) for entry in framework.competencies] == [
        ("Vision", ("leading",)),
        ("Grit", ("doing",)),
    ]
    assert framework.title == "m"


@pytest.mark.parametrize("merged", ["", "A1:C1 A4:C4"])
def test_a_title_on_each_page_is_no_group(merged: str) -> None:
    header = ["Competency", "Definition", "Behaviours"]
    pages = [["OUR MODEL"], header, ["Vision", "Sees.", "Looks"], ["OUR MODEL"], header, ["Grit", "Stays.", "Waits"]]
    framework = read_excel(workbook(pages, merged=merged), "m.xlsx")
    assert (framework.title, framework.labels, framework.groups) == ("OUR MODEL", ("vision", "grit"), ())


def test_small_print_is_no_group_and_no_competency_merged_or_not() -> None:
    rows = [
        ["Competency", "Definition", "Basic"],
        *(["Leading"], ["Vision", "Sees.", "Looks"]),
        *(["Page 1 of 2"], ["Grit", "Stays.", "Waits"]),
        *(["Printed on 3 May"], ["B = Basic"]),
    ]
    framework = read_excel(workbook(rows, merged="A2:C2 A4:C4"), "m.xlsx")
    assert [(entry.name, entry.groups) for entry in framework.competencies] == [
        ("Vision", ("leading",)),
        ("Grit", ("leading",)),
    ]
    assert [note.partition("read: ")[2] for note in framework.import_notes] == [
        "'Page 1 of 2'.",
        "'Printed on 3 May'.",
        "'B = Basic'.",
    ]


def test_a_group_alone_in_its_row_is_for_the_rows_below() -> None:
    framework = csv_framework("Group,Competency,Definition\nDoing,,\n,Grit,Stays\nLeading,,\n,Vision,Sees\n")
    assert [entry.groups for entry in framework.competencies] == [("doing",), ("leading",)]


def test_sentences_below_no_header_are_told() -> None:
    framework = csv_framework("Competency,Indicators,\nGrit,Stays,Sees it through\n")
    assert framework.import_notes == ("column C (no header) was not read.",)


@pytest.mark.parametrize("name", sorted(SYNONYMS))
def test_synonyms_count_in_any_case(name: str) -> None:
    for synonym in SYNONYMS[name]:
        assert field_of(f" {synonym.upper()}* ") == name


# Excel


def test_excel_with_merged_cells() -> None:
    rows = [
        ["Our leadership model", None, None, None],
        [],
        ["Cluster", "Competency", "Level", "Indicator"],
        ["Leading", "Vision", "1 - Basic", "Looks ahead"],
        [None, None, None, "Looks back"],
        [None, "Planning", 2.0, "Writes plans"],
        [None, "Planning", None, "Keeps plans"],
    ]
    data = workbook(rows, merged="A1:D1 A4:A7 B4:B5 C4:C5 C6:C7")
    framework = read_excel(data, "m.xlsx")
    assert framework.title == "Our leadership model"
    assert indicators(framework, "vision") == [(1, "Looks ahead"), (1, "Looks back")]
    # The competency is written in each row, so only the merged cell tells that the level holds for both.
    assert indicators(framework, "planning") == [(2, "Writes plans"), (2, "Keeps plans")]
    assert framework.competency("planning").groups == ("leading",)


def test_a_cell_merged_over_rows_is_one_indicator() -> None:
    rows = [["Competency", "Basic", "Expert"], ["Vision", "Looks", "Teaches"], [None, "Sees", None]]
    framework = read_excel(workbook(rows, merged="A2:A3 C2:C3"), "m.xlsx")
    assert indicators(framework, "vision") == [(1, "Looks"), (2, "Teaches"), (1, "Sees")]


def test_an_indicator_merged_over_levels_counts_for_each_and_over_rows_once() -> None:
    rows = [
        ["Competency", "Level", "Indicator"],
        ["Vision", "1", "Looks"],
        ["Vision", "2", None],
        ["Vision", "2", None],
    ]
    framework = read_excel(workbook(rows, merged="C2:C4"), "m.xlsx")
    assert indicators(framework, "vision") == [(1, "Looks"), (2, "Looks")]


def test_a_header_of_two_rows() -> None:
    rows = [
        ["Competency", "Definition", "Levels of proficiency we use", None],
        [None, None, "Basic", "Expert"],
        ["Vision", "Sees", "Looks", "Teaches"],
    ]
    framework = read_excel(workbook(rows, merged="A1:A2 B1:B2 C1:D1"), "m.xlsx")
    assert framework.labels == ("vision",)
    assert indicators(framework, "vision") == [(1, "Looks"), (2, "Teaches")]


def test_a_row_merged_across_the_table_is_the_heading_of_a_group() -> None:
    rows = [["Competency", "Definition", "Basic"], ["Leading", None, None], ["Vision", "Sees", "Looks"]]
    framework = read_excel(workbook(rows, merged="A2:C2"), "m.xlsx")
    assert framework.labels == ("vision",)
    assert framework.competency("vision").groups == ("leading",)


def test_tables_of_levels_and_groups_beside() -> None:
    data = workbook(
        [["Group", "Competency", "Level", "Indicator"], ["Doing", "Grit", "GOLD", "Stays"]],
        [["Value", "Level", "Definition"], [10, "Silver", "Good."], [20, "Gold", "Best."]],
        [["Group", "Definition", "Key characteristics"], ["Leading", "Leads.", "One\nTwo"], ["Doing", "Does.", None]],
    )
    framework = read_excel(data, "m.xlsx")
    assert [(level.value, level.name, level.definition) for level in framework.levels] == [
        (10, "Silver", "Good."),
        (20, "Gold", "Best."),
    ]
    assert indicators(framework, "grit") == [(20, "Stays")]
    assert [(group.name, group.characteristics) for group in framework.groups] == [
        ("Leading", ("One", "Two")),
        ("Doing", ()),
    ]


def test_tables_below_each_other() -> None:
    rows = [
        ["Competency", "Definition", "Level", "Indicator"],
        ["Grit", "Stays.", 1, "Waits"],
        ["Our scale"],
        ["Level", "Definition"],
        [1, "Knows it"],
        [2, "Masters it"],
        ["Group", "Definition"],
        ["Doing", "Does."],
    ]
    framework = read_excel(workbook(rows), "m.xlsx")
    assert framework.labels == ("grit",)
    assert [level.definition for level in framework.levels] == ["Knows it", "Masters it"]
    assert [group.name for group in framework.groups] == ["Doing"]


@pytest.mark.parametrize(
    "rows",
    [
        [["Level", "Name", "Description"], [1, "Basic", "Good."], [2, "Gold", "Best."]],
        [["Level", "Level Name", "Level Description"], [1, "Basic", "Good."], [2, "Gold", "Best."]],
    ],
)
def test_levels_with_number_and_name(rows: list[list[Any]]) -> None:
    framework = read_excel(workbook([["Competency", "Definition"], ["A", "x"]], rows, names="Model Levels"), "m.xlsx")
    assert framework.labels == ("a",)
    assert [(level.value, level.name, level.definition) for level in framework.levels] == [
        (1, "Basic", "Good."),
        (2, "Gold", "Best."),
    ]


def test_a_sheet_without_a_known_header_is_told() -> None:
    data = workbook(
        [["Competency", "Definition"], ["A", "x"]], [["Ability", "What the person does"], ["Plan", "Plans"]]
    )
    (note,) = read_excel(data, "m.xlsx").import_notes
    assert note.startswith("sheet 'Other' was not read: no row is a header with Competency")


def test_hidden_sheets_are_not_read() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([["Competency", "Definition"], ["A", "x"]])))
    sheet = book.create_sheet("Old")
    sheet.append(["Competency", "Definition"])
    sheet.append(["A", "something else"])
    sheet.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    assert read_excel(buffer.getvalue(), "m.xlsx").competency("a").definition == "x"


def test_ten_thousand_rows_are_fast() -> None:
    rows = [["Competency", "Level", "Indicator"]]
    rows += [[f"Competency {number // 20}", str(number % 5 + 1), f"Does thing {number}"] for number in range(10_000)]
    data = workbook(rows)
    started = time.perf_counter()
    framework = read_excel(data, "m.xlsx")
    assert time.perf_counter() - started < 15  # takes about 1 s; a quadratic reader takes minutes
    assert len(framework.competencies) == 500
    assert sum(len(competency.indicators) for competency in framework.competencies) == 10_000


def test_far_away_cells_do_no_harm() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([["Competency", "Definition"], ["A", "x"]])))
    book.active["XFD1048576"] = "stray"
    buffer = io.BytesIO()
    book.save(buffer)
    assert read_excel(buffer.getvalue(), "m.xlsx").labels == ("a",)


# What is refused, with place and remedy, all at once


def test_formulas_are_refused_with_their_cells() -> None:
    data = workbook(
        [
            ["Competency", "Definition", "Indicator", "Owner"],
            ["A", "=B1&C1", "One", "=D9"],
            ["B", "x", "=SUM(A1:A2)", None],
        ]
    )
    assert problems(data, read_excel) == (
        "sheet 'Model', row 2, column B (Definition): holds the formula =B1&C1; "
        "replace it by its text (Copy, then Paste special: Values)",
        "sheet 'Model', row 3, column C (Indicator): holds the formula =SUM(A1:A2); "
        "replace it by its text (Copy, then Paste special: Values)",
    )


def test_formulas_and_errors_in_csv() -> None:
    first, second = problems("Competency,Definition\nA,=1+1\n#REF!,x\n")
    assert first.startswith("row 2, column B (Definition): holds the formula =1+1; replace it")
    assert second.startswith("row 3, column A (Competency): holds the error #REF!; replace it")


def test_array_formulas_are_formulas() -> None:
    from openpyxl.worksheet.formula import ArrayFormula

    data = workbook([["Competency", "Definition"], ["A", ArrayFormula("B2:B2", "=A1:A2")]])
    (problem,) = problems(data, read_excel)
    assert problem.startswith("sheet 'Model', row 2, column B (Definition): holds the formula =A1:A2; ")


@pytest.mark.parametrize(
    "text",
    [
        "Core Competency,Sub-Competency,Definition\nLeading,Vision,Sees.\nLeading,Grit,Stays.\n",
        "Cluster,Competency,Description,Sub-Competency,Description\nA,Leading,Leads.,Vision,Sees.\nA,,,Grit,Stays.\n",
    ],
)
def test_what_stands_above_sub_competencies_is_the_group(text: str) -> None:
    framework = csv_framework(text)
    assert [(entry.name, entry.definition, entry.groups) for entry in framework.competencies] == [
        ("Vision", "Sees.", ("leading",)),
        ("Grit", "Stays.", ("leading",)),
    ]
    assert ("column A (Cluster) was not read." in framework.import_notes) == text.startswith("Cluster")


def test_a_description_of_each_level_is_an_indicator_beside_examples() -> None:
    framework = csv_framework("Competency,Level,Description,Example\nA,1,Knows rules,Sorts\nA,2,Advises,Plans\n")
    assert indicators(framework, "a") == [(1, "Knows rules"), (1, "Sorts"), (2, "Advises"), (2, "Plans")]
    assert framework.import_notes == (
        "column C (Description) was taken for indicators: it says something else for each level.",
    )


def test_a_description_that_differs_within_a_level_is_a_contradiction() -> None:
    (problem,) = problems("Competency,Level,Description,Indicator\nA,1,Knows,Sorts\nA,1,Asks,Plans\n")
    assert "the definition of 'A' differs" in problem


@pytest.mark.parametrize("first", [0, 1])
def test_a_sheet_of_courses_describes_no_competency(first: int) -> None:
    sheets = [
        [["Competency", "Definition", "Indicator"], ["Vision", "Sees.", "Looks"]],
        [
            ["Competency", "Level", "Course", "Description"],
            ["Vision", 1, "Far 1", "How to see"],
            ["Vision", 2, "B", "C"],
        ],
    ]
    framework = read_excel(workbook(sheets[first], sheets[1 - first]), "m.xlsx")
    assert framework.competency("vision").definition == "Sees."
    assert indicators(framework, "vision") == [(None, "Looks")]
    assert framework.levels == framework.import_notes == ()
    assert len(framework.notes) == 3  # Level, Course, Description


@pytest.mark.parametrize(
    ("rows", "loud"),
    [
        ([["Levels", "Owners"], ["Basic", "Ann"]], False),
        ([["Date", "Change", "Author"], ["2024", "The first edition of the competency model made", "Ann"]], False),
        ([["Version", "2"], ["Approved by", "Ann"], ["Date", "May"]], False),
        ([["Our skills", "Who"], ["Vision", "Ann"]], True),
        ([["What we expect", "How it shows"], ["Vision", "Looks far ahead of the others"]], True),
    ],
)
def test_only_a_sheet_that_could_be_a_framework_is_told_aloud(rows: list[list[str]], loud: bool) -> None:
    framework = read_excel(workbook([["Competency", "Definition"], ["Vision", "Sees."]], rows), "m.xlsx")
    assert len(framework.import_notes) == loud
    assert framework.notes[0].startswith("sheet 'Other' was not read")


def test_a_protected_text_is_no_formula() -> None:
    framework = csv_framework("Competency,Definition,Indicator\nA,'=1+1 is two,'- so it is\n")
    assert framework.competency("a").definition == "=1+1 is two"
    assert indicators(framework, "a") == [(None, "- so it is")]


def test_conflicting_definitions_name_both_rows() -> None:
    (problem,) = problems("Competency,Definition\nVision,Sees far\nPlanning,Plans\nvision,Sees near\n")
    assert problem == (
        "row 4, column B (Definition): the definition of 'Vision' differs from the one in row 2, column B (Definition)"
        "; keep one of the two, or give two competencies two names"
    )


def test_names_that_get_the_same_id_name_both_rows() -> None:
    (problem,) = problems("Competency,Definition\nC,One\nC++,Two\n")
    assert problem.startswith(
        "row 3, column A (Competency): 'C++' gets the id 'c', which 'C' (row 2, column A (Competency))"
    )


def test_an_id_column_is_made_kebab_case_and_kept_as_the_code() -> None:
    framework = csv_framework("Competency,Id,Code,Definition\nVision,C01,,x\nGrit,Far Sight,G,y\n")
    assert [(entry.id, entry.code) for entry in framework.competencies] == [("c01", "C01"), ("far-sight", "G")]


def test_an_id_column_that_numbers_the_rows_is_no_id() -> None:
    framework = csv_framework("ID,Competency,Level,Indicator\n1,Vision,1,x\n2,Vision,2,y\n3,Grit,1,z\n")
    assert framework.labels == ("vision", "grit")
    assert framework.notes == ("column A (ID) was not read.",)
    assert framework.import_notes == ()


def test_an_id_that_makes_none_names_its_column() -> None:
    (problem,) = problems("Competency,Id,Definition\nVision,\u80fd,x\n")
    assert problem == "row 2, column B (Id): '\u80fd' makes no id; write small letters, digits and hyphens"


def test_a_name_that_makes_no_id_is_told_of_the_column() -> None:
    (problem,) = problems("Competency,Definition\n\u9818\u5c0e,x\n")
    assert problem.endswith("give the competency an id of small letters and digits, in a column 'Id'")
    assert csv_framework("Competency,Id,Definition\n\u9818\u5c0e,lead,x\n").labels == ("lead",)


def test_an_indicator_without_competency() -> None:
    (problem,) = problems("Competency,Indicator\n,Does\nA,Does too\n")
    assert problem == (
        "row 2, column A (Competency): is empty and no competency stands above; write the competency's name"
    )


@pytest.mark.parametrize(
    ("rows", "place", "reason"),
    [
        (
            "A,1 - Basic,x\nA,1 - Expert,y",
            "row 3, column B (Level)",
            "level 1 is called 'Expert' here and 'Basic' in row 2",
        ),
        ("A,1 - Basic,x\nA,2 - basic,y", "row 3, column B (Level)", "'basic' has the number 2 here and 1 in row 2"),
        ("A,1 - Basic,x\nA,Guru,y", "row 3, column B (Level)", "the level 'Guru' has no number while others have (1)"),
        (
            "A,Basic,x\nA,Basic/Expert,y",
            "row 3, column B (Level)",
            "'Basic/Expert' is more than one level; write a row",
        ),
        ("A,1-3,x", "row 2, column B (Level)", "'1-3' is not a level; write one level"),
    ],
)
def test_levels_that_contradict_each_other(rows: str, place: str, reason: str) -> None:
    (problem,) = problems(f"Competency,Level,Indicator\n{rows}\n")
    assert problem.startswith(f"{place}: {reason}")


@pytest.mark.parametrize("value", ["\u00b2", "--3", "1.5", "high"])
def test_a_value_that_is_no_whole_number(value: str) -> None:
    data = workbook([["Competency", "Definition"], ["A", "x"]], [["Value", "Level"], [value, "Gold"]])
    (problem,) = problems(data, read_excel)
    assert problem == f"sheet 'Other', row 2, column A (Value): {value!r} is not a whole number; number the levels"


def test_a_contradiction_of_headers_is_told_once() -> None:
    (problem,) = problems("Competency,Level 1 - Lead,Level 2 - Lead\nA,Does,Asks\nB,Does,Asks\n")
    assert problem == "column C: 'Lead' has the number 2 here and 1 in column B; use one"


def test_a_level_that_is_not_listed() -> None:
    data = workbook(
        [["Competency", "Level", "Indicator"], ["Grit", "Guru", "Stays"]], [["Level", "Definition"], ["Gold", "Best."]]
    )
    (problem,) = problems(data, read_excel)
    assert problem == (
        "sheet 'Model', row 2, column B (Level): 'Guru' is not one of the listed levels (1 - Gold); write one"
    )


def test_a_table_that_is_no_framework() -> None:
    (problem,) = problems("first,last\nAda,Lovelace\n")
    assert problem.startswith("row 1: no table of competencies was found: a header with Competency")
    assert problem.endswith("this row holds 'first', 'last'")


def test_a_list_of_people_is_no_framework() -> None:
    (problem,) = problems("name,city,age\nAda,London,36\nBob,Paris,40\n")
    assert "no table of competencies was found" in problem


def test_a_header_without_rows() -> None:
    (problem,) = problems("Competency,Definition\n")
    assert problem.startswith("(file): no competency was found")


def test_an_open_quotation_mark() -> None:
    (problem,) = problems('Competency,Definition\nA,"never closed\nB,x\n')
    assert problem.startswith("row 2: cannot be split into cells (unexpected end of data); put a text")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 is not an archive", "is not an Excel workbook"),
        (b"\xd0\xcf\x11\xe0 old", "is an old Office file or one with a password; save it as .xlsx without a password"),
        (b"plain", "is not an Excel workbook"),
    ],
)
def test_what_is_no_workbook(data: bytes, reason: str) -> None:
    (problem,) = problems(data, read_excel)
    assert problem.startswith(f"(file): {reason}")


def test_a_workbook_with_damaged_bytes() -> None:
    data = bytearray(workbook([["Competency", "Definition"], ["A", "x"]]))
    at = data.index(b"xl/worksheets/sheet1.xml") + len("xl/worksheets/sheet1.xml")
    data[at : at + 20] = bytes([255]) * 20
    (problem,) = problems(bytes(data), read_excel)
    assert problem.startswith("(file): is ")
    assert problem.endswith("save it as .xlsx again")


def test_a_workbook_without_its_parts() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", "<broken")
    (problem,) = problems(buffer.getvalue(), read_excel)
    assert problem.startswith("(file): is not an Excel workbook that can be opened (")


def test_a_workbook_that_unpacks_to_too_much() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/workbook.xml", "w") as part:
        for _ in range(260):
            part.write(bytes(1024 * 1024))
    (problem,) = problems(buffer.getvalue(), read_excel)
    assert problem.startswith("(file): unpacks to 272,629,760 bytes, which is too much")


def test_binary_data_are_no_csv() -> None:
    (problem,) = problems(bytes(range(256)))
    assert problem.startswith("(file): is not text")


def test_every_problem_is_kept() -> None:
    found = problems("Competency,Definition\n" + "".join(f"A{number},=1\n" for number in range(1_000)))
    assert len(found) == 1_000
    assert len(problems("Competency,Definition\n" + "A,B,C\n" * 1_000)) == 1_000
