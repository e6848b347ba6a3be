"""Files of rewards: what they are by their names, the key that their content is, and their bytes, a piece at a time."""
from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import anyio

# A file is read in pieces of this size.
_PIECE_BYTES = 256 * 1024
_TYPES = {".csv": "text/csv", ".ndjson": "application/x-ndjson", ".jsonl": "application/x-ndjson"}


class RewardsFile:
    """`rewards.csv`, `.ndjson` or `.jsonl`, packed (`.gz`) or not. Each attempt to send it reads it anew."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        packed = self.path.suffix == ".gz"
        media_type = _TYPES.get((self.path.with_suffix("") if packed else self.path).suffix)
        if media_type is None:
            raise ValueError(f"{path}: a file of rewards ends in .csv, .ndjson or .jsonl, or that and .gz")
        # With its length: httpx would send it in chunks of unknown sum otherwise.
        self.headers = {"Content-Type": media_type, "Content-Length": str(self.path.stat().st_size)}
        if packed:
            self.headers["Content-Encoding"] = "gzip"

    def content_key(self) -> str:
        """The key that `payout submit` gives a file as well: under it the same file is accepted once, however often it is
        handed in."""
        with self.path.open("rb") as file:
            return f"sha256-{hashlib.file_digest(file, 'sha256').hexdigest()}"

    def __iter__(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            while piece := file.read(_PIECE_BYTES):
                yield piece


class AwaitedFile:
    """The same bytes, awaited. (httpx takes what can be iterated in both ways for what is not awaited.)"""

    def __init__(self, file: RewardsFile) -> None:
        self._path = file.path

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async with await anyio.open_file(self._path, "rb") as file:
            while piece := await file.read(_PIECE_BYTES):
                yield piece
