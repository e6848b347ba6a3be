// Webhooks: who sent them is checked by standardwebhooks, and what they are is typed by the description.
import { Webhook, WebhookVerificationError } from "standardwebhooks";
import type { components, webhooks } from "./generated/schema.js";

export { WebhookVerificationError };

type Told<Name extends keyof webhooks> = webhooks[Name]["post"]["requestBody"]["content"]["application/json"];

/** What an endpoint of `POST /v1/webhooks` is told: switch on `type`. */
export type WebhookEvent = { [Name in keyof webhooks]: Told<Name> }[Exclude<keyof webhooks, "payout-webhook">];

/** What the payout webhook is told, in its flat form. */
export type PayoutWebhookEvent = components["schemas"]["PayoutEvent"];

/** An event, and its id: it arrives at least once, so remember the ids of those you have dealt with. */
export interface Heard<Event> {
  id: string;
  event: Event;
}

/** Headers as Node's `request.headers`, the platform's `Headers`, or a plain object have them. */
export type HeadersLike = Headers | Readonly<Record<string, string | string[] | undefined>>;

/**
 * Checks a webhook by its endpoint's secret (`whsec_…`). `body` is what arrived, byte for byte: not what a framework made
 * of it. Throws `WebhookVerificationError` for what is not from the API, or older than five minutes.
 */
export function verifyWebhook(secret: string, body: string | Uint8Array, headers: HeadersLike): Heard<WebhookEvent> {
  return verify<WebhookEvent>(secret, body, headers);
}

/** The same of the payout webhook (`PUT /v1/payout-webhook`), by its `secret`. */
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
