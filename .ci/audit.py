"""Ask for known weaknesses of what is locked: `make audit`. It says so where nobody could be asked.

Exit 0: none is known. Exit 1: these are known, or not every package could be asked for. Exit 3: nobody answered.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
SILENT = 3


def ask(lock: str) -> tuple[str, str]:
    """Run pip-audit on a lock; give what it found, as JSON, and what it complained of."""
    command = [
        sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--progress-spinner", "off",
        "--format", "json", "--requirement", lock,
    ]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
    return done.stdout, done.stderr


def verdict(lock: str, found: str, complaint: str) -> tuple[int, list[str]]:
    """Say what an answer means, and how the process is to end for it."""
    try:
        packages = json.loads(found)["dependencies"]
    except (ValueError, KeyError, TypeError):
        packages = []
    asked = [one for one in packages if "skip_reason" not in one]
    if not asked:
        told = [one["skip_reason"] for one in packages] or complaint.strip().splitlines()[-1:] or ["it gave no answer"]
        silence = "the service of known weaknesses could not be asked, so nothing is known of these versions"
        return SILENT, [f"{lock}: {silence}: {told[0][:300]}", "Run `make audit` where it can be reached."]
    weak = [(one, each) for one in asked for each in one["vulns"]]
    lines = [
        f"{lock}: {one['name']} {one['version']}: {each['id']}, mended in {', '.join(each['fix_versions']) or 'none'}"
        for one, each in weak
    ]
    left = [f"{one['name']}: {one['skip_reason']}" for one in packages if "skip_reason" in one]
    lines += [f"{lock}: could not be asked for: {each}" for each in left]
    return (1, lines) if lines else (0, [f"{lock}: no weakness is known of its {len(asked)} packages."])


def main() -> int:
    """Audit both locks."""
    codes = []
    for lock in LOCKS:
        code, lines = verdict(lock, *ask(lock))
        codes.append(code)
        sys.stdout.write("\n".join(lines) + "\n")
    return SILENT if set(codes) == {SILENT} else max(min(code, 1) for code in codes)


if __name__ == "__main__":
    sys.exit(main())
