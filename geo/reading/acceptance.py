"""Acceptance: what a person kept becomes a source and its claims in an atlas, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.atlas import inspect_atlas
from geo.errors import ArticleError
from geo.evidence.claims import COLUMNS, Claim
from geo.evidence.verify import verify
from geo.paths import atlas_paths
from geo.reading.findings import claim_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.evidence.sources import Source
    from geo.paths import AtlasPaths


def accept(root: Path, source: Source, claims: Sequence[Claim], document: bytes, folder: Path) -> list[Path]:
    """
    Add a source and its claims to an atlas, and keep the document they are proved by.

    The atlas as it would stand is read and verified first; only then are the files put in their places, the source
    before the claims, so that an atlas that is read meanwhile is valid too.

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
        If a file of this name is there, a claim is not proved by the document, or a file cannot be written.
    """
    paths = atlas_paths(root)
    named = [c.model_copy(update={"claim_id": f"{source.source_id}-{i:02}", "source_id": source.source_id})
             for i, c in enumerate(claims, 1)]  # fmt: skip
    kept = folder / str(source.file_name)
    files = {
        paths.seeds / "sources" / f"{source.source_id}.toml": source_toml(source).encode(),
        paths.seeds / "claims" / f"{source.source_id}.csv": claims_csv(named).encode(),
    }
    _check_free(files, kept, document)
    _check_whole(paths, files, kept.name, document)
    if not kept.exists():
        files = {kept: document} | files
    _publish(files)
    return [kept, *(path for path in files if path != kept)]


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


def _check_free(files: dict[Path, bytes], kept: Path, document: bytes) -> None:
    """Refuse to write over what is there; a document that is the same stays."""
    there = [path for path in files if path.exists()]
    if kept.exists() and not (kept.is_file() and kept.read_bytes() == document):
        there.append(kept)
    if there:
        raise ArticleError(f"These are there already: {', '.join(map(str, there))}. Give the source another id.")


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


def _publish(files: dict[Path, bytes]) -> None:
    """Write all files beside their places, then rename them; what was published before a failure is taken back."""
    parts = {path: path.with_name(f".{path.name}.{os.getpid()}.part") for path in files}
    published: list[Path] = []
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with parts[path].open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        for path, part in parts.items():
            part.rename(path)
            published.append(path)
    except OSError as error:
        for path in published:
            path.unlink(missing_ok=True)
        message = f"{error.filename} could not be written: {error.strerror}. The atlas is as it was."
        raise ArticleError(message) from error
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
