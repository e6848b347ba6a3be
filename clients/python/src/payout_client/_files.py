"""Files of rewards: the media type from the name, the idempotency key from the content, and the content in chunks."""
from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import anyio

# The size of a chunk.
_PIECE_BYTES = 256 * 1024
_TYPES = {".csv": "text/csv", ".ndjson": "application/x-ndjson", ".jsonl": "application/x-ndjson"}


class RewardsFile:
    """A `.csv`, `.ndjson` or `.jsonl` file, optionally compressed (`.gz`). Each attempt to send it reads it from the start."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        packed = self.path.suffix == ".gz"
        media_type = _TYPES.get((self.path.with_suffix("") if packed else self.path).suffix)
        if media_type is None:
            raise ValueError(f"{path}: a file of rewards ends in .csv, .ndjson or .jsonl, or that and .gz")
        # Without the length, httpx would use chunked transfer encoding.
        self.headers = {"Content-Type": media_type, "Content-Length": str(self.path.stat().st_size)}
        if packed:
            self.headers["Content-Encoding"] = "gzip"

    def content_key(self) -> str:
        """Returns the SHA-256 of the content as the idempotency key, so that the same file is accepted once. `payout submit` uses
        the same key."""
        with self.path.open("rb") as file:
            return f"sha256-{hashlib.file_digest(file, 'sha256').hexdigest()}"

    def __iter__(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            while piece := file.read(_PIECE_BYTES):
                yield piece


class AwaitedFile:
    """The same content for an async client. A class of its own, because httpx treats a body that is iterable in both ways as
    synchronous."""

    def __init__(self, file: RewardsFile) -> None:
        self._path = file.path

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async with await anyio.open_file(self._path, "rb") as file:
            while piece := await file.read(_PIECE_BYTES):
                yield piece
