"""Where the process begins: the help of the app is printed as it was written down, everything else goes to the app."""

import gc
import sys


def run() -> None:
    """
    Start the command line.

    Importing click alone takes twice as long as Python takes to start, and help is what people ask for most; so the
    text that click would format stands in ``help.txt``, and a test holds the two together.
    """
    if sys.argv[1:] in (["--help"], ["-h"]):
        with open(__file__.removesuffix("start.py") + "help.txt", encoding="utf-8") as file:  # noqa: PTH123 - pathlib costs as much as the rest
            sys.stdout.write(file.read())
        return
    # A command's objects nearly all live to its end: looking for garbage at Python's pace costs a tenth of a build
    gc.set_threshold(5_000_000)
    from cli.main import run as run_app  # noqa: PLC0415

    run_app()
