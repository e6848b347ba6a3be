// The client against a real stack (`payout dev`) at PAYOUT_API_URL, with PAYOUT_API_KEY.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { Payout, PayoutError, WebhookVerificationError, all, ok, verifyPayoutWebhook, verifyWebhook } from "../src/index.js";

const { PAYOUT_API_URL: baseUrl = "", PAYOUT_API_KEY: apiKey = "" } = process.env;
const payout = new Payout({ baseUrl, apiKey });
const folder = mkdtempSync(join(tmpdir(), "payout-"));

const errorOf = (call: Promise<unknown>): Promise<PayoutError> =>
  call.then(() => assert.fail("it succeeded"), (error: unknown) => (assert(error instanceof PayoutError, String(error)), error));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test("a payment is made once per key, and errors have codes", async () => {
  const to = { email: "ts@example.com", amount: 100 };
  const idempotencyKey = randomUUID();
  const first = await payout.pay(to, { idempotencyKey });
  assert.equal(first.hash.length, 64);
  assert.deepEqual(await payout.pay(to, { idempotencyKey }), { ...first, replayed: true });
  const shown = await ok(payout.api.GET("/v1/allocations/{id}", { params: { path: { id: first.allocationId } } }));
  assert.deepEqual([shown.status, shown.amount], ["succeeded", 100]);

  const reused = await errorOf(payout.pay({ ...to, amount: 101 }, { idempotencyKey }));
  assert.deepEqual([reused.code, reused.status, reused.idempotencyKey], ["idempotency_key_reused", 422, idempotencyKey]);
  const wrong = await errorOf(payout.pay({ email: "nobody", amount: 0 }));
  assert.deepEqual([wrong.code, wrong.fields.map((it) => it.field)], ["invalid_request", ["email", "amount"]]);
  assert.equal((await errorOf(payout.pay({ ...to, amount: 100_000_000 }))).code, "insufficient_payout_balance");
  assert.equal((await errorOf(payout.pay(to, { idempotencyKey: "x".repeat(256) }))).code, "invalid_idempotency_key");
  assert.equal((await errorOf(payout.pay(to, { idempotencyKey: "" }))).code, "invalid_idempotency_key", "an empty key is invalid");
  assert.equal((await errorOf(payout.pay(to, { idempotencyKey: "<string>" }))).code, "invalid_idempotency_key");
  assert.equal((await errorOf(new Payout({ baseUrl, apiKey: "sk_test_nobody" }).pay(to))).code, "unauthorized");
  const missing = await errorOf(ok(payout.api.GET("/v1/batches/{id}", { params: { path: { id: `bat_${randomUUID()}` } } })));
  assert.deepEqual([missing.code, missing.problem?.status], ["not_found", 404]);
});

test("a payment whose response is lost is made once", async () => {
  let lost = 0;
  const losing = async (request: Request) => {
    const response = await fetch(request);
    if (request.method === "POST" && ++lost % 2 === 1) throw new TypeError(`lost ${response.status}`);
    return response;
  };
  const unlucky = new Payout({ baseUrl, apiKey, fetch: losing });
  const email = `${randomUUID()}@example.com`;
  assert.equal((await unlucky.pay({ email, amount: 3 })).replayed, true);
  const path = file("lost.csv", `email,amount\n${email},4\n`);
  assert.equal((await unlucky.batchEnded((await unlucky.submitFile(path)).id)).counts.succeeded, 1);
  await ok(unlucky.api.POST("/v1/allocations", { body: { email, amount: 5 } }));
  assert.equal(lost, 6);
  const paid = await payout.api.GET("/v1/allocations", { params: { query: { email } } });
  assert.deepEqual(paid.data?.data.map((it) => it.amount).sort(), [3, 4, 5]);
});

test("a file is checked, submitted and read back, and repeats as one batch", async () => {
  const items = 5_000;
  const rows = Array.from({ length: items }, (_, at) => `ts${at % 100}@example.com,1,${randomUUID()}\n`);
  const path = file("rewards.csv", `email,amount,reference\n${rows.join("")}`);
  const tried = await payout.tryFile(path);
  assert.deepEqual([tried.valid, tried.counts.total], [true, items]);
  const batch = await payout.submitFile(path, { terms: { mode: "all_or_nothing" } });
  const seen: number[] = [];
  const ended = await payout.batchEnded(batch.id, { onProgress: (it) => seen.push(it.counts.pending) });
  assert.deepEqual([ended.status, ended.counts.succeeded, seen.at(-1)], ["completed", items, 0]);
  assert.equal((await payout.submitFile(path, { terms: { mode: "all_or_nothing" } })).id, batch.id);

  const indexes = new Set<number>();
  const page = (cursor: string | undefined) =>
    payout.api.GET("/v1/batches/{id}/items", { params: { path: { id: batch.id }, query: { limit: 200, ...(cursor && { cursor }) } } });
  for await (const item of all(page)) {
    indexes.add(item.index);
    if (indexes.size === 450) break;
  }
  assert.equal(indexes.size, 450);
  const results = await ok(payout.api.GET("/v1/batches/{id}/results.csv", { params: { path: { id: batch.id } }, parseAs: "text" }));
  assert.equal(results.trim().split("\n").length, items + 1);
});

