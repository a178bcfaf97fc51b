"""Files of rows as they come: encodings, delimiters, merged cells, headers of two rows, and what would be lost."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Any

import pytest

from jobtagger.errors import FrameworkError
from jobtagger.frameworks import Framework, import_framework
from jobtagger.frameworks.tables import read_csv


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
