"""Build everything in many surroundings and compare the bytes: `make reproducible`.

Each surrounding changes what must not matter: locale, time zone, umask, hash seed, folder, path of the code, user,
number of threads, and whether the code is a checkout or the wheel. All products are made: with all scenarios,
with none, and figures in each format.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOBODY = 65534
START = "from cli.start import run; run()"
COMMANDS = (
    ("build", "--out", "{out}/all"),
    ("build", "--scenario", "none", "--lang", "ru", "--out", "{out}/none"),
    ("figure", "map", "middle-corridor", "--lang", "kk", "-o", "{out}/map.svg"),
    ("figure", "strip", "middle-corridor", "-o", "{out}/strip.pdf"),
    ("figure", "network", "--scenario", "2030-all-targets", "-o", "{out}/network.png"),
)
QUICK = (
    ("build", "--corridor", "dostyk-moiynty", "--scenario", "2024-base", "--out", "{out}/all"),
    ("figure", "strip", "dostyk-moiynty", "-o", "{out}/strip.svg"),
)


@dataclass(frozen=True)
class Surrounding:
    """Where a build runs: variables, umask, folder, code, user, and flags of Python."""

    name: str
    variables: dict[str, str] = field(default_factory=dict)
    umask: int = 0o022
    folder: str = ""
    code: str = "checkout"
    user: int | None = None
    flags: tuple[str, ...] = ()


SURROUNDINGS = (
    Surrounding("plain"),
    Surrounding("locale C", {"LC_ALL": "C"}),
    Surrounding("locale C.UTF-8", {"LC_ALL": "C.UTF-8"}),
    Surrounding("locale tr_TR", {"LC_ALL": "tr_TR.UTF-8"}),
    Surrounding("locale de_DE, LANGUAGE ru", {"LC_ALL": "de_DE.UTF-8", "LANGUAGE": "ru"}),
    Surrounding("ASCII streams", {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "POSIX"}),
    Surrounding("time zone UTC+5", {"TZ": "Asia/Almaty"}),
    Surrounding("time zone UTC+14", {"TZ": "Pacific/Kiritimati"}),
    Surrounding("time zone UTC-3:30", {"TZ": "America/St_Johns"}),
    Surrounding("hash seed 1", {"PYTHONHASHSEED": "1"}),
    Surrounding("hash seed 4294967295", {"PYTHONHASHSEED": "4294967295"}),
    Surrounding("umask 077", umask=0o077),
    Surrounding("umask 000", umask=0o000),
    Surrounding("folder /", folder="/"),
    Surrounding("path with spaces and letters of Kazakh", code="копия қалта"),
    Surrounding("another user", user=NOBODY),
    Surrounding("another user, from a copy, UTC+5", {"TZ": "Asia/Almaty"}, code="copy", user=NOBODY, umask=0o027),
    Surrounding("one thread", {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "GDAL_NUM_THREADS": "1"}),
    Surrounding("no bytecode, no asserts", {"PYTHONDONTWRITEBYTECODE": "1"}, flags=("-O",)),
    Surrounding("wheel", code="wheel", folder="/"),
    Surrounding("wheel, all at once", {"LC_ALL": "C", "TZ": "Asia/Almaty", "PYTHONHASHSEED": "7"}, 0o077, "/", "wheel"),
)
QUICK_NAMES = ("plain", "locale tr_TR", "wheel, all at once")


class Places:
    """The code in its forms, each made when it is first asked for."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch

    def path(self, name: str) -> str:
        """Give what to look for the code in; beside a checkout stands what an editable install knows of it."""
        wheel = self.scratch / "code" / "wheel"
        if not wheel.exists():
            _install_wheel(wheel)
            (known,) = wheel.glob("*.dist-info")
            shutil.copytree(known, self.scratch / "known" / known.name)
        if name == "wheel":
            return str(wheel)
        place = ROOT if name == "checkout" else self.scratch / "code" / name
        if not place.exists():
            _copy(place)
        return f"{place}{os.pathsep}{self.scratch / 'known'}"

    def locales(self) -> str:
        """Give a folder of the locales asked for, made where Debian's sources of them are installed."""
        folder = self.scratch / "locales"
        if not folder.exists() and shutil.which("localedef"):
            folder.mkdir()
            for name in ("tr_TR", "de_DE"):
                command = ["localedef", "--no-archive", "-i", name, "-f", "UTF-8", str(folder / f"{name}.UTF-8")]
                subprocess.run(command, check=False, capture_output=True)
        return str(folder)


