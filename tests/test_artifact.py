"""A model directory comes back as it was written, or not at all; nothing in it can run."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import jobtagger
from jobtagger.artifact import _KEYS, FORMAT, load, save
from jobtagger.errors import ArtifactError, UnknownNameError
from jobtagger.examples import CarriedLink
from jobtagger.frameworks import Framework
from jobtagger.scoring import Calibration, Line
from jobtagger.tagger import Tagger
from jobtagger.training import TrainOptions, train

TEXTS = ["Kneads dough for bread.", "Posts invoices across the whole organization.", "We offer benefits."]


@pytest.fixture(scope="module")
def trained(tiny: Framework) -> Tagger:
    return train(tiny, TrainOptions(bank=False))


@pytest.fixture
def directory(trained: Tagger, tmp_path: Path) -> Path:
    save(trained, tmp_path / "model")
    return tmp_path / "model"


def rewrite(directory: Path, **changes: Any) -> None:
    manifest = json.loads((directory / "manifest.json").read_text(encoding="utf-8"))
    (directory / "manifest.json").write_text(json.dumps(manifest | changes), encoding="utf-8")


def replace_file(directory: Path, name: str, content: bytes) -> None:
    """Put another content in a file and its hash in the manifest, as one who means harm would."""
    (directory / name).write_bytes(content)
    manifest = json.loads((directory / "manifest.json").read_text(encoding="utf-8"))
    rewrite(directory, files=manifest["files"] | {name: hashlib.sha256(content).hexdigest()})


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(directory.iterdir())}


def test_round_trip_gives_the_same_scores(trained: Tagger, directory: Path, tmp_path: Path) -> None:
    back = load(directory)
    assert (back.name, back.labels, back.levels) == (trained.name, trained.labels, trained.levels)
    assert back.framework == trained.framework
    np.testing.assert_allclose(back.score(TEXTS), trained.score(TEXTS), atol=1e-5)
    save(back, tmp_path / "again")
    again = load(tmp_path / "again")
    np.testing.assert_array_equal(back.score(TEXTS), again.score(TEXTS))
    np.testing.assert_array_equal(back.estimate_level(TEXTS), again.estimate_level(TEXTS))
    assert contents(directory) == contents(tmp_path / "again")


def test_every_line_of_the_calibration_comes_back(directory: Path, tmp_path: Path) -> None:
    tagger = load(directory)
    calibration = Calibration(Line(0.5, 0.1), Line(0.4, -0.6), Line(0.8, 0.3))
    tagger.model = dataclasses.replace(tagger.model, calibration=calibration)
    save(tagger, tmp_path / "calibrated")
    assert load(tmp_path / "calibrated").model.calibration == calibration


@pytest.mark.parametrize("spoilt", [[], "x", {}, {"alone": {"slope": 1, "shift": 0}}, {"slope": 1, "shift": 0}])
def test_a_calibration_that_is_not_whole(directory: Path, spoilt: Any) -> None:
    rewrite(directory, calibration=spoilt)
    with pytest.raises(ArtifactError, match="calibration must hold alone, document, relevance"):
        load(directory)


@pytest.mark.parametrize("line", [[1, 0], {"slope": 1}, {"slope": 1, "shift": 0, "bend": 2}])
def test_a_line_of_the_calibration_that_is_none(directory: Path, line: Any) -> None:
    whole = {"slope": 1, "shift": 0}
    rewrite(directory, calibration={"alone": whole, "document": whole, "relevance": line})
    with pytest.raises(ArtifactError, match="must hold slope and shift"):
        load(directory)


def test_the_same_tagger_gives_the_same_bytes(trained: Tagger, directory: Path, tmp_path: Path) -> None:
    save(trained, tmp_path / "second")
    assert contents(directory) == contents(tmp_path / "second")
    files = {"manifest.json", "framework.json", "weights.npz", "README.md", "ngrams.json"}
    assert set(contents(directory)) == files


def test_shipped_models_load() -> None:
    assert load("opm-ses").name == "opm-ses"


@pytest.mark.parametrize("name", ["framework.json", "weights.npz", "ngrams.json", "README.md"])
def test_a_changed_file_is_named(directory: Path, name: str) -> None:
    with (directory / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(ArtifactError, match=f"{name} was changed"):
        load(directory)


@pytest.mark.parametrize("name", ["manifest.json", "framework.json", "weights.npz", "ngrams.json", "README.md"])
def test_a_missing_file_is_named(directory: Path, name: str) -> None:
    (directory / name).unlink()
    with pytest.raises(ArtifactError, match=f"{name} is missing"):
        load(directory)


@pytest.mark.parametrize("number", [0, FORMAT - 1, FORMAT + 1, "1", None])
def test_another_format(directory: Path, number: Any) -> None:
    rewrite(directory, format=number)
    with pytest.raises(ArtifactError, match="is not known"):
        load(directory)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        pytest.param("[" * 100_000, id="deep"),
        "null",
        "\ud7ff{}",
        '{"format": 1}',
        '{"format": 1, "files": []}',
    ],
)
def test_a_manifest_that_is_none(directory: Path, content: str) -> None:
    (directory / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(ArtifactError):
        load(directory)


@pytest.mark.parametrize("key", sorted(_KEYS - {"format"}))
def test_a_manifest_without_a_part(directory: Path, key: str) -> None:
    manifest = json.loads((directory / "manifest.json").read_text(encoding="utf-8"))
    del manifest[key]
    (directory / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ArtifactError, match=key):
        load(directory)


def test_a_manifest_with_unknown_keys_is_refused(directory: Path) -> None:
    rewrite(directory, zeal=1, bias=0.5)
    with pytest.raises(ArtifactError, match=r"unknown keys \(bias, zeal\); use the jobtagger that wrote it"):
        load(directory)


@pytest.mark.parametrize("extra", ["../outside", "/etc/hostname", "more.txt", "sub/../README.md"])
def test_a_manifest_that_lists_other_files_is_refused(directory: Path, extra: str) -> None:
    outside = directory.parent / "outside"
    outside.write_bytes(b"x")
    manifest = json.loads((directory / "manifest.json").read_text(encoding="utf-8"))
    rewrite(directory, files=manifest["files"] | {extra: hashlib.sha256(b"x").hexdigest()})
    with pytest.raises(ArtifactError, match="must list exactly"):
        load(directory)


def test_another_encoder(directory: Path) -> None:
    rewrite(directory, encoder="0" * 64)
    with pytest.raises(ArtifactError, match="another version of jobtagger's encoder"):
        load(directory)


class Trap:
    """Makes a directory when it is unpickled."""

    def __init__(self, place: str) -> None:
        self.place = place

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return os.mkdir, (self.place,)


def npz(arrays: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def weights(directory: Path) -> dict[str, Any]:
    with np.load(directory / "weights.npz", allow_pickle=False) as file:
        return dict(file)


def test_a_pickle_among_the_weights_is_refused_and_not_run(directory: Path, tmp_path: Path) -> None:
    trap = tmp_path / "ran"
    replace_file(
        directory, "weights.npz", npz(weights(directory) | {"coef": np.array([Trap(str(trap))], dtype=object)})
    )
    with pytest.raises(ArtifactError, match="Object arrays cannot be loaded"):
        load(directory)
    assert not trap.exists()
    with np.load(directory / "weights.npz", allow_pickle=True) as file:
        file["coef"]  # the trap works: nothing but the refusal kept it shut
    assert trap.exists()


def test_a_bare_pickle_for_weights_is_refused_and_not_run(directory: Path, tmp_path: Path) -> None:
    trap = tmp_path / "ran"
    buffer = io.BytesIO()
    np.save(buffer, np.array([Trap(str(trap))], dtype=object), allow_pickle=True)
    pickled = buffer.getvalue()[buffer.getvalue().index(b"\n") + 1 :]
    for content in (buffer.getvalue(), pickled):
        replace_file(directory, "weights.npz", content)
        with pytest.raises(ArtifactError, match="cannot be read"):
            load(directory)
    assert not trap.exists()


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x03\x04broken", b"PK\x05\x06" + b"\0" * 18])
def test_weights_that_are_no_archive(directory: Path, content: bytes) -> None:
    replace_file(directory, "weights.npz", content)
    with pytest.raises(ArtifactError, match="cannot be read"):
        load(directory)


@pytest.mark.parametrize("name", ["coef", "intercept", "relevance_coef", "level_coef", "level_cuts", "thresholds"])
def test_weights_that_do_not_fit_or_are_missing(directory: Path, name: str) -> None:
    own = weights(directory)
    replace_file(directory, "weights.npz", npz(own | {name: own[name][:-1]}))
    with pytest.raises(ArtifactError, match=f"{name} in weights.npz is of shape"):
        load(directory)
    replace_file(directory, "weights.npz", npz({key: value for key, value in own.items() if key != name}))
    with pytest.raises(ArtifactError, match=name):
        load(directory)


@pytest.mark.parametrize("content", [b"{", b"{}", b"\xff\xfe", pytest.param(b"[" * 100_000, id="deep")])
def test_a_framework_that_is_none(directory: Path, content: bytes) -> None:
    replace_file(directory, "framework.json", content)
    with pytest.raises(ArtifactError, match="cannot be read"):
        load(directory)


def test_a_card_that_is_not_text(directory: Path) -> None:
    replace_file(directory, "README.md", b"\xff\xfe\xff")
    with pytest.raises(ArtifactError, match="cannot be read"):
        load(directory)


def test_dates_in_the_archive_are_fixed(directory: Path) -> None:
    with zipfile.ZipFile(directory / "weights.npz") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_unknown_names_list_the_known_ones(tmp_path: Path) -> None:
    for name in ("opm-sess", str(tmp_path / "nowhere"), "../opm-sess"):
        with pytest.raises(UnknownNameError, match="opm-ses") as caught:
            load(name)
        assert "opm-ses" in caught.value.known
    with pytest.raises(UnknownNameError, match="Did you mean 'opm-ses'"):
        jobtagger.load("opm-sess")


def test_a_directory_does_not_take_the_place_of_a_shipped_model(
    trained: Tagger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("opm-ses", "our-model"):
        save(trained, name)
    assert load("opm-ses").labels != trained.labels
    for own in ("./opm-ses", Path("opm-ses"), str(tmp_path / "opm-ses"), "our-model"):
        assert load(own).labels == trained.labels


def test_a_directory_that_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="not a model directory"):
        load(tmp_path)


# Saving over what is there


def test_an_older_model_and_an_empty_directory_are_replaced(trained: Tagger, directory: Path, tmp_path: Path) -> None:
    whole = contents(directory)
    (directory / "README.md").write_text("old", encoding="utf-8")
    save(trained, directory)
    assert contents(directory) == whole
    (tmp_path / "empty").mkdir()
    save(trained, tmp_path / "empty")
    assert contents(tmp_path / "empty") == whole
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "model"]


def test_other_peoples_files_are_not_replaced(trained: Tagger, tmp_path: Path) -> None:
    mine = tmp_path / "extension"
    mine.mkdir()
    (mine / "manifest.json").write_text('{"manifest_version": 3}', encoding="utf-8")
    (mine / "popup.js").write_text("years of work", encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    for target in (mine, tmp_path / "file"):
        with pytest.raises(ArtifactError, match="is not a model directory"):
            save(trained, target)
    assert (mine / "popup.js").read_text(encoding="utf-8") == "years of work"
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_a_link_stays_a_link(trained: Tagger, directory: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(directory, target_is_directory=True)
    (directory / "README.md").write_text("old", encoding="utf-8")
    save(trained, link)
    assert link.is_symlink()
    assert load(directory).labels == trained.labels


# What a model has besides, where there is something


def _with_manner(tiny: Framework) -> Tagger:
    """Return a tagger whose wording has every part; what they say does not matter."""
    tagger = jobtagger.train(tiny, jobtagger.TrainOptions(bank=False))
    wording = tagger.model.wording
    assert wording is not None and wording.level is not None
    tagger.model = dataclasses.replace(tagger.model, wording=dataclasses.replace(wording, manner=wording.level))
    return tagger


@pytest.mark.parametrize("line", [None, Line(0.7, -0.2)])
def test_every_figure_of_the_wording_comes_back(tiny: Framework, tmp_path: Path, line: Line | None) -> None:
    tagger = _with_manner(tiny)
    assert tagger.model.wording is not None and tagger.model.wording.level is not None
    for kept in ({}, {"level": None, "level_cuts": np.empty(0)}):
        wording = dataclasses.replace(tagger.model.wording, line=line, level_share=0.2, **kept)
        tagger.model = dataclasses.replace(tagger.model, wording=wording)
        save(tagger, tmp_path / "model")
        back = load(tmp_path / "model").model.wording
        assert back is not None and (back.line, back.level_share) == (line, 0.2)
        assert back.manner is not None
        assert (back.level is None) == bool(kept)
        np.testing.assert_array_equal(load(tmp_path / "model").score(TEXTS), tagger.score(TEXTS))
        np.testing.assert_array_equal(load(tmp_path / "model").estimate_level(TEXTS), tagger.estimate_level(TEXTS))


WORDING_FIGURES = {"line": {"slope": 1.0, "shift": 0.0}, "level_share": 0.2}


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        ([], "wording must hold"),
        ({"say": 1, **WORDING_FIGURES}, "wording must hold"),
        (WORDING_FIGURES | {"line": 2}, "must hold slope and shift"),
        (WORDING_FIGURES | {"line": {"slope": float("nan"), "shift": 0}}, "slope must be a number"),
        *(
            (WORDING_FIGURES | {"level_share": bad}, "must be a number")
            for bad in ("1", True, None, [0.2], float("nan"))
        ),
        *((WORDING_FIGURES | {"level_share": bad}, "must lie between 0 and 1") for bad in (-3, 1.5)),
    ],
)
def test_figures_of_the_wording_that_are_none(directory: Path, spoilt: Any, said: str) -> None:
    rewrite(directory, wording=spoilt)
    with pytest.raises(ArtifactError, match=said):
        load(directory)


def test_figures_without_the_words_and_words_without_the_figures(directory: Path) -> None:
    files = json.loads((directory / "manifest.json").read_text(encoding="utf-8"))["files"]
    rewrite(directory, files={name: digest for name, digest in files.items() if name != "ngrams.json"})
    with pytest.raises(ArtifactError, match="wording is to stand"):
        load(directory)
    rewrite(directory, files=files, wording=None)
    with pytest.raises(ArtifactError, match="wording is to stand"):
        load(directory)


WORDING_ARRAYS = [
    f"wording_{part}_{of}" for part in ("labels", "manner", "level") for of in ("vectors", "grams", "shift")
]


@pytest.mark.parametrize("name", ["ngram_idf", "wording_level_cuts", *WORDING_ARRAYS])
def test_wording_that_does_not_fit_or_is_missing(tiny: Framework, tmp_path: Path, name: str) -> None:
    directory = tmp_path / "model"
    save(_with_manner(tiny), directory)
    own = weights(directory)
    replace_file(directory, "weights.npz", npz(own | {name: own[name][:-1]}))
    with pytest.raises(ArtifactError, match=f"{name} in weights.npz is of shape"):
        load(directory)
    replace_file(directory, "weights.npz", npz({key: value for key, value in own.items() if key != name}))
    with pytest.raises(ArtifactError, match=name):
        load(directory)


@pytest.mark.parametrize("spoil", [lambda words: [*words[:-1], words[0]], lambda words: [*words[:-1], 7]])
def test_ngrams_that_are_none(directory: Path, spoil: Any) -> None:
    listed = json.loads((directory / "ngrams.json").read_text(encoding="utf-8"))
    content = json.dumps(listed | {"words": spoil(listed["words"])}).encode()
    replace_file(directory, "ngrams.json", content)
    with pytest.raises(ArtifactError, match="texts, each once"):
        load(directory)


def test_what_came_over_is_kept_and_checked(trained: Tagger, tmp_path: Path) -> None:
    links = (CarriedLink("vision", "sailing", "close", ("av-1", "av-2")), CarriedLink("vision", "baking", "same", ()))
    tagger = Tagger("x", trained.framework, trained.levels, trained.encoder, trained.model, carried=links)
    save(tagger, tmp_path / "model")
    back = load(tmp_path / "model")
    assert back.carried == links
    save(back, tmp_path / "again")
    assert contents(tmp_path / "model") == contents(tmp_path / "again")
    with (tmp_path / "model" / "examples.json").open("ab") as file:
        file.write(b" ")
    with pytest.raises(ArtifactError, match=r"examples\.json was changed"):
        load(tmp_path / "model")


LINK = {"source": "vision", "target": "sailing", "strength": "close", "examples": ["av-1"]}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], "cannot be read"),
        ({"links": {}}, "a list of links"),
        ({"links": ["vision"]}, "cannot be read"),
        ({"links": [{"source": "vision"}]}, "target"),
        ({"links": [LINK | {"source": 7}]}, "all of them ids"),
        ({"links": [LINK | {"examples": "av-1"}]}, "all of them ids"),
        ({"links": [LINK | {"examples": [1]}]}, "all of them ids"),
        ({"links": [LINK | {"target": "rowing"}]}, "'rowing', which is not in the framework"),
        ({"links": [LINK | {"target": ["sailing"]}]}, "not in the framework"),
        ({"links": [LINK | {"strength": "alike"}]}, "strength 'alike'"),
        ({"links": [LINK | {"strength": ["close"]}]}, "strength"),
    ],
)
def test_a_list_of_examples_that_is_none(directory: Path, content: Any, said: str) -> None:
    replace_file(directory, "examples.json", json.dumps(content).encode())
    with pytest.raises(ArtifactError, match=said):
        load(directory)
    replace_file(directory, "examples.json", json.dumps({"links": [LINK]}).encode())
    assert load(directory).carried == (CarriedLink("vision", "sailing", "close", ("av-1",)),)
