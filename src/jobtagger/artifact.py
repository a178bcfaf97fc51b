"""Save and load a model directory: JSON and arrays, checked by hash, nothing that a load would run.

A directory holds ``manifest.json`` (format, names, calibration, hashes), ``framework.json`` (the framework as trained on),
``weights.npz`` (arrays, read without pickle) and ``README.md`` (the model card); where the framework's wording was learnt
``ngrams.json`` (the n-grams whose weights are among the arrays), and where examples came over by a crosswalk
``examples.json`` (which, and by which link). The encoder ships once with jobtagger; the manifest says by its hash which
one the weights belong to.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import os
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np

from jobtagger import resources
from jobtagger.encoder import load_encoder
from jobtagger.errors import ArtifactError, FrameworkError, UnknownNameError
from jobtagger.examples import CarriedLink
from jobtagger.frameworks import Level, framework_from_dict, framework_to_dict
from jobtagger.frameworks.crosswalk import STRENGTHS
from jobtagger.ngrams import NGrams
from jobtagger.scoring import Calibration, Line, LinearPart, Model, Wording
from jobtagger.tagger import Tagger

FORMAT = 5
"""Version of the directory's layout. To change it: raise the number, and read the old one if a release wrote it. Formats 2 to
4 were in no release; format 1 was in 0.1.0, whose encoder is gone, so that its models are to be trained anew."""

_ARRAYS = ("coef", "intercept", "relevance_coef", "level_coef", "level_cuts", "thresholds")
_PARTS = ("labels", "manner", "level")
"""Of the wording; all but the first may be missing."""
_KEYS = frozenset(("format", "name", "framework", "encoder", "labels", "levels", "files")) | frozenset(
    ("relevance_intercept", "calibration", "precision_thresholds", "wording")
)
"""Keys of the manifest: `save` writes them all, `load` knows no others."""
_FILES = frozenset({"framework.json", "weights.npz", "README.md"})
_NGRAMS, _EXAMPLES = "ngrams.json", "examples.json"
_OPTIONAL = frozenset({_NGRAMS, _EXAMPLES})


_UNREADABLE = (
    *(KeyError, TypeError, ValueError, EOFError, FrameworkError),
    *(zlib.error, zipfile.BadZipFile),
    RecursionError,  # JSON that is nested without end
)


def load(name_or_path: str | os.PathLike[str]) -> Tagger:
    """Load a trained tagger: a shipped model by its name, or a model directory.

    Parameters
    ----------
    name_or_path : str or path
        ``"opm-ses"``, or a directory that `save` or ``jobtagger train`` wrote. A text that is the name of a shipped
        model means that one, whatever lies in the working directory; ``"./opm-ses"`` is the directory.

    Returns
    -------
    Tagger

    Raises
    ------
    UnknownNameError
        If there is neither a shipped model nor a directory of that name.
    ArtifactError
        If the directory is incomplete, was changed, or is of another format.

    Examples
    --------
    >>> load("opm-ses")
    Tagger('opm-ses', framework='opm-ses', 28 competencies)
    """
    path = _directory(name_or_path)
    manifest = _read_manifest(path)
    for file, digest in manifest["files"].items():
        if _sha256(_read(path, file)) != digest:
            raise ArtifactError(str(path), f"{file} was changed after training; train again or restore the directory")
    encoder = load_encoder()
    if manifest["encoder"] != encoder.digest:
        raise ArtifactError(str(path), "was trained with another version of jobtagger's encoder; train it again")
    try:
        framework = framework_from_dict(json.loads(_read(path, "framework.json")), source=str(path / "framework.json"))
        with np.load(io.BytesIO(_read(path, "weights.npz")), allow_pickle=False) as file:
            arrays = {name: file[name].astype(np.float64) for name in _ARRAYS}
            if (_NGRAMS in manifest["files"]) != (manifest["wording"] is not None):
                raise ValueError(f"wording is to stand in manifest.json where there is {_NGRAMS}, and there only")
            stored = manifest["wording"]
            wording = None if stored is None else _wording(_read(path, _NGRAMS), file, stored)
        model = Model(
            **arrays,
            wording=wording,
            relevance_intercept=float(manifest["relevance_intercept"]),
            calibration=_calibration(manifest["calibration"]),
            precision_thresholds=manifest["precision_thresholds"],
        )
        levels = [Level(**level) for level in manifest["levels"]]
        _check_shapes(arrays, len(framework.labels), encoder.dimension, len(levels))
        if wording is not None:
            _check_wording(wording, len(framework.labels), encoder.dimension, len(levels))
        carried = _carried(_read(path, _EXAMPLES), framework.labels) if _EXAMPLES in manifest["files"] else ()
        card = _read(path, "README.md").decode("utf-8")
    except _UNREADABLE as error:
        raise ArtifactError(str(path), f"cannot be read ({error}); train it again") from error
    return Tagger(manifest["name"], framework, levels, encoder, model, card, carried)


def _calibration(stored: Any) -> Calibration:
    names = [entry.name for entry in fields(Calibration)]
    if not isinstance(stored, dict) or sorted(stored) != sorted(names):
        raise ValueError(f"calibration must hold {', '.join(names)}")
    return Calibration(**{of: _line(stored[of]) for of in names})


def _line(stored: Any) -> Line:
    if not isinstance(stored, dict) or sorted(stored) != ["shift", "slope"]:
        raise ValueError("a line of the calibration must hold slope and shift")
    return Line(slope=_figure(stored["slope"], "slope"), shift=_figure(stored["shift"], "shift"))


def _figure(stored: Any, name: str, least: float = -math.inf, most: float = math.inf) -> float:
    if isinstance(stored, bool) or not isinstance(stored, int | float) or not math.isfinite(stored):
        raise ValueError(f"{name} must be a number, not {stored!r}")
    if not least <= stored <= most:
        raise ValueError(f"{name} must lie between {least:g} and {most:g}, not at {stored!r}")
    return float(stored)


def _directory(name_or_path: str | os.PathLike[str]) -> Path:
    path = Path(name_or_path)
    # A directory may come to lie beside the user by chance, or by unpacking what others sent: it takes no one's place.
    if isinstance(name_or_path, str) and name_or_path in resources.model_names():
        return resources.model_path(name_or_path)
    if path.is_dir():
        return path
    raise UnknownNameError("model", str(name_or_path), resources.model_names())


def _check_shapes(arrays: dict[str, Any], labels: int, features: int, levels: int) -> None:
    expected = {
        "coef": (labels, features),
        "intercept": (labels,),
        "relevance_coef": (features,),
        "level_coef": (features,),
        "level_cuts": (levels - 1,),
        "thresholds": (labels,),
    }
    for name, shape in expected.items():
        if arrays[name].shape != shape:
            raise ValueError(f"{name} in weights.npz is of shape {arrays[name].shape}, {shape} fits the framework")


def _wording(content: bytes, arrays: Any, stored: Any) -> Wording:
    listed = json.loads(content)
    if not isinstance(stored, dict) or sorted(stored) != ["level_share", "line"]:
        raise ValueError("wording must hold level_share and line")
    parts = {name: _part(arrays, name) for name in _PARTS}
    if parts["labels"] is None:
        raise ValueError("weights.npz lacks wording_labels_vectors")
    return Wording(
        known=NGrams(tuple(listed["words"]), tuple(listed["letters"]), arrays["ngram_idf"].astype(np.float64)),
        labels=parts["labels"],
        manner=parts["manner"],
        line=None if stored["line"] is None else _line(stored["line"]),
        level=parts["level"],
        level_cuts=arrays["wording_level_cuts"].astype(np.float64),
        level_share=_figure(stored["level_share"], "level_share", 0, 1),
    )


def _part(arrays: Any, name: str) -> LinearPart | None:
    """Return a part of the wording; None if nothing of it is there."""
    names = [f"wording_{name}_{field.name}" for field in fields(LinearPart)]
    if not any(one in arrays for one in names):
        return None
    return LinearPart(*(arrays[one].astype(np.float64) for one in names))


def _wording_arrays(wording: Wording) -> dict[str, Any]:
    arrays = {
        "ngram_idf": wording.known.idf.astype(np.float32),
        "wording_level_cuts": wording.level_cuts.astype(np.float32),
    }
    for name in _PARTS:
        part: LinearPart | None = getattr(wording, name)
        if part is not None:
            arrays[f"wording_{name}_vectors"] = part.vectors.astype(np.float32)
            arrays[f"wording_{name}_grams"] = part.grams.astype(np.float16)
            arrays[f"wording_{name}_shift"] = part.shift.astype(np.float32)
    return arrays


def _check_wording(wording: Wording, labels: int, features: int, levels: int) -> None:
    known = wording.known
    count = len(known)
    if known.idf.shape != (count,):
        raise ValueError(f"ngram_idf in weights.npz is of shape {known.idf.shape}, {(count,)} fits {_NGRAMS}")
    # What stands twice would be counted by its last weight alone; what is no text would never be found.
    for grams in (known.words, known.letters):
        if not all(isinstance(gram, str) for gram in grams) or len(set(grams)) < len(grams):
            raise ValueError(f"{_NGRAMS} must list texts, each once")
    for name, outputs in zip(_PARTS, (labels, 1, 1), strict=True):
        part: LinearPart | None = getattr(wording, name)
        expected = {"vectors": (features, outputs), "grams": (count, outputs), "shift": (outputs,)}
        for of, shape in expected.items() if part is not None else ():
            found = getattr(part, of).shape
            if found != shape:
                raise ValueError(
                    f"wording_{name}_{of} in weights.npz is of shape {found}, {shape} fits {_NGRAMS} and the framework"
                )
    cuts = (0,) if wording.level is None else (levels - 1,)
    if wording.level_cuts.shape != cuts:
        raise ValueError(
            f"wording_level_cuts in weights.npz is of shape {wording.level_cuts.shape}, {cuts} is expected"
        )


def _carried(content: bytes, labels: Sequence[str]) -> tuple[CarriedLink, ...]:
    links = json.loads(content)["links"]
    if not isinstance(links, list):
        raise ValueError(f"{_EXAMPLES} must hold a list of links")
    return tuple(_carried_link(link, labels) for link in links)


def _carried_link(link: Any, labels: Sequence[str]) -> CarriedLink:
    source, target, ids = link["source"], link["target"], link["examples"]
    strength = next((known for known in STRENGTHS if known == link["strength"]), None)
    if not isinstance(source, str) or not isinstance(ids, list) or not all(isinstance(id, str) for id in ids):
        raise ValueError(f"a link in {_EXAMPLES} must have a source and a list of examples, all of them ids")
    if target not in labels:
        raise ValueError(f"{_EXAMPLES} links to {target!r}, which is not in the framework")
    if strength is None:
        raise ValueError(f"{_EXAMPLES} has a link of strength {link['strength']!r}; known are {', '.join(STRENGTHS)}")
    return CarriedLink(source, target, strength, tuple(ids))


def _examples_json(carried: Sequence[CarriedLink]) -> bytes:
    """One line for each link: ids only, the texts are the bank's."""
    lines = ",\n".join(f"  {json.dumps(asdict(link), ensure_ascii=False)}" for link in carried)
    return f'{{"links": [\n{lines}\n]}}\n'.encode()


