"""What every page that we write is held to: it is well formed, loads nothing, runs nothing and escapes everything."""

from __future__ import annotations

from html.parser import HTMLParser

ELEMENTS = {"html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section", "h1", "h2", "h3"}
ELEMENTS |= {"h4", "p", "ul", "li", "q", "span", "b", "a", "ins", "del", "table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"lang", "charset", "name", "content", "http-equiv", "class", "id", "href", "scope", "data-label"}


class Page(HTMLParser):
    """Collects the elements of a page, their attributes, its words, and which words are marked."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.names: set[str | None] = set()
        self.links: set[str | None] = set()
        self.words = ""
        self.inserted: list[str] = []
        self.deleted: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.names |= {value for name, value in attrs if name == "id"}
        self.links |= {value for name, value in attrs if name == "href"}
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words += data
        if "ins" in self.open:
            self.inserted.append(data)
        if "del" in self.open:
            self.deleted.append(data)


def safe_page(html: str) -> Page:
    """Return a page after a look at all that could do harm, or lead nowhere."""
    page = Page(html)
    assert page.open == [] and page.tags <= ELEMENTS and page.attributes <= ATTRIBUTES
    assert page.links <= {f"#{name}" for name in page.names}
    assert not {"\x1b", "\x9b", "\u202e"} & set(html)
    assert "url(" not in html and "@import" not in html and "http" not in html.replace("http-equiv", "")
    assert "default-src 'none'" in html
    return page
