"""Build every document of `corpus/documents/` from `sources/`: the same bytes every time.

    python tools/documents/build.py            # write the documents
    python tools/documents/build.py --check    # exit 1, naming them, if any would change

Needs python-docx, reportlab and PyYAML. Word and PDF files are stored uncompressed, so that their bytes do not hang on
the compression library of the machine.
"""

from __future__ import annotations

import argparse
import csv
import functools
import html
import io
import itertools
import json
import re
import sys
import textwrap
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import docx
import yaml
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

SOURCES = Path(__file__).parent / "sources"
CORPUS = Path(__file__).parents[2] / "corpus"
DOCUMENTS = CORPUS / "documents"
FRAMEWORK = CORPUS / "frameworks" / "opm-ses.yaml"
STAMP = datetime(2026, 3, 2, 9, 0, 0)
AUTHOR = "The jobtagger authors"


# Sources


@dataclass(frozen=True)
class Block:
    """One piece of a source: heading (with its rank), paragraph, bullet, numbered item, box or table."""

    kind: str
    text: str = ""
    rank: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Source:
    """A parsed source file: its front matter, its Markdown and the blocks of it."""

    meta: dict[str, str]
    markdown: str
    blocks: tuple[Block, ...]

    @property
    def title(self) -> str:
        return next((block.text for block in self.blocks if block.rank == 1), self.meta["title"])

    def section(self, *names: str) -> tuple[Block, ...]:
        """What stands under the first heading of one of these names, down to the next heading of its rank or above."""
        for start, block in enumerate(self.blocks):
            if block.kind == "heading" and block.text in names:
                rest = self.blocks[start + 1 :]
                ends = (i for i, b in enumerate(rest) if b.kind == "heading" and b.rank <= block.rank)
                return rest[: next(ends, len(rest))]
        return ()


def read_source(path: Path) -> Source:
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    meta = dict(line.split(": ", 1) for line in front.splitlines())
    markdown = re.sub(r"\{\{ecq:([a-z-]+)\}\}", lambda match: ecq_definitions()[match[1]], body).strip() + "\n"
    return Source(meta, markdown, tuple(parse(markdown)))


@functools.cache
def ecq_definitions() -> dict[str, str]:
    framework = yaml.safe_load(FRAMEWORK.read_text(encoding="utf-8"))
    return {group["id"]: group["definition"] for group in framework["groups"]}


def parse(markdown: str) -> Iterator[Block]:
    """Read the small Markdown of the sources: every block stands on lines of its own, none is wrapped."""
    rows: list[tuple[str, ...]] = []
    for line in [*markdown.splitlines(), ""]:
        if line.startswith("|"):
            cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
            if not all(re.fullmatch(r":?-{2,}:?", cell) for cell in cells):
                rows.append(cells)
            continue
        if rows:
            yield Block("table", rows=tuple(rows))
            rows = []
        if heading := re.match(r"(#+) (.+)", line):
            yield Block("heading", heading[2], rank=len(heading[1]))
        elif line.startswith("- "):
            yield Block("bullet", line[2:])
        elif numbered := re.match(r"(\d+)\. (.+)", line):
            yield Block("number", numbered[2], rank=-int(numbered[1]))
        elif line.startswith("> "):
            yield Block("box", line[2:])
        elif line:
            yield Block("paragraph", line)


def plain(text: str) -> str:
    return re.sub(r"\*+(.+?)\*+", r"\1", text)


def runs(text: str) -> list[tuple[str, str]]:
    """Split inline Markdown into (style, text), style one of "", "b", "i"."""
    parts = re.split(r"(\*\*.+?\*\*|\*.+?\*)", text)
    styled = [("b" if part.startswith("**") else "i" if part.startswith("*") else "", plain(part)) for part in parts]
    return [(style, part) for style, part in styled if part]


