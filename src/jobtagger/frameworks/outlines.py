"""Frameworks from documents: tables that list competencies, else headings with bullets and tables below them.

A heading with text, bullets or a table below it and no heading but levels is a competency; the heading above it is its
group; the one heading above all is the title. The bullets are indicators - or competencies, where each begins with a
name in bold. What stands there and cannot be read is noted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Literal

from jobtagger.frameworks.cells import clean, fold, split_names
from jobtagger.frameworks.columns import field_of, find_header, read_header
from jobtagger.frameworks.drafting import CompetencyDraft, Draft, GroupDraft
from jobtagger.frameworks.headings import ALIASES, DEFINITION, LABEL, Line, Node, named, tree
from jobtagger.frameworks.layouts import find_tables
from jobtagger.frameworks.misfits import Marks, leave_out_duties, refuse_manual, refuse_misfits
from jobtagger.frameworks.owned_tables import caption, read_owned
from jobtagger.frameworks.scales import is_level_name, parse_label, rank
from jobtagger.frameworks.sheets import Row, Sheet
from jobtagger.frameworks.tables import level_and_text, read_sheets

_MOST_NAMES = _NAME_WORDS = 8
_SIGN_OFF = re.compile(
    r"\b(?:owner|version|revision|revised|approv\w+|signed|signature|review(?:ed|er)?|author|prepared)\b"
)
_CONTROL = re.compile(
    rf".*(?:{_SIGN_OFF.pattern}).*|(?:effective |document )?(?:date|title|name|id|number|no|status)|page|classification"
    r"|position|role|department|changes?|description|reason"
)
"""What stands in the tables by which a document is signed off or its versions told."""
_NO_MARKS = Marks()
_LEVEL_WITH_DASH = re.compile(r"((?:proficiency )?level \d+)\s*[-\u2013\u2014.]\s*(.+)", re.IGNORECASE)


def read_document(lines: Sequence[Line], source: str, *, marks: Marks = _NO_MARKS) -> Draft:
    """Return a draft of what a document holds, which has `marks` of a manual.

    >>> lines = [Line("heading", "Planning", "line 1", 2), Line("bullet", "Writes plans", "line 3")]
    >>> read_document(lines, "own.md").build("own", "Our own").competency("planning").indicators[0].text
    'Writes plans'
    """
    root = tree(_with_tables_told(lines))
    draft = Draft(source)
    listed = read_sheets(_with_groups(root), draft)
    if listed:
        _read_beside(root, draft)
    else:
        leave_out_duties(root, source)
        draft = Draft(source)  # without the levels of tables that belong to one competency
        _read(_below_title(root), None, draft, top=True)
    _note_asides(root, draft)
    draft.notes, draft.asides = _said_once(draft.notes), _said_once(draft.asides)
    refuse_manual(draft, marks, listed=listed)
    if not listed:
        refuse_misfits(root, draft)
    return draft


def _with_tables_told(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with what each table lists, and a corner that was left blank above competencies filled."""
    names = [_named_rows(line.sheet) if line.sheet else [] for line in lines]
    tables = Counter(name for found in names for name in set(found))
    result: list[Line] = []
    of_levels = False
    for line, found in zip(lines, names, strict=True):
        if line.kind == "heading":
            of_levels = bool(re.search(r"\b(?:levels?|scales?|ratings?)\b", fold(line.text)))
        if line.sheet is None:
            result.append(line)
            continue
        # Rows that come again in other tables are parts of what stands above each.
        is_list = found and not of_levels and all(tables[name] == 1 for name in found)
        sheet = _with_corner(line.sheet) if is_list else line.sheet
        lists = _kind(sheet)
        result.append(replace(line, sheet=sheet if lists == "competencies" else line.sheet, lists=lists))
    return result


def _with_corner(sheet: Sheet) -> Sheet:
    head, *rows = sheet.rows
    return replace(sheet, rows=(replace(head, cells=("Competency", *head.cells[1:])), *rows))


def _named_rows(sheet: Sheet) -> list[str]:
    """Return the names that the rows below a blank corner begin with.

    There are none if one of these texts is long, comes again, or is a level or what a text is.
    """
    head, *rows = _with_corner(sheet).rows
    header = read_header(head.cells)
    if sheet.rows[0].cell(0).strip() or header.kind not in ("competencies", "perhaps") or "group" in header.fields:
        return []
    texts = [clean(row.cell(0)) for row in rows if row.cell(0).strip() and 0 not in row.filled]
    names = list(map(fold, texts))
    differ = len(set(names)) == len(names) > 1 and bool(rows[0].cell(0).strip())
    return names if differ and all(map(_may_be_name, texts)) else []


