// Sends a request, and again where that is safe: never a POST without a key, and no longer than the caller wants to wait.
import { setTimeout as sleep } from "node:timers/promises";
import { PayoutError, retryAfterSeconds, type Sent } from "./errors.js";

/** The header that makes a POST safe to send again. */
export const KEY = "Idempotency-Key";

/** Answers that say that nothing was recorded (408, 429, 503), or that a gateway has lost its API (502, 504). */
const AGAIN: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);
/** Of those, the ones after which what was sent may have been carried out. */
const UNKNOWN: ReadonlySet<number> = new Set([502, 504]);
/** What keeps a request from being sent at all. */
const NOT_SENT: ReadonlySet<unknown> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;

export interface Sending {
  /** How often a request is sent again, at most. */
  retries: number;
  /** How long it waits in between, at most, all waits together. A longer `Retry-After` is the caller's to wait for. */
  maxWaitMs: number;
  /** How long one attempt may take. */
  timeoutMs: number;
  fetch: (request: Request) => Promise<Response>;
}

const SENT = new WeakMap<Response, Sent>();

/** What was sent to get this answer. */
export function sentFor(response: Response): Sent {
  return SENT.get(response) ?? { idempotencyKey: undefined, lostBefore: false };
}

/** `make` makes the same request anew for each attempt, since a body can be read once. */
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

/** One attempt: an answer with its body, or what kept it from coming. What the caller aborts ends at once. */
async function attempt(request: Request, { fetch, timeoutMs }: Sending): Promise<{ answer?: Response; cause?: unknown }> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DOMException(`No answer came within ${timeoutMs} ms.`, "TimeoutError")), timeoutMs);
  try {
    const response = await fetch(new Request(request, { signal: AbortSignal.any([request.signal, late.signal]) }));
    // A list or a file may be long, and is read again at no cost. Of anything else the answer has come when its body has.
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

/** `fetch` says in its error's cause what became of the connection. */
function wasSent(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return !(cause instanceof Error && "code" in cause && NOT_SENT.has(cause.code));
}

/** As long as the API says, or longer from one attempt to the next; spread, so that clients do not come back at once. */
function waitBefore(retry: number, retryAfter: number | undefined): number {
  const backoff = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** retry) * (0.5 + Math.random() / 2);
  return retryAfter === undefined ? backoff : retryAfter * 1000 + backoff / 10;
}