def curly(text: str) -> str:
    """Give a text the quotation marks, apostrophes and dashes that word processors put in."""
    text = re.sub(r'(^|[\s(])"', "\\1\u201c", text).replace('"', "\u201d")
    return text.replace("'", "\u2019").replace(" - ", " \u2013 ")


# Plain text and Markdown


def to_markdown(source: Source) -> bytes:
    return source.markdown.encode()


def to_text(source: Source, *, encoding: str = "utf-8", width: int = 76) -> bytes:
    """Hard-wrapped plain text, as posted in a file or sent by e-mail."""
    lines: list[str] = []
    before = ""
    for block in source.blocks:
        text = plain(block.text)
        if block.kind == "heading":
            text = text.upper() if block.rank < 3 else text
            new = [text, "=" * len(text)] if block.rank == 1 else [text, "-" * len(text)] if block.rank == 2 else [text]
            new = ["", *new] if block.rank == 2 else new
        elif block.kind == "table":
            new = list(_text_table(block.rows, width))
        elif block.kind == "box":
            edge = "*" * width
            new = [edge, *textwrap.wrap(text, width - 4, initial_indent="  ", subsequent_indent="  "), edge]
        else:
            mark = {"bullet": "  * ", "number": f" {-block.rank}. "}.get(block.kind, "")
            indent = " " * len(mark)
            new = textwrap.wrap(
                text, width, initial_indent=mark, subsequent_indent=indent, break_on_hyphens=block.kind == "paragraph"
            )
        if lines and not (block.kind == before and block.kind in ("bullet", "number")):
            lines.append("")
        lines += new
        before = block.kind
    text = "\n".join(lines) + "\n"
    return text.encode() if encoding == "utf-8" else curly(text).encode(encoding)


def _text_table(rows: Iterable[tuple[str, ...]], width: int) -> Iterator[str]:
    rows = [row for row in rows if row[1]]
    first = max(len(row[0]) for row in rows) + 3
    for row in rows:
        rest = "   ".join(row[1:])
        yield from textwrap.wrap(rest, width, initial_indent=row[0].ljust(first), subsequent_indent=" " * first)


# Web pages


def _inline_html(text: str) -> str:
    tags = {"": "{}", "b": "<strong>{}</strong>", "i": "<em>{}</em>"}
    return "".join(tags[style].format(html.escape(part, quote=False)) for style, part in runs(curly(text)))


def _body_html(blocks: Iterable[Block], *, heading: str = "h{}") -> str:
    out: list[str] = []
    open_list = ""
    for block in blocks:
        wanted = {"bullet": "ul", "number": "ol"}.get(block.kind, "")
        if wanted != open_list:
            out += [f"</{open_list}>"] * bool(open_list) + [f"<{wanted}>"] * bool(wanted)
            open_list = wanted
        text = _inline_html(block.text)
        if block.kind == "heading":
            tag = heading.format(block.rank)
            out.append(f"<{tag}>{text}</{tag}>")
        elif wanted:
            out.append(f"  <li>{text}</li>")
        elif block.kind == "box":
            out.append(f'<aside class="callout"><p>{text}</p></aside>')
        elif block.kind == "table":
            cells = ("".join(f"<td>{_inline_html(cell)}</td>" for cell in row) for row in block.rows)
            out += ["<table>", *(f"  <tr>{row}</tr>" for row in cells), "</table>"]
        else:
            out.append(f"<p>{text}</p>")
    out += [f"</{open_list}>"] * bool(open_list)
    return "\n".join(out)


