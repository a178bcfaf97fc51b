"""Train every shipped model, or with ``--check`` see whether models/ is what training gives.

One model per framework in corpus/frameworks, under the framework's name. The same machine gives the same bytes; another
processor or linear-algebra library may round differently. The encoder is not made here, see tools/distil.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import jobtagger
from jobtagger import resources
from jobtagger.bank import EncodedBank

MODELS = Path(__file__).resolve().parents[1] / "models"


def differences(expected: Path, found: Path) -> list[str]:
    """Return the names of files that are not the same, byte for byte, in both directories."""
    names = sorted({path.name for directory in (expected, found) for path in directory.glob("*")})
    return [name for name in names if _content(expected / name) != _content(found / name)]


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def train(name: str, target: Path, bank: EncodedBank) -> float:
    """Train the model of a shipped framework into a directory; returns the seconds it took."""
    started = time.monotonic()
    tagger = jobtagger.train(jobtagger.load_framework(name), jobtagger.TrainOptions(name=name), bank=bank)
    jobtagger.save(tagger, target)
    return time.monotonic() - started


def main() -> None:
    known = resources.framework_names()
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these; default: {', '.join(known)}")
    parser.add_argument("--check", action="store_true", help="train into a temporary directory and compare the bytes")
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(known))
    if unknown:
        parser.error(f"no framework {unknown[0]!r}; there are {', '.join(known)}")
    started = time.monotonic()
    bank = EncodedBank.read()
    print(f"{'reading the bank':20} {time.monotonic() - started:6.1f} s", flush=True)
    failed = []
    with tempfile.TemporaryDirectory() as scratch:
        for name in options.names or known:
            target = Path(scratch) / name if options.check else MODELS / name
            seconds = train(name, target, bank)
            changed = differences(target, MODELS / name) if options.check else []
            if options.check:
                outcome = f"DIFFERS in {', '.join(changed)}" if changed else "same"
            else:
                outcome = "written"
            print(f"{name:20} {seconds:6.1f} s  {outcome}", flush=True)
            failed += [name] if changed else []
    if failed:
        raise SystemExit(f"models/ is not what training gives: {', '.join(failed)}; run tools/train_models.py")


if __name__ == "__main__":
    main()