def save(tagger: Tagger, path: str | os.PathLike[str]) -> None:
    """Write a tagger as a model directory, whole or not at all; the same tagger gives the same bytes.

    Parameters
    ----------
    tagger : Tagger
    path : str or path
        Directory to make. It must not exist, or be an older model directory, which is replaced.

    Raises
    ------
    ArtifactError
        If something else is there.
    """
    target = Path(path).resolve()  # a link stays a link, what it leads to is replaced
    if target.exists() and not _replaceable(target):
        raise ArtifactError(str(target), "exists and is not a model directory; choose another place or move it away")
    target.parent.mkdir(parents=True, exist_ok=True)
    model = tagger.model
    files = {
        "framework.json": (
            json.dumps(framework_to_dict(tagger.framework), ensure_ascii=False, indent=1) + "\n"
        ).encode(),
        "README.md": tagger.card.encode("utf-8"),
    }
    arrays = {name: getattr(model, name).astype(np.float32) for name in _ARRAYS}
    wording = model.wording
    if wording is not None:
        arrays |= _wording_arrays(wording)
        listed = {"words": wording.known.words, "letters": wording.known.letters}
        files[_NGRAMS] = (json.dumps(listed, ensure_ascii=False, indent=0) + "\n").encode()
    files["weights.npz"] = _npz(arrays)
    if tagger.carried:
        files[_EXAMPLES] = _examples_json(tagger.carried)
    manifest = {
        "format": FORMAT,
        "name": tagger.name,
        "framework": tagger.framework.id,
        "encoder": tagger.encoder.digest,
        "labels": list(tagger.labels),
        "levels": [{"value": one.value, "name": one.name, "definition": one.definition} for one in tagger.levels],
        "relevance_intercept": model.relevance_intercept,
        "calibration": asdict(model.calibration),
        "precision_thresholds": model.precision_thresholds,
        "wording": None if wording is None else _wording_figures(wording),
        "files": {file: _sha256(content) for file, content in files.items()},
    }
    files["manifest.json"] = (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as scratch:
        fresh = Path(scratch) / target.name
        fresh.mkdir()
        for file, content in files.items():
            (fresh / file).write_bytes(content)
        if target.exists():
            os.replace(target, Path(scratch) / "old")
        os.replace(fresh, target)


def _wording_figures(wording: Wording) -> dict[str, Any]:
    line = None if wording.line is None else asdict(wording.line)
    return {"line": line, "level_share": wording.level_share}


def _replaceable(target: Path) -> bool:
    """Whether the directory holds a model and nothing else, or nothing: only that may be lost."""
    if not target.is_dir():
        return False
    held = {entry.name for entry in target.iterdir()}
    return not held or ("manifest.json" in held and held <= {"manifest.json", *_FILES, *_OPTIONAL})


def _npz(arrays: dict[str, Any]) -> bytes:
    """Bytes of an npz file with fixed dates, so that the same arrays give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(array), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), content.getvalue())
    return buffer.getvalue()


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(_read(path, "manifest.json"))
    except (ValueError, RecursionError) as error:
        raise ArtifactError(str(path), f"manifest.json is not JSON ({error}); restore the directory") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        found = manifest.get("format") if isinstance(manifest, dict) else manifest
        raise ArtifactError(
            str(path), f"format {found!r} is not known, {FORMAT} is; use the jobtagger that wrote it, or train it again"
        )
    missing = _KEYS - manifest.keys()
    if missing or not isinstance(manifest["files"], dict):
        raise ArtifactError(
            str(path), f"manifest.json lacks {', '.join(sorted(missing)) or 'its files'}; train it again"
        )
    if unknown := sorted(manifest.keys() - _KEYS):
        # What a later version added may change what the model says; it is not to be passed over.
        raise ArtifactError(
            str(path), f"manifest.json has unknown keys ({', '.join(unknown)}); use the jobtagger that wrote it"
        )
    if set(manifest["files"]) - _OPTIONAL != _FILES:
        raise ArtifactError(
            str(path),
            f"manifest.json must list exactly {', '.join(sorted(_FILES))}, with or without {' and '.join(sorted(_OPTIONAL))}",
        )
    return manifest


def _read(path: Path, file: str) -> bytes:
    try:
        return (path / file).read_bytes()
    except OSError as error:
        raise ArtifactError(str(path), f"{file} is missing; it is not a model directory or not whole") from error


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
