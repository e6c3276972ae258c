"""What is installed is what was locked: hashes for all, no address of where from, a bill of materials that is whole."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.version import Version

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[1]
LOCKS = sorted(ROOT.glob("requirements*.lock"))
RUNTIME = ROOT / "requirements.lock"
REGISTRY = re.compile(
    r"""(--(extra-)?index-url|--find-links|--trusted-host)[ =]+\S|https?://[^\s"']*(pypi|pythonhosted|/simple\b|artifactory|nexus)
    |https?://[^\s"'/@]*@|https?://(10|192\.168|172\.(1[6-9]|2\d|3[01]))\.""",
    re.VERBOSE | re.IGNORECASE,
)
"""What leads to one place that packages are taken from, or carries a name and a password to it."""


def files() -> list[Path]:
    """The project's files: those that git keeps, or all where there is no git."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = [name for name in done.stdout.decode().split("\0") if name]
    return [ROOT / name for name in names] or [path for path in ROOT.rglob("*") if ".venv" not in path.parts]


@pytest.fixture(scope="module")
def sbom() -> ModuleType:
    return script("sbom")


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    return script("audit")


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / ".ci" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_both_locks_are_there() -> None:
    assert [lock.name for lock in LOCKS] == ["requirements-dev.lock", "requirements.lock"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_package_of_a_lock_is_pinned_and_hashed(lock: Path, sbom: ModuleType) -> None:
    text = lock.read_text("utf-8")
    packages = sbom.locked(text)
    written = [line for line in text.splitlines() if line and not line[0].isspace() and not line.startswith("#")]
    assert len(packages) == len(written) > 0, "a line of the lock is no pinned package"
    assert [one["name"] for one in packages if not one["hashes"]] == []


def test_what_the_project_depends_on_is_locked(sbom: ModuleType) -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    names = {re.split(r"[<>=~!\[; ]", text)[0].lower() for text in asked}
    assert names <= {one["name"].lower() for one in sbom.locked(RUNTIME.read_text("utf-8"))}


def test_weaknesses_that_are_told_as_mended_are_mended_in_every_version_that_is_locked(sbom: ModuleType) -> None:
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    told = re.findall(r"^\| ([\w-]+) \| .*(?:CVE|GHSA)-.* \| ([\d.]+) \|$", text, re.MULTILINE)
    assert len(told) > 10
    locked = [(one["name"], Version(one["version"])) for one in sbom.locked(RUNTIME.read_text("utf-8"))]
    for name, mended in told:
        versions = [version for other, version in locked if other == name]
        assert versions, name
        assert min(versions) >= Version(mended), name


def test_a_wheel_asks_for_no_version_before_the_one_that_is_mended() -> None:
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    mended = dict(re.findall(r"^\| ([\w-]+) \| .*(?:CVE|GHSA)-.* \| ([\d.]+) \|$", text, re.MULTILINE))
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    floors = dict(re.findall(r"^([\w-]+)>=([\d.]+)", "\n".join(asked), re.MULTILINE))
    early = [name for name in mended.keys() & floors.keys() if Version(floors[name]) < Version(mended[name])]
    assert early == []


def test_no_file_says_where_packages_are_downloaded_from() -> None:
    found = []
    for path in files():
        if path == Path(__file__) or not path.is_file() or path.suffix in {".png", ".gpkg", ".pbf", ".parquet"}:
            continue
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
            if REGISTRY.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}")
    assert found == []


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("--index-url https://mirror.example/simple", True), ("--extra-index-url=https://a.example", True),
        ("url = https://files.pythonhosted.org/packages/a.whl", True), ("https://name:word@host.example/x", True),
        ("http://10.0.0.5/pip", True), ("--no-emit-index-url", False), ("https://gazette.example/line", False),
    ],
)  # fmt: skip
def test_an_address_of_a_registry_is_told_from_others(line: str, *, is_one: bool) -> None:
    assert bool(REGISTRY.search(line)) is is_one


def test_the_bill_of_materials_lists_the_lock_and_is_the_same_every_time(tmp_path: Path, sbom: ModuleType) -> None:
    made = []
    for name in ("one.json", "two.json"):
        subprocess.run([sys.executable, ".ci/sbom.py", "-o", str(tmp_path / name)], cwd=ROOT, check=True)
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]
    bill = json.loads(made[0])
    lock = sbom.locked(RUNTIME.read_text("utf-8"))
    assert [(one["name"], one["version"]) for one in bill["components"]] == [(o["name"], o["version"]) for o in lock]
    assert all(
        one["purl"] == one["bom-ref"] == f"pkg:pypi/{one['name']}@{one['version']}" for one in bill["components"]
    )
    assert len({one["bom-ref"] for one in bill["components"]}) == len(lock), "CycloneDX wants each reference once"
    refs = {bill["metadata"]["component"]["bom-ref"], *(one["bom-ref"] for one in bill["components"])}
    assert {one["ref"] for one in bill["dependencies"]} == refs
    needed = {ref for one in bill["dependencies"] for ref in one["dependsOn"]}
    assert needed == refs - {bill["metadata"]["component"]["bom-ref"]}, "nothing is locked that nobody needs"


WEAK = {"id": "GHSA-1", "fix_versions": ["2.0"]}


@pytest.mark.parametrize(
    ("packages", "code", "words"),
    [
        ([{"name": "a", "version": "1", "vulns": []}], 0, "no weakness is known of its 1 packages"),
        ([{"name": "a", "version": "1", "vulns": [WEAK]}], 1, "a 1: GHSA-1, mended in 2.0"),
        ([{"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "not found"}], 1, "b: not found"),
        ([{"name": "b", "skip_reason": "not found"}], 3, "could not be asked, so nothing is known"),
        (None, 3, "no route to host"),
    ],
)
def test_an_audit_that_nobody_answered_is_not_a_clean_one(
    audit: ModuleType, packages: list[dict[str, object]] | None, code: int, words: str
) -> None:
    found = "" if packages is None else json.dumps({"dependencies": packages})
    ended, lines = audit.verdict("some.lock", found, "no route to host")
    assert (ended, words in "\n".join(lines)) == (code, True)
