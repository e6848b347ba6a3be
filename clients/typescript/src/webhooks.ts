// Webhooks: standardwebhooks verifies their signatures, and the API's description gives their types.
import { Webhook, WebhookVerificationError } from "standardwebhooks";
import type { components, webhooks } from "./generated/schema.js";

export { WebhookVerificationError };

type Told<Name extends keyof webhooks> = webhooks[Name]["post"]["requestBody"]["content"]["application/json"];

/** An event that an endpoint of `POST /v1/webhooks` receives. Switch on `type`. */
export type WebhookEvent = { [Name in keyof webhooks]: Told<Name> }[Exclude<keyof webhooks, "payout-webhook">];

/** An event of the payout webhook, in its flat form. */
export type PayoutWebhookEvent = components["schemas"]["PayoutEvent"];

/** An event with its id. It is delivered at least once: store the ids of processed events. */
export interface Heard<Event> {
  id: string;
  event: Event;
}

/** Headers as Node's `request.headers`, as `Headers`, or as a plain object. */
export type HeadersLike = Headers | Readonly<Record<string, string | string[] | undefined>>;

/**
 * Verifies a webhook with the secret of its endpoint (`whsec_…`), and returns the event. `body` is the raw request body, not
 * one that a framework has parsed. Throws `WebhookVerificationError` if the webhook is not from the API, or is older than
 * five minutes.
 */
export function verifyWebhook(secret: string, body: string | Uint8Array, headers: HeadersLike): Heard<WebhookEvent> {
  return verify<WebhookEvent>(secret, body, headers);
}

/** Verifies a webhook of the payout webhook (`PUT /v1/payout-webhook`) with its `secret`, and returns the event. */
export function verifyPayoutWebhook(secret: string, body: string | Uint8Array, headers: HeadersLike): Heard<PayoutWebhookEvent> {
  return verify<PayoutWebhookEvent>(secret, body, headers);
}

function verify<Event>(secret: string, body: string | Uint8Array, headers: HeadersLike): Heard<Event> {
  const pairs: [string, unknown][] = headers instanceof Headers ? [...headers] : Object.entries(headers);
  const single = pairs.filter((it): it is [string, string] => typeof it[1] === "string").map(([name, it]) => [name.toLowerCase(), it]);
  const found = Object.fromEntries(single) as Record<string, string>;
  const text = typeof body === "string" ? body : Buffer.from(body);
  return { event: new Webhook(secret).verify(text, found) as Event, id: found["webhook-id"] ?? "" };
}
