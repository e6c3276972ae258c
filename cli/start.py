"""Where the process begins: the help of the app is printed as it was written down, everything else goes to the app."""

import gc
import os
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
    # Records are checked by this project's rules alone; pydantic would look for plugins in all that is installed
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    _fold_letters_alike()
    from cli.main import run as run_app  # noqa: PLC0415

    run_app()


def _fold_letters_alike() -> None:
    """
    Let C libraries compare names as English does, whatever the user's language.

    In Turkish and Azerbaijani the small letter of I is no i: GDAL then no longer knows its own options, ignores those
    it is given, and writes other files.
    """
    import locale  # noqa: PLC0415 - help, which is printed above, needs none

    for name in ("C.UTF-8", "C"):
        try:
            locale.setlocale(locale.LC_CTYPE, name)
        except locale.Error:  # some systems have only the second
            continue
        return
