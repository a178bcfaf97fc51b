"""``python -m jobtagger``: the command line, where the script is not on the path."""

from __future__ import annotations

from jobtagger.cli import main

if __name__ == "__main__":
    main(prog_name="jobtagger")