test("a gzip file is accepted, and an error in a file names its line", async () => {
  const packed = file("rewards.jsonl.gz", gzipSync(`{"email":"ts@example.com","amount":1,"reference":"${randomUUID()}"}\n`));
  assert.equal((await payout.batchEnded((await payout.submitFile(packed)).id)).counts.succeeded, 1);
  const wrong = file("wrong.csv", "email,amount\nts@example.com,1\nnobody,1\n");
  const error = await errorOf(payout.submitFile(wrong));
  assert.deepEqual([error.code, error.fields[0]?.line, error.fields[0]?.field], ["invalid_request", 3, "email"]);
});

test("an error response before the end of a long file arrives", async () => {
  const path = file("long.csv", `email,amount\n${"ts@example.com,1\n".repeat(1_000_000)}`);
  assert.equal((await errorOf(new Payout({ baseUrl, apiKey: "sk_test_nobody" }).submitFile(path))).code, "unauthorized");
});

test("webhooks are verified and typed, and forged ones are rejected", async () => {
  type Arrived = { path: string; headers: IncomingHttpHeaders; body: Buffer };
  const arrived: Arrived[] = [];
  let wake = () => {};
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      arrived.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(pieces) });
      response.writeHead(204).end();
      wake();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const next = async (): Promise<Arrived> => {
    if (arrived.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return arrived.shift() ?? assert.fail();
  };
  const endpoint = await ok(payout.api.POST("/v1/webhooks", { body: { url, events: ["allocation.succeeded"] } }));
  try {
    const email = `${randomUUID()}@example.com`;
    const { allocationId } = await payout.pay({ email, amount: 7 });
    const webhook = await next();
    const { id, event } = verifyWebhook(endpoint.secret, webhook.body, webhook.headers);
    assert.equal(id, webhook.headers["webhook-id"]);
    assert(event.type === "allocation.succeeded");
    assert.deepEqual([event.data.id, event.data.email, event.data.amount], [allocationId, email, 7]);
    assert.equal(verifyWebhook(endpoint.secret, webhook.body.toString(), new Headers(webhook.headers as Record<string, string>)).id, id);

    for (const changed of [Buffer.concat([webhook.body, Buffer.from(" ")]), Buffer.alloc(0)]) {
      assert.throws(() => verifyWebhook(endpoint.secret, changed, webhook.headers), WebhookVerificationError);
    }
    const old = { ...webhook.headers, "webhook-timestamp": "1700000000" };
    assert.throws(() => verifyWebhook(endpoint.secret, webhook.body, old), WebhookVerificationError);
    for (const signature of ["", "v1", "nonsense", "v1,", "v1,%%%", "v2,abc"]) {
      const headers = { ...webhook.headers, "webhook-signature": signature };
      assert.throws(() => verifyWebhook(endpoint.secret, webhook.body, headers), WebhookVerificationError, signature);
    }
    assert.throws(() => verifyWebhook(endpoint.secret, webhook.body, {}), WebhookVerificationError);
  } finally {
    await ok(payout.api.DELETE("/v1/webhooks/{id}", { params: { path: { id: endpoint.id } } }));
  }
  const own = await ok(payout.api.PUT("/v1/payout-webhook", { body: { url: `${url}/payout` } }));
  try {
    await ok(payout.api.POST("/v1/webhooks/{id}/test", { params: { path: { id: own.id } }, body: {} }));
    const webhook = await next();
    const { event } = verifyPayoutWebhook(own.secret, webhook.body, webhook.headers);
    assert.deepEqual([event.type, event.test_mode], ["payout.succeeded", true]);
  } finally {
    await ok(payout.api.DELETE("/v1/webhooks/{id}", { params: { path: { id: own.id } } }));
    server.closeAllConnections();
    server.close();
  }
});
