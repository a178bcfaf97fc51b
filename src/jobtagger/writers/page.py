"""A page to hand on: one file that loads nothing, runs nothing and prints well; what all our pages have in common.

Pages are read by people who do not know the program, on a screen, a telephone or on paper. So each says what it is and
what its marks mean, and no mark is made by colour alone: what went is struck through or has a minus before it, what
came is underlined or has a plus.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from jobtagger.writers.plain import visible

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

_STYLE = """\
:root { color-scheme: light; }
* { box-sizing: border-box; }
html { font-size: 16px; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b;
  background: #fff; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 0.6rem; }
h2 { font-size: 1.25rem; margin: 2.4rem 0 0.6rem; padding-bottom: 0.2rem; border-bottom: 2px solid #c9c9c9; }
h3 { font-size: 1.05rem; margin: 1.4rem 0 0.2rem; }
h4 { font-size: 0.95rem; margin: 0.7rem 0 0.1rem; }
p { margin: 0.2rem 0; } ul { margin: 0.2rem 0; padding-left: 1.3rem; } li { margin: 0.1rem 0; }
a { color: #0b3f77; }
.what { color: #565c65; font-weight: 600; margin: 0; }
.lead { font-size: 1.05rem; }
.note, footer { color: #565c65; font-size: 0.9rem; }
.warning { border-left: 4px solid #8a5a00; background: #fff6e0; padding: 0.4rem 0.8rem; margin: 0.6rem 0; }
.label { font-weight: 600; }
table { border-collapse: collapse; margin: 0.6rem 0; }
th, td { text-align: left; padding: 0.25rem 0.9rem 0.25rem 0.3rem; vertical-align: baseline; }
thead th { border-bottom: 2px solid #c9c9c9; vertical-align: bottom; }
tbody th { font-weight: normal; } tbody th, td.words { min-width: 9rem; }
tbody tr { border-bottom: 1px solid #e4e5e7; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
ins { background: #d7f2d7; color: #0b4f0b; text-decoration: underline; }
del { background: #fbdcdc; color: #7a1010; text-decoration: line-through; }
footer { margin-top: 3rem; border-top: 1px solid #c9c9c9; padding-top: 0.6rem; }
@media (max-width: 44rem) {
  body { margin: 1rem auto; }
  h1 { font-size: 1.3rem; }
  table, tbody { display: block; } thead { display: none; }
  tbody tr { display: flex; flex-wrap: wrap; gap: 0 1.2rem; padding: 0.4rem 0; }
  tbody th, td { padding: 0; } tbody th, td.words { flex: 1 0 100%; }
  tbody th { font-weight: 600; }
  td.number { text-align: left; font-weight: 600; } td.none { display: none; }
  td[data-label]::before { content: attr(data-label) ": "; color: #565c65; font-weight: normal; }
}
@media print {
  html { font-size: 10pt; }
  body { max-width: none; margin: 0; padding: 0; }
  h1, h2, h3, h4 { break-after: avoid; } tr, li { break-inside: avoid; } p { orphans: 3; widows: 3; }
  a { color: inherit; text-decoration: none; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""


def page(what: str, title: str, body: Iterable[str], *, style: str = "", footer: str = "") -> str:
    """Return a whole page.

    Parameters
    ----------
    what : str
        What kind of page it is, which stands above the title; escaped here, like the title and the footer.
    title : str
        What it is about.
    body : iterable of str
        Its elements, one on a line, in which everything has gone through `text`.
    style : str
        Rules that only this kind of page needs.
    footer : str
        What a reader should know who passes it on.
    """
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{text(title)}</title>",
            f"<style>\n{_STYLE}{style}</style>",
            "</head>",
            "<body>",
            "<header>",
            f'<p class="what">{text(what)}</p>',
            f"<h1>{text(title)}</h1>",
            "</header>",
            "<main>",
            *body,
            "</main>",
            f"<footer>{text(' '.join(('Made with jobtagger.', footer)).strip())}</footer>",
            "</body>",
            "</html>",
            "",
        )
    )


def text(words: str) -> str:
    """Return words of unknown origin as they may stand in a page: escaped, control characters made visible."""
    return escape(visible(words))


def headed(title: str, count: int | str | None = None, id: str = "") -> str:
    """Return the heading of a part of the page, with how much is in it, and the name that links lead to."""
    name = f' id="{text(id)}"' if id else ""
    counted = f" ({text(str(count))})" if count is not None else ""
    return f"<h2{name}>{text(title)}{counted}</h2>"


def number(count: int, label: str = "", to: str = "") -> str:
    """Return a cell with a number; 0 is a dash.

    Parameters
    ----------
    count : int
    label : str
        What is counted, as the column says it: stands before the number where the screen is too narrow for columns.
    to : str
        Name of the part of the page where what was counted stands.
    """
    label = f' data-label="{text(label)}"' if label else ""
    if not count:
        return f'<td class="number none"{label}>–</td>'
    shown = f'<a href="#{text(to)}">{count}</a>' if to else str(count)
    return f'<td class="number"{label}>{shown}</td>'


def table(words: Sequence[str], figures: Sequence[str], rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield a table: its columns, those of words before those of numbers, and rows of a head and the cells after it."""
    heads = "".join(f'<th scope="col">{text(name)}</th>' for name in words)
    heads += "".join(f'<th scope="col" class="number">{text(name)}</th>' for name in figures)
    yield f"<table><thead><tr>{heads}</tr></thead><tbody>"
    for head, cells in rows:
        yield f'<tr><th scope="row">{head}</th>{cells}</tr>'
    yield "</tbody></table>"
