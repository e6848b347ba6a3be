// Errors with stable codes: the codes of the problem documents of `/v1`, and the same codes for the error messages of `/payout`.
import type { components } from "./generated/schema.js";

export type Problem = components["schemas"]["Problem"];
export type FieldProblem = components["schemas"]["FieldProblem"];

/**
 * The API's codes, and two of this client. `no_answer`: no response arrived. `unexpected_answer`: the response is not from the
 * API, but for example from a proxy in front of it.
 */
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

/** Messages of a 400 that are more specific than the status. */
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

/** Thrown when a request fails. Handle it by its `code`. */
export class PayoutError extends Error {
  override readonly name = "PayoutError";
  readonly code: ErrorCode;
  /** The HTTP status, or undefined if no response arrived. */
  readonly status: number | undefined;
  /** The problem document, for routes of `/v1`. */
  readonly problem: Problem | undefined;
  /** The invalid fields of the request. */
  readonly fields: readonly FieldProblem[];
  /** The seconds to wait before a retry, from `Retry-After`. */
  readonly retryAfterSeconds: number | undefined;
  /** The id of the request in the API's log. */
  readonly requestId: string | undefined;
  /** The idempotency key of the request. */
  readonly idempotencyKey: string | undefined;
  /** Whether the request may have been carried out although it failed. If so, retry with the same `idempotencyKey` only. */
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

/** A sent request: its idempotency key, and whether an earlier attempt was lost and may have been carried out. */
export interface Sent {
  idempotencyKey: string | undefined;
  lostBefore: boolean;
}

/** Returns the seconds of a `Retry-After` header, which is a number of seconds or a date. */
export function retryAfterSeconds(headers: Headers): number | undefined {
  const value = headers.get("Retry-After")?.trim();
  if (!value) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

/** Reads an error response: a problem document, a message or a map of fields of `/payout`, or the response of another server. */
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
  // A gateway without its API, or another server at this address. Whether the request was carried out is unknown.
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
