"""What a table says, at the widths that people have; not how it says it byte by byte."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fakes import FAILED, TEXT, competency, ecq, evidence, tagged
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from jobtagger.records import Document, FailedDocument
from jobtagger.writers import Display, write_table
from jobtagger.writers.interface import Record

WIDTHS = (80, 100, 160)
NASTY = "\x1b[31mred\x1b]0;title\x07 \x9b2J‮back\x00\r\n[bold]not markup[/bold] :smile:"


def table(*records: Record, width: int = 100, color: bool = False) -> str:
    return "".join(write_table(records, display=Display(width, color)))


def words(text: str) -> str:
    """Return a table's text as a reader takes it in, on one line."""
    return " ".join(text.split())


@pytest.mark.parametrize("width", WIDTHS)
def test_table_says_what_an_hr_specialist_looks_for(width: int) -> None:
    text = table(tagged(), width=width)
    lines = text.splitlines()
    assert lines[0] == "Director, Office of Waterway Operations"
    assert "ses-1" in lines[1] and "in/ses-1.docx" in lines[1] and "opm-ses" in lines[1]
    assert "ECQs: Building Coalitions 4 Advanced 0.95 · Business Acumen 0.88" in words(text)
    for heading in ("Competency", "Level", "Score", "Basis", "Words that prove it"):
        assert heading in text
    assert "Influencing/Negotiating" in text and "4 Advanced" in text and "0.97" in text and "inferred" in text
    assert "“Represent the Administration" in text and "(duties)" in text
    assert re.search(r"3 Intermediate +0\.91 +both", text)
    assert words(text).endswith("Stated by name or definition: Vision 1.00 · Written Communication 2 Basic 0.99")


@pytest.mark.parametrize("width", [40, 60, *WIDTHS, 300])
@pytest.mark.parametrize("color", [False, True])
def test_table_stays_within_its_width(width: int, color: bool) -> None:
    many = [competency(f"Competency Number {number}", basis="stated") for number in range(30)]
    record = tagged(tags=(*tagged().tags, *many), ecqs=tuple(ecq(f"Group {number}") for number in range(12)))
    plain = re.sub(r"\x1b\[[0-9;]*m", "", table(record, FAILED, width=width, color=color))
    assert max(map(cell_len, plain.splitlines())) <= width
    assert all(f"Number {number}" in words(plain) for number in range(30))


def test_table_puts_the_figures_in_columns_of_their_own_where_there_is_room() -> None:
    (row,) = (line for line in table(tagged(), width=100).splitlines() if "Financial" in line)
    assert re.search(r"Financial Management +3 Intermediate +0\.91 +both +“Formulate", row)
    (row,) = (line for line in table(tagged(), width=80).splitlines() if "Financial" in line)
    assert re.search(r"Financial Management +“Formulate", row)


def test_table_quotes_the_words_that_the_competency_was_inferred_from_and_counts_the_others() -> None:
    # The name stands in the text too, with a higher score, but it does not prove anything.
    text = words(table(tagged(), width=160))
    assert "“Formulate, defend and execute an annual operating budget of $412 million.” (duties, 1 more)" in text


@pytest.mark.parametrize("width", WIDTHS)
def test_table_shortens_long_words_of_proof_after_a_whole_word(width: int) -> None:
    sentence = "Negotiates agreements on closures and dredging among parties whose interests conflict, " * 9
    record = tagged(tags=(competency("Influencing/Negotiating", evidence(sentence, text=sentence)),), ecqs=())
    shown = " ".join(re.findall(r"(?:^|  )(\S+(?: \S+)*)$", table(record, width=width), re.M))
    quoted = re.search(r"“(.+?)…”", shown)
    assert quoted and len(quoted[1]) > 60
    assert set(re.findall(r"\w+", quoted[1])) <= set(re.findall(r"\w+", sentence))
    assert table(record, width=width).count("\n") < 12


def test_table_says_where_the_text_does_not_tell_the_level() -> None:
    text = table(tagged(tags=(competency("Vision", evidence("Vision"), level=None),), ecqs=()))
    assert re.search(r"Vision +– +0\.90", text) and "None" not in text


def test_table_leaves_out_sections_that_have_no_name() -> None:
    assert "none" not in table(tagged(tags=(competency("Vision", evidence("Vision", section="none")),), ecqs=()))


def test_table_shows_a_competency_without_words() -> None:
    assert re.search(r"Vision .*inferred +–", table(tagged(tags=(competency("Vision"),))))


@pytest.mark.parametrize("width", WIDTHS)
def test_table_says_that_nothing_was_found(width: int) -> None:
    text = table(tagged(tags=(), ecqs=()), width=width)
    assert "No competencies found." in text and "ECQs" not in text


@pytest.mark.parametrize("width", WIDTHS)
def test_table_keeps_failed_documents_in_their_place(width: int) -> None:
    text = words(table(tagged(), FAILED, tagged(), width=width))
    assert re.search(r"Director.+in/empty\.docx: failed: is empty: there is no text in it Director", text)


def test_table_calls_a_document_without_title_by_its_id() -> None:
    assert table(tagged(Document("memo", TEXT))).splitlines()[:2] == ["memo", "  model opm-ses"]


def test_table_takes_one_record_at_a_time() -> None:
    taken: list[int] = []

    def records() -> Iterator[Record]:
        for number in range(3):
            taken.append(number)
            yield FAILED

    chunks = write_table(records())
    next(chunks)
    assert taken == [0]
    assert list(write_table([])) == []


@pytest.mark.parametrize("color", [False, True])
@pytest.mark.parametrize("width", WIDTHS)
def test_table_lets_no_control_character_of_a_document_through(width: int, color: bool) -> None:
    document = Document(NASTY, NASTY, NASTY, NASTY)
    record = tagged(document, model=NASTY, tags=(competency(NASTY, evidence(NASTY, text=NASTY)),))
    text = table(record, FailedDocument(NASTY, NASTY, NASTY), width=width, color=color)
    if color:
        text = re.sub(r"\x1b\[[0-9;]*m", "", text)
        assert "\x1b[31m" not in text
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f‮]", text)
    assert "[bold]not markup[/bold] :smile:" in words(text)


def test_table_has_colors_only_where_they_are_wanted() -> None:
    assert "\x1b[" in table(tagged(), color=True)
    assert "\x1b" not in table(tagged(), color=False)


@pytest.mark.parametrize("width", WIDTHS)
def test_table_aligns_wide_characters(width: int) -> None:
    text = "予算の策定と執行を統括し、議会に対して説明する。" * 20
    tags = (competency("財務管理", evidence(text, text=text)), competency("Vision", evidence("Vision")))
    lines = table(tagged(Document("日本", text, "日本.docx", "局長 👩🏽‍💻"), tags=tags), width=width).splitlines()
    starts = [cell_len(line[: line.index("“")]) for line in lines if "“" in line]
    assert len(starts) == 2 and len(set(starts)) == 1
    assert max(map(cell_len, lines)) <= width and any("…”" in line for line in lines)


@given(st.text(), st.text(), st.sampled_from([40, 80, 100]))
def test_table_of_any_text_can_be_written(name: str, proof: str, width: int) -> None:
    record = tagged(Document(name, proof, name, name), tags=(competency(name, evidence(proof, text=proof), id="x"),))
    text = table(record, FailedDocument(name, name, proof), width=width)
    assert text.encode("utf-8")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)


@pytest.mark.parametrize("name", ["Clusters", "Groups"])
def test_table_calls_groups_as_the_framework_does(name: str) -> None:
    assert f"{name}: Building Coalitions 4 Advanced" in words(table(tagged(groups_name=name)))
