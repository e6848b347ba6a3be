// The part of the address after # is the hash that opens the account. It travels in a header, to this host only.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const hash = location.hash.slice(1);
  // htmx would send the whole address, including the part after #.
  delete detail.headers["HX-Current-URL"];
  if (/^[\x21-\x7e]+$/.test(hash)) detail.headers["X-Payout-Hash"] = hash;
});

const open = () => {
  if (location.hash.length > 1) htmx.ajax("POST", "/pay", { target: "#account", swap: "innerHTML" });
};
document.addEventListener("DOMContentLoaded", open);
addEventListener("hashchange", open);

// Tells a screen reader when the status of a withdrawal has changed.
let known = new Map();
document.addEventListener("htmx:afterSettle", () => {
  const rows = [...document.querySelectorAll("tr[data-order]")];
  const moved = rows.filter((row) => known.has(row.dataset.order) && known.get(row.dataset.order) !== row.dataset.says);
  known = new Map(rows.map((row) => [row.dataset.order, row.dataset.says]));
  const place = document.querySelector("#moved");
  if (place && moved.length) place.textContent = moved.map((row) => row.dataset.says).join(" ");
  for (const input of document.querySelectorAll("[aria-describedby$='-fault']")) {
    const fault = document.getElementById(input.getAttribute("aria-describedby"));
    if (fault.textContent.trim()) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
});
