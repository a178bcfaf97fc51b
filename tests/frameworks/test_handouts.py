"""The shapes that handouts have, and files that have headings and lists and are no frameworks."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from jobtagger.errors import FrameworkError
from jobtagger.frameworks import Framework, import_framework
from jobtagger.frameworks.markdown import read_markdown


def markdown(text: str) -> Framework:
    return read_markdown(text.encode(), "our-model.md")


def indicators(framework: Framework, id: str) -> list[tuple[int | None, str]]:
    return [(indicator.level, indicator.text) for indicator in framework.competency(id).indicators]


# Tables below the heading of a competency


@pytest.mark.parametrize(
    "rows",
    [
        "| Level | Indicators |\n|---|---|\n| Basic | Looks<br>Tells |\n| Expert | Teaches |",
        "| Level | Description |\n|---|---|\n| Basic | Looks<br>Tells |\n| Expert | Teaches |",
        "| Level | What one sees |\n|---|---|\n| Basic | Looks<br>Tells |\n| Expert | Teaches |",
        "| Basic | Expert |\n|---|---|\n| Looks<br>Tells | Teaches |",
        "| No | Level | Indicator |\n|---|---|---|\n| 1 | Basic | Looks |\n| 2 | | Tells |\n| 3 | Expert | Teaches |",
        "| Basic | Looks<br>Tells |\n|---|---|\n| Expert | Teaches |",
        "| | |\n|---|---|\n| Definition | Sees far. |\n| Basic | Looks; Tells |\n| Expert | Teaches |",
        "### Basic\n| Indicators |\n|---|\n| Looks |\n| Tells |\n\n### Expert\n- Teaches",
    ],
)
def test_a_table_below_a_heading_belongs_to_its_competency(rows: str) -> None:
    framework = markdown(
        "# Our model\n\n" + "".join(f"## {name}\nSees far.\n\n{rows}\n\n" for name in ("Vision", "Grit"))
    )
    for entry in framework.competencies:
        assert entry.definition == "Sees far."
        assert indicators(framework, entry.id) == [(1, "Looks"), (1, "Tells"), (2, "Teaches")]
    assert framework.labels == ("vision", "grit")
    assert [level.name for level in framework.levels] == ["Basic", "Expert"]


@pytest.mark.parametrize("heading", ["# M\n", "# M\n## Leading Change\n", "## Leading Change\n", ""])
@pytest.mark.parametrize("levels", ["Basic | Expert", "Level 1 | Level 2", "Explorer | Teacher of others"])
def test_the_rows_below_a_blank_corner_are_competencies(heading: str, levels: str) -> None:
    framework = markdown(
        f"{heading}\n| | {levels} |\n|---|---|---|\n| Vision | Learns the vision | Sets the vision |\n"
        "| Managing people | Follows the plan | Writes the plan |\n"
    )
    assert [entry.name for entry in framework.competencies] == ["Vision", "Managing people"]
    assert indicators(framework, "vision") == [(1, "Learns the vision"), (2, "Sets the vision")]


def test_parts_below_a_blank_corner_are_noted() -> None:
    rows = "| | Basic | Expert |\n|---|---|---|\n| Knowledge | Knows | Teaches |\n| Skill | Does | Leads |\n\n"
    framework = markdown(f"# M\n## Vision\n{rows}## Grit\n{rows}")
    assert framework.labels == ("vision", "grit")
    assert indicators(framework, "grit") == [(1, "Knows"), (2, "Teaches"), (1, "Does"), (2, "Leads")]
    assert framework.import_notes == (
        "line 3, column A: the column has no header and was not read ('Knowledge', 'Skill' ...).",
        "line 9, column A: the column has no header and was not read ('Knowledge', 'Skill' ...).",
    )


@pytest.mark.parametrize(
    "rows", ["| Document owner | HR |\n|---|---|\n| Version | 2 |", "| Approved by | Date |\n|---|---|\n| Ann | May |"]
)
def test_tables_that_sign_a_document_off_are_no_news(rows: str) -> None:
    framework = markdown(f"# M\n\n{rows}\n\n## Vision\n- Looks\n## Grit\n- Stays\n")
    assert framework.import_notes == ()
    assert "was not read" in framework.notes[0]


def test_a_table_that_cannot_be_read_is_noted() -> None:
    framework = markdown("# M\n## Vision\nSees far.\n\n| Who | When |\n|---|---|\n| Ann | Now |\n\n## Grit\n- Stays\n")
    (note,) = framework.notes
    assert note.startswith("line 5: the table that begins with 'Who', 'When' was not read")


def test_cards_name_their_competency() -> None:
    card = "| Competency | {0} |\n|---|---|\n| Definition | Does {0} |\n| Level | 2 |\n| Indicators | Shows {0} |\n\n"
    framework = markdown("# Our model\n## Leading\n" + card.format("Vision") + card.format("Grit"))
    assert framework.labels == ("vision", "grit")
    assert framework.competency("grit").definition == "Does Grit"
    assert framework.competency("grit").groups == ("leading",)
    assert indicators(framework, "grit") == [(2, "Shows Grit")]


@pytest.mark.parametrize(
    "scale",
    [
        "| Level | Definition |\n|---|---|\n| 1 - Basic | With help |\n| 2 - Expert | Alone |",
        "- 1 - Basic: With help\n- 2 - Expert: Alone",
        "### Level 1 - Basic\nWith help\n### Level 2 - Expert\nAlone",
    ],
)
def test_the_scale_below_a_heading_of_its_own(scale: str) -> None:
    framework = markdown(
        f"# M\n## Proficiency levels\n{scale}\n\n## Vision\n\n| Level | Indicators |\n|---|---|\n| Expert | Teaches |\n"
    )
    assert [(level.name, level.definition) for level in framework.levels] == [
        ("Basic", "With help"),
        ("Expert", "Alone"),
    ]
    assert framework.labels == ("vision",)
    assert indicators(framework, "vision") == [(2, "Teaches")]


def test_headings_add_to_the_competencies_of_a_table() -> None:
    framework = markdown(
        "# M\n## Our competencies\n| Competency | Definition |\n|---|---|\n| Vision | Sees |\n| Grit | Stays |\n\n"
        "## Vision\n- Looks\n## Grit\nAnother text.\n\n| Level | Indicators |\n|---|---|\n| Basic | Holds on |\n\n"
        "## Values\n- Honesty\n"
    )
    assert framework.labels == ("vision", "grit")
    assert (indicators(framework, "vision"), indicators(framework, "grit")) == ([(None, "Looks")], [(1, "Holds on")])
    assert framework.notes == (
        "line 10: the text below 'Grit' was not read; the table has a definition.",
        "line 18: a bullet outside of the tables was not read ('Honesty' ...).",
    )


def test_headings_above_several_lists_of_competencies_are_groups() -> None:
    rows = "| Competency | Definition |\n|---|---|\n| {0} | Does {0} |\n\n"
    framework = markdown("# M\n## Leading\n" + rows.format("Vision") + "## Doing\n" + rows.format("Planning"))
    assert [framework.competency(id).groups for id in framework.labels] == [("leading",), ("doing",)]
    framework = markdown("# M\n## Our model\n" + rows.format("Vision"))
    assert framework.groups == ()


def test_cells_beyond_the_header() -> None:
    with pytest.raises(FrameworkError) as caught:
        markdown(
            "| Competency | Level | Indicator |\n|---|---|---|\n| Vision | 1 | Sees | far | more |\n| Grit | 1 | x | |\n"
        )
    assert caught.value.problems == (
        "line 3: the row has 5 cells, its header 3; "
        "write \\| for a bar inside a cell, or give the header a column more",
    )


# Other shapes of headings


@pytest.mark.parametrize(
    "text",
    [
        "## Leading\n**Vision.** Sees far.\n\n- Looks\n\n**Grit:** Stays.\n\n- Holds on\n",
        "## Leading\n**Vision**\n\nSees far.\n\n- Looks\n\n**Grit**\n\nStays.\n\n- Holds on\n",
        "## 1 Leading\n### 1.1 Vision\nSees far.\n- Looks\n### Competency 2: Grit\nStays.\n\nIndicators:\n\n- Holds on\n",
        "## Contents\n- [Vision](#vision)\n\n## Introduction\nWords.\n"
        "## Leading\n### Vision\nSees far.\n\n- Looks\n### Grit\n\n- Definition: Stays.\n- Holds on\n",
    ],
)
def test_names_without_a_plain_heading(text: str) -> None:
    framework = markdown(f"# M\n{text}")
    assert [group.name for group in framework.groups] == ["Leading"]
    assert [(entry.name, entry.definition) for entry in framework.competencies] == [
        ("Vision", "Sees far."),
        ("Grit", "Stays."),
    ]
    assert (indicators(framework, "vision"), indicators(framework, "grit")) == ([(None, "Looks")], [(None, "Holds on")])
    assert framework.notes == framework.import_notes == ()


def test_headings_that_come_again_name_no_competency() -> None:
    part = (
        "## {0}\nDoes {0}.\n### Positive indicators\n- good {0}\n### Negative indicators\n- bad {0}\n### Tips\n- read\n"
    )
    framework = markdown("# M\n" + part.format("Vision") + part.format("Grit"))
    assert framework.labels == ("vision", "grit")
    assert indicators(framework, "grit") == [(None, "good Grit")]
    assert [note.split(" names")[0] for note in framework.notes] == ["line 6: 'Negative indicators'", "line 8: 'Tips'"]


def test_headings_beside_a_level_are_levels() -> None:
    part = "## {0}\n### Apprentice\n- learns {0}\n### Master\n- teaches {0}\n"
    framework = markdown("# M\n" + part.format("Vision") + part.format("Grit"))
    assert indicators(framework, "grit") == [(1, "learns Grit"), (2, "teaches Grit")]


def test_levels_that_begin_a_paragraph() -> None:
    framework = markdown(
        "# M\n## Vision\nSees.\n\nLevel 1: Looks around\n\nLevel 2 - Looks far ahead of others\n\n"
        "## Grit\nLevel 1: Basic\n\n- Stays\n"
    )
    assert indicators(framework, "vision") == [(1, "Looks around"), (2, "Looks far ahead of others")]
    assert indicators(framework, "grit") == [(1, "Stays")]


def test_levels_above_competencies() -> None:
    part = "## {0}\n### Vision\n- {1} far\n### Grit\n{1} on.\n"
    framework = markdown("# M\n" + part.format("Level 1 - Basic", "Looks") + part.format("Level 2 - Expert", "Leads"))
    assert framework.labels == ("vision", "grit")
    assert indicators(framework, "vision") == [(1, "Looks far"), (2, "Leads far")]
    assert indicators(framework, "grit") == [(1, "Looks on."), (2, "Leads on.")]


@pytest.mark.parametrize(
    ("bullet", "found"),
    [
        ("**Basic:** Looks", (1, "Looks")),
        ("Level 1 - Looks ahead", (1, "Looks ahead")),
        ("**V1** Looks ahead", (None, "V1 Looks ahead")),
    ],
)
def test_levels_and_numbers_before_an_indicator_are_no_names(bullet: str, found: tuple[int | None, str]) -> None:
    framework = markdown(f"# M\n## Vision\nSees.\n- {bullet}\n")
    assert indicators(framework, "vision") == [found]


def test_bullets_below_an_indicator_are_no_competencies() -> None:
    framework = markdown(
        "# M\n## Vision\nSees.\n- Looks ahead\n  - by reading\n- Tells\n## Grit\n- Stays\n  - always\n"
    )
    assert framework.labels == ("vision", "grit")
    assert [text for _, text in indicators(framework, "vision")] == ["Looks ahead", "by reading", "Tells"]
    assert [text for _, text in indicators(framework, "grit")] == ["Stays", "always"]


@pytest.mark.parametrize("text", ["- :\n  - a", "**-** a\n\n**:**", "** **", "| | |\n|---|---|\n| | |", "<br>"])
def test_marks_without_words_do_no_harm(text: str) -> None:
    assert "vision" in markdown(f"# M\n\n## Vision\n- Looks\n\n## Grit\n- Stays\n\n{text}\n").labels


def test_what_has_no_place_is_noted() -> None:
    framework = markdown("# M\n## All\n### Leading\n- is nice\n#### Vision\nSees.\n##### Purpose\nWords.\n")
    assert framework.competency("vision").groups == ("leading",)
    assert framework.notes == (
        "line 2: 'All' stands above groups; groups within groups are not read.",
        "line 4: a list below the group 'Leading' was not read.",
        "line 7: 'Purpose' below 'Vision' was not read.",
    )


def test_breaks_that_are_asked_for_end_an_indicator() -> None:
    framework = markdown("# M\n## Vision\nSees.  \nFar.\n\n- Looks<br>Asks\n- Tells\\\n  Sings\n- goes on\n  and on\n")
    assert framework.competency("vision").definition == "Sees. Far."
    assert [text for _, text in indicators(framework, "vision")] == [
        "Looks",
        "Asks",
        "Tells",
        "Sings",
        "goes on and on",
    ]


@pytest.mark.parametrize("heading", ["Appendix A - Dictionary", "About the competencies", "Overview"])
@pytest.mark.parametrize("below", ["Does so.\n- {0}s", "- {0}s", "| Level | Indicator |\n|---|---|\n| Basic | {0}s |"])
def test_a_section_that_holds_competencies_is_a_group_whatever_its_name(heading: str, below: str) -> None:
    parts = "".join(f"### {name}\n{below.format(name)}\n\n" for name in ("Look", "Plan"))
    framework = markdown(f"# M\n## Introduction\nWords.\n## {heading}\n{parts}")
    assert [group.name for group in framework.groups] == [heading]
    assert [entry.name for entry in framework.competencies] == ["Look", "Plan"]
    assert framework.notes == ()


@pytest.mark.parametrize("heading", ["Glossary", "Change history", "Summary of changes"])
def test_what_stands_below_a_section_that_is_left_out_is_named(heading: str) -> None:
    framework = markdown(f"# M\n## Vision\n- Looks\n\n## {heading}\n### Skill\n- a word\n### Level of care\n- more\n")
    assert framework.labels == ("vision",)
    assert framework.notes == (
        f"line 5: {heading!r} names no competency and no level, and was not read, "
        "nor what is below it: 'Skill', 'Level of care'.",
    )


def test_a_title_without_text_is_no_competency() -> None:
    with pytest.raises(FrameworkError, match="no competency was found"):
        markdown("# M\n## Introduction\nWords.\n")


def test_a_bold_line_that_comes_again_is_a_heading() -> None:
    part = "## {0}\nDoes so.\n\n**Tips**\n\n- read\n\n**Indicators**\n\n- {0}s\n\n"
    framework = markdown("# M\n" + part.format("Look") + part.format("Plan"))
    assert indicators(framework, "plan") == [(None, "Plans")]
    assert framework.competency("plan").definition == "Does so."
    assert framework.notes == ("line 5: 'Tips' names no competency and no level, and was not read (2 times).",)


def test_a_long_list_of_names_is_read_in_little_time() -> None:
    begun = time.process_time()
    framework = markdown("# M\n## Names\n" + "".join(f"- Name {n}\n  - does {n}\n" for n in range(6000)))
    assert len(framework.competencies) == 6000
    assert time.process_time() - begun < 6  # 14 seconds where each looks through the whole list


# Files that are no frameworks


ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(path for suffix in ("md", "docx") for path in ROOT.glob(f"corpus/documents/*.{suffix}"))


@pytest.mark.parametrize("path", [*ROOT.glob("*.md"), *DOCUMENTS], ids=lambda path: path.name)
def test_documents_of_this_project_are_no_frameworks(path: Path) -> None:
    with pytest.raises(FrameworkError, match="is no competency framework: "):
        import_framework(path)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "## Duties\n- a\n## Qualifications\n- b\n## How to apply\n- c\n",
            "'Duties', 'Qualifications', 'How to apply'",
        ),
        ("## [1.2.0]\n### Added\n- a\n### Fixed\n- b\n", "2 of its 2 headings do not name competencies"),
        ("## Vision\n" + "- Runs `make --all` in [here](a.md)\n" * 3, "6 pieces of code or links"),
    ],
)
def test_what_says_that_a_file_is_no_framework(text: str, found: str) -> None:
    with pytest.raises(FrameworkError, match=re.escape(found)):
        markdown(f"# M\n{text}")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("How we lead", "How we think"),
        ("We own it: every result is ours to own", "We care: people come first for us"),
        ("Policy", "Tests"),
        ("Setup", "Fixed"),
        ("Procedures", "Usage"),
    ],
)
def test_a_heading_with_definition_and_indicators_is_a_name(first: str, second: str) -> None:
    framework = markdown("# M\n" + "".join(f"## {name}\nDoes so.\n- Does it\n" for name in (first, second)))
    assert [entry.name for entry in framework.competencies] == [first, second]
    assert framework.notes == ()


@pytest.mark.parametrize(
    "text",
    [
        "## Vision\nUses `pandas`, `numpy`, `SQL`.\n- Runs `SELECT` and `git rebase` in `git`\n",
        "| Competency | Definition | More |\n|---|---|---|\n| [Vision](a.md) | Sees. | [PDF](b.pdf), [more](c.md) |\n"
        "| [Grit](d.md) | Stays. | [PDF](e.pdf), [page](f.md) |\n",
        "".join(f"## [{name}]({name}.md)\n![]({name}.png)\nDoes so.\n" for name in ("Vision", "Grit", "Wit")),
    ],
)
def test_names_of_tools_and_links_to_own_pages_make_no_manual(text: str) -> None:
    assert markdown(f"# M\n{text}").labels[0] == "vision"


def test_headings_of_announcements_are_left_out_of_a_framework() -> None:
    duties = "".join(f"### {name}\nWords.\n- More\n" for name in ("Responsibilities", "Education", "Qualifications"))
    skills = "".join(f"### {{0}} {name}\nDoes so.\n- Does {name}\n" for name in ("assessment", "care"))
    framework = markdown(
        "# M\n" + "".join((f"## {role}\n" + duties + skills).format(role) for role in ("Ward", "Clinic"))
    )
    assert framework.labels == ("ward-assessment", "ward-care", "clinic-assessment", "clinic-care")
    assert [note.split(" names")[0] for note in framework.notes] == [
        "line 3: 'Responsibilities'",
        "line 6: 'Education'",
        "line 9: 'Qualifications'",
    ]


def test_the_executive_core_qualifications_are_none_of_an_announcement() -> None:
    framework = markdown(
        "# M\n## Executive Core Qualifications\n### Vision\n- Sees\n## Education\n### Teaching\n- Does\n"
    )
    assert framework.labels == ("vision", "teaching")
    assert framework.notes == ()


def test_doubtful_headings_are_noted() -> None:
    part = "".join(f"## Skill {letter}\n- Does it\n" for letter in "ABCDE")
    framework = markdown(f"# M\n## What is new\nWords\n{part}## Duties\n- Does\n## Benefits\n- Has\n")
    assert framework.notes == (
        "line 2: 'What is new' was read as a competency; is it the name of one?",
        "Some headings are those of a job announcement ('Duties', 'Benefits'); is this file a framework?",
    )