def _may_be_name(text: str) -> bool:
    if is_level_name(text) or field_of(text) or LABEL.fullmatch(fold(text)):
        return False
    return len(text.split()) <= _NAME_WORDS and text[-1] not in ".;,!?" and any(map(str.isalpha, text))


def _said_once(notes: list[str]) -> list[str]:
    """Return notes, those that say the same of a column of many tables as one."""
    found: dict[str, list[str]] = {}
    for note in notes:
        column = re.fullmatch(r"table \d+, (column .*)", note)
        found.setdefault(column[1] if column else note, []).append(note)
    return [
        first if len(set(same)) == 1 else f"{first.removesuffix('.')} (so in {len(set(same))} tables)."
        for same in found.values()
        for first in same[:1]
    ]


def _with_groups(root: Node) -> list[Sheet]:
    """Return the tables that list something by themselves.

    Where lists of competencies stand below several headings or captions, those are their groups.
    """
    found = [(node, line, sheet) for node in root.walk() for line, sheet in node.tables() if line.lists]
    groups = [_group_above(node, line, sheet) for node, line, sheet in found]
    names = set(map(fold, groups)) - {""}
    cells = {fold(cell) for _, _, sheet in found for row in sheet.rows[1:] for cell in row.cells}
    if len(names) < 2 or names & cells:  # a heading may be the name of a competency
        return [sheet for _, _, sheet in found]
    return [_in_group(sheet, group) if group else sheet for (_, _, sheet), group in zip(found, groups, strict=True)]


def _group_above(node: Node, line: Line, sheet: Sheet) -> str:
    """Return what stands above a list of competencies without a column for their group."""
    found = find_header([row.cells for row in sheet.rows])
    if found is None or found[1].kind not in ("competencies", "perhaps") or "group" in found[1].fields:
        return ""
    return caption(sheet) or line.text or node.line.text


def _in_group(sheet: Sheet, group: str) -> Sheet:
    """Return a table with a row for the group below its header, as such rows stand in tables."""
    found = find_header([row.cells for row in sheet.rows])
    cut = found[0] + 1 if found else 0
    heading = Row(sheet.rows[cut - 1].number, (group,), wide=frozenset((0,)))
    return replace(sheet, rows=(*sheet.rows[:cut], heading, *sheet.rows[cut:]))


def _note_asides(root: Node, draft: Draft) -> None:
    """Note the headings that are no competencies, unless they hold words that introduce or explain the framework."""
    asides: dict[str, list[Node]] = {}
    for node in root.walk():
        if node.role == "unread" or (node.role == "aside" and not _only_words(node)):
            asides.setdefault(fold(node.line.text), []).append(node)
    for nodes in asides.values():
        line = nodes[0].line
        times = f" ({len(nodes)} times)" if len(nodes) > 1 else ""
        below = list(dict.fromkeys(repr(child.line.text) for node in nodes for child in node.sub))
        more = ", ..." if len(below) > _MOST_NAMES else ""
        inner = f", nor what is below it: {', '.join(below[:_MOST_NAMES])}{more}" if below else ""
        draft.notes.append(
            f"{line.place}: {line.text!r} names no competency and no level, and was not read{times}{inner}."
        )


def _below_title(root: Node) -> Node:
    """Return the heading that stands above all others, if there is one; an empty first heading is a title as well."""
    first = root.children[0] if root.children else root
    told = first.body or any(child.role in ("level", "label") for child in first.children)
    alone = len(root.children) == 1 and not first.role and not (root.lines("bullet") or root.lines("table"))
    if alone and (first.sub or (first.children and not told)):
        return first
    if not first.body and not first.children and any(node.body for node in root.walk() if node is not root):
        root.children.remove(first)
    return root


