// The client `Payout`: the generated routes under `api`, and methods for payments and files.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import createClient, { type Client } from "openapi-fetch";
import { refusal } from "./errors.js";
import { UPLOAD_TIMEOUT_MS, contentKey, open } from "./files.js";
import { KEYED } from "./generated/keyed.js";
import type { components, operations, paths } from "./generated/schema.js";
import { KEY, send, sentFor, type Sending } from "./send.js";

export type Schemas = components["schemas"];
export type Batch = Schemas["Batch"];
export type BatchDryRun = Schemas["BatchDryRun"];
/** The terms of a batch: whether it is paid whole or as far as the balance goes, the rate, and the time. */
export type BatchTerms = Omit<NonNullable<operations["post_v1_batches"]["parameters"]["query"]>, "dry_run">;

export interface PayoutOptions {
  /** A secret key (`sk_live_…` or `sk_test_…`), for servers only. Only a payout user's own routes need none. */
  apiKey?: string;
  /** The URL of the API. */
  baseUrl: string;
  /** The maximum number of retries of a request that is safe to retry. Default: 4. */
  retries?: number;
  /** The maximum of all waits between retries together, in ms. A pause's `Retry-After` is at least 30 s. Default: a minute. */
  maxWaitMs?: number;
  /** The time-out of one attempt in milliseconds. Default: 45 s, because a payment may wait 30 s for its outcome. */
  timeoutMs?: number;
  /** Replaces the global `fetch`, for example to use a proxy. */
  fetch?: (request: Request) => Promise<Response>;
}

export interface Paid {
  /** The payout hash, with which the payout user sees and withdraws the money. */
  hash: string;
  /** The id of the allocation (`alc_…`). */
  allocationId: string;
  /** Whether an earlier request with the same key made the payment, so that this one paid nothing. */
  replayed: boolean;
}

const FIRST_LOOK_MS = 500;
const LONGEST_LOOK_MS = 10_000;

export class Payout {
  /** Every route of the API, through openapi-fetch: `await payout.api.GET("/v1/allocations")`. See `ok`. */
  readonly api: Client<paths>;
  readonly #baseUrl: string;
  readonly #headers: Record<string, string>;
  readonly #sending: Sending;