def to_job_page(source: Source) -> bytes:
    """A page of a present-day job portal: navigation, breadcrumbs, scripts, cookie notice, footer."""
    meta = {key: html.escape(curly(value)) for key, value in source.meta.items()}
    posting = json.dumps(
        {
            "@context": "https://schema.org",
            "@type": "JobPosting",
            "title": source.meta["title"],
            "datePosted": source.meta["opens"],
            "validThrough": source.meta["closes"],
            "hiringOrganization": {"@type": "GovernmentOrganization", "name": source.meta["organization"]},
        },
        indent=2,
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{meta["title"]} | Careers at {meta["organization"]}</title>
<meta name="description" content="Job announcement {meta["number"]}">
<link rel="stylesheet" href="/assets/site.css">
<style>.callout {{ border: 1px solid #205493; padding: .5em }} .hidden {{ display: none }}</style>
<script>window.siteData = {{"page": "job", "negotiation": "customer service"}};</script>
<script type="application/ld+json">
{posting}
</script>
</head>
<body>
<a class="hidden" href="#main">Skip to main content</a>
<header role="banner">
<nav aria-label="Main">
<ul>
  <li><a href="/">Home</a></li>
  <li><a href="/jobs">Search jobs</a></li>
  <li><a href="/leadership">Our leadership</a></li>
  <li><a href="/customer-service">Customer service</a></li>
  <li><a href="/signin">Sign in</a></li>
</ul>
</nav>
</header>
<nav class="breadcrumbs" aria-label="Breadcrumb"><a href="/jobs">Jobs</a> &rsaquo; <a href="/jobs/ses">Executive</a>\
 &rsaquo; {meta["number"]}</nav>
<main id="main">
{_body_html(source.blocks)}
<p><a class="button" href="/apply/{meta["number"]}">Apply&nbsp;now</a> <button type="button">Save this job</button></p>
</main>
<noscript>Some functions of this site need JavaScript.</noscript>
<footer>
<ul>
  <li><a href="/privacy">Privacy</a></li>
  <li><a href="/accessibility">Accessibility</a></li>
  <li><a href="/no-fear">Workplace rights</a></li>
  <li><a href="/vision">Mission and vision</a></li>
</ul>
<p>&copy; 2026 {meta["organization"]} &middot; <a href="mailto:{meta["contact"]}">{meta["contact"]}</a></p>
</footer>
<script>
  document.querySelector(".button").addEventListener("click", function () {{ track("apply"); }});
</script>
</body>
</html>
""".encode()


def to_intranet_page(source: Source) -> bytes:
    """An old intranet page: HTML 4, a layout table, a sidebar without any semantic mark, Windows-1252."""
    title = html.escape(curly(source.meta["title"]))
    text = f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">
<title>PD Library: {title}</title>
</head>
<body bgcolor="#ffffff">
<table width="100%" border="0" cellpadding="4"><tr>
<td width="160" valign="top"><font size="2"><a href="../index.htm">PD Library</a><br>
<a href="0800.htm">0800 Engineering</a><br><a href="help.htm">Help</a><br><a href="print.htm">Print</a></font></td>
<td valign="top">
{_body_html(source.blocks)}
</td></tr></table>
<hr>
<p><font size="1">{html.escape(source.meta["organization"])} &#149; {source.meta["number"]} &#149;
Page last changed 03/02/2026 &#149; For internal use</font></p>
</body>
</html>
"""
    return text.encode("windows-1252", "xmlcharrefreplace")


# Word

_TEXT_BOX = """
<w:r {ns} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
  xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
  xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
  xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
  xmlns:v="urn:schemas-microsoft-com:vml">
<mc:AlternateContent>
<mc:Choice Requires="wps"><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">
<wp:extent cx="5486400" cy="{height}"/><wp:docPr id="901" name="Text Box 1"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>
<wps:cNvSpPr txBox="1"/>
<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="5486400" cy="{height}"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
<a:ln w="9525"><a:solidFill><a:srgbClr val="205493"/></a:solidFill></a:ln></wps:spPr>
<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>
</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>
<mc:Fallback><w:pict><v:rect style="width:432pt;height:{points}pt" strokecolor="#205493">
<v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></v:rect></w:pict></mc:Fallback>
</mc:AlternateContent></w:r>
"""


def to_docx(source: Source) -> bytes:
    """A Word file with heading styles, lists, tables, page header and footer, and boxes as Word writes them (twice)."""
    document = docx.Document()
    _docx_prune(document)
    _docx_properties(document, source)
    _docx_margins(document, source)
    pasted = source.meta.get("pasted") == "yes"
    rank = 0
    for block in source.blocks:
        text = curly(block.text)
        if block.kind == "heading":
            rank = block.rank
            document.add_heading(text, block.rank - 1)
        elif block.kind == "table":
            _docx_table(document, block.rows)
            document.add_paragraph()
        elif block.kind == "box":
            document.add_paragraph()._p.append(_docx_box(text))
        else:
            style = {"bullet": "List Bullet", "number": "List Number"}.get(block.kind, "Normal")
            paragraph = document.add_paragraph(style=style)
            if pasted and rank == 3:
                _add_broken(paragraph, text)
            else:
                _add_runs(paragraph, text)
    buffer = io.BytesIO()
    document.save(buffer)
    return _repack(buffer.getvalue())


def _docx_prune(document: Any) -> None:
    """Drop what the template brings and nobody uses: the thumbnail, a second style sheet, a hundred table styles."""
    for relations in (document.part.package.rels, document.part.rels):
        for key in [key for key, rel in relations.items() if rel.reltype.endswith(("thumbnail", "stylesWithEffects"))]:
            del relations[key]
    for style in list(document.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in ("Normal Table", "Table Grid"):
            style.delete()


def _docx_properties(document: Any, source: Source) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = source.title, AUTHOR, AUTHOR
    properties.created = properties.modified = STAMP
    properties.revision, properties.comments, properties.subject = 1, "", source.meta["number"]
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Calibri", Pt(11)


def _docx_margins(document: Any, source: Source) -> None:
    section = document.sections[0]
    section.header.paragraphs[0].text = source.meta["organization"]
    footer = section.footer.paragraphs[0]
    footer.add_run(f"{source.meta['number']}\tPage ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), " PAGE ")
    run = OxmlElement("w:r")
    number = OxmlElement("w:t")
    number.text = "1"
    run.append(number)
    field.append(run)
    footer._p.append(field)


def _add_runs(paragraph: Any, text: str) -> None:
    for style, part in runs(text):
        run = paragraph.add_run(part)
        run.bold, run.italic = style == "b" or None, style == "i" or None


def _add_broken(paragraph: Any, text: str) -> None:
    """Break the lines by hand, as text does that was pasted from an old system."""
    lines = textwrap.wrap(plain(text), 78)
    for line in lines[:-1]:
        paragraph.add_run(line).add_break(WD_BREAK.LINE)
    paragraph.add_run(lines[-1])


def _docx_table(document: Any, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for number, row in enumerate(rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            _add_runs(cell.paragraphs[0], f"**{curly(text)}**" if number == 0 and text else curly(text))


def _docx_box(text: str) -> Any:
    bold = {"b": "<w:rPr><w:b/></w:rPr>", "i": "<w:rPr><w:i/></w:rPr>", "": ""}
    parts = (
        f'<w:r>{bold[style]}<w:t xml:space="preserve">{html.escape(part)}</w:t></w:r>' for style, part in runs(text)
    )
    points = 24 + 15 * (len(text) // 75 + 1)
    content = f"<w:p>{''.join(parts)}</w:p>"
    return parse_xml(_TEXT_BOX.format(ns=nsdecls("w"), height=points * 12700, points=points, content=content))


def _repack(data: bytes) -> bytes:
    """Write the package again with one date, one order and no compression."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name[0] != "[", name)):
            info = zipfile.ZipInfo(name, STAMP.timetuple()[:6])
            info.create_system, info.external_attr = 0, 0
            new.writestr(info, old.read(name))
    return out.getvalue()


# PDF

_BODY = ParagraphStyle(
    "body",
    fontName="Times-Roman",
    fontSize=11,
    leading=13.5,
    alignment=TA_JUSTIFY,
    spaceAfter=6,
    embeddedHyphenation=1,
    splitLongWords=0,
)
_CELL = ParagraphStyle("cell", fontName="Times-Roman", fontSize=10, leading=12)
_ITEM = ParagraphStyle("item", parent=_BODY, leftIndent=18, bulletIndent=6, spaceAfter=3)
_HEADS = {
    rank: ParagraphStyle(
        f"h{rank}",
        fontName="Helvetica-Bold",
        fontSize=size,
        leading=size * 1.25,
        spaceBefore=size * 0.7,
        spaceAfter=4,
        keepWithNext=1,
    )
    for rank, size in ((1, 18), (2, 14), (3, 12), (4, 11))
}
_VOWELS = "aeiouy"
_ENDINGS = re.compile(r"(?:[ts]ion(?:s|al)?|ments?|ships?|ness|tive(?:s|ly)?|tures?)$")
_TOGETHER = re.compile(r"[tcspgw]h|ck|ng|qu|s[tp]|[bcdfgpt][lr]|kn|wr")


def to_pdf(source: Source) -> bytes:
    """Justified pages with a running header and footer; long words are hyphenated at line ends."""
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=LETTER,
        leftMargin=inch,
        rightMargin=inch,
        topMargin=1.1 * inch,
        bottomMargin=inch,
        title=source.title,
        author=AUTHOR,
        subject=source.meta["number"],
        invariant=1,
        pageCompression=0,
    )

    def margins(canvas: Canvas, _: SimpleDocTemplate) -> None:
        canvas.saveState()
        canvas.setFont("Helvetica", 8)
        width, height = LETTER
        canvas.drawString(inch, height - 0.7 * inch, source.meta["organization"])
        canvas.drawRightString(width - inch, height - 0.7 * inch, source.meta["number"])
        canvas.line(inch, height - 0.76 * inch, width - inch, height - 0.76 * inch)
        canvas.drawCentredString(width / 2, 0.6 * inch, f"Page {canvas.getPageNumber()}")
        canvas.restoreState()

    document.build(list(_flowables(source.blocks)), onFirstPage=margins, onLaterPages=margins)
    return buffer.getvalue()


def _flowables(blocks: Iterable[Block]) -> Iterator[Flowable]:
    box = TableStyle([("BOX", (0, 0), (-1, -1), 0.75, colors.HexColor("#205493"))])
    grid = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    for block in blocks:
        if block.kind == "heading":
            yield Paragraph(_markup(block.text), _HEADS[block.rank])
        elif block.kind == "bullet":
            yield Paragraph(_markup(block.text, hyphens=True), _ITEM, bulletText="\u2022")
        elif block.kind == "number":
            yield Paragraph(_markup(block.text, hyphens=True), _ITEM, bulletText=f"{-block.rank}.")
        elif block.kind == "box":
            yield Table([[Paragraph(_markup(block.text), _CELL)]], colWidths=[6.4 * inch], style=box)
            yield Spacer(1, 8)
        elif block.kind == "table":
            widths = [1.9 * inch, 4.5 * inch] if len(block.rows[0]) == 2 else None
            cells = [[Paragraph(_markup(cell), _CELL) for cell in row] for row in block.rows]
            yield Table(cells, colWidths=widths, style=grid)
            yield Spacer(1, 8)
        else:
            yield Paragraph(_markup(block.text, hyphens=True), _BODY)


def _markup(text: str, *, hyphens: bool = False) -> str:
    tags = {"": "{}", "b": "<b>{}</b>", "i": "<i>{}</i>"}
    parts = ((style, html.escape(part, quote=False)) for style, part in runs(curly(text)))
    hyphenate: Callable[[str], str] = _hyphenated if hyphens else str
    return "".join(tags[style].format(hyphenate(part)) for style, part in parts)


def _hyphenated(text: str) -> str:
    """Put soft hyphens into long words; addresses are left alone."""
    return re.sub(r"(?<![\w.@&-])[A-Za-z]{7,}(?![\w.@;-]*[@.]\w)", lambda match: _soft(match[0]), text)


def _soft(word: str) -> str:
    """Break a word before common endings and between two consonants that stand between vowels: most of them."""
    ending = _ENDINGS.search(word)
    last = ending.start() if ending else len(word) - 2
    breaks = {ending.start()} if ending else set()
    for at in range(3, last):
        before, left, right, after = tuple(word[at - 2 : at + 2].lower())
        consonants = left not in _VOWELS and right not in _VOWELS and not _TOGETHER.match(left + right)
        if consonants and before in _VOWELS and after in _VOWELS and not word[at + 1 :].startswith(("ing", "ed", "e")):
            breaks.add(at)
    edges = [0, *sorted(at for at in breaks if at >= 3), len(word)]
    return "\u00ad".join(word[start:end] for start, end in itertools.pairwise(edges))


# USAJOBS


def to_usajobs(*sources: Source) -> bytes:
    """A reply of the USAJOBS search API."""
    items = [_usajobs_item(source, 700100 + 37 * number) for number, source in enumerate(sources)]
    reply = {
        "LanguageCode": "EN",
        "SearchParameters": {},
        "SearchResult": {
            "SearchResultCount": len(items),
            "SearchResultCountAll": len(items),
            "SearchResultItems": items,
            "UserArea": {"NumberOfPages": "1", "IsRadialSearch": False},
        },
    }
    return _json(reply)


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def _usajobs_item(source: Source, number: int) -> dict[str, Any]:
    meta = source.meta
    url = f"https://jobs.example/GetJob/ViewDetails/{number}"
    opens, closes = (f"{date.fromisoformat(meta[key]).isoformat()}T00:00:00.0000" for key in ("opens", "closes"))
    qualifications = _joined(source.section("Qualifications"))
    descriptor = {
        "PositionID": meta["number"],
        "PositionTitle": meta["title"],
        "PositionURI": url,
        "ApplyURI": [f"{url}?PostingChannelID=RESTAPI"],
        "PositionLocationDisplay": meta["city"],
        "PositionLocation": [
            {
                "LocationName": meta["city"],
                "CountryCode": "United States",
                "CountrySubDivisionCode": meta["city"].split(", ")[1],
                "CityName": meta["city"],
            }
        ],
        "OrganizationName": meta["organization"],
        "DepartmentName": meta["department"],
        "JobCategory": [{"Name": meta["series-name"], "Code": meta["series"]}],
        "JobGrade": [{"Code": meta["plan"]}],
        "PositionSchedule": [{"Name": meta["schedule"], "Code": "1"}],
        "PositionOfferingType": [{"Name": meta["appointment"], "Code": "15317"}],
        "QualificationSummary": qualifications,
        "PositionRemuneration": [
            {
                "MinimumRange": f"{meta['salary-low']}.0",
                "MaximumRange": f"{meta['salary-high']}.0",
                "RateIntervalCode": "PA",
                "Description": "Per Year",
            }
        ],
        "PositionStartDate": opens,
        "PositionEndDate": closes,
        "PublicationStartDate": opens,
        "ApplicationCloseDate": closes,
        "PositionFormattedDescription": [
            {"Label": "Dynamic Teaser", "LabelDescription": "Hit highlighting for keyword searches."}
        ],
        "UserArea": {"Details": _usajobs_details(source), "IsRadialSearch": False},
    }
    return {"MatchedObjectId": str(number), "MatchedObjectDescriptor": descriptor, "RelevanceRank": 0}


def _usajobs_details(source: Source) -> dict[str, Any]:
    meta = source.meta
    duties = source.section("Duties")
    major: str | list[str]
    match meta.get("duties-form", "list"):
        case "html":
            major = _body_html(duties).replace("\n", "")
        case "text":
            major = "".join(plain(block.text) for block in duties)
        case _:
            major = [plain(block.text) for block in duties if block.kind == "bullet"]
    other = source.section("Other information") or (
        *source.section("Equal employment opportunity"),
        *source.section("Reasonable accommodation"),
    )
    conditions = source.section("Conditions of employment")
    return {
        "JobSummary": _joined(source.section("Summary")),
        "MajorDuties": major,
        "Education": _joined(source.section("Education")),
        "Requirements": _joined(conditions or source.section("Requirements")),
        "Evaluations": _joined(source.section("Evaluations", "How you will be evaluated")),
        "HowToApply": _joined(source.section("How to apply")),
        "RequiredDocuments": _joined(source.section("Required documents")),
        "Benefits": _joined(source.section("Benefits")),
        "OtherInformation": _joined(other),
        "KeyRequirements": [plain(block.text) for block in conditions if block.kind == "bullet"][:3],
        "LowGrade": meta["low-grade"],
        "HighGrade": meta["high-grade"],
        "PromotionPotential": meta["high-grade"],
        "OrganizationCodes": meta["number"].split("-")[0],
        "WhoMayApply": {"Name": "Open to the public", "Code": ""},
        "HiringPath": ["public"],
        "TotalOpenings": "1",
        "AgencyContactEmail": meta["contact"],
        "AgencyContactPhone": meta["phone"],
        "Relocation": "False",
        "TeleworkEligible": False,
        "RemoteIndicator": False,
        "DrugTestRequired": "False",
    }


def _joined(blocks: Iterable[Block], separator: str = "\n") -> str:
    rows = ("\n".join(": ".join(row) for row in b.rows) if b.rows else plain(b.text) for b in blocks)
    return separator.join(rows)


# Records


def _records(sources: Iterable[Source]) -> list[dict[str, str]]:
    return [
        {"id": source.meta["id"], "title": source.meta["title"], "text": _record_text(source)} for source in sources
    ]


def _record_text(source: Source) -> str:
    lines = (f"\n{b.text}" if b.kind == "heading" else plain(b.text) for b in source.blocks)
    return "\n".join(lines).strip()


def to_jsonl(*sources: Source) -> bytes:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in _records(sources)).encode()


def to_csv(*sources: Source) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, ("id", "title", "text"), lineterminator="\n")
    writer.writeheader()
    writer.writerows(_records(sources))
    return buffer.getvalue().encode()


# All of them


def build() -> dict[str, bytes]:
    """Return every document of `corpus/documents/` by file name."""

    def one(name: str) -> Source:
        return read_source(SOURCES / f"{name}.md")

    def folder(name: str) -> list[Source]:
        return [read_source(path) for path in sorted((SOURCES / name).glob("*.md"))]

    ses, announcements = one("ses-announcement"), folder("announcements")
    return {
        "ses-announcement.docx": to_docx(ses),
        "ses-announcement.pdf": to_pdf(ses),
        "ses-announcement.html": to_job_page(ses),
        "ses-announcement.txt": to_text(ses),
        "ses-announcement.md": to_markdown(ses),
        "ses-announcement.json": to_usajobs(ses),
        "gs-05-secretary.txt": to_text(one("gs-05-secretary")),
        "gs-09-budget-analyst.docx": to_docx(one("gs-09-budget-analyst")),
        "gs-12-it-specialist.pdf": to_pdf(one("gs-12-it-specialist")),
        "gs-13-contract-specialist.md": to_markdown(one("gs-13-contract-specialist")),
        "gs-14-supervisory-engineer.html": to_intranet_page(one("gs-14-supervisory-engineer")),
        "wg-10-electrician.txt": to_text(one("wg-10-electrician"), encoding="windows-1252"),
        "announcements.jsonl": to_jsonl(*announcements),
        "announcements.csv": to_csv(*announcements),
        "usajobs-search.json": to_usajobs(*folder("usajobs")),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the documents of corpus/documents from their sources.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a document would change")
    check = parser.parse_args().check
    stale = []
    for name, data in build().items():
        path = DOCUMENTS / name
        if not path.exists() or path.read_bytes() != data:
            stale.append(name)
            if not check:
                path.write_bytes(data)
    print(f"{'would change' if check else 'written'}: {', '.join(stale) or 'nothing, all up to date'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
