"""Segments per second of `tag_many`, as a ratio to a plain scikit-learn classifier in the same run.

    python benchmarks/throughput.py [DOCUMENTS]

The baseline is what one would write first: TF-IDF of words and characters, and a linear one-vs-rest classifier, fitted
on the example bank. It is given the finished segments and only scores them; `tag_many` is given the documents and also
cuts them, finds stated competencies, estimates levels and puts the evidence together.

The text is authored: half of the documents are those of corpus/documents, over and over, the other half are put
together of sentences of the bank with a fixed seed.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from itertools import cycle, islice

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import MultiLabelBinarizer

import jobtagger
from jobtagger.examples import Example, read_bank
from jobtagger.resources import shipped

ROUNDS = 3
SENTENCES = 60
"""In a document that is put together, about as many segments as a long announcement has."""


def baseline(bank: list[Example]) -> Pipeline:
    features = FeatureUnion(
        [
            ("words", TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)),
            ("characters", TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True)),
        ]
    )
    classifier = OneVsRestClassifier(SGDClassifier(loss="log_loss", alpha=1e-5, random_state=0))
    targets = MultiLabelBinarizer().fit_transform([sorted(example.competencies) for example in bank])
    return make_pipeline(features, classifier).fit([example.text for example in bank], targets)


def documents(bank: list[Example], count: int) -> list[jobtagger.Document]:
    written = [one for one in jobtagger.read([shipped("corpus", "documents")]) if isinstance(one, jobtagger.Document)]
    chance = random.Random(0)
    made = []
    for number, one in enumerate(islice(cycle(written), count)):
        text = one.text
        if number % 2:
            text = "\n".join(example.text for example in chance.sample(bank, SENTENCES))
        made.append(jobtagger.Document(f"document-{number}", text))
    return made


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    bank = read_bank()
    given = documents(bank, count)
    tagger = jobtagger.load("opm-ses")
    classifier = baseline(bank)
    segments = [  # this first pass also warms up
        given.text[segment.start : segment.end]
        for given in tagger.tag_many(given)
        if isinstance(given, jobtagger.TaggedDocument)
        for segment in given.segments
    ]
    times: dict[str, list[float]] = {"baseline": [], "tag_many": [], "score": []}
    for _ in range(ROUNDS):
        times["baseline"].append(seconds(lambda: classifier.predict_proba(segments)))
        times["tag_many"].append(seconds(lambda: list(tagger.tag_many(given))))
        times["score"].append(seconds(lambda: tagger.score(segments)))
    rate = {name: len(segments) / min(found) for name, found in times.items()}
    print(f"{count} documents, {len(segments):,} segments; the best of {ROUNDS} rounds")
    print(f"{'':44} {'segments/s':>10} {'x baseline':>10}")
    names = {
        "baseline": "baseline: TF-IDF + linear one-vs-rest",
        "tag_many": "jobtagger: tag_many (documents to tags)",
        "score": "jobtagger: score (segments to scores)",
    }
    for key, name in names.items():
        print(f"{name:44} {rate[key]:10,.0f} {rate[key] / rate['baseline']:10.2f}")


if __name__ == "__main__":
    main()
