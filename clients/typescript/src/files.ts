// Files of rewards: what they are by their names, and the key that their content is.
import { createHash } from "node:crypto";
import { openAsBlob } from "node:fs";

/** How long an upload may take until its answer is there: a million lines over a slow line. */
export const UPLOAD_TIMEOUT_MS = 15 * 60_000;

const TYPES: Readonly<Record<string, string>> = {
  csv: "text/csv",
  ndjson: "application/x-ndjson",
  jsonl: "application/x-ndjson",
};

/** How a file is sent. The blob is read from the disk each time it is sent, a piece at a time. */
export interface Upload {
  blob: Blob;
  headers: Record<string, string>;
}

/** Opens `rewards.csv`, `.ndjson` or `.jsonl`, packed (`.gz`) or not. */
export async function open(path: string): Promise<Upload> {
  const packed = path.endsWith(".gz");
  const type = TYPES[(packed ? path.slice(0, -3) : path).split(".").pop() ?? ""];
  if (type === undefined) throw new TypeError(`${path}: a file of rewards ends in .csv, .ndjson or .jsonl, or that and .gz`);
  const headers: Record<string, string> = { "Content-Type": type };
  if (packed) headers["Content-Encoding"] = "gzip";
  return { blob: await openAsBlob(path), headers };
}

/** The key that `payout submit` gives a file as well: under it the same file is accepted once, however often it is handed in. */
export async function contentKey(blob: Blob): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of blob.stream()) hash.update(piece);
  return `sha256-${hash.digest("hex")}`;
}
