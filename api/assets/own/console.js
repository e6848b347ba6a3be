// Ids are copied where the browser permits it: over TLS, or on this machine.
document.addEventListener("DOMContentLoaded", () => {
  if (!navigator.clipboard) return;
  htmx.onLoad((added) => {
    for (const button of added.querySelectorAll("button[data-copy]")) button.hidden = false;
  });
  document.addEventListener("click", async ({ target }) => {
    const button = target.closest?.("button[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copied";
    button.setAttribute("aria-label", "Copied");
  });
});
