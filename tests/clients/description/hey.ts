// The client that hey-api generates from `/openapi.json`: a payment, a list, uploads, refusals.
//
// usage: node hey.js API_URL API_KEY  (with the generated folder `hey` beside it)
import assert from "node:assert/strict";
import { randomUUID as key } from "node:crypto";
import { createClient } from "./hey/client/index.js";
import * as api from "./hey/index.js";

const [baseUrl = "", apiKey = ""] = process.argv.slice(2);
const as = (auth: string) => createClient({ baseUrl, auth });
const client = as(apiKey);
const stranger = as("sk_test_nobody");

const pay = (by: typeof client, amount: number, once: string) =>
  api.postPayoutCreate({
    client: by,
    headers: { "Idempotency-Key": once },
    body: { email: "hey@example.com", amount },
  });

const once = key();
const paid = await pay(client, 100, once);
assert(paid.data && "hash" in paid.data, JSON.stringify(paid.error));
const replayed = await pay(client, 100, once);
assert(replayed.data && "hash" in replayed.data && replayed.data.hash === paid.data.hash);
const wrong = await pay(client, 0, key());
assert(wrong.error && "amount" in wrong.error && wrong.error.amount?.length === 1, JSON.stringify(wrong.error));
const unauthorized = await pay(stranger, 100, key());
assert(unauthorized.response?.status === 401 && unauthorized.error && unauthorized.error.error === "Unauthorized");
assert.equal((await pay(client, 101, once)).response?.status, 422);

const listed = await api.getV1Allocations({ client, query: { status: "succeeded", limit: 10 } });
assert(listed.data?.data.some((row) => row.email === "hey@example.com"));
const refused: api.Problem | undefined = (await api.getV1Allocations({ client: stranger })).error;
assert.equal(refused?.code, "unauthorized");

const body: api.NewBatch = { items: [{ email: "j@example.com", amount: 1 }] };
const dryRun = await api.postV1Batches({ client, body, query: { dry_run: true } });
assert(dryRun.response?.status === 200 && dryRun.data && "valid" in dryRun.data && dryRun.data.valid);
assert.equal((await api.postV1Batches({ client, body })).error?.code, "idempotency_key_required");
const made = await api.postV1Batches({ client, body, headers: { "Idempotency-Key": key() } });
assert(made.data && "id" in made.data, JSON.stringify(made.error));
const shown = await api.getV1BatchesId({ client, path: { id: made.data.id } });
assert(shown.data?.counts.total === 1 && shown.data.mode === "best_effort");
const missing = await api.getV1BatchesId({ client, path: { id: `bat_${key()}` } });
assert.equal(missing.error?.code, "not_found");

// Its functions send the first content type of a route; other types are sent with its client.
const uploads: [string, string][] = [
  ["application/x-ndjson", '{"email":"n@example.com","amount":1}\n'],
  ["text/csv", "email,amount\nc@example.com,1\n"],
];
for (const [mediaType, text] of uploads) {
  const sent = await client.post<api.PostV1BatchesResponses, api.PostV1BatchesErrors>({
    url: "/v1/batches",
    security: [{ scheme: "bearer", type: "http" }],
    headers: { "Content-Type": mediaType, "Idempotency-Key": key() },
    body: text,
    bodySerializer: null,
  });
  assert(sent.response?.status === 202 && sent.data && "id" in sent.data, JSON.stringify(sent.error));
}
console.log("hey-api: ok");
