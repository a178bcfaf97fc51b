"""Frameworks from Markdown and Word: tables, headings and lists; other shapes are in `test_handouts`."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml

from jobtagger.errors import FrameworkError
from jobtagger.frameworks import Framework
from jobtagger.frameworks.markdown import read_markdown
from jobtagger.frameworks.word import read_word

OUTLINE = """\
---
author: HR
---
# Our model

Some words about it.

## 1. Leading People

The group text
goes on.

### Vision

Takes a long-term view.

Also known as: Foresight, Far sight

- Looks *ahead*
  over the edge
- Level 2: Looks back

#### Expert

- Teaches **all**

### Planning
**Definition**: Sets goals.

**Key behaviors:**

1. Writes plans

```
# no heading
```

<!--
# no heading either
-->

## 2. Others

- **Grit**: Stays on course
- **Wit** \u2013 Is fun
"""


def markdown(text: str) -> Framework:
    return read_markdown(text.encode(), "our-model.md")


def indicators(framework: Framework, id: str) -> list[tuple[int | None, str]]:
    return [(indicator.level, indicator.text) for indicator in framework.competency(id).indicators]


def test_headings_and_bullets() -> None:
    framework = markdown(OUTLINE.replace("Level 2", "Level 2 - Basic").replace("#### Expert", "#### Level 3 - Expert"))
    assert (framework.id, framework.title) == ("our-model", "Our model")
    assert [(group.name, group.definition) for group in framework.groups] == [
        ("Leading People", "The group text goes on."),
        ("Others", ""),
    ]
    assert framework.labels == ("vision", "planning", "grit", "wit")
    vision = framework.competency("vision")
    assert vision.definition == "Takes a long-term view."
    assert vision.aliases == ("Foresight", "Far sight")
    assert vision.groups == ("leading-people",)
    assert [(level.value, level.name) for level in framework.levels] == [(2, "Basic"), (3, "Expert")]
    assert indicators(framework, "vision") == [
        (None, "Looks ahead over the edge"),
        (2, "Looks back"),
        (3, "Teaches all"),
    ]
    assert framework.competency("planning").definition == "Sets goals."
    assert indicators(framework, "planning") == [(None, "Writes plans")]
    assert framework.competency("wit").definition == "Is fun"
    assert framework.competency("wit").groups == ("others",)


def test_levels_with_and_without_number_contradict() -> None:
    with pytest.raises(FrameworkError) as caught:
        markdown(OUTLINE)
    assert caught.value.problems == (
        "line 25: the level 'Expert' has no number while others have (2); write its number too, as in '1 - Expert'",
    )


def test_bullets_below_bullets() -> None:
    framework = markdown("- Vision\n  - Looks ahead\n  - Looks back\n- **Planning**: Sets goals\n  - Writes plans\n")
    assert framework.labels == ("vision", "planning")
    assert indicators(framework, "vision") == [(None, "Looks ahead"), (None, "Looks back")]
    assert framework.competency("planning").definition == "Sets goals"


def test_underlined_headings() -> None:
    framework = markdown("Our model\n=========\n\nVision\n------\nSees far.\n\nPlanning\n------\n* Plans\n")
    assert framework.title == "Our model"
    assert framework.labels == ("vision", "planning")


def test_pipe_tables() -> None:
    framework = markdown(
        "# Our model\n\nScale:\n\n| Level | Definition |\n| --- | --- |\n| Basic | With help |\n| Expert | Alone |\n"
        "\n"
        "| Competency | Definition | Basic | EXPERT |\n|:--|:-:|--:|---|\n"
        "| **Vision** | Sees \\| [looks](https://example.org) | Looks ahead<br>Looks back | |\n"
        "Planning | Plans | | Teaches\n"
    )
    assert framework.title == "Our model"
    assert [(level.value, level.definition) for level in framework.levels] == [(1, "With help"), (2, "Alone")]
    assert framework.competency("vision").definition == "Sees | looks"
    assert indicators(framework, "vision") == [(1, "Looks ahead"), (1, "Looks back")]
    assert indicators(framework, "planning") == [(2, "Teaches")]


def test_problems_in_pipe_tables_have_their_line() -> None:
    with pytest.raises(FrameworkError) as caught:
        markdown(
            "# Our model\n\n| Competency | Definition |\n|---|---|\n| Vision | =A1 |\n| Planning | One |\n"
            "| planning | 2 |\n"
        )
    assert [problem.split(":")[0] for problem in caught.value.problems] == [
        "line 5, column B (Definition)",
        "line 7, column B (Definition)",
    ]


@pytest.mark.parametrize(
    "text", ["Just some words.\n", "", "| a | b |\n|---|---|\n| 1 | 2 |\n", "```\n# A\n- b\n```\n"]
)
def test_markdown_that_is_no_framework(text: str) -> None:
    with pytest.raises(FrameworkError) as caught:
        markdown(text)
    assert caught.value.problems == ("(file): no competency was found; see docs/framework-import.md for what is read",)


# Word


def saved(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def table(*rows: tuple[str, ...]) -> tuple[Any, Any]:
    document = docx.Document()
    document.add_heading("Our model", 0)
    return document, fill(document.add_table(rows=len(rows), cols=len(rows[0])), *rows)


def fill(made: Any, *rows: tuple[str, ...]) -> Any:
    for row, texts in zip(made.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return made


def test_word_tables_with_merged_cells() -> None:
    document, made = table(
        ("Competency", "Level", "Behaviors", "Definition"),
        ("Vision", "1", "Looks", "Sees"),
        ("", "2", "Looks far\nand wide\nTells", ""),
        ("A group", "", "", ""),
        ("Grit", "2", "Stays", ""),
    )
    made.cell(1, 0).merge(made.cell(2, 0))
    made.cell(3, 0).merge(made.cell(3, 3))
    framework = read_word(saved(document), "our-model.docx")
    assert (framework.id, framework.title) == ("our-model", "Our model")
    assert indicators(framework, "vision") == [(1, "Looks"), (2, "Looks far and wide"), (2, "Tells")]
    assert framework.competency("vision").groups == ()
    assert framework.competency("grit").groups == ("a-group",)


def test_a_level_merged_in_word_holds_for_each_row() -> None:
    document, made = table(("Competency", "Level", "Behavior"), ("Vision", "1", "Looks"), ("Vision", "", "Sees"))
    made.cell(1, 1).merge(made.cell(2, 1))
    assert indicators(read_word(saved(document), "m.docx"), "vision") == [(1, "Looks"), (1, "Sees")]


@pytest.mark.parametrize("deep", [False, True])
def test_a_header_of_two_rows_in_word(deep: bool) -> None:
    document, made = table(
        ("Competency", "Definition", "Proficiency levels", "", ""),
        ("", "", "Basic", "Intermediate", "Expert"),
        ("Vision", "Sees.", "Learns", "Explains", "Sets"),
        ("Grit", "Stays.", "Tries", "Holds", "Lasts"),
    )
    made.cell(0, 2).merge(made.cell(0, 4))
    for column in (0, 1) if deep else ():
        made.cell(0, column).merge(made.cell(1, column))
    framework = read_word(saved(document), "m.docx")
    assert [level.name for level in framework.levels] == ["Basic", "Intermediate", "Expert"]
    assert indicators(framework, "grit") == [(1, "Tries"), (2, "Holds"), (3, "Lasts")]
    assert framework.notes == ()


def test_an_indicator_merged_across_two_levels_in_word_belongs_to_both() -> None:
    document, made = table(("Competency", "Basic", "Intermediate", "Expert"), ("Vision", "Looks", "", "Sets"))
    made.cell(1, 1).merge(made.cell(1, 2))
    assert indicators(read_word(saved(document), "m.docx"), "vision") == [(1, "Looks"), (2, "Looks"), (3, "Sets")]


def test_word_cards_with_texts_across_columns() -> None:
    document, made = table(("Competency", "Vision", ""), ("Definition", "Sees", ""), ("Indicators", "Looks", ""))
    for row in made.rows:
        row.cells[1].merge(row.cells[2])
    framework = read_word(saved(document), "m.docx")
    assert framework.competency("vision").definition == "Sees"
    assert indicators(framework, "vision") == [(None, "Looks")]


def test_a_header_of_two_rows_in_a_pipe_table() -> None:
    framework = markdown(
        "| Competency | Levels | |\n|---|---|---|\n| | Basic | Expert |\n| Vision | Learns | Sets |\n"
        "| Grit | Tries | Lasts |\n"
    )
    assert indicators(framework, "grit") == [(1, "Tries"), (2, "Lasts")]


def test_problems_in_word_tables_have_table_and_row() -> None:
    document, _ = table(("Competency", "Definition"), ("Vision", "=1"), ("", ""))
    with pytest.raises(FrameworkError) as caught:
        read_word(saved(document), "m.docx")
    (problem,) = caught.value.problems
    assert problem.startswith("table 1, row 2, column B (Definition): holds the formula =1; replace")


def test_word_headings_and_lists() -> None:
    document = docx.Document()
    document.add_heading("Our model", 0)
    document.add_heading("Leading", 1)
    document.add_heading("Vision", 2)
    document.add_paragraph("Sees far.")
    document.add_paragraph("Looks ahead", style="List Bullet")
    document.add_heading("Others", 1)
    paragraph = document.add_paragraph(style="List Bullet")
    paragraph.add_run("Grit").bold = True
    paragraph.add_run(": stays on course")
    framework = read_word(saved(document), "m.docx")
    assert framework.title == "Our model"
    assert framework.competency("vision").definition == "Sees far."
    assert framework.competency("vision").groups == ("leading",)
    assert indicators(framework, "vision") == [(None, "Looks ahead")]
    assert framework.competency("grit").definition == "stays on course"


@pytest.mark.parametrize("data", [b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 old", b"text"])
def test_what_is_no_word_document(data: bytes) -> None:
    with pytest.raises(FrameworkError, match=r"save it as \.docx"):
        read_word(data, "m.docx")


def test_word_tables_below_headings_and_lists_in_cells() -> None:
    document, made = table(("Level", "Indicators"), ("Basic", ""), ("Expert", "Teaches"))
    heading = document.add_heading("Vision", 1)
    made._tbl.addprevious(heading._p)
    cell = made.cell(1, 1)
    for text in ("looks", "asks"):
        cell.add_paragraph(text, style="List Bullet")
    inner = cell.add_table(2, 2)
    for row, texts in zip(inner.rows, (("Level", "Indicators"), ("Expert", "Leads")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    framework = read_word(saved(document), "m.docx")
    assert indicators(framework, "vision") == [(1, "looks"), (1, "asks"), (2, "Teaches"), (2, "Leads")]


def test_word_cards_under_a_merged_name() -> None:
    document, made = table(("Vision", ""), ("Sees very far indeed.", ""), ("Level", "Behaviors"), ("1", "Looks"))
    for row in (0, 1):
        made.cell(row, 0).merge(made.cell(row, 1))
    framework = read_word(saved(document), "m.docx")
    assert framework.title == "Our model"
    assert framework.competency("vision").definition == "Sees very far indeed."
    assert indicators(framework, "vision") == [(1, "Looks")]


def test_word_captions_across_several_lists_of_competencies_are_groups() -> None:
    document, first = table(("Leading", ""), ("Competency", "Definition"), ("Vision", "Sees"))
    first.cell(0, 0).merge(first.cell(0, 1))
    second = document.add_table(3, 2)
    for row, texts in zip(second.rows, (("Doing", ""), ("Competency", "Definition"), ("Grit", "Stays")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    second.cell(0, 0).merge(second.cell(0, 1))
    framework = read_word(saved(document), "m.docx")
    assert [entry.groups for entry in framework.competencies] == [("leading",), ("doing",)]


def test_word_captions_in_a_style_are_groups() -> None:
    document = docx.Document()
    for group, name in (("Leading", "Vision"), ("Doing", "Grit")):
        document.add_paragraph(f"Table 1: {group}", style="Caption")
        fill(document.add_table(2, 2), ("Competency", "Definition"), (name, f"Has {name}."))
    framework = read_word(saved(document), "m.docx")
    assert [(entry.name, entry.groups) for entry in framework.competencies] == [
        ("Vision", ("leading",)),
        ("Grit", ("doing",)),
    ]


def test_what_is_left_out_of_many_word_tables_is_said_once() -> None:
    document = docx.Document()
    for name in ("Vision", "Grit", "Wit"):
        document.add_heading(name, 1)
        fill(document.add_table(2, 2), ("Indicators", "Ineffective behaviours"), ("Does so well", "Does not do so"))
    framework = read_word(saved(document), "m.docx")
    assert framework.notes == ("table 1, column B (Ineffective behaviours) was not read (so in 3 tables).",)


def test_word_breaks_typed_bullets_and_nested_lists() -> None:
    document = docx.Document()
    document.add_heading("Vision", 1)
    document.add_paragraph("Sees.\nFar.")
    document.add_paragraph("Looks\nAsks", style="List Bullet")
    document.add_paragraph("by reading", style="List Bullet 2")
    document.add_paragraph("\u2022\tTells")
    document.sections[0].header.paragraphs[0].text = "A header"
    framework = read_word(saved(document), "m.docx")
    assert framework.competency("vision").definition == "Sees. Far."
    assert [text for _, text in indicators(framework, "vision")] == ["Looks", "Asks", "by reading", "Tells"]


@pytest.mark.parametrize("name", [str, str.upper])
def test_word_names_in_bold_or_capitals_without_a_heading_style(name: Any) -> None:
    document = docx.Document()
    for text in ("Vision", "Grit"):
        document.add_paragraph().add_run(name(text)).bold = name is str
        document.add_paragraph(f"Has {text}.")
        document.add_paragraph(f"Shows {text}", style="List Bullet")
    framework = read_word(saved(document), "m.docx")
    assert [entry.name for entry in framework.competencies] == [name("Vision"), name("Grit")]
    assert framework.competency("grit").definition == "Has Grit."
    assert indicators(framework, "grit") == [(None, "Shows Grit")]


def test_word_headings_in_styles_of_the_house() -> None:
    document = docx.Document()
    style = document.styles.add_style("Competency name", 1)
    style.base_style = document.styles["Heading 2"]
    for text in ("Vision", "Grit"):
        document.add_paragraph(text, style=style)
        document.add_paragraph(f"Has {text}.")
    outlined = document.add_paragraph("Planning")
    outlined.paragraph_format.element.get_or_add_pPr().append(
        parse_xml('<w:outlineLvl xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:val="1"/>')
    )
    document.add_paragraph("Plans.")
    framework = read_word(saved(document), "m.docx")
    assert [(entry.name, entry.definition) for entry in framework.competencies] == [
        ("Vision", "Has Vision."),
        ("Grit", "Has Grit."),
        ("Planning", "Plans."),
    ]


def test_a_text_box_in_word_is_read_once() -> None:
    document = docx.Document()
    document.add_heading("Vision", 1)
    box = "<w:txbxContent><w:p><w:r><w:t>Looks: far</w:t></w:r></w:p></w:txbxContent>"
    document.add_paragraph("Sees.")._p.append(
        parse_xml(
            '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
            'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:AlternateContent>'
            f'<mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice>'
            f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    assert read_word(saved(document), "m.docx").competency("vision").definition == "Sees. Looks: far"
