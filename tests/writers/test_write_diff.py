"""A comparison of two frameworks as text and as a page."""

from __future__ import annotations

from dataclasses import replace

from html_page import safe_page

from jobtagger.frameworks import (
    Competency,
    Framework,
    Group,
    Indicator,
    Level,
    Source,
    diff_frameworks,
    load_framework,
)
from jobtagger.writers import Display
from jobtagger.writers.diff import diff_text
from jobtagger.writers.diff_page import diff_page

EVIL = '<script>alert("x")</script>&<img src=x onerror=y> \x1b[31m'
WORK = "Leads the {} team through all the changes that the year brings, with patience and without noise. "
OLD = Framework(
    "old",
    f"Old {EVIL}",
    levels=(Level(1, f"Low {EVIL}"), Level(2, "High")),
    groups=(Group("a", f"A {EVIL}"), Group("b", "B")),
    group_name=f"Cluster {EVIL}",
    version=EVIL,
    source=Source("Old", note=f"Scanned {EVIL}"),
    competencies=(
        Competency("gone", f"Gone {EVIL}", definition=f"Went. {EVIL}"),
        Competency(
            "team",
            "Team",
            definition=WORK.format("small"),
            groups=("a",),
            indicators=(Indicator(f"Runs {EVIL}", 1),),
        ),
    ),
)
NEW = Framework(
    "new",
    "New",
    levels=(Level(1, f"Lower {EVIL}", f"Little {EVIL}"), Level(2, "High")),
    groups=(Group("a", "A"), Group("b", f"B {EVIL}", EVIL, EVIL, (EVIL,), (EVIL,))),
    competencies=(
        Competency("come", f"Come {EVIL}", definition=f"Came. {EVIL}"),
        Competency(
            "team",
            f"Teams {EVIL}",
            code=EVIL,
            definition=WORK.format("big") + EVIL,
            aliases=(EVIL,),
            groups=("b",),
            indicators=(Indicator(f"Runs {EVIL}", 2), Indicator(f"Hops {EVIL} far and away", 1)),
        ),
    ),
)


def test_page_marks_the_changed_words() -> None:
    page = safe_page(diff_page(diff_frameworks(OLD, NEW)))
    assert "big" in page.inserted and "small" in page.deleted
    assert "Leads the" not in page.inserted + page.deleted


def test_page_escapes_everything_and_loads_nothing() -> None:
    page = safe_page(diff_page(diff_frameworks(OLD, NEW)))
    assert page.words.count('<script>alert("x")</script>') > 10


def test_page_shows_what_was_written_anew_as_before_and_now() -> None:
    old, new = (Framework("f", "F", competencies=(Competency("a", "A", definition=text),)) for text in ("Old.", "New!"))
    page = safe_page(diff_page(diff_frameworks(old, new)))
    assert "Before: Old. Now: New!" in page.words and (page.deleted[-1], page.inserted[-1]) == ("Old.", "New!")


def test_text_shows_every_kind_of_change() -> None:
    text = diff_text(diff_frameworks(OLD, NEW), display=Display(width=200))
    assert "\x1b" not in text
    for part in (
        "Competencies removed (1)",
        "Competencies added (1)",
        "Levels changed (1)",
        "Groups changed (2)",
        "[-small-] {+big+}",
        "Moved: A <script>",
        "→ High: Runs",
        "+ Hops",
        "Aliases added: <script>",
        "A group no longer has a name of its own; before it was called Cluster <script>",
    ):
        assert part in text, part


def test_both_say_whose_words_they_compare() -> None:
    note = "The names are OPM's; every definition"
    diff = diff_frameworks(load_framework("opm-ses"), load_framework("opm-ecq-2025"))
    assert f"Source of opm-ecq-2025: No copy is shipped. {note}" in diff_text(diff, display=Display(width=200))
    words = safe_page(diff_page(diff)).words
    assert f"Source of opm-ecq-2025: No copy is shipped. {note}" in words
    assert words.index("Source of opm-ecq-2025") < words.index("How to read it")


def test_editions_of_one_framework_are_headed_by_what_tells_them_apart() -> None:
    old, new = (replace(NEW, version=version, source=Source("New", note="Scanned.")) for version in ("1", "2"))
    for account in (diff_text(diff_frameworks(old, new)), safe_page(diff_page(diff_frameworks(old, new))).words):
        assert "New (1) → New (2)" in account and "new (2)" in account
        assert account.count("Scanned.") == 1


def test_text_is_as_wide_as_asked() -> None:
    diff = diff_frameworks(load_framework("opm-ecq-1997"), load_framework("opm-ses"))
    assert max(map(len, diff_text(diff, display=Display(width=60)).splitlines())) <= 60


def test_nothing_changed() -> None:
    diff = diff_frameworks(OLD, OLD)
    assert "Nothing changed." in diff_text(diff) and "Nothing changed." in diff_page(diff)
    assert not {"table", "ins", "del"} & safe_page(diff_page(diff)).tags
