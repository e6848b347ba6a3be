// Files of rewards: the media type from the name, and the idempotency key from the content.
import { createHash } from "node:crypto";
import { openAsBlob } from "node:fs";

/** The time-out of an upload, which may have a million lines over a slow connection. */
export const UPLOAD_TIMEOUT_MS = 15 * 60_000;

const TYPES: Readonly<Record<string, string>> = {
  csv: "text/csv",
  ndjson: "application/x-ndjson",
  jsonl: "application/x-ndjson",
};

/** A file to send. Each attempt streams the blob from disk. */
export interface Upload {
  blob: Blob;
  headers: Record<string, string>;
}

/** Opens a `.csv`, `.ndjson` or `.jsonl` file, optionally compressed (`.gz`). */
export async function open(path: string): Promise<Upload> {
  const packed = path.endsWith(".gz");
  const type = TYPES[(packed ? path.slice(0, -3) : path).split(".").pop() ?? ""];
  if (type === undefined) throw new TypeError(`${path}: a file of rewards ends in .csv, .ndjson or .jsonl, or that and .gz`);
  const headers: Record<string, string> = { "Content-Type": type };
  if (packed) headers["Content-Encoding"] = "gzip";
  return { blob: await openAsBlob(path), headers };
}

/** Returns the hash of the content as the idempotency key. The same file is accepted once, also beside `payout submit`. */
export async function contentKey(blob: Blob): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of blob.stream()) hash.update(piece);
  return `sha256-${hash.digest("hex")}`;
}
