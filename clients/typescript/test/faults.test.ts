// The client when the API, or the network to it, fails.
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Payout, PayoutError, ok } from "../src/index.js";
import { send } from "../src/send.js";
import { answer, cut, drop, faulty, problem, type Act, type Received } from "./server.js";

const HASH = "0".repeat(64);
const paid = answer(201, { hash: HASH }, { "Allocation-Id": "alc_1" });
const unavailable = { error: "Service temporarily unavailable" };
const ann = { email: "ann@example.com", amount: 5 };

const keys = (received: Received[]) => received.map((it) => it.headers["idempotency-key"]);
const thrown = async (call: Promise<unknown>): Promise<PayoutError> => {
  const error = await call.then(() => assert.fail("it succeeded"), (error: unknown) => error);
  assert(error instanceof PayoutError, String(error));
  return error;
};

test("503 is retried after Retry-After, with the same key", () =>
  faulty([answer(503, unavailable, { "Retry-After": "1" }), paid], async (baseUrl, received) => {
    const began = performance.now();
    const { hash, allocationId, replayed } = await new Payout({ apiKey: "sk_test_1", baseUrl }).pay(ann);
    assert.deepEqual([hash, allocationId, replayed], [HASH, "alc_1", false]);
    assert(performance.now() - began >= 1000, "it did not wait for Retry-After");
    const [first, second] = keys(received);
    assert.match(first as string, /^[0-9a-f-]{36}$/);
    assert.equal(second, first);
    assert.deepEqual(received.map((it) => JSON.parse(it.body) as unknown), [ann, ann]);
    assert.equal(received[0]?.headers.authorization, "Bearer sk_test_1");
  }));

test("a Retry-After may be a date", () =>
  faulty([answer(429, unavailable, { "Retry-After": new Date(Date.now() + 2000).toUTCString() }), paid], async (baseUrl) => {
    const began = performance.now();
    await new Payout({ baseUrl }).pay(ann);
    assert(performance.now() - began >= 900);
  }));

test("a Retry-After above the longest wait is left to the caller", () =>
  faulty([answer(429, { error: "rate_limit_exceeded", message: "Too many payout requests", type: "business", retry_after: 30 }, { "Retry-After": "30" })], async (baseUrl, received) => {
    const error = await thrown(new Payout({ baseUrl, maxWaitMs: 5000 }).pay(ann));
    assert.equal(error.code, "rate_limited");
    assert.equal(error.retryAfterSeconds, 30);
    assert.equal(error.message, "Too many payout requests");
    assert.equal(error.mayHaveHappened, false);
    assert.equal(error.idempotencyKey, keys(received)[0]);
    assert.equal(received.length, 1);
  }));

test("a request whose response is lost is retried with the same key", () =>
  faulty([drop, cut, paid], async (baseUrl, received) => {
    assert.equal((await new Payout({ baseUrl }).pay(ann, { idempotencyKey: "order-1" })).hash, HASH);
    assert.deepEqual(keys(received), ["order-1", "order-1", "order-1"]);
  }));

test("retries end, and the error says whether it may have happened", () =>
  faulty([drop, drop, answer(503, unavailable)], async (baseUrl, received) => {
    const silent = await thrown(new Payout({ baseUrl, retries: 1 }).pay(ann));
    assert.equal(silent.code, "no_answer");
    assert.equal(silent.mayHaveHappened, true);
    assert.equal(silent.idempotencyKey, keys(received)[0]);
    assert.equal(received.length, 2);
    const refused = await thrown(new Payout({ baseUrl, retries: 0 }).pay(ann));
    assert.deepEqual([refused.code, refused.status, refused.mayHaveHappened], ["service_unavailable", 503, false]);
  }));

test("a request to a closed port has not happened", async () => {
  let nobody = "";
  await faulty([], async (baseUrl) => void (nobody = baseUrl));
  const error = await thrown(new Payout({ baseUrl: nobody, retries: 1 }).pay(ann));
  assert.deepEqual([error.code, error.mayHaveHappened], ["no_answer", false]);
});

test("an error after a lost response may have happened", () =>
  faulty([drop, answer(503, unavailable, { "Retry-After": "60" })], async (baseUrl) => {
    const error = await thrown(new Payout({ baseUrl, maxWaitMs: 2000 }).pay(ann));
    assert.deepEqual([error.code, error.mayHaveHappened], ["service_unavailable", true]);
  }));

test("a payment without a key is never retried", async () => {
  const once = (baseUrl: string) => send(() => new Request(`${baseUrl}/payout/create`, { method: "POST", body: "{}" }), {
    retries: 4, maxWaitMs: 60_000, timeoutMs: 1000, fetch,
  });
  await faulty([answer(503, unavailable, { "Retry-After": "0" }), paid], async (baseUrl, received) => {
    assert.equal((await once(baseUrl)).status, 503);
    assert.equal(received.length, 1);
  });
  await faulty([drop, paid], async (baseUrl, received) => {
    assert.equal((await thrown(once(baseUrl))).mayHaveHappened, true);
    assert.equal(received.length, 1);
  });
});

