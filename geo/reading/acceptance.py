"""Acceptance: what a person kept becomes a source and its claims in an atlas, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.atlas import inspect_atlas
from geo.atomic import write_whole
from geo.errors import ArticleError
from geo.evidence.claims import COLUMNS, Claim
from geo.evidence.verify import verify
from geo.folders import whole_folder
from geo.paths import atlas_paths
from geo.reading.findings import claim_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.evidence.sources import Source
    from geo.paths import AtlasPaths


def accept(root: Path, source: Source, claims: Sequence[Claim], document: bytes, folder: Path) -> list[Path]:
    """
    Add a source and its claims to an atlas, and keep the document they are proved by.

    The atlas as it would stand is read and verified first; only then are the files put in their places: the document,
    then source and claims at once. Where the folder of the evidence cannot be exchanged as a whole (it holds folders of
    others, or the system has no such step) the source comes before the claims, so that an atlas that is read meanwhile
    is valid too. Where a process was killed, accepting the same again adds what is missing.

    Parameters
    ----------
    root
        The atlas' folder.
    source
        The source.
    claims
        Its claims; they are numbered in the order given.
    document
        The document's bytes.
    folder
        Where documents are kept.

    Returns
    -------
    paths
        The files written: document, source, claims.

    Raises
    ------
    RecordError
        If the atlas would break a rule with them.
    ArticleError
        If another file of this name is there, or a claim is not proved by the document.
    ProductError
        If a file cannot be written; the atlas is then as it was.
    """
    paths = atlas_paths(root)
    named = [c.model_copy(update={"claim_id": f"{source.source_id}-{i:02}", "source_id": source.source_id})
             for i, c in enumerate(claims, 1)]  # fmt: skip
    kept = folder / str(source.file_name)
    records = {
        paths.seeds / "sources" / f"{source.source_id}.toml": source_toml(source).encode(),
        paths.seeds / "claims" / f"{source.source_id}.csv": claims_csv(named).encode(),
    }
    files = {kept: document} | records
    missing = _free(files)
    _check_whole(paths, records, kept.name, document)
    _write(paths.seeds, kept, missing)
    return list(files)


def source_toml(source: Source) -> str:
    """
    Write a source as its file.

    Parameters
    ----------
    source
        The source.

    Returns
    -------
    text
        TOML, the fields that are known in the order of the record.
    """
    fields = source.model_dump(exclude_none=True)
    return "".join(f"{name} = {_toml_value(value)}\n" for name, value in fields.items())


def _toml_value(value: Any) -> str:  # noqa: ANN401 - the fields are texts and dates
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else value.isoformat()


def claims_csv(claims: Sequence[Claim]) -> str:
    """
    Write claims as their file.

    Parameters
    ----------
    claims
        The claims.

    Returns
    -------
    text
        CSV with a header, one claim a row.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(claim_cells(claim) for claim in claims)
    return out.getvalue()


def _write(seeds: Path, kept: Path, files: dict[Path, bytes]) -> None:
    """Write the document, then records all at once; where they fail, the document goes as well."""
    try:
        if kept in files:
            with suppress(OSError):  # writing into it says what is wrong
                kept.parent.mkdir(parents=True, exist_ok=True)
            write_whole(kept, files[kept])
        with whole_folder(seeds, lambda _: (), ("sources", "claims")) as stage:
            for path in files.keys() - {kept}:
                place = stage / path.relative_to(seeds)
                place.parent.mkdir(exist_ok=True)
                place.write_bytes(files[path])
    except BaseException:  # Ctrl-C included, which may come when the records stand already
        if kept in files and not any(path.exists() for path in files.keys() - {kept}):
            kept.unlink(missing_ok=True)
        raise


def _free(files: dict[Path, bytes]) -> dict[Path, bytes]:
    """Give the files that are still to be written; what is there and says something else is refused."""
    there = {path for path in files if path.exists()}
    other = [path for path in there if not (path.is_file() and path.read_bytes() == files[path])]
    if other or there == set(files):
        names = ", ".join(sorted(map(str, other or there)))
        raise ArticleError(f"These are there already: {names}. Give the source another id.")
    return {path: content for path, content in files.items() if path not in there}


def _check_whole(paths: AtlasPaths, files: dict[Path, bytes], name: str, document: bytes) -> None:
    """Read and verify the atlas as it would stand, in a copy."""
    with tempfile.TemporaryDirectory(prefix="corridors-") as scratch:
        root = Path(scratch)
        shutil.copytree(paths.seeds, root / "seeds")
        shutil.copytree(paths.corridors, root / "data" / "corridors")
        for path, content in files.items():
            target = root / "seeds" / path.relative_to(paths.seeds)
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(content)
        atlas, faults = inspect_atlas(root)
        faults.raise_any()
        (root / "documents").mkdir()
        (root / "documents" / name).write_bytes(document)
        sources = [source for source in atlas.evidence.sources.values() if source.file_name == name]
        proofs = verify(sources, atlas.evidence.claims.values(), root / "documents")
    unproved = [f"{proof.subject_id}: {proof.detail}" for proof in proofs if not proof.is_proved]
    if unproved:
        raise ArticleError(f"The document does not bear out {'; '.join(unproved)}. Correct the claims, or drop them.")
