// What can go wrong, by stable names: the codes of `/v1`'s problem documents, and the same names for what the `/payout`
// family says in sentences.
import type { components } from "./generated/schema.js";

export type Problem = components["schemas"]["Problem"];
export type FieldProblem = components["schemas"]["FieldProblem"];

/** `no_answer`: no answer came. `unexpected_answer`: what answered was not the API, say a proxy before it. */
export type ErrorCode = components["schemas"]["Code"] | "no_answer" | "unexpected_answer";

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: "invalid_request",
  401: "unauthorized",
  403: "payouts_disabled",
  404: "not_found",
  405: "method_not_allowed",
  408: "request_timeout",
  409: "conflict",
  413: "body_too_large",
  415: "unsupported_media_type",
  422: "idempotency_key_reused",
  429: "rate_limited",
  500: "internal_error",
  503: "service_unavailable",
};

/** The sentences of 400 that say more than their status. */
const BY_SENTENCE: readonly [RegExp, ErrorCode][] = [
  [/^Insufficient payout balance/, "insufficient_payout_balance"],
  [/^Insufficient balance/, "insufficient_funds"],
  [/Idempotency-Key/, "invalid_idempotency_key"],
];

export interface ErrorFacts {
  code: ErrorCode;
  status?: number | undefined;
  problem?: Problem | undefined;
  fields?: readonly FieldProblem[] | undefined;
  retryAfterSeconds?: number | undefined;
  requestId?: string | undefined;
  idempotencyKey?: string | undefined;
  mayHaveHappened?: boolean | undefined;
}

/** A request that did not succeed. Switch on `code`. */
export class PayoutError extends Error {
  override readonly name = "PayoutError";
  readonly code: ErrorCode;
  /** The HTTP status; absent when no answer came. */
  readonly status: number | undefined;
  /** The problem document of `/v1`, if it is one. */
  readonly problem: Problem | undefined;
  /** What is at fault in the request, field by field. */
  readonly fields: readonly FieldProblem[];
  /** When to try again, as the API says. */
  readonly retryAfterSeconds: number | undefined;
  /** Names the request in the API's log. */
  readonly requestId: string | undefined;
  /** The key that the request was sent under. */
  readonly idempotencyKey: string | undefined;
  /** Whether it may have been carried out all the same: ask again with the same `idempotencyKey`, and never with another. */
  readonly mayHaveHappened: boolean;

  constructor(message: string, facts: ErrorFacts, options?: ErrorOptions) {
    super(message, options);
    this.code = facts.code;
    this.status = facts.status;
    this.problem = facts.problem;
    this.fields = facts.fields ?? [];
    this.retryAfterSeconds = facts.retryAfterSeconds;
    this.requestId = facts.requestId;
    this.idempotencyKey = facts.idempotencyKey;
    this.mayHaveHappened = facts.mayHaveHappened ?? false;
  }
}

/** What was sent to get an answer: its key, and whether an attempt was lost, so that it may have been carried out whatever the answer says. */
export interface Sent {
  idempotencyKey: string | undefined;
  lostBefore: boolean;
}

/** Seconds of a `Retry-After`, which is a number of them or a date. */
export function retryAfterSeconds(headers: Headers): number | undefined {
  const value = headers.get("Retry-After")?.trim();
  if (!value) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

/** Reads a refusal: a problem document, a sentence or a map of fields of the `/payout` family, or what else answered. */
export function refusal(response: Response, body: unknown, sent: Sent): PayoutError {
  const said = isObject(body) ? body : {};
  const { status } = response;
  const facts = {
    status,
    retryAfterSeconds: retryAfterSeconds(response.headers),
    requestId: response.headers.get("Request-Id") ?? undefined,
    idempotencyKey: sent.idempotencyKey,
    mayHaveHappened: sent.lostBefore,
  };
  if (typeof said["code"] === "string" && typeof said["detail"] === "string") {
    const problem = body as Problem;
    return new PayoutError(problem.detail, { ...facts, code: problem.code, problem, fields: problem.errors });
  }
  if (typeof said["error"] === "string") {
    const message = typeof said["message"] === "string" ? said["message"] : said["error"];
    const sentence = said["error"];
    const named = status === 400 ? BY_SENTENCE.find(([words]) => words.test(sentence))?.[1] : undefined;
    const code = named ?? BY_STATUS[status] ?? "unexpected_answer";
    return new PayoutError(message, { ...facts, code });
  }
  const fields = Object.entries(said).flatMap(([field, messages]) =>
    Array.isArray(messages) ? messages.map((message) => ({ field, code: "invalid", message: String(message) })) : [],
  );
  if (status === 400 && fields.length > 0) {
    return new PayoutError(fields.map((it) => it.message).join(" "), { ...facts, code: "invalid_request", fields });
  }
  // A gateway that lost its API, or an address that is another's: what became of the request is not known.
  const mayHaveHappened = facts.mayHaveHappened || status >= 500;
  return new PayoutError(`${response.url || "The server"} answered ${status}, and not as the API does.`, {
    ...facts,
    code: "unexpected_answer",
    mayHaveHappened,
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