def _read(node: Node, group: GroupDraft | None, draft: Draft, *, top: bool = False) -> None:
    if node.role == "tier":
        for child in node.children:
            _read_competency(child, group, draft, level=node.line.text)
        return
    if _lists_names(node):
        _read_list(node, group, draft, top=top)
        return
    if not node.sub and not top:
        _read_competency(node, group, draft)
        return
    inner = group
    if not top and not any(_is_competency(child) for child in node.sub):
        draft.notes.append(
            f"{node.line.place}: {node.line.text!r} stands above groups; groups within groups are not read."
        )
    elif not top:
        inner = draft.group(node.line.text, node.line.place)
        inner.definition = inner.definition or " ".join(_definition(line) for line in node.lines("paragraph"))
    bullets = node.lines("bullet")
    if bullets:
        where = f"below the group {node.line.text!r}" if not top else "above the first competency"
        draft.notes.append(f"{bullets[0].place}: a list {where} was not read.")
    _read_around(node, inner, draft)


def _is_competency(node: Node) -> bool:
    return node.role == "tier" or (not node.sub and not _lists_names(node))


def _lists_names(node: Node) -> bool:
    bullets = node.lines("bullet")
    return bool(bullets) and all(map(named, bullets))


def _read_around(node: Node, group: GroupDraft | None, draft: Draft) -> None:
    """Read the tables and headings below one that is no competency itself."""
    _read_tables(node, draft)
    for child in node.children:
        if child.role in ("", "tier"):
            _read(child, group, draft)
        elif child.role == "scale":
            _read_scale(child, draft)
        elif child.role in ("level", "label"):
            draft.notes.append(f"{child.line.place}: {child.line.text!r} stands below no competency and was not read.")


def _only_words(node: Node) -> bool:
    """Whether an aside has nothing that could be a competency: no bullets, no tables, no headings that are names."""
    plain = not node.sub and all(line.kind == "paragraph" for inner in node.walk() for line in inner.body)
    return plain or bool(re.fullmatch(r"(?:table of )?contents|index", fold(node.line.text)))


def _read_scale(node: Node, draft: Draft) -> None:
    """Read the levels with their definitions below a heading such as 'Proficiency levels'."""
    _read_tables(node, draft)
    for child in node.children:
        if child.role == "level":
            _enter_level(child.line.text, " ".join(line.text for line in child.body), child.line.place, draft)
    for line in node.body:
        level, text = _level_and_text(line)
        if level:
            _enter_level(level, text, line.place, draft)
        elif line.kind == "bullet":
            draft.notes.append(f"{line.place}: {line.text!r} was not read as a level.")


def _enter_level(text: str, definition: str, place: str, draft: Draft) -> None:
    label = parse_label(text)
    draft.scale.enter(label.number, label.name or text, definition, place)


def _read_tables(node: Node, draft: Draft) -> None:
    """Read the tables that belong to no competency: levels and groups."""
    for line, sheet in node.tables():
        if line.lists:
            read_sheets([sheet], draft)
        else:
            _note_unread(line, sheet, draft)


def _kind(sheet: Sheet) -> Literal["", "competencies", "levels", "groups"]:
    """Return what a table lists by itself."""
    kinds = {table.header.kind for table in find_tables(sheet)}
    if kinds & {"competencies", "perhaps"}:
        trial = Draft("")
        return "competencies" if read_sheets([sheet], trial) else "levels" if trial.scale.resolve() else ""
    return "levels" if "levels" in kinds else "groups" if "groups" in kinds else ""


def _note_unread(line: Line, sheet: Sheet, draft: Draft) -> None:
    texts = [clean(cell)[:40] for cell in (sheet.rows[0].cells if sheet.rows else ()) if cell.strip()]
    (draft.asides if _is_control(sheet) else draft.notes).append(
        f"{line.place}: the table that begins with {', '.join(map(repr, texts[:6]))} was not read; "
        "a header with Competency, or below the heading of a competency with Level or Indicator, is expected."
    )


def _is_control(sheet: Sheet) -> bool:
    """Whether a table tells only who signed a document off, or its versions: in its header or its first column."""
    for cells in (sheet.rows[0].cells, [row.cell(0) for row in sheet.rows]):
        texts = [fold(cell) for cell in cells if cell.strip()]
        if all(map(_CONTROL.fullmatch, texts)) and any(map(_SIGN_OFF.search, texts)):
            return True
    return False