def _copy(place: Path) -> None:
    for name in ("geo", "cli", "seeds", "data"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))


def _install_wheel(place: Path) -> None:
    """Unpack the wheel as an installer does: its files are its packages."""
    with tempfile.TemporaryDirectory() as dist:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", dist]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        (wheel,) = Path(dist).glob("*.whl")
        shutil.unpack_archive(wheel, place, "zip")


def missing(one: Surrounding) -> str:
    """Say what this machine lacks for a surrounding; empty if nothing."""
    if one.user is None:
        return ""
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        return "changing the user needs root and setpriv"
    return "" if subprocess.run([*_as_user(one.user), "true"], check=False).returncode == 0 else "setpriv refuses"


def _as_user(user: int) -> list[str]:
    """Become a user who may read everything, for Python itself may live in another's home."""
    may_read = [f"--{kind}-caps=+dac_read_search" for kind in ("inh", "ambient")]
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *may_read, "--"]


def digests(one: Surrounding, places: Places, out: Path, commands: tuple[tuple[str, ...], ...]) -> dict[str, str]:
    """Make the products in a surrounding; give the hash of each file."""
    out.mkdir(parents=True, mode=0o777)
    out.chmod(0o777)
    home = out.with_name(f"{out.name}-home")
    home.mkdir(mode=0o777)
    home.chmod(0o777)
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LD_LIBRARY_PATH"}}
    variables = {**kept, "HOME": str(home), "TMPDIR": str(home), "PYTHONPATH": places.path(one.code), **one.variables}
    variables |= {"LOCPATH": places.locales()}
    before = [] if one.user is None else _as_user(one.user)
    for words in commands:
        command = [*before, sys.executable, *one.flags, "-c", START, *(word.format(out=out) for word in words)]
        folder = one.folder or str(home)
        done = subprocess.run(
            command, cwd=folder, env=variables, umask=one.umask, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{one.name}: {' '.join(words)} ended with {done.returncode}: {done.stderr[-2000:]}")
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def compare(names: tuple[str, ...], commands: tuple[tuple[str, ...], ...], scratch: Path) -> list[str]:
    """Build in each surrounding; give what differs from the first, one sentence a file."""
    places, wanted, differing = Places(scratch), {}, []
    for number, one in enumerate(one for one in SURROUNDINGS if one.name in names):
        lack, begin = missing(one), time.perf_counter()
        if lack:
            tell(f"{one.name:44} left out: {lack}")
            continue
        found = digests(one, places, scratch / str(number), commands)
        wanted = wanted or found
        files = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
        differing += [f"{one.name}: {name} differs" for name in files]
        shutil.rmtree(scratch / str(number))
        verdict = "the same" if not files else f"{len(files)} differ"
        tell(f"{one.name:44} {len(found):3} files, {verdict}, {time.perf_counter() - begin:.0f} s")
    return differing


def tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=[one.name for one in SURROUNDINGS], help="Only these surroundings.")
    parser.add_argument("--quick", action="store_true", help="Only one corridor, one scenario and one figure.")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="corridors-reproducible-") as scratch:
        Path(scratch).chmod(0o755)
        differing = compare(tuple(asked.names), QUICK if asked.quick else COMMANDS, Path(scratch))
    tell("\n".join(differing) or "The same bytes everywhere.")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
