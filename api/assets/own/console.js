// Copies ids, where the browser permits it: over TLS, or on localhost.
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

// Says when a page could not refresh its figures: figures that do not change look like a calm service.
document.addEventListener("DOMContentLoaded", () => {
  const patience = 10_000;
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "medium" });
  const looksAgain = ({ detail }) => (detail.requestConfig ?? detail).elt?.getAttribute?.("hx-trigger")?.includes("every");
  let good = new Date();
  let notice;
  const stands = () => {
    // Only once, so that a screen reader does not start again every two seconds.
    if (notice) return;
    notice = Object.assign(document.createElement("p"), { id: "not-refreshed", className: "fault", role: "alert" });
    document.getElementById("main").prepend(notice);
    notice.textContent = `Not refreshed since ${clock.format(good)}: the service does not answer. The page keeps trying.`;
  };
  document.addEventListener("htmx:configRequest", (event) => {
    if (looksAgain(event)) event.detail.timeout = patience;
  });
  for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(failure, (event) => {
      if (looksAgain(event)) stands();
    });
  }
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!looksAgain(event)) return;
    if (event.detail.xhr.status < 400) {
      good = new Date();
      notice?.remove();
      notice = undefined;
    } else {
      // An error page has none of the figures, and swapping it in would end the refreshing.
      event.detail.shouldSwap = false;
      stands();
    }
  });
});
// Reports a form whose file could not be sent. A browser does not send a file that was changed since it was chosen.
document.addEventListener("htmx:sendError", ({ detail }) => {
  if (!detail.elt.closest("form[hx-encoding]")) return;
  const said = document.createElement("p");
  said.className = "fault";
  said.setAttribute("role", "alert");
  said.textContent =
    "It was not sent: the service did not answer, or the file was changed since it was chosen. Choose it again, and try once more.";
  detail.target.replaceChildren(said);
});