def _read_beside(root: Node, draft: Draft) -> None:
    """Read what a document says elsewhere of the competencies that its tables list; note what is left."""
    unread: list[Line] = []
    for node in root.walk():
        entry = draft.known(node.line.text)
        tables = [(line, sheet) for line, sheet in node.tables() if not line.lists]
        if entry and not node.sub:
            words = " ".join(_definition(line) for line in node.lines("paragraph"))
            if words and entry.definition and fold(words) != fold(entry.definition):
                draft.notes.append(
                    f"{node.line.place}: the text below {node.line.text!r} was not read; the table has a definition."
                )
                node.body = [line for line in node.body if line.kind != "paragraph"]
            _read_competency(node, None, draft)
        elif node.role not in ("level", "label") and tables:
            for line, sheet in tables:
                _note_unread(line, sheet, draft)
        elif not node.role:
            unread += node.lines("bullet")
    if unread:
        what = "a list" if len(unread) > 1 else "a bullet"
        draft.notes.append(
            f"{unread[0].place}: {what} outside of the tables was not read ({unread[0].text[:40]!r} ...)."
        )


def _read_list(node: Node, group: GroupDraft | None, draft: Draft, *, top: bool) -> None:
    inner = group if top or not node.line.text else draft.group(node.line.text, node.line.place)
    if inner and inner is not group:
        inner.definition = inner.definition or " ".join(_definition(line) for line in node.lines("paragraph"))
    for line in node.lines("bullet"):
        name, definition = named(line) or (line.text, "")
        entry = draft.competency(name, line.place)
        if definition:
            draft.define(entry, definition, line.place)
        if inner:
            draft.join(entry, inner)
    _read_around(node, inner, draft)


def _read_competency(node: Node, group: GroupDraft | None, draft: Draft, *, level: str = "") -> None:
    entry = draft.competency(node.line.text, node.line.place)
    if group:
        draft.join(entry, group)
    _read_body(node, level, entry, draft)
    for child in node.children:
        if child.role == "aside" and _only_words(child):  # below a competency it may say something of that
            draft.notes.append(f"{child.line.place}: {child.line.text!r} below {entry.name!r} was not read.")
        own = level
        for inner in child.walk() if child.role in ("level", "label") else ():
            own = inner.line.text if inner.role == "level" else own
            _read_body(inner, own, entry, draft)


def _read_body(node: Node, level: str, entry: CompetencyDraft, draft: Draft) -> None:
    defines = node.role != "label" or field_of(node.line.text) == "definition"
    definition: list[str] = []
    of_heading = level
    body = [line for line in node.body if line.kind != "table"]
    for line, below in zip_longest(body, body[1:]):
        aliases = ALIASES.fullmatch(line.text)
        own, text = _level_and_text(line)
        if aliases:
            draft.name_also(entry, split_names(aliases[1], commas=True))
        elif own and (not text or _is_level_line(line, text, below)):
            level = clean(line.text).rstrip(":")  # a level's name on a line of its own
        elif DEFINITION.fullmatch(line.text) or (line.kind == "paragraph" and defines and not level and not own):
            definition.append(_definition(line))
        else:
            name = own or level
            draft.indicate(entry, text, draft.scale.use(name, line.place) if name else None)
    if definition:
        draft.define(entry, " ".join(definition), body[0].place)
    for line, sheet in node.tables():
        if line.lists != "competencies" and not read_owned(sheet, entry, draft, level=of_heading):
            _note_unread(line, sheet, draft)


def _is_level_line(line: Line, text: str, below: Line | None) -> bool:
    """Whether ``Level 2: Basic`` is the heading of the lines below, rather than what level 2 asks for."""
    if rank(text) is not None:
        return True
    heads = line.kind == "paragraph" or _LEVEL_WITH_DASH.fullmatch(line.text)
    return bool(heads and len(text.split()) <= 3 and below and not _level_and_text(below)[0])


def _level_and_text(line: Line) -> tuple[str, str]:
    """Take ``Level 2: Plans the work`` and ``**Basic** Plans the work`` apart; no level where there is none."""
    level, text = level_and_text(line.text)
    dashed = _LEVEL_WITH_DASH.fullmatch(line.text)
    if dashed and not level:
        return dashed[1], dashed[2]
    lead = line.lead.rstrip(":")
    if not level and lead and is_level_name(lead):
        level, text = lead, line.text.removeprefix(line.lead).lstrip(" :-\u2013\u2014")
    if not level and is_level_name(line.text.rstrip(":")):
        return line.text.rstrip(":"), ""
    return level, text


def _definition(line: Line) -> str:
    match = DEFINITION.fullmatch(line.text)
    return clean(match[1] if match else line.text)
