// Sends requests, and retries where that is safe: never a POST without an idempotency key, and no longer than the caller allows.
import { setTimeout as sleep } from "node:timers/promises";
import { PayoutError, retryAfterSeconds, type Sent } from "./errors.js";

/** The header with which a POST is safe to retry. */
export const KEY = "Idempotency-Key";

/** Statuses to retry: nothing was recorded (408, 429, 503), or a gateway cannot reach the API (502, 504). */
const AGAIN: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);
/** Of these, the statuses after which the request may have been carried out. */
const UNKNOWN: ReadonlySet<number> = new Set([502, 504]);
/** Errors before anything was sent. */
const NOT_SENT: ReadonlySet<unknown> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;

export interface Sending {
  /** The maximum number of retries of a request. */
  retries: number;
  /** The maximum milliseconds of all waits between retries together. If `Retry-After` is longer, the request fails. */
  maxWaitMs: number;
  /** The time-out of one attempt in milliseconds. */
  timeoutMs: number;
  fetch: (request: Request) => Promise<Response>;
}

const SENT = new WeakMap<Response, Sent>();

/** Returns the request that led to this response. */
export function sentFor(response: Response): Sent {
  return SENT.get(response) ?? { idempotencyKey: undefined, lostBefore: false };
}

/** Sends a request. `make` creates the same request for each attempt, because a body can be read only once. */
export async function send(make: () => Request, sending: Sending): Promise<Response> {
  let waitedMs = 0;
  let lostBefore = false;
  for (let retry = 0; ; retry += 1) {
    const request = make();
    const key = request.headers.get(KEY) ?? undefined;
    const { answer, cause } = await attempt(request, sending);
    if (answer) SENT.set(answer, { idempotencyKey: key, lostBefore });
    if (answer && !AGAIN.has(answer.status)) return answer;
    const waitMs = waitBefore(retry, answer && retryAfterSeconds(answer.headers));
    const repeatable = request.method !== "POST" || key !== undefined;
    const ends = !repeatable || retry >= sending.retries || waitedMs + waitMs > sending.maxWaitMs;
    if (ends && answer) return answer;
    lostBefore ||= answer ? UNKNOWN.has(answer.status) : request.method !== "GET" && wasSent(cause);
    if (ends) {
      const message = `No answer came from ${new URL(request.url).origin}.`;
      throw new PayoutError(message, { code: "no_answer", idempotencyKey: key, mayHaveHappened: lostBefore }, { cause });
    }
    waitedMs += waitMs;
    await sleep(waitMs, undefined, { signal: request.signal }).catch(() => request.signal.throwIfAborted());
  }
}

/** Makes one attempt. Returns the response with its body, or the error. An abort by the caller is thrown at once. */
async function attempt(request: Request, { fetch, timeoutMs }: Sending): Promise<{ answer?: Response; cause?: unknown }> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DOMException(`No answer came within ${timeoutMs} ms.`, "TimeoutError")), timeoutMs);
  try {
    const response = await fetch(new Request(request, { signal: AbortSignal.any([request.signal, late.signal]) }));
    // A list or a file may be long, and is safe to read again: its body is streamed. Other responses are complete with their body.
    const streamed = request.method === "GET" && response.ok;
    return { answer: streamed || response.body === null ? response : whole(response, await response.arrayBuffer()) };
  } catch (cause) {
    request.signal.throwIfAborted();
    return { cause };
  } finally {
    clearTimeout(timer);
  }
}

function whole(response: Response, body: ArrayBuffer): Response {
  const read = new Response(body, { status: response.status, statusText: response.statusText, headers: response.headers });
  Object.defineProperty(read, "url", { value: response.url });
  return read;
}

/** Returns whether the request was sent. The cause of the error of `fetch` says what happened to the connection. */
function wasSent(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return !(cause instanceof Error && "code" in cause && NOT_SENT.has(cause.code));
}

/** The API's `Retry-After`, or else exponential backoff. Jitter keeps clients from returning at the same time. */
function waitBefore(retry: number, retryAfter: number | undefined): number {
  const backoff = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** retry) * (0.5 + Math.random() / 2);
  return retryAfter === undefined ? backoff : retryAfter * 1000 + backoff / 10;
}
