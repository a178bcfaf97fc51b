"""How long `import jobtagger` and `jobtagger --help` take, as ratios to Python alone and to importing spaCy.

    python benchmarks/startup.py [ROUNDS]

Every command is run in a process of its own, the commands in turn so that a busy moment of the machine hits all alike;
the shortest time of each counts. Ends with the heavy modules that were imported, of which there should be none.
"""

from __future__ import annotations

import subprocess
import sys
import time

COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "import jobtagger": ["-c", "import jobtagger"],
    "jobtagger --help": ["-m", "jobtagger", "--help"],
    "import spacy": ["-c", "import spacy"],
}
HEAVY = ("lxml", "numpy", "pandas", "rich", "scipy", "sklearn", "spacy", "yaml")


def seconds(arguments: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def heavy_modules(arguments: list[str]) -> list[str]:
    """Return the heavy modules that a command imports, as Python itself tells with -X importtime."""
    told = subprocess.run([sys.executable, "-X", "importtime", *arguments], check=True, capture_output=True, text=True)
    imported = {line.rpartition("|")[2].strip().split(".")[0] for line in told.stderr.splitlines()}
    return sorted(imported & set(HEAVY))


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for arguments in COMMANDS.values():
        seconds(arguments)  # so that no command pays for reading its files from disk
    for _ in range(rounds):
        for name, arguments in COMMANDS.items():
            times[name].append(seconds(arguments))
    best = {name: min(found) for name, found in times.items()}
    python, spacy = best["python -c pass"], best["import spacy"]
    print(f"{'command':20} {'seconds':>8} {'x python':>9} {'x spacy':>8}   heavy modules imported")
    for name, arguments in COMMANDS.items():
        heavy = ", ".join(heavy_modules(arguments)) or "none"
        print(f"{name:20} {best[name]:8.3f} {best[name] / python:9.2f} {best[name] / spacy:8.3f}   {heavy}")


if __name__ == "__main__":
    main()