  constructor({ apiKey, baseUrl, retries = 4, maxWaitMs = 60_000, timeoutMs = 45_000, fetch }: PayoutOptions) {
    this.#baseUrl = baseUrl.replace(/\/+$/, "");
    this.#headers = apiKey === undefined ? {} : { Authorization: `Bearer ${apiKey}` };
    // The global `fetch` is looked up for each request, because monitoring tools replace it.
    this.#sending = { retries, maxWaitMs, timeoutMs, fetch: fetch ?? ((request) => globalThis.fetch(request)) };
    this.api = createClient<paths>({
      baseUrl: this.#baseUrl,
      headers: this.#headers,
      // Redirects are not followed, because a redirected POST may become a GET.
      redirect: "manual",
      fetch: (request) => send(() => request.clone(), this.#sending),
    });
    this.api.use({
      onRequest: ({ request, schemaPath }) => {
        if (request.method === "POST" && KEYED.has(schemaPath) && !request.headers.has(KEY)) request.headers.set(KEY, randomUUID());
      },
    });
  }

  /**
   * Pays `amount` cents to `email` and waits for the outcome. Pass an `idempotencyKey`, such as an order number: repeated
   * calls with the same key then pay once, even after a crash of your program. Without it, each call generates a key, so
   * its retries pay once, but a second call pays again. Throws `PayoutError`.
   */
  async pay(to: { email: string; amount: number }, options: { idempotencyKey?: string; signal?: AbortSignal } = {}): Promise<Paid> {
    const response = await this.#post("/payout/create", {
      body: JSON.stringify(to),
      headers: { "Content-Type": "application/json", [KEY]: options.idempotencyKey ?? randomUUID() },
      signal: options.signal,
    });
    const { hash } = (await response.json()) as Schemas["PayoutCreated"];
    const { headers } = response;
    return { hash, allocationId: headers.get("Allocation-Id") ?? "", replayed: headers.get("Idempotent-Replayed") === "true" };
  }

  /**
   * Uploads a file of rewards as a batch, streaming it from disk. The batch is accepted as a whole or not at all. By default
   * the idempotency key is the hash of the content, as in `payout submit`: the same file is accepted once, and uploading it
   * again returns the same batch. Throws `PayoutError`.
   */
  async submitFile(path: string, options: { terms?: BatchTerms; idempotencyKey?: string; signal?: AbortSignal } = {}): Promise<Batch> {
    return (await (await this.#upload(path, { ...options.terms }, options)).json()) as Batch;
  }

  /** Checks a file without recording anything. Returns its errors with their lines, its duplicates and its total. */
  async tryFile(path: string, options: { terms?: BatchTerms; signal?: AbortSignal } = {}): Promise<BatchDryRun> {
    return (await (await this.#upload(path, { ...options.terms, dry_run: true }, options)).json()) as BatchDryRun;
  }

  /**
   * Polls a batch until its last item has ended, and returns it. A pause may make this take days; `signal` aborts the wait.
   * `onProgress` is called with the batch after each poll.
   */
  async batchEnded(id: string, options: { signal?: AbortSignal; onProgress?: (batch: Batch) => void } = {}): Promise<Batch> {
    const signal = options.signal ?? null;
    for (let waitMs = FIRST_LOOK_MS; ; waitMs = Math.min(LONGEST_LOOK_MS, waitMs * 1.5)) {
      const batch = await ok(this.api.GET("/v1/batches/{id}", { params: { path: { id } }, signal }));
      options.onProgress?.(batch);
      if (batch.finished_at) return batch;
      await sleep(waitMs, undefined, { signal: options.signal }).catch(() => options.signal?.throwIfAborted());
    }
  }

  async #upload(path: string, query: object, options: { idempotencyKey?: string; signal?: AbortSignal }): Promise<Response> {
    const { blob, headers } = await open(path);
    const key = options.idempotencyKey ?? (await contentKey(blob));
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
    return this.#post(`/v1/batches?${search.toString()}`, {
      body: blob,
      headers: { ...headers, [KEY]: key },
      signal: options.signal,
      timeoutMs: UPLOAD_TIMEOUT_MS,
    });
  }

  async #post(path: string, sent: Posted): Promise<Response> {
    const make = () =>
      new Request(this.#baseUrl + path, {
        method: "POST",
        body: sent.body,
        headers: { ...this.#headers, ...sent.headers },
        redirect: "manual",
        signal: sent.signal ?? null,
      });
    const response = await send(make, { ...this.#sending, timeoutMs: sent.timeoutMs ?? this.#sending.timeoutMs });
    if (response.ok) return response;
    throw refusal(response, await read(response), sentFor(response));
  }
}

interface Posted {
  body: string | Blob;
  headers: Record<string, string> & { [KEY]: string };
  signal: AbortSignal | undefined;
  timeoutMs?: number;
}

async function read(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Returns the data of a call of `payout.api`, or throws `PayoutError`: `const batch = await ok(payout.api.GET("/v1/batches/{id}", …))`. */
export async function ok<Data>(call: Promise<{ data?: Data; error?: unknown; response: Response }>): Promise<Data> {
  const { data, error, response } = await call;
  if (response.ok) return data as Data;
  throw refusal(response, error, sentFor(response));
}

/** Iterates over all rows of a list, fetching page after page: `for await (const row of all((cursor) => payout.api.GET("/v1/events", …)))`. */
export async function* all<Row>(
  page: (cursor: string | undefined) => Promise<{ data?: { data: Row[]; next_cursor?: string | null }; error?: unknown; response: Response }>,
): AsyncGenerator<Row, void, undefined> {
  for (let cursor: string | undefined; ; ) {
    const { data, next_cursor: next } = await ok(page(cursor));
    yield* data;
    if (!next) return;
    cursor = next;
  }
}
