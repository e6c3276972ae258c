"""Write the bill of materials of the locked requirements, as CycloneDX 1.6: `make sbom`. The same bytes every time."""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import tomllib
import uuid
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
_PINNED = re.compile(r"^(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==(?P<version>[^\s;\\]+)\s*(?:;\s*(?P<marker>.*?))?\s*\\?$")


def locked(text: str) -> list[dict[str, Any]]:
    """Read a lock: each package with its version, marker, hashes, and the packages it is there for."""
    found: list[dict[str, Any]] = []
    for line in text.splitlines():
        pinned = _PINNED.match(line)
        hashed, via = (
            re.search(r"--hash=sha256:([0-9a-f]{64})", line),
            re.match(r"\s+#(?: via)?\s+(\S+)(?: \(.*\))?$", line),
        )
        if pinned:
            found.append({**pinned.groupdict(), "hashes": [], "via": []})
        elif hashed:
            found[-1]["hashes"].append(hashed[1])
        elif via and via[1] != "via":
            found[-1]["via"].append(via[1])
    return found


def bill(lock: str, project: dict[str, Any]) -> dict[str, Any]:
    """Make the bill: components, and who needs whom."""
    packages = locked(lock)
    own = f"pkg:pypi/{project['name']}@{project['version']}"
    purls: dict[str, list[str]] = {}  # several of a package that is locked in a version for each range of Pythons
    for one in packages:
        purls.setdefault(one["name"].lower(), []).append(_purl(one))
    needs: dict[str, list[str]] = {own: [], **{_purl(one): [] for one in packages}}
    for one in packages:
        for parent in one["via"]:
            for ref in purls.get(parent.lower(), [own]):
                needs[ref].append(_purl(one))
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, hashlib.sha256(lock.encode()).hexdigest())}",
        "metadata": {"component": {
            "type": "application", "bom-ref": own, "name": project["name"], "version": project["version"], "purl": own,
            "licenses": [{"license": {"id": project["license"]}}],
        }},
        "components": [_component(one) for one in packages],
        "dependencies": [{"ref": ref, "dependsOn": sorted(set(on))} for ref, on in sorted(needs.items())],
    }  # fmt: skip


def _purl(one: dict[str, Any]) -> str:
    return f"pkg:pypi/{one['name'].lower()}@{one['version']}"


def _component(one: dict[str, Any]) -> dict[str, Any]:
    """Describe a package; the lock allows any of several files, so that their hashes are no hash of the component."""
    properties = [{"name": "lock:sha256", "value": value} for value in one["hashes"]]
    if one["marker"]:
        properties.append({"name": "lock:marker", "value": one["marker"]})
    return {"type": "library", "bom-ref": _purl(one), "name": one["name"], "version": one["version"],
            "purl": _purl(one), "properties": properties}  # fmt: skip


def main() -> None:
    """Read the lock and write the bill."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--lock", type=Path, default=ROOT / "requirements.lock")
    asked = parser.parse_args()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    made = bill(asked.lock.read_text("utf-8"), project)
    asked.output.parent.mkdir(parents=True, exist_ok=True)
    asked.output.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", "utf-8", newline="")


if __name__ == "__main__":
    main()
