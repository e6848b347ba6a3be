// The types that openapi-typescript generates from `/openapi.json`, with openapi-fetch: a payment, a list, uploads, refusals.
//
// usage: node fetch.js API_URL API_KEY  (with `schema.d.ts` beside it)
import assert from "node:assert/strict";
import { randomUUID as key } from "node:crypto";
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

const [baseUrl = "", apiKey = ""] = process.argv.slice(2);
const as = (token: string) =>
  createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });
const client = as(apiKey);
const stranger = as("sk_test_nobody");
type Problem = components["schemas"]["Problem"];

const pay = (by: typeof client, amount: number, once: string) =>
  by.POST("/payout/create", {
    params: { header: { "Idempotency-Key": once } },
    body: { email: "fetch@example.com", amount },
  });

const once = key();
const paid = await pay(client, 100, once);
assert(paid.data && "hash" in paid.data, JSON.stringify(paid.error));
const replayed = await pay(client, 100, once);
assert(replayed.data && "hash" in replayed.data && replayed.data.hash === paid.data.hash);
const wrong = await pay(client, 0, key());
assert(wrong.error && "amount" in wrong.error && wrong.error.amount?.length === 1, JSON.stringify(wrong.error));
const unauthorized = await pay(stranger, 100, key());
assert(unauthorized.response.status === 401 && unauthorized.error && unauthorized.error.error === "Unauthorized");
assert.equal((await pay(client, 101, once)).response.status, 422);

const listed = await client.GET("/v1/allocations", { params: { query: { status: "succeeded", limit: 10 } } });
assert(listed.data?.data.some((row) => row.email === "fetch@example.com"));
const refused: Problem | undefined = (await stranger.GET("/v1/allocations")).error;
assert.equal(refused?.code, "unauthorized");

const items = { items: [{ email: "j@example.com", amount: 1 }] };
const dryRun = await client.POST("/v1/batches", { params: { query: { dry_run: true } }, body: items });
assert(dryRun.response.status === 200 && dryRun.data && "valid" in dryRun.data && dryRun.data.valid);
assert.equal((await client.POST("/v1/batches", { body: items })).error?.code, "idempotency_key_required");

const uploads: [string, components["schemas"]["NewBatch"] | string][] = [
  ["application/json", items],
  ["application/x-ndjson", '{"email":"n@example.com","amount":1}\n'],
  ["text/csv", "email,amount\nc@example.com,1\n"],
];
for (const [mediaType, body] of uploads) {
  const made = await client.POST("/v1/batches", {
    params: { header: { "Idempotency-Key": key() } },
    headers: { "Content-Type": mediaType },
    body,
    bodySerializer: (it) => (typeof it === "string" ? it : JSON.stringify(it)),
  });
  assert(made.response.status === 202 && made.data && "id" in made.data, JSON.stringify(made.error));
  const shown = await client.GET("/v1/batches/{id}", { params: { path: { id: made.data.id } } });
  assert(shown.data?.counts.total === 1 && shown.data.mode === "best_effort");
}
const missing = await client.GET("/v1/batches/{id}", { params: { path: { id: `bat_${key()}` } } });
assert.equal(missing.error?.code, "not_found");
console.log("openapi-typescript and openapi-fetch: ok");
