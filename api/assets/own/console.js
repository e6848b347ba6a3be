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
// A form with a file that could not be sent: a browser does not send one that was changed since it was chosen.
document.addEventListener("htmx:sendError", ({ detail }) => {
  if (!detail.elt.closest("form[hx-encoding]")) return;
  const said = document.createElement("p");
  said.className = "fault";
  said.setAttribute("role", "alert");
  said.textContent =
    "It was not sent: the service did not answer, or the file was changed since it was chosen. Choose it again, and try once more.";
  detail.target.replaceChildren(said);
});
