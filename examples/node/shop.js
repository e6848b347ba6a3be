// A shop that rewards its reviewers. It pays with payout, learns the outcome by webhook, and shows the payout page.
//
// usage: PAYOUT_API_URL=… PAYOUT_API_KEY=sk_test_… PORT=3000 node shop.js
// @ts-check
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { buffer, text } from "node:stream/consumers";
import { Payout, PayoutError, WebhookVerificationError, ok, verifyWebhook } from "payout-client";
import { failedPage, payoutPage, shopPage } from "./pages.js";

const { PAYOUT_API_URL: baseUrl = "http://127.0.0.1:8080", PAYOUT_API_KEY: apiKey = "", PORT = "3000" } = process.env;
const payout = new Payout({ baseUrl, apiKey });

/**
 * A payment. `page` is the secret address of its payout page, which is sent to the payee. The hash never leaves the shop.
 * @typedef {{ page: string, hash: string, allocationId: string }} Reward
 */

// A real shop keeps these in its database: the rewards by order, the paid ones, and the processed events.
/** @type {Map<string, Reward>} */
const rewards = new Map();
/** @type {Set<string>} */
const paid = new Set();
/** @type {Set<string>} */
const heard = new Set();

/** @param {URLSearchParams} form */
async function reward(form) {
  const order = form.get("order") ?? "";
  // The order number is the idempotency key: a form that is sent twice, or again after a crash, is paid once.
  const to = { email: form.get("email") ?? "", amount: Number(form.get("amount")) };
  const { hash, allocationId } = await payout.pay(to, { idempotencyKey: `reward-${order}` });
  const known = rewards.get(order) ?? { page: randomUUID(), hash, allocationId };
  rewards.set(order, known);
  return `/payouts/${known.page}`;
}

/** @param {string} secret @param {import("node:http").IncomingMessage} request */
async function hear(secret, request) {
  const { id, event } = verifyWebhook(secret, await buffer(request), request.headers);
  if (!heard.has(id) && event.type === "allocation.succeeded") paid.add(event.data.id);
  heard.add(id);
}

/** @param {string} page */
const found = (page) => [...rewards.values()].find((it) => it.page === page);

/** @param {Reward} reward @param {URLSearchParams} form */
async function withdraw(reward, form) {
  const destination = { email: form.get("email") ?? "" };
  const body = { amount: Number(form.get("amount")), provider: /** @type {const} */ ("paypal"), destination };
  const header = { "Idempotency-Key": form.get("key") ?? "" };
  await ok(payout.api.POST("/payout/withdraw", { headers: { "X-Payout-Hash": reward.hash }, params: { header }, body }));
}

/** @param {Reward} reward */
async function show(reward) {
  const shown = await ok(payout.api.GET("/payout/operations", { headers: { "X-Payout-Hash": reward.hash } }));
  return payoutPage(reward.page, paid.has(reward.allocationId), shown, randomUUID());
}

/** @param {import("node:http").IncomingMessage} request @returns {Promise<{ status: number, page?: string, to?: string }>} */
async function answer(request) {
  const path = request.url ?? "/";
  const post = request.method === "POST";
  if (path === "/" && !post) return { status: 200, page: shopPage(randomUUID()) };
  if (path === "/rewards" && post) return { status: 303, to: await reward(new URLSearchParams(await text(request))) };
  if (path === "/hooks" && post) return await hear(await secret, request), { status: 204 };
  const [, page = "", asked = ""] = /^\/payouts\/([0-9a-f-]{36})(\/withdraw)?$/.exec(path) ?? [];
  const known = found(page);
  if (known && asked && post) return await withdraw(known, new URLSearchParams(await text(request))), { status: 303, to: `/payouts/${page}` };
  if (known && !asked && !post) return { status: 200, page: await show(known) };
  return { status: 404, page: failedPage("There is no such page.") };
}

const server = createServer(async (request, response) => {
  const answered = await answer(request).catch((error) => {
    if (error instanceof WebhookVerificationError) return { status: 401 };
    if (error instanceof PayoutError && error.status === 400) return { status: 400, page: failedPage(error.message) };
    console.error(error);
    return { status: 503, page: failedPage("That did not work. Send it again: nothing is paid twice.") };
  });
  // The address of a payout page gives access to the money, so no cache and no other site may learn it.
  const headers = { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" };
  response.writeHead(answered.status, "to" in answered && answered.to ? { ...headers, Location: answered.to } : headers);
  response.end("page" in answered ? answered.page : undefined);
});

await new Promise((resolve) => server.listen(Number(PORT), "127.0.0.1", () => resolve(undefined)));
const address = server.address();
const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : PORT}`;

// The address is the idempotency key: for 30 days, a restarted shop gets the same endpoint and secret. Store the secret.
const secret = ok(
  payout.api.POST("/v1/webhooks", {
    body: { url: `${url}/hooks`, events: ["allocation.succeeded"] },
    params: { header: { "Idempotency-Key": `shop-${url}` } },
  }),
).then((endpoint) => endpoint.secret);
await secret;
console.log(`The shop is at ${url}`);