test("only POSTs that take a key have one", () =>
  faulty([answer(201, {}), answer(200, {}), answer(200, { balance: 1 }), answer(200, {})], async (baseUrl, received) => {
    const { api } = new Payout({ baseUrl });
    await api.POST("/v1/webhooks", { body: { url: "https://shop.example/hooks", events: ["batch.completed"] } });
    await api.POST("/v1/batches/{id}/cancel", { params: { path: { id: "bat_1" }, header: { "Idempotency-Key": "mine" } } });
    await api.GET("/payout/balance", { headers: { "X-Payout-Hash": HASH } });
    await api.POST("/payout/operations", { body: { payout_hash: HASH } });
    assert.deepEqual(keys(received).map((it) => it?.length), [36, 4, undefined, undefined]);
    assert.equal(received[2]?.headers["x-payout-hash"], HASH);
  }));

test("409 has its code, and is not retried", () =>
  faulty([answer(409, problem("conflict", 409), { "Request-Id": "req_1" })], async (baseUrl, received) => {
    const call = new Payout({ baseUrl }).api.POST("/v1/batches/{id}/pause", { params: { path: { id: "bat_1" } } });
    const error = await thrown(ok(call));
    assert.deepEqual([error.code, error.status, error.requestId, error.message], ["conflict", 409, "req_1", "It is conflict."]);
    assert.equal(error.idempotencyKey, keys(received)[0]);
    assert.equal(received.length, 1);
  }));

test("a page of a proxy is not an error of the API", () =>
  faulty([answer(502, "<h1>Bad Gateway</h1>"), answer(504, "<h1>Gateway</h1>"), answer(301, "", { Location: "/elsewhere" })], async (baseUrl) => {
    const lost = await thrown(new Payout({ baseUrl, retries: 1 }).pay(ann));
    assert.deepEqual([lost.code, lost.status, lost.mayHaveHappened], ["unexpected_answer", 504, true]);
    const moved = await thrown(new Payout({ baseUrl }).pay(ann));
    assert.deepEqual([moved.code, moved.status, moved.mayHaveHappened], ["unexpected_answer", 301, false]);
  }));

test("an attempt that takes too long is retried, and the caller can abort a wait", async () => {
  await faulty([() => {}, paid], async (baseUrl, received) => {
    assert.equal((await new Payout({ baseUrl, timeoutMs: 200 }).pay(ann)).hash, HASH);
    assert.equal(new Set(keys(received)).size, 1);
  });
  await faulty([answer(503, unavailable, { "Retry-After": "30" })], async (baseUrl) => {
    const began = performance.now();
    await assert.rejects(new Payout({ baseUrl }).pay(ann, { signal: AbortSignal.timeout(100) }), { name: "TimeoutError" });
    assert(performance.now() - began < 5000);
  });
});

test("a response that has begun may take longer than the timeout of an attempt", () => {
  const slow: Act = (response) => {
    response.writeHead(200, { "Content-Type": "text/csv" }).write("index,");
    setTimeout(() => response.end("email"), 500);
  };
  return faulty([slow], async (baseUrl) => {
    const { api } = new Payout({ baseUrl, timeoutMs: 200 });
    const call = api.GET("/v1/batches/{id}/results.csv", { params: { path: { id: "bat_1" } }, parseAs: "text" });
    assert.equal(await ok(call), "index,email");
  });
});

test("each attempt streams the file again, with the key of its content", () =>
  faulty([drop, answer(503, problem("service_unavailable", 503), { "Retry-After": "0" }), answer(202, { id: "bat_1" })], async (baseUrl, received) => {
    const path = join(mkdtempSync(join(tmpdir(), "payout-")), "rewards.jsonl");
    const line = '{"email":"ann@example.com","amount":1}\n';
    writeFileSync(path, line.repeat(100_000));
    assert.equal((await new Payout({ baseUrl }).submitFile(path, { terms: { mode: "all_or_nothing", max_per_second: 5 } })).id, "bat_1");
    assert.deepEqual(new Set(keys(received)).size, 1);
    assert.match(keys(received)[0] as string, /^sha256-[0-9a-f]{64}$/);
    assert.deepEqual(received.map((it) => it.body.length), [1, 1, 1].map(() => line.length * 100_000));
    assert.equal(received[2]?.url, "/v1/batches?mode=all_or_nothing&max_per_second=5");
    assert.equal(received[2]?.headers["content-type"], "application/x-ndjson");
    await assert.rejects(new Payout({ baseUrl }).submitFile("rewards.xlsx"), /ends in \.csv/);
  }));
