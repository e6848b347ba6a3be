export { PayoutError, type ErrorCode, type FieldProblem, type Problem } from "./errors.js";
export type { components, operations, paths, webhooks } from "./generated/schema.js";
export { Payout, all, ok, type Batch, type BatchDryRun, type BatchTerms, type Paid, type PayoutOptions, type Schemas } from "./payout.js";
export {
  WebhookVerificationError,
  verifyPayoutWebhook,
  verifyWebhook,
  type HeadersLike,
  type Heard,
  type PayoutWebhookEvent,
  type WebhookEvent,
} from "./webhooks.js";
