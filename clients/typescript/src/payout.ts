// The client: the generated routes under `api`, and beside them what takes more than one request to do right.
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
/** How a batch is to be paid: all of it or what the balance covers, how fast, when. */
export type BatchTerms = Omit<NonNullable<operations["post_v1_batches"]["parameters"]["query"]>, "dry_run">;

export interface PayoutOptions {
  /** A secret key, `sk_live_…` or `sk_test_…`: for servers, never for a browser. Only a payout user's routes go without. */
  apiKey?: string;
  /** Where the API is. */
  baseUrl: string;
  /** How often a request is sent again when that is safe. 4 without it. */
  retries?: number;
  /** How long it waits for that, all waits together; a pause's `Retry-After` is 30 s at least. A minute without it. */
  maxWaitMs?: number;
  /** How long one attempt may take. 45 s without it: a payment may wait for its outcome for 30. */
  timeoutMs?: number;
  /** In place of the global `fetch`, say one with a proxy. */
  fetch?: (request: Request) => Promise<Response>;
}

export interface Paid {
  /** What the payout user shows to see the money and to take it out. */
  hash: string;
  /** `alc_…` */
  allocationId: string;
  /** Whether this key had paid before, so that nothing was paid now. */
  replayed: boolean;
}

const FIRST_LOOK_MS = 500;
const LONGEST_LOOK_MS = 10_000;

export class Payout {
  /** Every route of the API, as openapi-fetch has it: `await payout.api.GET("/v1/allocations")`. See `ok`. */
  readonly api: Client<paths>;
  readonly #baseUrl: string;
  readonly #headers: Record<string, string>;
  readonly #sending: Sending;

  constructor({ apiKey, baseUrl, retries = 4, maxWaitMs = 60_000, timeoutMs = 45_000, fetch }: PayoutOptions) {
    this.#baseUrl = baseUrl.replace(/\/+$/, "");
    this.#headers = apiKey === undefined ? {} : { Authorization: `Bearer ${apiKey}` };
    // The global one is looked up at each request: tools that watch requests replace it.
    this.#sending = { retries, maxWaitMs, timeoutMs, fetch: fetch ?? ((request) => globalThis.fetch(request)) };
    this.api = createClient<paths>({
      baseUrl: this.#baseUrl,
      headers: this.#headers,
      // A redirected POST may arrive as a GET.
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
   * Pays `amount` cents to whom `email` names, and waits until it is done. Give your own key (an order's number) so that
   * it is paid once whatever happens to your program; without one it is paid once however often this call sends it.
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
   * Streams a file of rewards from the disk as one batch, which is accepted whole or not at all. By default its key is its
   * content's, as that of `payout submit`: the same file is accepted once, and is answered with its batch after that.
   */
  async submitFile(path: string, options: { terms?: BatchTerms; idempotencyKey?: string; signal?: AbortSignal } = {}): Promise<Batch> {
    return (await (await this.#upload(path, { ...options.terms }, options)).json()) as Batch;
  }

  /** What would become of a file: its errors with their lines, its duplicates, its total. Nothing is recorded. */
  async tryFile(path: string, options: { terms?: BatchTerms; signal?: AbortSignal } = {}): Promise<BatchDryRun> {
    return (await (await this.#upload(path, { ...options.terms, dry_run: true }, options)).json()) as BatchDryRun;
  }

  /** Waits until the last item of a batch has ended. A pause may keep it for days: `signal` ends the waiting. */
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

/** What a route of `payout.api` answers, or a `PayoutError`: `const batch = await ok(payout.api.GET("/v1/batches/{id}", …))`. */
export async function ok<Data>(call: Promise<{ data?: Data; error?: unknown; response: Response }>): Promise<Data> {
  const { data, error, response } = await call;
  if (response.ok) return data as Data;
  throw refusal(response, error, sentFor(response));
}

/** Every row of a list, page after page: `for await (const row of all((cursor) => payout.api.GET("/v1/events", …)))`. */
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
