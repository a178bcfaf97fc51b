"""Check that no document was copied: no run of nine or more words in common with the real job text.

    python tools/documents/check_overlap.py [GOLD_FOLDER]      # ../shared/gold beside the checkout by default

Compares the sources and the text documents built from them, word by word, letter case and punctuation aside, with
every readable file of the folder, and with the framework sources in corpus/sources. OPM's definitions of the five ECQs,
which the SES announcement recites, may be quoted and are left out of the comparison. Exits 1 if runs are found.
"""

from __future__ import annotations

import gzip
import html
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"
SOURCES = Path(__file__).parent / "sources"
LENGTH = 9
QUOTE = "quotedquotedquoted"


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower().replace("\u2019", "'").replace("'", ""))


def grams(text: str) -> Iterator[tuple[str, ...]]:
    found = words(text)
    return zip(*(found[start:] for start in range(LENGTH)), strict=False)


def references(gold: Path) -> Iterator[tuple[str, str]]:
    """Texts not to be copied from, with a name for each."""
    for path in sorted(gold.glob("*.jsonl*")):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for number, line in enumerate(data.decode("utf-8").splitlines(), 1):
            yield f"{path.name}:{number}", json.loads(line)["text"]
    for path in sorted((CORPUS / "sources").glob("*.txt")):
        yield path.name, path.read_text(encoding="utf-8")


def documents() -> Iterator[tuple[str, str]]:
    for path in sorted([*SOURCES.rglob("*.md"), *(CORPUS / "documents").glob("*.*")]):
        if path.suffix in (".md", ".txt", ".html", ".csv", ".jsonl", ".json"):
            text = path.read_bytes().decode("windows-1252" if path.name.startswith(("wg-10", "gs-14")) else "utf-8")
            if path.suffix == ".html":
                text = html.unescape(re.sub(r"<[^>]+>", " ", text))
            if path.suffix.startswith(".json"):
                text = text.replace("\\n", " ").replace('\\"', '"')
            yield str(path.relative_to(ROOT)), text


def without_quotes(text: str) -> str:
    framework = yaml.safe_load((CORPUS / "frameworks" / "opm-ses.yaml").read_text(encoding="utf-8"))
    joined = " ".join(words(text))
    for group in framework["groups"]:
        joined = joined.replace(" ".join(words(group["definition"])), QUOTE)
    return joined


def main() -> int:
    gold = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "gold"
    if not gold.is_dir():
        print(f"no folder {gold}: pass the folder of the real job text", file=sys.stderr)
        return 2
    ours: dict[tuple[str, ...], set[str]] = {}
    for name, text in documents():
        for gram in grams(without_quotes(text)):
            ours.setdefault(gram, set()).add(name)
    shared: dict[tuple[str, ...], str] = {}
    count = 0
    for name, text in references(gold):
        count += 1
        shared.update((gram, name) for gram in grams(text) if gram in ours)
    for gram, name in sorted(shared.items()):
        print(f"{' '.join(gram)!r}: {', '.join(sorted(ours[gram]))} and {name}")
    print(f"{len(ours)} runs of {LENGTH} words compared with {count} texts: {len(shared)} shared")
    return 1 if shared else 0


if __name__ == "__main__":
    sys.exit(main())
