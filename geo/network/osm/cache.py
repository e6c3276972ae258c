"""The cache of answers: what was asked before is not asked again, unless somebody wants it fresh."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.atomic import write_whole
from geo.errors import NetworkError, ProductError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Cache:
    """
    A folder of answers, each named after the hash of its question.

    Parameters
    ----------
    folder
        The folder, made when something is kept; None keeps nothing.
    max_bytes
        What an answer may inflate to.
    """

    folder: Path | None
    max_bytes: int

    def find(self, question: str) -> bytes | None:
        """
        Find an answer.

        Parameters
        ----------
        question
            The server's address and the query.

        Returns
        -------
        body
            Its bytes; None if it was never kept, or is damaged.
        """
        try:
            if self.folder is not None:
                with gzip.open(self._path(self.folder, question)) as file:
                    body = file.read(self.max_bytes + 1)
                    return body if len(body) <= self.max_bytes else None
        except (OSError, EOFError, zlib.error):
            pass  # it is asked for again, and then replaced
        return None

    def keep(self, question: str, body: bytes) -> None:
        """
        Keep an answer, whole or not at all.

        Parameters
        ----------
        question
            The server's address and the query.
        body
            The answer's bytes.

        Raises
        ------
        NetworkError
            If the folder cannot be written.
        """
        if self.folder is None:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._path(self.folder, question), gzip.compress(body, compresslevel=6, mtime=0))
        except (OSError, ProductError) as error:
            message = f"{self.folder} cannot keep answers: {error} Name another folder with --cache."
            raise NetworkError(message) from error

    @staticmethod
    def _path(folder: Path, question: str) -> Path:
        return folder / f"{hashlib.sha256(question.encode()).hexdigest()[:40]}.json.gz"
