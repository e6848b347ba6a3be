// The shop's pages.
// @ts-check

/** @param {unknown} value */
const safe = (value) => String(value).replace(/[&<>"']/g, (it) => `&#${it.charCodeAt(0)};`);
/** @param {number} cents */
const dollars = (cents) => `$${(cents / 100).toFixed(2)}`;
/** @param {string} title @param {string} body */
const page = (title, body) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>${safe(title)}</title><h1>${safe(title)}</h1>${body}`;

/** @param {string} order */
export const shopPage = (order) =>
  page(
    "Reward a review",
    `<form method="post" action="/rewards"><input type="hidden" name="order" value="${safe(order)}">
<label>E-mail <input type="email" name="email" required></label>
<label>Cents <input type="number" name="amount" value="500" min="1" required></label>
<button>Pay</button></form>`,
  );

/**
 * @param {string} address
 * @param {boolean} hasArrived
 * @param {import("payout-client").Schemas["Operations"]} shown
 * @param {string} key
 */
export const payoutPage = (address, hasArrived, shown, key) => {
  const rows = shown.operations.map((it) => `<tr><td>${safe(it.type)}<td>${dollars(it.amount)}<td>${safe(it.status)}`);
  return page(
    "Your payout",
    `<p id="news">${hasArrived ? "Your reward has arrived." : "Your reward is on its way."}</p>
<p id="balance">${dollars(shown.balance)}</p><table>${rows.join("")}</table>
<form method="post" action="/payouts/${safe(address)}/withdraw"><input type="hidden" name="key" value="${safe(key)}">
<label>PayPal <input type="email" name="email" required></label>
<label>Cents <input type="number" name="amount" min="1" required></label>
<button>Take it out</button></form>`,
  );
};

/** @param {string} message */
export const failedPage = (message) => page("Sorry", `<p id="message">${safe(message)}</p>`);
